import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { randomUUID } from 'node:crypto'
import { DBFFile } from 'dbffile'
import { describe, expect, test } from '@jest/globals'
import { flagsOf, type Row } from '../adapter.ts'
import { adapterConformance } from '../conformance.ts'
import { anyCall, fileHarness, loadCase, newDrop } from '../file-harness.ts'
import type { DbfSystem, TableUse } from '../open.ts'
import { encodeGb18030 } from '../text/encode-gb18030.ts'

const system: DbfSystem = { technology: 'dbf', encoding: 'gb18030', tables: { PARTY: { file: 'P_*.dbf' } } }

/** Written by another library than ours, so that both must agree on the format. */
async function encode(rows: readonly Row[]): Promise<Buffer> {
  const path = join(tmpdir(), `${randomUUID()}.dbf`)
  const sizes = { BH: 8, MC: 40, LX: 2, BZ: 20, BBH: 4 }
  const fields = Object.entries(sizes).map(([name, size]) => ({ name, size, type: 'C' as const }))
  const file = await DBFFile.create(path, fields, { encoding: 'gb18030' })
  await file.appendRecords([...rows.map((row) => ({ ...row })), { BH: '', MC: '无键', LX: '01', BZ: null, BBH: '1' }])
  const bytes = await readFile(path)
  await rm(path)
  return bytes
}

adapterConformance('dbf', (rows) => fileHarness(system, 'P_1.dbf', encode, rows, { code: 'ROW_NO_KEY' }))

const persons: DbfSystem = { technology: 'dbf', encoding: 'gb18030', tables: { RK: { file: 'RK.dbf' } } }
const person: TableUse = {
  table: 'RK',
  key: 'JLH',
  columns: ['JLH', 'XM', 'SFZH', 'CSRQ', 'JE', 'YX'],
  lookups: [],
  version: null,
}

describe('dbf', () => {
  test('deleted rows are no rows; days, stars and question marks come as they stand; a cut name is flagged (D01, D03)', async () => {
    const { rows, remarks } = await loadCase(persons, 'D01_deleted_cp00.dbf', 'RK.dbf', person)
    expect(rows.map((row) => row.JLH)).toEqual(['R00001', 'R00003', 'R00004', 'R00005'])
    expect(rows.map((row) => row.XM)).toEqual(['测甲', '试𬭎', '测A古丽米\uFFFD', '测戊'])
    expect(rows.map((row) => row.CSRQ)).toEqual(['19800101', '00000000', null, '19990230'])
    expect(rows.map((row) => row.JE)).toEqual(['12.50', '********', null, '-0.01'])
    expect(rows.map((row) => row.YX)).toEqual(['T', null, null, 'F'])
    expect(rows.map((row) => flagsOf(row))).toEqual([{}, {}, { XM: 'NAME_TRUNCATED' }, {}])
    expect(remarks).toEqual([])
  })

  test('the declaration wins over the code page byte, and a wrong byte is remarked (D02)', async () => {
    const right = await loadCase(persons, 'D01b_deleted_cp936.dbf', 'RK.dbf', person)
    const wrong = await loadCase(persons, 'D01c_wrong_cp437.dbf', 'RK.dbf', person)
    expect(wrong.rows).toEqual(right.rows)
    expect(right.remarks).toEqual([])
    expect(wrong.remarks).toEqual(['CODE_PAGE_IGNORED:01'])
  })

  test('rows that the header counts and the file does not have are no rows (D03)', async () => {
    const { rows, remarks } = await loadCase(persons, 'D02_count_too_big.dbf', 'RK.dbf', person)
    expect(rows.map((row) => row.JLH)).toEqual(['R00001', 'R00003'])
    expect(remarks).toEqual(['RECORD_COUNT_TOO_BIG'])
  })

  test('a file that broke off inside a record leaves the old rows', async () => {
    const drop = await newDrop()
    await drop.copyCase('D01_deleted_cp00.dbf', 'RK.dbf')
    const adapter = await drop.open(persons, [person])
    const whole = await readFile(join(drop.folder, 'RK.dbf'))
    await drop.write('RK.dbf', whole.subarray(0, whole.length - 70))
    await adapter.refresh(anyCall)
    expect((await adapter.state(anyCall))[0]).toMatchObject({ rows: 4, remarks: ['FILE_REFUSED:FILE_TRUNCATED'] })
    await adapter.close()
    await drop.remove()
  })

  test('Chinese column names are read; a column that stands twice costs the file (D04, D05)', async () => {
    const chinese: TableUse = {
      table: 'RK',
      key: '身份证号码',
      columns: ['姓名', '身份证号码', '现住址'],
      lookups: [],
      version: null,
    }
    const { rows } = await loadCase(persons, 'D04_chinese_field_names.dbf', 'RK.dbf', chinese)
    expect(rows).toEqual([{ 姓名: '测甲', 身份证号码: '370283198001010000', 现住址: '平度市试验路1号' }])
    const twice: TableUse = { table: 'RK', key: 'XM', columns: ['XM'], lookups: [], version: null }
    expect((await loadCase(persons, 'D05_dup_field.dbf', 'RK.dbf', twice)).remarks).toEqual([
      'FILE_REFUSED:DUPLICATE_COLUMN',
    ])
  })

  test.each(['dbt', 'fpt'] as const)(
    'memos are read from the .%s beside the table; without it the file is refused',
    async (kind) => {
      const drop = await newDrop()
      const note = encodeGb18030('测甲的备注𬭎'.repeat(60))
      await drop.write('RK.dbf', memoTable(kind === 'dbt' ? 0x83 : 0xf5))
      const table: TableUse = { table: 'RK', key: 'JLH', columns: ['JLH', 'BZ'], lookups: [], version: null }
      const bare = await drop.open(persons, [table])
      expect((await bare.state(anyCall))[0]?.remarks).toEqual(['FILE_REFUSED:MEMO_MISSING'])
      await bare.close()

      await drop.write(`RK.${kind === 'dbt' ? 'DBT' : 'FPT'}`, kind === 'dbt' ? dBaseMemo(note) : foxProMemo(note))
      await drop.write('RK.dbf', memoTable(kind === 'dbt' ? 0x83 : 0xf5))
      const adapter = await drop.open(persons, [table])
      const [first, second] = await adapter.table('RK').getMany(['R1', 'R2'], anyCall)
      expect(first?.BZ).toBe('测甲的备注𬭎'.repeat(60))
      expect(second?.BZ).toBeNull()
      await adapter.close()
      await drop.remove()
    },
  )
})

function memoTable(version: number): Buffer {
  const head = Buffer.alloc(32)
  head[0] = version
  head.writeUInt32LE(2, 4)
  head.writeUInt16LE(97, 8)
  head.writeUInt16LE(13, 10)
  const field = (name: string, type: string, size: number) => {
    const bytes = Buffer.alloc(32)
    bytes.write(name)
    bytes.write(type, 11)
    bytes[16] = size
    return bytes
  }
  return Buffer.concat([
    head,
    field('JLH', 'C', 2),
    field('BZ', 'M', 10),
    Buffer.from('\r R1         1 R2          \x1a', 'latin1'),
  ])
}

function dBaseMemo(text: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(512), text, Buffer.from([0x1a, 0x1a])])
}

function foxProMemo(text: Buffer): Buffer {
  const head = Buffer.alloc(512)
  head.writeUInt16BE(512, 6)
  const memo = Buffer.alloc(8)
  memo.writeUInt32BE(1, 0)
  memo.writeUInt32BE(text.length, 4)
  return Buffer.concat([head, memo, text])
}
