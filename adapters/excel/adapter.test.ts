import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { build } from 'esbuild'
import ExcelJS from 'exceljs'
import XLSX from '@e965/xlsx'
import { describe, expect, test } from '@jest/globals'
import { readDay } from '../../schema/day.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import { XlsFile } from '../../samples/write/xls.ts'
import { XlsxFile } from '../../samples/write/xlsx.ts'
import type { ExcelSheet, ExcelValue } from '../../samples/write/excel.ts'
import { flagsOf, type Row } from '../adapter.ts'
import { adapterConformance } from '../conformance.ts'
import { anyCall, fileHarness, loadCase, newDrop } from '../file-harness.ts'
import type { ExcelSystem, TableUse } from '../open.ts'
import { FileRefused } from '../snapshot/file-source.ts'
import { ExcelSource } from './adapter.ts'
import { numberText } from './cell.ts'
import { elements } from './pieces.ts'
import { usualLimits } from './workbook-xml.ts'

const names = ['BH', 'MC', 'LX', 'BZ', 'BBH'] as const
const cells = (rows: readonly Row[]) => [
  ...rows.map((row) => names.map((name) => row[name] ?? null)),
  [null, '无键', '01', null, '1'],
]

/** Written by other programs than the reader, so that two must agree on each format. */
async function xlsx(rows: readonly Row[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  book.addWorksheet('表').addRows([[...names], ...cells(rows)])
  return Buffer.from(await book.xlsx.writeBuffer())
}

async function written(
  Writer: typeof XlsFile | typeof XlsxFile,
  sheet: ExcelSheet,
  rows: readonly (readonly ExcelValue[])[],
) {
  const path = join(tmpdir(), randomUUID())
  const file = new Writer(path, sheet)
  for (const row of rows) file.write(row)
  file.close()
  const bytes = await readFile(path)
  await rm(path)
  return bytes
}
const xls = (rows: readonly Row[]) => written(XlsFile, { name: '表', header: [names] }, cells(rows))

const party = (file: string): ExcelSystem => ({ technology: 'excel', tables: { PARTY: { file } } })
const noKey = { code: 'ROW_NO_KEY' }
adapterConformance('excel .xlsx', (rows) => fileHarness(party('P_*.xlsx'), 'P_1.xlsx', xlsx, rows, noKey))
adapterConformance('excel .xls', (rows) => fileHarness(party('P_*.xls'), 'P_1.xls', xls, rows, noKey))

type Table = ExcelSystem['tables'][string]
const system = (table: Partial<Table> = {}): ExcelSystem => ({
  technology: 'excel',
  tables: { T: { file: 'T.xlsx', ...table } },
})
const useOf = (key: string, ...columns: string[]): TableUse => ({
  table: 'T',
  key,
  columns: [key, ...columns],
  lookups: [],
  version: null,
})

/** Loaded through the snapshot. */
async function load(bytes: Buffer, use: TableUse, table: Partial<Table> = {}) {
  const drop = await newDrop()
  await drop.write('T.xlsx', bytes)
  const adapter = await drop.open(system(table), [use])
  const { rows } = await adapter.table('T').scan({ limit: 100 }, anyCall)
  const [state] = await adapter.state(anyCall)
  const bad = await adapter.quarantined('T', { after: 0, limit: 100 })
  await adapter.close()
  await drop.remove()
  return { rows, remarks: state?.remarks ?? [], bad: bad.map(({ line, code }) => [line, code]) }
}

async function book(fill: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  fill(workbook.addWorksheet('表'), workbook)
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

describe('excel: the case files', () => {
  test('a number of more than 15 digits is never an identity number; the row is kept (X01)', async () => {
    const { rows } = await loadCase(system(), 'X01_id_numeric.xlsx', 'T.xlsx', useOf('姓名', '身份证号', '手机号'))
    expect(rows).toHaveLength(5)
    const read = Object.fromEntries(rows.map((row) => [row.姓名, readPersonNumber(row.身份证号 ?? '')]))
    expect(read.测甲).toMatchObject({ valid: false, issue: 'EXCEL_NUMERIC_ID' })
    expect(read.试乙).toMatchObject({ valid: false, issue: 'EXCEL_NUMERIC_ID' })
    expect(read.试丙).toMatchObject({ norm: '370283198001030001', issue: null })
    expect(rows.map((row) => row.手机号)).toContain('13800000001')
  })

  test('days are those of the sheet; numbers like 19800101 and bare serials stay as they are (X03)', async () => {
    const { rows } = await loadCase(system(), 'X03_dates_1900.xlsx', 'T.xlsx', useOf('说明', '日期'))
    expect(Object.fromEntries(rows.map((row) => [row.说明?.split('（')[0], row.日期]))).toMatchObject({
      '真日期 1980-01-01': '1980-01-01',
      '闰日 2000-02-29': '2000-02-29',
      '数字 19800101': '19800101',
      '序列 29221 无格式': '29221',
      '序列 60': '1900-02-29',
      '夏令时 1989-06-01': '1989-06-01',
      '9999-12-31': '9999-12-31',
      '带时间 2024-01-31 23:59:59.9': '2024-01-31 23:59:59.900',
      空: null,
      长期: '长期',
    })
    expect(readDay('1900-02-29').issue).toBe('IMPOSSIBLE_DATE')
  })

  test('a bare serial is a day where the column is declared to hold them; 19800101 beside it is none (X03)', async () => {
    const declared = system({ serial: ['日期'] })
    const { rows } = await loadCase(declared, 'X03_dates_1900.xlsx', 'T.xlsx', useOf('说明', '日期'))
    const given = new Map(rows.map((row) => [row.说明, row.日期]))
    expect(given.get('序列 29221 无格式')).toBe('1980-01-01')
    expect(given.get('数字 19800101')).toBe('19800101')
  })

  test('rich text is joined, a formula gives its value, an error is null and flagged, blanks far away are no row (X05)', async () => {
    const { rows } = await loadCase(
      system(),
      'X05_rich_formula_error.xlsx',
      'T.xlsx',
      useOf('姓名', '邮箱', '年龄', '编号'),
    )
    const row = new Map(rows.map((each) => [each.姓名?.slice(0, 3), each]))
    expect(row.get('测𬭎')).toEqual({ 姓名: '测𬭎', 邮箱: 'a@example.invalid', 年龄: '44', 编号: '007' })
    expect(row.get('试乙')).toMatchObject({ 年龄: null, 编号: '7' })
    expect(flagsOf(row.get('试乙') as Row)).toEqual({ 年龄: 'CELL_ERROR' })
    expect(row.get('试丙\n')).toMatchObject({ 年龄: 'TRUE', 邮箱: null })
    expect(rows).toHaveLength(3)
  })

  test('a CSV under the name of a workbook is refused (X07); BIFF8 is read whatever it is called (X08)', async () => {
    const use = useOf('姓名', '身份证号')
    expect((await loadCase(system(), 'X07_csv_named.xlsx', 'T.xlsx', use)).remarks).toEqual([
      'FILE_REFUSED:NOT_A_WORKBOOK',
    ])
    expect((await loadCase(system(), 'X08_biff8.xls', 'T.xlsx', use)).rows).toEqual([
      { 姓名: '测甲', 身份证号: '370283198001010000' },
      { 姓名: '试𬭎', 身份证号: '370283198001020006' },
    ])
  })
})

describe('excel: header and rows', () => {
  const sheet: ExcelSheet = {
    name: '花名册',
    title: '二〇二六年花名册',
    header: [
      ['序号', '姓 名', '家庭住址', '', '电话'],
      ['', '', '镇街', '村\n居', ''],
    ],
    headerMerges: [
      [0, 0, 1, 0],
      [0, 1, 1, 1],
      [0, 2, 0, 3],
      [0, 4, 1, 4],
    ],
  }
  const lines: ExcelValue[][] = [
    [1, '测甲', '南村镇', '样村', '138-0000-0001'],
    ['小 计', null, '1 户', null, null],
    [2, '试乙', { error: true }, '例村', 13800000002],
    ['合计', null, '2 户', null, null],
  ]
  const use = useOf('姓名', '序号', '家庭住址/镇街', '家庭住址/村居', '电话')

  test.each([
    ['.xls', XlsFile],
    ['.xlsx', XlsxFile],
  ])('two header rows under a title with merged cells, lines of totals in between (%s)', async (_, Writer) => {
    const { rows, bad, remarks } = await load(await written(Writer, sheet, lines), use, { header: { row: 2, rows: 2 } })
    expect(rows).toEqual([
      { 序号: '1', 姓名: '测甲', '家庭住址/镇街': '南村镇', '家庭住址/村居': '样村', 电话: '138-0000-0001' },
      { 序号: '2', 姓名: '试乙', '家庭住址/镇街': null, '家庭住址/村居': '例村', 电话: '13800000002' },
    ])
    expect(bad).toEqual([
      [5, 'ROW_TOTAL'],
      [7, 'ROW_TOTAL'],
    ])
    expect(remarks).toEqual([])
  })

  test('hidden rows are read and remarked, or left where the office hides what no longer counts', async () => {
    const bytes = await book((given) => {
      given.addRows([['姓名'], ['测甲'], ['试乙']])
      given.getRow(3).hidden = true
    })
    const kept = await load(bytes, useOf('姓名'))
    expect(kept.rows).toHaveLength(2)
    expect(kept.remarks).toEqual(['HIDDEN_ROWS:1'])
    const left = await load(bytes, useOf('姓名'), { hiddenRows: 'leave' })
    expect(left.rows).toEqual([{ 姓名: '测甲' }])
    expect(left.remarks).toEqual(['HIDDEN_ROWS:1'])
  })

  test.each([
    ['.xls', XlsFile],
    ['.xlsx', XlsxFile],
  ])('a hidden column is read and remarked (%s)', async (_, Writer) => {
    const hidden: ExcelSheet = { name: '表', header: [['姓名', '备注']], hiddenColumns: [1] }
    const { rows, remarks } = await load(await written(Writer, hidden, [['测甲', '甲']]), useOf('姓名', '备注'))
    expect(rows).toEqual([{ 姓名: '测甲', 备注: '甲' }])
    expect(remarks).toEqual(['HIDDEN_COLUMN:备注'])
  })

  test('the sheet is the named one, or the first that is shown; others are remarked', async () => {
    const bytes = await book((given, workbook) => {
      given.state = 'hidden'
      given.addRows([['姓名'], ['旧甲']])
      workbook.addWorksheet('2026年3季度').addRows([['姓名'], ['测甲']])
      workbook.addWorksheet('说明').addRows([['姓名'], ['例丙']])
    })
    expect(await load(bytes, useOf('姓名'))).toMatchObject({ rows: [{ 姓名: '测甲' }], remarks: ['OTHER_SHEETS:1'] })
    expect((await load(bytes, useOf('姓名'), { sheet: '2026年*' })).rows).toEqual([{ 姓名: '测甲' }])
    expect((await load(bytes, useOf('姓名'), { sheet: '表' })).rows).toEqual([{ 姓名: '旧甲' }])
    expect((await load(bytes, useOf('姓名'), { sheet: '名单' })).remarks).toEqual(['FILE_REFUSED:SHEET_MISSING'])
  })

  test('cells merged downwards give their value to every row they cover', async () => {
    const bytes = await book((given) => {
      given.addRows([
        ['户主', '姓名'],
        ['测甲', '测甲'],
        [null, '测乙'],
        ['试丙', '试丙'],
      ])
      given.mergeCells('A2:A3')
    })
    const { rows } = await load(bytes, useOf('姓名', '户主'))
    expect(rows.find((row) => row.姓名 === '测乙')?.户主).toBe('测甲')
  })

  test('a note under the table is no record, though it stands in the column of the key', async () => {
    const rows = [['姓名', '电话', '镇街', '村居'], ['测甲', '1', '南村镇', '样村'], ['填表人：试乙  审核人：例丙']]
    const { rows: read, bad } = await load(await book((given) => void given.addRows(rows)), useOf('姓名'))
    expect(read).toHaveLength(1)
    expect(bad).toEqual([[3, 'ROW_SHORT']])
  })

  test('a column that stands twice costs the file', async () => {
    const bytes = await book(
      (given) =>
        void given.addRows([
          ['姓名', '电话', '电话'],
          ['测甲', '1', '2'],
        ]),
    )
    expect((await load(bytes, useOf('姓名'))).remarks).toEqual(['FILE_REFUSED:DUPLICATE_COLUMN'])
  })
})

describe('excel: values', () => {
  test('a formula that gives text, an apostrophe and a tab leave the identity number readable', async () => {
    const number = '370283198001020006'
    const bytes = await book((given) => {
      given.addRows([
        ['姓名', '证件号'],
        ['甲', null],
        ['乙', `'${number}`],
        ['丙', `\t${number}`],
        ['丁', `="${number}"`],
      ])
      given.getCell('B2').value = { formula: `"${number}"`, result: number, date1904: false }
    })
    const { rows } = await load(bytes, useOf('姓名', '证件号'))
    expect(rows.map((row) => readPersonNumber(row.证件号 ?? '').norm)).toEqual(Array(4).fill(number))
  })

  test('workbooks that count from 1904 give the same days', async () => {
    const bytes = await book((given, workbook) => {
      workbook.properties.date1904 = true
      given.addRows([
        ['姓名', '日期'],
        ['测甲', new Date('1989-06-01T00:00:00Z')],
      ])
      given.getCell('B2').numFmt = 'yyyy-mm-dd'
    })
    expect((await load(bytes, useOf('姓名', '日期'))).rows).toEqual([{ 姓名: '测甲', 日期: '1989-06-01' }])
  })

  test('numbers are written out with the 15 digits that they have', () => {
    expect([1050, 0.1 + 0.2, -12.5, 1e-7, 370283198001050, 0, 100].map(numberText)).toEqual([
      '1050',
      '0.3',
      '-12.5',
      '0.0000001',
      '370283198001050',
      '0',
      '100',
    ])
    expect(numberText(370283198001020000)).toBe('3.70283198001020E+17')
  })

  test('no zone of the process moves a day', async () => {
    const outfile = join(mkdtempSync(join(tmpdir(), 'zone-')), 'zone.mjs')
    await build({
      stdin: {
        contents: `
          import { serialText } from './serial.ts'
          process.stdout.write([29221, 32660, 31537.5, 45322.99999884259, 60, 61, 1].map((serial) => serialText(serial, false)).join())
        `,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
    })
    const answers = ['UTC', 'Asia/Shanghai', 'America/New_York'].map((TZ) =>
      execFileSync(process.execPath, [outfile], { encoding: 'utf8', env: { ...process.env, TZ } }),
    )
    rmSync(outfile)
    expect(new Set(answers)).toEqual(
      new Set(['1980-01-01,1989-06-01,1986-05-05 12:00:00,2024-01-31 23:59:59.900,1900-02-29,1900-03-01,1900-01-01']),
    )
  })
})

describe('excel: an .xls of another writer', () => {
  const draw = (i: number) => (i * 7919) % 1013
  const long = '长'.repeat(300) + 'a'.repeat(100)
  const cell = (i: number) => [
    `样本${i}`,
    draw(i),
    draw(i) / 100,
    -draw(i),
    draw(i) / 7,
    i % 3 === 0,
    i % 2 === 0 ? `plain ${i}` : long.slice(draw(i) % 390),
  ]
  const given = Array.from({ length: 200 }, (_, i) => [`K${String(i).padStart(3, '0')}`, ...cell(i)])
  const head = ['键', '名', '整', '分', '负', '小', '真', '长']

  test.each([true, false])(
    'its numbers, truths and texts come out as its own reader has them (shared strings: %s)',
    async (bookSST) => {
      const sheet = XLSX.utils.aoa_to_sheet([head, ...given])
      const workbook = XLSX.utils.book_new()
      XLSX.utils.book_append_sheet(workbook, sheet, '表')
      const bytes = XLSX.write(workbook, { type: 'buffer', bookType: 'biff8', bookSST }) as Buffer
      const theirs = XLSX.utils.sheet_to_json<(string | number | boolean)[]>(
        XLSX.read(bytes, { type: 'buffer' }).Sheets['表'] ?? {},
        { header: 1 },
      )
      const drop = await newDrop()
      await drop.write('T.xlsx', bytes)
      const adapter = await drop.open(system(), [useOf('键', ...head.slice(1))])
      const { rows } = await adapter.table('T').scan({ limit: 500 }, anyCall)
      await adapter.close()
      await drop.remove()
      const text = (value: string | number | boolean | undefined) =>
        typeof value === 'boolean' ? String(value).toUpperCase() : typeof value === 'number' ? numberText(value) : value
      expect(rows.map((row) => head.map((name) => row[name]))).toEqual(theirs.slice(1).map((row) => row.map(text)))
      expect(rows).toHaveLength(200)
    },
  )

  test('a formula gives its last value, text or number or error', async () => {
    const book = XLSX.utils.book_new()
    const sheet = XLSX.utils.aoa_to_sheet([['键', '甲']])
    XLSX.utils.book_append_sheet(book, sheet, '表')
    const whole = XLSX.write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer
    const stream = Buffer.from(
      XLSX.CFB.find(XLSX.CFB.read(whole, { type: 'buffer' }), '/Workbook')?.content as Uint8Array,
    )
    const record = (kind: number, hex: string) => {
      const body = Buffer.from(hex, 'hex')
      const start = Buffer.alloc(4)
      start.writeUInt16LE(kind)
      start.writeUInt16LE(body.length, 2)
      return Buffer.concat([start, body])
    }
    const place = (row: number, column: number) => `0${row}000${column}000000`
    const rows = [
      record(0x0204, `${place(1, 0)}0200004b31`),
      record(0x0006, `${place(1, 1)}000000000000ffff${'00'.repeat(6)}0000`),
      record(0x0207, '02000175537567'),
      record(0x0204, `${place(2, 0)}0200004b32`),
      record(0x0006, `${place(2, 1)}0000000000000840${'00'.repeat(6)}0000`),
      record(0x0204, `${place(3, 0)}0200004b33`),
      record(0x0006, `${place(3, 1)}02002a000000ffff${'00'.repeat(6)}0000`),
      record(0x0204, `${place(4, 0)}0200004b34`),
      record(0x00bd, `0400010000008700000000000000f03f0200`),
    ]
    const end = stream.lastIndexOf(Buffer.from('0a000000', 'hex'))
    const made = XLSX.CFB.utils.cfb_new()
    XLSX.CFB.utils.cfb_add(made, '/Workbook', Buffer.concat([stream.subarray(0, end), ...rows, stream.subarray(end)]))
    const bytes = Buffer.from(XLSX.CFB.write(made, { type: 'buffer' }) as Uint8Array)
    const read = await load(bytes, useOf('键', '甲'))
    expect(read.rows.map((row) => row.甲)).toEqual(['卵杵', '3', null, '0.33'])
    expect(flagsOf(read.rows[2] as Row)).toEqual({ 甲: 'CELL_ERROR' })
  })
})

describe('excel: files that are refused', () => {
  test('an archive that is no workbook, and a workbook of Excel 95', async () => {
    const path = join(tmpdir(), `${randomUUID()}.zip`)
    await writeFile(path, Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex'))
    await expectRefused('NOT_A_WORKBOOK', new ExcelSource(system()), path)
    const old = XLSX.CFB.utils.cfb_new()
    XLSX.CFB.utils.cfb_add(old, '/Book', Buffer.alloc(5000))
    await writeFile(path, Buffer.from(XLSX.CFB.write(old, { type: 'buffer' }) as Uint8Array))
    await expectRefused('WORKBOOK_TOO_OLD', new ExcelSource(system()), path)
    await rm(path)
  })

  test('a workbook that broke off leaves the old rows', async () => {
    const drop = await newDrop()
    const use = useOf('姓名')
    const rows = [['姓名'], ...Array.from({ length: 3000 }, (_, i) => [`样本${i}`])]
    const whole = await book((given) => void given.addRows(rows))
    await drop.write('T.xlsx', whole)
    const adapter = await drop.open(system(), [use])
    const old = await written(XlsFile, { name: '表', header: [['姓名']] }, rows.slice(1))
    for (const half of [whole.subarray(0, whole.length >> 1), old.subarray(0, old.length >> 1)]) {
      await drop.write('T.xlsx', half)
      await adapter.refresh(anyCall)
      expect((await adapter.state(anyCall))[0]).toMatchObject({ rows: 3000, remarks: ['FILE_REFUSED:FILE_TRUNCATED'] })
    }
    await adapter.close()
    await drop.remove()
  })

  test('one under a password is refused, in both containers', async () => {
    const packageFile = XLSX.CFB.utils.cfb_new()
    XLSX.CFB.utils.cfb_add(packageFile, '/EncryptedPackage', Buffer.alloc(5000, 7))
    const xor = XLSX.CFB.utils.cfb_new()
    const start = Buffer.from('0908100000060500bb0dcc0700000000060000002f0006000000a1b2c3d40a000000', 'hex')
    XLSX.CFB.utils.cfb_add(xor, '/Workbook', start)
    for (const container of [packageFile, xor]) {
      const bytes = Buffer.from(XLSX.CFB.write(container, { type: 'buffer' }) as Uint8Array)
      expect((await load(bytes, useOf('姓名'))).remarks).toEqual(['FILE_REFUSED:FILE_ENCRYPTED'])
    }
  })

  test('what a part may unpack to is limited, by what the directory says and by what comes out', async () => {
    const path = join(tmpdir(), `${randomUUID()}.xlsx`)
    const bomb = await book((given) => void given.addRows([['姓名'], ['甲'.repeat(30_000)], ['甲'.repeat(30_000)]]))
    await writeFile(path, bomb)
    const source = new ExcelSource(system(), { ...usualLimits, sheet: 1000, strings: 10_000 })
    await expectRefused('FILE_TOO_BIG', source, path)
    // The directory of a bomb lies about the size.
    const at = bomb.indexOf(Buffer.from('PK\x01\x02', 'latin1'))
    for (let entry = at; entry >= 0; entry = bomb.indexOf(Buffer.from('PK\x01\x02', 'latin1'), entry + 4))
      bomb.writeUInt32LE(10, entry + 24)
    await writeFile(path, bomb)
    await expectRefused('FILE_TOO_BIG', new ExcelSource(system()), path)
    await rm(path)
  })

  test.each(['X05_rich_formula_error.xlsx', 'X08_biff8.xls'])(
    'whatever bytes of it are damaged, a file is read or refused (%s)',
    async (name) => {
      const whole = await readFile(join(import.meta.dirname, '..', 'cases', name))
      const path = join(tmpdir(), randomUUID())
      let state = 7
      const draw = (below: number) => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below
      for (let i = 0; i < 300; i++) {
        const bytes = Buffer.from(whole)
        for (let k = 0; k < 3; k++) bytes[draw(bytes.length)] = draw(256)
        await writeFile(path, bytes)
        const error = await consume(new ExcelSource(system()), path)
        if (error !== null) expect(error).toBeInstanceOf(FileRefused)
      }
      await rm(path)
    },
  )

  test('a document type is refused', async () => {
    async function* texts() {
      yield '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sheetData><row r="1"/></sheetData>'
    }
    const read = async () => {
      for await (const batch of elements(texts(), 'row')) expect(batch).toHaveLength(1)
    }
    await expect(read()).rejects.toMatchObject({ remark: 'DOCTYPE_REFUSED' })
  })
})

describe('columns that are never taken in', () => {
  const secret = '绝密番号七三一九'
  const use: TableUse = { ...useOf('编号', '姓名'), never: ['部队番号'] }
  const rows = [
    ['1', '测甲', secret],
    [null, '无键', secret],
    ['合计', null, secret],
    ['1', '重复', secret],
  ]

  test.each([
    ['.xls', XlsFile],
    ['.xlsx', XlsxFile],
  ])('reach neither the snapshot nor its quarantine (%s)', async (_, Writer) => {
    const drop = await newDrop()
    await drop.write('T.xlsx', await written(Writer, { name: '表', header: [['编号', '姓名', '部队番号']] }, rows))
    const adapter = await drop.open(system(), [use])
    expect((await adapter.table('T').scan({ limit: 9 }, anyCall)).rows).toEqual([{ 编号: '1', 姓名: '测甲' }])
    const bad = await adapter.quarantined('T', { after: 0, limit: 9 })
    expect(bad.map(({ code }) => code)).toEqual(['ROW_NO_KEY', 'ROW_TOTAL', 'ROW_DUPLICATE_KEY'])
    expect((await adapter.state(anyCall))[0]?.remarks).toEqual([])
    await adapter.close()
    const bytes = await snapshotBytes(drop.snapshots)
    expect(bytes.includes(Buffer.from('测甲'))).toBe(true)
    expect(bytes.includes(Buffer.from(secret))).toBe(false)
    expect(bytes.includes(Buffer.from('部队番号'))).toBe(false)
    await drop.remove()
  })

  test('a column that was taken in before it was declared so is given up, though the file is gone', async () => {
    const drop = await newDrop()
    await drop.write('T.xlsx', await written(XlsxFile, { name: '表', header: [['编号', '姓名', '部队番号']] }, rows))
    await (await drop.open(system(), [{ ...useOf('编号', '姓名', '部队番号') }])).close()
    expect((await snapshotBytes(drop.snapshots)).includes(Buffer.from(secret))).toBe(true)
    await rm(join(drop.folder, 'T.xlsx'))
    await (await drop.open(system(), [use])).close()
    expect((await snapshotBytes(drop.snapshots)).includes(Buffer.from(secret))).toBe(false)
    await drop.remove()
  })
})

async function snapshotBytes(folder: string): Promise<Buffer> {
  const inside = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = inside.filter((entry) => entry.isFile())
  return Buffer.concat(await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name)))))
}

async function expectRefused(remark: string, source: ExcelSource, path: string): Promise<void> {
  const error = await consume(source, path)
  expect(error).toBeInstanceOf(FileRefused)
  expect((error as FileRefused).remark).toBe(remark)
}

/** Reads all rows; what was thrown, or null. */
async function consume(source: ExcelSource, path: string): Promise<unknown> {
  try {
    const { rows, close } = await source.open(path, 'T', useOf('姓名'))
    try {
      for await (const batch of rows) expect(batch).toBeDefined()
    } finally {
      await close?.()
    }
    return null
  } catch (error) {
    return error
  }
}
