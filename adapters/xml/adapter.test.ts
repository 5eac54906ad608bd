import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Row } from '../adapter.ts'
import { adapterConformance, use } from '../conformance.ts'
import { anyCall, fileHarness, loadCase, newDrop } from '../file-harness.ts'
import type { TableUse, XmlSystem } from '../open.ts'
import { encodeGb18030 } from '../text/encode-gb18030.ts'

const system: XmlSystem = {
  technology: 'xml',
  encoding: 'utf-8',
  tables: { PARTY: { file: 'P_*.xml', element: 'Party' } },
}

function encode(rows: readonly Row[]): Buffer {
  const elements = rows.map(
    (row) =>
      `<Party>${use.columns.map((column) => (row[column] === null ? '' : `<${column}>${row[column]}</${column}>`)).join('')}</Party>`,
  )
  return encodeGb18030(
    `<?xml version="1.0" encoding="GBK"?>\n<Push><!-- <Party> -->\n${elements.join('\n')}\n<Party><MC>无键</MC></Party></Push>\n`,
  )
}

adapterConformance('xml', (rows) => fileHarness(system, 'P_1.xml', encode, rows, { code: 'ROW_NO_KEY' }))

const companies: XmlSystem = {
  technology: 'xml',
  encoding: 'utf-8',
  tables: {
    QY: { file: 'QY.xml', element: 'Company', count: 'Count' },
    XK: { file: 'QY.xml', element: 'Licence', parent: { element: 'Company', key: 'BH' } },
  },
}
const company: TableUse = { table: 'QY', key: 'BH', columns: ['BH', 'MC', 'DH'], lookups: [], version: null }
const licence: TableUse = { table: 'XK', key: 'XKH', columns: ['XKH'], lookups: ['@parent'], version: null }

async function load(content: string | Buffer) {
  const drop = await newDrop()
  await drop.write('QY.xml', content)
  const adapter = await drop.open(companies, [company, licence])
  const rows = (await adapter.table('QY').scan({ limit: 100 }, anyCall)).rows
  const licences = (await adapter.table('XK').scan({ limit: 100 }, anyCall)).rows
  const [state] = await adapter.state(anyCall)
  const quarantined = await adapter.quarantined('QY', { after: 0, limit: 9 })
  await adapter.close()
  await drop.remove()
  return {
    rows,
    licences,
    remarks: state?.remarks ?? [],
    quarantined: quarantined.map(({ line, code }) => [line, code]),
  }
}

