/**
 * Rows of the case files (schema/cases, subgraphs/registry/cases) written into a stand-in estate as the departments write their own: fixed-width
 * text in GB18030, an export of DB2, a workbook, a database behind SOAP, XML. So the whole way from the legacy file to the graph is tried.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Excel from 'exceljs'
import Database from 'libsql'
import { wgs84ToGcj02 } from '../../adapters/coordinates/web-map.ts'
import { encodeGb18030 } from '../../adapters/text/encode-gb18030.ts'
import { policeColumns } from '../../samples/departments/public-security-columns.ts'
import { FixedWidthFile, type FixedColumns } from '../../samples/write/fixed-width.ts'
import { days, fillers, inDepartments, names, numbers, organisationCodes, shortCode, summerBirths } from './cases.ts'

/** In the first grid too, as the survey has it: CGCS2000 degrees. */
export const LAMP = { longitude: 119.503, latitude: 36.452 } as const

/** In the first grid, where the grid worker of the demonstration reaches them. */
export const HOME = '37028300100100000003'

const stamp = '20260301090000'

/** `estate`: a whole one that no hub has read yet. */
export async function putLegacyRows(estate: string): Promise<void> {
  const at = (department: string, file: RegExp) => {
    const folder = join(estate, department)
    const name = readdirSync(folder)
      .sort()
      .filter((one) => file.test(one))
      .at(-1)
    if (name === undefined) throw new Error(`no such file in ${department}`)
    return join(folder, name)
  }
  putFixedWidth(at('public-security', /^RK_/), policeColumns.RK, residents())
  putFixedWidth(at('public-security', /^SXT_\d{8}/), policeColumns.SXT, [lampAsSurveyed])
  appendText(at('human-resources', /^AC01_/), insuredLines())
  await putPupils(at('education', /^在校生/))
  putHeads(at('market-regulation', /^GT_/))
  inDatabase(at('civil-affairs', /\.db$/), putMarriages)
  inDatabase(at('health', /\.db$/), putContracts)
  inDatabase(at('urban-management', /\.db$/), putUrbanCases)
  inDatabase(at('political-legal', /\.db$/), putEventPersons)
}

// Private:

type Row = Readonly<Record<string, string>>

/** Public security: every name, number and date of the files, and what shares a number or has a filler in its place. */
function residents(): Row[] {
  const person = (RYBH: string, row: Row): Row => ({
    RYBH,
    XB: '2',
    ZJLX: '01',
    DZBM: HOME,
    RYZT: '1',
    GXSJ: stamp,
    ...row,
  })
  return [
    ...names.map(({ in: XM }, at) => person(`NAME${at}`, { XM, CSRQ: '19800102' })),
    ...numbers.map(({ in: ZJHM }, at) => person(`NUMBER${at}`, { XM: '测丙', ZJHM })),
    ...days.map(({ in: CSRQ }, at) => person(`DAY${at}`, { XM: '测戊', CSRQ: compact(CSRQ) })),
    ...summerBirths.map(({ day, number }, at) =>
      person(`SUMMER${at}`, { XM: `夏${'甲乙丙'[at] ?? ''}`, ZJHM: number, CSRQ: day.replaceAll('-', '') }),
    ),
    ...fillers.map((ZJHM, at) => person(`FILLER${at}`, { XM: '测甲', ZJHM, CSRQ: '19770707' })),
    ...inDepartments('police').map(({ key, name, idno, birth }) =>
      person(key, { XM: name, ZJHM: idno, CSRQ: birth.replaceAll('-', '') }),
    ),
  ]
}

/** What does not fit into eight bytes cannot stand in the file; the other forms come in other files. */
function compact(day: string): string {
  return day.length <= 8 ? day : ''
}

/** The camera on the lamp, in CGCS2000. */
const lampAsSurveyed: Row = {
  SXTBM: '37028300001310009901',
  SXTMC: '试验路灯摄像机',
  JD: String(LAMP.longitude),
  WD: String(LAMP.latitude),
  GXSJ: stamp,
}

function putFixedWidth(path: string, columns: FixedColumns, rows: readonly Row[]): void {
  const before = readFileSync(path)
  const file = new FixedWidthFile(path, columns)
  for (const row of rows) file.write(row)
  file.close()
  // In the file of residents the last line counts the rows.
  const text = before.toString('latin1')
  const total = Buffer.from(encodeGb18030('合计')).toString('latin1')
  const counted = text.replace(
    new RegExp(`${total}(\\d+)`),
    (_, count: string) => `${total}${Number(count) + rows.length}`,
  )
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from(counted, 'latin1')]))
}

/** Days bare, as DB2 writes them. */
function insuredLines(): string[] {
  const line = (key: string, number: string, name: string, birth: string) =>
    `"${key}","${number}","${name}","2",${birth.replaceAll('-', '')},"11","1",,20100101,,,"2026-03-01-09.00.00.000000","lr000"`
  return [
    ...summerBirths.map(({ day, number }, at) => line(`SUMMER${at}`, number, `夏${'甲乙丙'[at] ?? ''}`, day)),
    ...inDepartments('hr').map(({ key, name, idno, birth }) => line(key, idno, name, birth)),
  ]
}

function appendText(path: string, lines: readonly string[]): void {
  writeFileSync(path, Buffer.concat([readFileSync(path), encodeGb18030(lines.map((line) => `${line}\n`).join(''))]))
}

