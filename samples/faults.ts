/**
 * Spoilt deliveries, one folder a department under `faults/`, outside the clean drop: a file that broke off half-way, a count in the
 * header that is too big, UTF-8 under a GBK label. Tests put them in the place of the good file and expect the old snapshot to stay.
 */
import { closeSync, mkdirSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projections } from './write/projections.ts'

/** Faulty files stay small whatever the size of the estate. */
const most = 200_000

export function writeFaults(root: string): void {
  const head = (department: string, table: string): { readonly name: string; readonly bytes: Buffer } => {
    const folder = join(root, department)
    const name = readdirSync(folder)
      .filter((file) => file.startsWith(`${table}_`) && !file.endsWith('.DBT'))
      .sort()
      .at(-1)
    if (name === undefined) throw new Error(`no ${table} in ${department}`)
    return { name, bytes: beginning(join(folder, name)) }
  }
  const into = (department: string, fault: string, name: string, bytes: Uint8Array) => {
    const folder = join(root, 'faults', department, fault)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }

  const residents = head('public-security', 'RK')
  into(
    'public-security',
    'broken-off',
    residents.name,
    residents.bytes.subarray(0, Math.floor(residents.bytes.length / 2) - 3),
  )
  const text = new TextDecoder('gb18030').decode(residents.bytes)
  into('public-security', 'utf-8', residents.name, new TextEncoder().encode(text))

  const dwellings = head('housing', 'FW')
  into('housing', 'broken-off', dwellings.name, dwellings.bytes.subarray(0, Math.floor(dwellings.bytes.length / 2)))
  const counted = Buffer.from(dwellings.bytes)
  counted.writeUInt32LE(9_999_999, 4)
  into('housing', 'count-too-big', dwellings.name, counted)
  const titles = head('housing', 'CQ')
  into('housing', 'memo-missing', titles.name, titles.bytes)

  // Shapes without their attributes, shapes that broke off beside whole attributes, and a label of the same meridian without the zone.
  const shapes = partsOf(join(root, 'agriculture'), 'ZJD')
  for (const [name, bytes] of shapes) {
    const isShape = name.endsWith('.shp')
    if (isShape) into('agriculture', 'attributes-missing', name, bytes)
    into('agriculture', 'broken-off', name, isShape ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes)
    into('agriculture', 'other-system', name, bytes)
    if (isShape)
      into('agriculture', 'other-system', name.replace('.shp', '.prj'), Buffer.from(projections['EPSG:4549']))
  }

  // A map that broke off, and one that says another zone of itself than was agreed.
  const parcels = head('natural-resources', 'ZD')
  into('natural-resources', 'broken-off', parcels.name, parcels.bytes.subarray(0, Math.floor(parcels.bytes.length / 2)))
  const zone = parcels.bytes.toString('utf8').replace('EPSG::4528', 'EPSG::4549')
  into('natural-resources', 'other-system', parcels.name, Buffer.from(zone))

  const companies = head('market-regulation', 'QY')
  into(
    'market-regulation',
    'broken-off',
    companies.name,
    companies.bytes.subarray(0, Math.floor(companies.bytes.length * 0.7)),
  )
  const xml = new TextDecoder('gb18030').decode(companies.bytes)
  const whole = xml.slice(0, xml.lastIndexOf('<QY>')) + '</TS>\r\n'
  into('market-regulation', 'utf-8', companies.name, new TextEncoder().encode(whole))
  into(
    'market-regulation',
    'count-too-big',
    companies.name,
    Buffer.from(whole.replace(/<CL>\d+<\/CL>/, '<CL>9999999</CL>'), 'utf8'),
  )

  // Cut inside a quoted value: everything behind the quote would pass for one field.
  const insured = head('human-resources', 'AC01')
  const quote = insured.bytes.indexOf(',"', Math.floor(insured.bytes.length / 2))
  into('human-resources', 'broken-off', insured.name, insured.bytes.subarray(0, quote + 4))
  const export1386 = new TextDecoder('gb18030').decode(insured.bytes.subarray(0, insured.bytes.lastIndexOf('\n') + 1))
  into('human-resources', 'utf-8', insured.name, new TextEncoder().encode(export1386))

  const schools = head('education', '学校')
  into('education', 'broken-off', schools.name, schools.bytes.subarray(0, Math.floor(schools.bytes.length / 2)))
  const page = '<html><body><table><tr><td>学校标识码</td></tr></table></body></html>'
  into('education', 'web-page', schools.name, new TextEncoder().encode(page))

  const births = beginning(join(root, 'health', 'messages', 'CS.hl7'))
  into('health', 'broken-off', 'CS.hl7', births.subarray(0, Math.floor(births.length / 2)))
  const begun = births.subarray(0, births.indexOf('\rMSH', births.indexOf('\rMSH') + 1) + 1)
  into('health', 'count-too-big', 'CS.hl7', Buffer.concat([begun, Buffer.from('BTS|9999999\rFTS|1\r')]))

  for (const [department, file] of [
    ['justice', 'justice.db'],
    ['political-legal', 'political-legal.db'],
  ] as const) {
    into(department, 'broken-off', file, beginning(join(root, department, file)).subarray(0, 5000))
  }
}

// Private:

/** The beginnings of the files that make one shapefile. */
function partsOf(folder: string, table: string): (readonly [name: string, bytes: Buffer])[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${table}_`))
    .map((name) => [name, beginning(join(folder, name))] as const)
}

function beginning(path: string): Buffer {
  const fd = openSync(path, 'r')
  const room = Buffer.alloc(most)
  const length = readSync(fd, room, 0, most, 0)
  closeSync(fd)
  return room.subarray(0, length)
}
