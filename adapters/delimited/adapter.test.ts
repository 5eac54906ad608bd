import { describe, expect, test } from '@jest/globals'
import { flagsOf, type Row } from '../adapter.ts'
import { adapterConformance, use } from '../conformance.ts'
import { anyCall, fileHarness, loadCase, newDrop } from '../file-harness.ts'
import type { DelimitedSystem, TableUse } from '../open.ts'
import { encodeGb18030 } from '../text/encode-gb18030.ts'

const system: DelimitedSystem = {
  technology: 'delimited',
  encoding: 'gb18030',
  separator: ',',
  tables: { PARTY: { file: 'P_*.csv' } },
}

function encode(rows: readonly Row[]): Buffer {
  const lines = rows.map((row) =>
    use.columns.map((column) => `"${(row[column] ?? '').replaceAll('"', '""')}"`).join(','),
  )
  return encodeGb18030([use.columns.join(','), ...lines, 'K9,one,too', ''].join('\r\n'))
}

adapterConformance('delimited', (rows) => fileHarness(system, 'P_1.csv', encode, rows, { code: 'ROW_SHORT' }))

const persons: DelimitedSystem = {
  technology: 'delimited',
  encoding: 'gb18030',
  separator: ',',
  tables: { RK: { file: 'RK.csv' } },
}
const person = (columns = ['记录号', '姓名', '身份证号', '住址']): TableUse => ({
  table: 'RK',
  key: columns[0] as string,
  columns,
  lookups: [],
  version: null,
})
const load = (name: string, table = person(), declared = persons) => loadCase(declared, name, 'RK.csv', table)