describe('xml', () => {
  test("rows inside rows have their parent's key, whether none, one or two, and wherever the key stands (W02)", async () => {
    const { rows, licences } = await load(`<p:Push xmlns:p="urn:test">
      <p:Company><p:BH>001</p:BH><p:MC>甲 &amp; 乙</p:MC><Licences/></p:Company>
      <p:Company><p:BH>002</p:BH><p:MC><![CDATA[<丙>]]></p:MC><Licences><Licence><XKH>L1</XKH></Licence></Licences></p:Company>
      <p:Company><Licences><Licence><XKH>L2</XKH></Licence><Licence><XKH>L3</XKH></Licence></Licences><p:BH>003</p:BH><p:DH>1</p:DH><p:DH>2</p:DH></p:Company>
    </p:Push>`)
    expect(rows).toEqual([
      { BH: '001', MC: '甲 & 乙', DH: null },
      { BH: '002', MC: '<丙>', DH: null },
      { BH: '003', MC: null, DH: '["1","2"]' },
    ])
    expect(licences).toEqual([
      { XKH: 'L1', '@parent': '002' },
      { XKH: 'L2', '@parent': '003' },
      { XKH: 'L3', '@parent': '003' },
    ])
  })

  test.each([
    ['W02_zero.xml', []],
    ['W02_one.xml', ['P-1']],
    ['W02_two.xml', ['P-1', 'P-2']],
  ])('%s is a list (W02)', async (name, keys) => {
    const items: XmlSystem = {
      technology: 'xml',
      encoding: 'utf-8',
      tables: { RY: { file: 'RY.xml', element: 'item' } },
    }
    const item: TableUse = { table: 'RY', key: 'pid', columns: ['pid', 'name'], lookups: [], version: null }
    const { rows, remarks } = await loadCase(items, name, 'RY.xml', item)
    expect(rows.map((row) => row.pid)).toEqual(keys)
    expect(remarks).toEqual([])
  })

  test('characters by number are characters, once', async () => {
    const { rows } = await load('<P><Company><BH>1</BH><MC>&#x6D4B;&#27979;&#x20BB7;&amp;#65;</MC></Company></P>')
    expect(rows).toEqual([{ BH: '1', MC: '测测𠮷&#65;', DH: null }])
  })

  test('one row of many that cannot be read costs itself only, however many characters by number they have', async () => {
    const numbered = '&#x6D4B;&#27979;'.repeat(20)
    const rows = Array.from(
      { length: 300 },
      (_, at) => `<Company><BH>${at}</BH><MC>${numbered}</MC>${at === 150 ? '<DH a="1" a="2">1</DH>' : ''}</Company>`,
    )
    const read = await load(`<P>${rows.join('')}${rows[7]}</P>`)
    expect(read.quarantined.sort()).toEqual([
      [1, 'ROW_DUPLICATE_KEY'],
      [1, 'ROW_UNREADABLE'],
    ])
    const next = await load(`<P>${rows.slice(0, 90).join('')}</P>`)
    expect(next.rows).toHaveLength(90)
    expect(next.rows.every((row) => row.MC === '测测'.repeat(20) && row.DH === null)).toBe(true)
  })

  test('a wrong declaration of the encoding is found out, whichever way', async () => {
    const text = (label: string) =>
      `<?xml version="1.0" encoding="${label}"?><Push><Company><BH>1</BH><MC>测㛃</MC></Company></Push>`
    expect(await load(encodeGb18030(text('UTF-8')))).toMatchObject({
      rows: [{ MC: '测㛃' }],
      remarks: ['ENCODING_FOUND:gb18030'],
    })
    expect(await load(text('GB2312'))).toMatchObject({ rows: [{ MC: '测㛃' }], remarks: ['ENCODING_FOUND:utf-8'] })
    expect(await load(encodeGb18030(text('gb2312')))).toMatchObject({ rows: [{ MC: '测㛃' }], remarks: [] })
  })

  test('a document type is refused (W04)', async () => {
    const xxe = readFileSync(join(import.meta.dirname, '../cases/W04_xxe.xml'), 'utf8')
    expect(await load(xxe)).toMatchObject({ rows: [], remarks: ['FILE_REFUSED:DOCTYPE_REFUSED'] })
  })

  test.each([
    ['<Push><Company><BH>1</BH></Company><Company><BH>2', 'FILE_TRUNCATED'],
    ['<Push><Company><BH>1</BH></Company>', 'FILE_TRUNCATED'],
    ['<Push><Company><BH>1</MC></Company></Push>', 'FILE_UNREADABLE'],
    ['', 'FILE_EMPTY'],
  ])('%j is refused whole', async (content, remark) => {
    expect(await load(content)).toMatchObject({ rows: [], licences: [], remarks: [`FILE_REFUSED:${remark}`] })
  })

  test('an HTML page in place of the file is no empty list (W07)', async () => {
    const html = readFileSync(join(import.meta.dirname, '../cases/W07_html_error_page_200.xml'), 'utf8')
    expect((await load(html)).remarks).toEqual(['FILE_REFUSED:NOT_THE_DATA'])
  })

  test('a count that does not fit is remarked', async () => {
    const file = (count: number) => `<Push><Count>${count}</Count><Company><BH>1</BH></Company></Push>`
    expect(await load(file(1))).toMatchObject({ rows: [{ BH: '1' }], remarks: [] })
    expect(await load(file(9))).toMatchObject({ rows: [{ BH: '1' }], remarks: ['RECORD_COUNT_DIFFERS'] })
  })

  test('columns that nobody declared are remarked', async () => {
    const { rows, remarks } = await load('<Push><Company><BH>1</BH><XX>新</XX></Company></Push>')
    expect(rows).toEqual([{ BH: '1', MC: null, DH: null }])
    expect(remarks).toEqual(['UNMAPPED_COLUMN:XX'])
  })

  test('an element in pieces over many chunks is whole', async () => {
    const long = '试𬭎'.repeat(60_000)
    const { rows } = await load(`<Push><Company><BH>1</BH><MC>${long}</MC></Company></Push>`)
    expect(rows[0]?.MC).toBe(long)
  })
})