/** Dates as Excel keeps them: a number in a cell with a date format. */
async function putPupils(path: string): Promise<void> {
  const workbook = new Excel.Workbook()
  await workbook.xlsx.readFile(path)
  const [sheet] = workbook.worksheets
  if (!sheet) throw new Error('an empty workbook')
  const header = sheet.getRow(sheet.rowCount > 1 ? headerRow(sheet) : 1).values as (string | undefined)[]
  const column = (name: string) => header.indexOf(name)
  for (const [at, { day, number }] of summerBirths.entries()) {
    const row: (string | Date | undefined)[] = []
    row[column('学生编号')] = `SUMMER${at}`
    row[column('学籍号')] = `G${number}`
    row[column('姓名')] = `夏${'甲乙丙'[at] ?? ''}`
    row[column('性别')] = '2'
    row[column('出生日期')] = new Date(`${day}T00:00:00Z`)
    sheet.addRow(row).getCell(column('出生日期')).numFmt = 'yyyy-mm-dd'
  }
  rmSync(path)
  await workbook.xlsx.writeFile(path)
}

function headerRow(sheet: Excel.Worksheet): number {
  for (let at = 1; at <= sheet.rowCount; at += 1)
    if ((sheet.getRow(at).values as unknown[]).includes('学生编号')) return at
  throw new Error('a workbook without a header')
}

/** Sole traders under each of the codes; the first element counts them. */
function putHeads(path: string): void {
  const text = readFileSync(path).toString('latin1')
  const row = (key: string, code: string) =>
    `<GT><ZTBM>${key}</ZTBM><XYDM>${code}</XYDM><ZHMC>试验商店</ZHMC><DJZT>1</DJZT><GXSJ>2026-03-01 09:00:00</GXSJ></GT>\n`
  const rows = [
    ...organisationCodes.map(({ in: code }, at) => row(`CODE${at}`, code)),
    row('WHOLE', shortCode.whole),
    row('SHORT', shortCode.inside),
  ].map((text) => Buffer.from(encodeGb18030(text)).toString('latin1'))
  const counted = text.replace(/<CL>(\d+)<\/CL>( *)/, (_, count: string, blanks: string) => {
    const element = `<CL>${Number(count) + rows.length}</CL>`
    return element.padEnd(`<CL>${count}</CL>${blanks}`.length)
  })
  if (counted === text) throw new Error('the file counts nothing')
  writeFileSync(path, Buffer.from(counted.replace('</TS>', `${rows.join('')}</TS>`), 'latin1'))
}

function inDatabase(
  path: string,
  put: (insert: (table: string, row: Readonly<Record<string, string | null>>) => void) => void,
): void {
  const database = new Database(path)
  put((table, row) => {
    const columns = Object.keys(row)
    database
      .prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`)
      .run(...Object.values(row))
  })
  database.close()
}

type Insert = (table: string, row: Readonly<Record<string, string | null>>) => void

function putMarriages(insert: Insert): void {
  for (const { key, name, idno } of inDepartments('civil'))
    insert('HY', {
      HYBH: key,
      DJLX: '1',
      XM: name,
      ZJHM: idno,
      HYZK: '20',
      DJRQ: '2005-05-01',
      XGSJ: '2026-03-01 09:00:00',
    })
  // The forms of a date that are too long for the file of public security.
  for (const [at, { in: DJRQ }] of days.entries())
    insert('HY', { HYBH: `DAY${at}`, DJLX: '1', XM: '测戊', ZJHM: '', HYZK: '20', DJRQ, XGSJ: '2026-03-01 09:00:00' })
}

function putContracts(insert: Insert): void {
  for (const { key, name, idno } of inDepartments('health'))
    insert('T_QY', {
      QYBH: key,
      JKDAH: key,
      XM: name,
      XB: '2',
      ZJHM: idno,
      TDBH: '',
      QYZT: '1',
      QYRQ: '2026-01-01',
      GXSJ: '2026-03-01 09:00:00',
    })
}

/** The same lamp, as a phone gives it in GCJ-02; with swapped axes; nowhere. */
function putUrbanCases(insert: Insert): void {
  const [longitude, latitude] = wgs84ToGcj02([LAMP.longitude, LAMP.latitude]).map((degrees) => degrees.toFixed(7)) as [
    string,
    string,
  ]
  const at = (RWH: string, JD: string, WD: string) =>
    insert('T_AJ', {
      RWH,
      AJLX: '1',
      AJLB: '',
      JD,
      WD,
      WGBM: '',
      ZT: '1',
      SBSJ: '2026-03-01 09:00:00',
      GXSJ: '2026-03-01 09:00:00',
    })
  at('LAMP-GCJ', longitude, latitude)
  at('LAMP-SWAPPED', latitude, longitude)
  at('LAMP-ZERO', '0', '0')
}

/** One person, once more, in another form of the number. */
function putEventPersons(insert: Insert): void {
  for (const [at, { in: ZJHM }] of numbers.entries())
    insert('T_SJRY', {
      RYBH: `NUMBER${at}`,
      SJBH: '',
      XM: '测丙',
      XB: '女',
      ZJHM,
      RYLX: '1',
      GXSJ: '2026-03-01 09:00:00',
    })
}