describe('delimited text', () => {
  test('four-byte names are whole (T01)', async () => {
    const { rows } = await load('T01_gb18030_fourbyte.csv')
    expect(rows.map((row) => row.姓名)).toEqual([
      '测㛃',
      '试𬭎',
      '样䶮',
      '例𠮷',
      '古丽米热·艾比布力测试',
      '测〇',
      expect.any(String),
    ])
  })

  test('a large file is the same as decoded whole (T03)', async () => {
    const { rows, quarantined, remarks } = await load('T03_split_at_64k.csv')
    expect(rows.find((row) => row.姓名 === '试𬭎')).toMatchObject({ 住址: 'A-12' })
    expect(quarantined).toEqual([])
    expect(remarks).toEqual(['LAST_ROW_UNTERMINATED'])
  })

  test('both forms of a character are equal, the private one flagged (T05); both euros too (T06)', async () => {
    const { rows } = await load('T05_pua_2005_2022.csv', person(['记录号', '姓名', '身份证号', '住址']))
    for (const pair of [0, 2, 4, 6]) expect(rows[pair]?.姓名).toBe(rows[pair + 1]?.姓名)
    expect(flagsOf(rows[2] as Row)).toEqual({ 姓名: 'PRIVATE_USE_CHARACTER' })
    expect(flagsOf(rows[3] as Row)).toEqual({})
    const euro = await load('T06_euro.csv', person(['记录号', '金额']))
    expect(euro.rows.map((row) => row.金额)).toEqual(['€100', '€100'])
  })

  test.each([
    ['T07_utf8_bom.csv', ',', '测𬭎', ['ENCODING_FOUND:utf-8']],
    ['T07b_gb18030_bom.csv', ',', '测甲', []],
    ['T07c_utf16le.csv', '\t', '测甲', ['ENCODING_FOUND:utf-16le']],
    ['T07d_utf8_nobom_named_gbk.csv', ',', '测甲', ['ENCODING_FOUND:utf-8']],
  ])('%s: the encoding is found and reported (T07)', async (name, separator, expected, remarks) => {
    const found = await load(name, person(), { ...persons, separator })
    expect(found.rows).toEqual([
      { 记录号: 'R001', 姓名: expected, 身份证号: '370283198001010000', 住址: '平度市试验路1号' },
    ])
    expect(found.remarks).toEqual(remarks)
  })

  test('a mark before a quoted header does not stick to it (T07e)', async () => {
    const { rows } = await load('T07e_bom_quoted_header.csv', person(['记录号', '姓名']))
    expect(rows).toEqual([{ 记录号: 'R001', 姓名: '测甲' }])
  })

  test('quotes, line feeds and blanks are read; ragged rows and totals quarantined (T08)', async () => {
    const { rows, quarantined } = await load('T08_quotes_newlines_ragged.csv')
    expect(rows.map((row) => [row.记录号, row.住址])).toEqual([
      ['R001', '平度市试验路1号\r\n三单元201室'],
      ['R002', '平度市"老粮站"东'],
      ['R005', '平度市试验路5号'],
      ['R006', '平度市试验路6号，东户'],
    ])
    expect(rows[1]?.姓名).toBe('试乙 "小名"')
    expect(quarantined.map(([, code]) => code)).toEqual(['ROW_LONG', 'ROW_SHORT', 'ROW_TOTAL'])
  })

  test('an unclosed quote costs the file (T08b), also when a later quote closes it', async () => {
    expect(await load('T08b_unclosed_quote.csv')).toMatchObject({ rows: [], remarks: ['FILE_REFUSED:UNCLOSED_QUOTE'] })
    const drop = await newDrop()
    await drop.write('RK.csv', encodeGb18030('记录号,姓名\r\nR1,"测甲\r\nR2,试乙\r\nR3,"试丙"\r\n'))
    const adapter = await drop.open(persons, [person(['记录号', '姓名'])])
    expect((await adapter.state(anyCall))[0]).toMatchObject({ rows: 0, remarks: ['FILE_REFUSED:UNCLOSED_QUOTE'] })
    await adapter.close()
    await drop.remove()
  })

  test('invisible characters: NUL is taken out, a lost character flagged, the rest left to the readers (T11)', async () => {
    const { rows } = await load('T11_invisible.csv')
    expect(rows.map((row) => row.姓名)).toEqual([
      '测甲',
      '测\u200b乙',
      '测\u3000丙',
      '\u00a0测丁',
      '测 戊',
      '测\uFFFD己',
    ])
    expect(flagsOf(rows[0] as Row)).toEqual({ 姓名: 'INVISIBLE_CHARACTER' })
    expect(flagsOf(rows[5] as Row)).toEqual({ 姓名: 'LOST_CHARACTER' })
    expect(rows[3]?.身份证号).toBe('\t370283198001040007')
  })

  test('what a spreadsheet made of numbers is handed out as it stands (T12)', async () => {
    const { rows } = await load('T12_excel_ate_ids.csv')
    expect(rows.map((row) => row.身份证号)).toEqual([
      '3.70283E+17',
      '370283198001020000',
      '="370283198001030001"',
      '\t370283198001040007',
      "'370283198001050002",
    ])
  })

  test('a column that stands twice, or is missing, costs the file (T13)', async () => {
    expect(await load('T13_header_trouble.csv', person(['身份证号码', '姓名', '住址']))).toMatchObject({
      rows: [],
      remarks: ['FILE_REFUSED:DUPLICATE_COLUMN'],
    })
    expect(await load('T01_gb18030_fourbyte.csv', person(['编号', '姓名']))).toMatchObject({
      rows: [],
      remarks: ['FILE_REFUSED:MISSING_COLUMN'],
    })
  })

  test('an empty file is refused, a header alone is no rows, a half-written last row is quarantined (T15)', async () => {
    expect(await load('T15_empty.csv')).toMatchObject({ rows: [], remarks: ['FILE_REFUSED:FILE_EMPTY'] })
    expect(await load('T15b_header_only.csv')).toEqual({ rows: [], remarks: [], quarantined: [] })
    expect(await load('T15c_half_written.csv')).toEqual({
      rows: [],
      remarks: ['LAST_ROW_UNTERMINATED'],
      quarantined: [[2, 'ROW_SHORT']],
    })
  })

  test('a row that is not text is quarantined alone', async () => {
    const drop = await newDrop()
    await drop.write(
      'RK.csv',
      Buffer.concat([
        encodeGb18030('记录号,姓名\r\nR1,测甲\r\nR2,'),
        Buffer.from([0xff, 0xff]),
        encodeGb18030('\r\nR3,试丙\r\n'),
      ]),
    )
    const adapter = await drop.open(persons, [person(['记录号', '姓名'])])
    expect((await adapter.table('RK').getMany(['R1', 'R2', 'R3'], anyCall)).map((row) => row?.姓名)).toEqual([
      '测甲',
      undefined,
      '试丙',
    ])
    expect(await adapter.quarantined('RK', { after: 0, limit: 9 })).toMatchObject([
      { line: 3, code: 'ROW_UNDECODABLE' },
    ])
    await adapter.close()
    await drop.remove()
  })
})
