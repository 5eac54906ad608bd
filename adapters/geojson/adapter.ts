/**
 * GeoJSON files (RFC 7946): one FeatureCollection, streamed. Properties are the columns; numbers keep their digits, since a parcel number
 * of 19 digits is no number; a list or an object inside a property is handed on as its JSON. UTF-8 is the rule of the format; a file in
 * GB 18030 is read as what it is and remarked. A byte that is no text costs the file: behind it nothing is certain.
 */
import { open } from 'node:fs/promises'
import { isLosslessNumber, parse, stringify } from 'lossless-json'
import { geometryColumns, geometryFlags, geometryValues, type GeometryColumn } from '../coordinates/columns.ts'
import { readGeometry } from '../coordinates/geometry.ts'
import { checkSystemName } from '../coordinates/stated-system.ts'
import type { CoordinateSystem } from '../coordinates/system.ts'
import type { Encoding, GeoJsonSystem, TableUse } from '../open.ts'
import { findEncoding } from '../text/encoding.ts'
import { readHead } from '../text/read-head.ts'
import { FileRefused, type FileSource, type OpenedFile, type SourceRow } from '../snapshot/file-source.ts'
import { splitFeatures } from './split.ts'

export class GeoJsonSource implements FileSource {
  readonly technology = 'geojson'
  readonly files: Readonly<Record<string, string>>
  readonly layout: GeoJsonSystem

  constructor(system: GeoJsonSystem) {
    this.layout = system
    this.files = Object.fromEntries(Object.entries(system.tables).map(([name, table]) => [name, table.file]))
  }

  /** Columns are the declared ones, as in XML: a property that never appears is a column of nulls, one that nobody declared is remarked. */
  async open(path: string, table: string, use: TableUse): Promise<OpenedFile> {
    const crs = this.layout.tables[table]?.crs
    if (crs === undefined) throw new FileRefused('UNKNOWN_TABLE')
    const head = await readHead(path)
    if (head.length === 0) throw new FileRefused('FILE_EMPTY')
    const { encoding, skip, remark } = findEncoding(head, 'utf-8')
    const geometry = geometryColumns(use)
    const properties = [...new Set([use.key, ...use.columns, ...use.lookups])].filter(
      (column) => !geometry.some((other) => other === column),
    )
    const remarks = remark === null ? [] : [remark]
    return {
      columns: [...properties, ...geometry],
      remarks,
      rows: rowsOf(path, skip, encoding, { properties, geometry, crs }, remarks),
    }
  }
}

// Private:

interface Wanted {
  readonly properties: readonly string[]
  readonly geometry: readonly GeometryColumn[]
  readonly crs: CoordinateSystem
}

const idColumn = '@id'

async function* rowsOf(
  path: string,
  skip: number,
  encoding: Encoding,
  wanted: Wanted,
  remarks: string[],
): AsyncGenerator<readonly SourceRow[], void, undefined> {
  const handle = await open(path)
  try {
    const bytes = handle.createReadStream({
      start: skip,
      highWaterMark: 65_536,
      autoClose: false,
    }) as AsyncIterable<Buffer>
    const features = splitFeatures(strictText(bytes, encoding))
    const unmapped = new Set<string>()
    let number = 0
    let step = await features.next()
    for (; !step.done; step = await features.next()) {
      yield step.value.map((feature) => toRow(feature, ++number, wanted, unmapped))
    }
    checkCollection(step.value, wanted.crs)
    remarks.push(...[...unmapped].map((column) => `UNMAPPED_COLUMN:${column}`))
  } finally {
    await handle.close()
  }
}

async function* strictText(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  const decode = (chunk?: Buffer) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      throw new FileRefused('ENCODING_UNSUITED')
    }
  }
  for await (const chunk of bytes) yield decode(chunk)
  yield decode()
}

/** What stands around the features. `crs` is from the time before RFC 7946, and Chinese offices still write it. */
function checkCollection(text: string, declared: CoordinateSystem): void {
  const around = parsed(text)
  if (!isObject(around) || around.type !== 'FeatureCollection')
    throw new FileRefused(around === undefined ? 'FILE_UNREADABLE' : 'NOT_THE_DATA')
  if (around.crs === undefined || around.crs === null) return
  const { crs } = around
  const name = isObject(crs) && isObject(crs.properties) ? crs.properties.name : undefined
  if (typeof name !== 'string') throw new FileRefused('CRS_DIFFERS', 'A crs without a name')
  checkSystemName(name, declared)
}

function toRow(text: string, line: number, wanted: Wanted, unmapped: Set<string>): SourceRow {
  const feature = parsed(text)
  if (
    !isObject(feature) ||
    feature.type !== 'Feature' ||
    !(isObject(feature.properties) || feature.properties === null)
  )
    return { line, code: 'ROW_UNREADABLE', raw: text }
  const reading = readGeometry(feature.geometry, wanted.crs)
  if (reading === undefined) return { line, code: 'GEOMETRY_UNREADABLE', raw: text }
  const properties = feature.properties ?? {}
  for (const name of Object.keys(properties)) if (!wanted.properties.includes(name)) unmapped.add(name)
  return {
    line,
    values: [
      ...wanted.properties.map((column) => textOf(column === idColumn ? feature.id : properties[column])),
      ...geometryValues(reading.geometry, wanted.geometry),
    ],
    flags: geometryFlags(reading, wanted.geometry, null),
  }
}

/** Undefined when it is no JSON; a name that stands twice with two values is none either. */
function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

type Content = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (isLosslessNumber(value)) return value.value
  return stringify(value) ?? null
}
