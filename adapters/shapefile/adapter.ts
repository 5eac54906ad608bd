/**
 * Shapefiles as GIS programs export them: shapes in the .shp, their attributes in the .dbf beside it, row by row. Attributes are read as
 * any DBF is (adapters/dbf), shapes by a library; a shape belongs to the row of the same number, so a difference in their numbers costs
 * the file. What the .prj says must be what was declared. Without a .prj the declaration stands alone: survey offices drop it.
 */
import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { geometryColumns, geometryFlags, geometryValues, type GeometryColumn } from '../coordinates/columns.ts'
import { readGeometry } from '../coordinates/geometry.ts'
import { checkProjection } from '../coordinates/stated-system.ts'
import type { CoordinateSystem } from '../coordinates/system.ts'
import { openRecords, type DbfRecords } from '../dbf/records.ts'
import type { ShapefileSystem, TableUse } from '../open.ts'
import { companionOf } from '../snapshot/drop-folder.ts'
import { FileRefused, type FileSource, type OpenedFile, type SourceRow } from '../snapshot/file-source.ts'
import { encodingOf } from '../text/encoding.ts'
import { openShapes } from './shapes.ts'

export class ShapefileSource implements FileSource {
  readonly technology = 'shapefile'
  readonly files: Readonly<Record<string, string>>
  readonly companions = ['.dbf', '.prj', '.cpg', '.dbt', '.fpt']
  readonly layout: ShapefileSystem

  constructor(system: ShapefileSystem) {
    this.layout = system
    this.files = Object.fromEntries(Object.entries(system.tables).map(([name, table]) => [name, table.file]))
  }

  async open(path: string, table: string, use: TableUse): Promise<OpenedFile> {
    const crs = this.layout.tables[table]?.crs
    if (crs === undefined) throw new FileRefused('UNKNOWN_TABLE')
    const names = await readdir(dirname(path))
    const beside = (ending: string) => {
      const name = companionOf(names, basename(path), ending)
      return name === undefined ? null : join(dirname(path), name)
    }
    const attributes = beside('.dbf')
    if (attributes === null) throw new FileRefused('ATTRIBUTES_MISSING')
    const projection = await shortText(beside('.prj'))
    if (projection !== null) checkProjection(projection, crs)
    const records = await openRecords(attributes, this.layout.encoding)
    const label = await shortText(beside('.cpg'))
    if (label !== null && encodingOf(label.trim()) !== this.layout.encoding)
      records.remarks.push('CODE_PAGE_IGNORED:cpg')
    const columns = geometryColumns(use)
    return {
      columns: [...records.columns, ...columns],
      remarks: records.remarks,
      rows: rowsOf(path, records, columns, crs),
    }
  }
}

// Private:

const longestText = 65_536

async function shortText(path: string | null): Promise<string | null> {
  if (path === null) return null
  if ((await stat(path)).size > longestText) throw new FileRefused('FILE_UNREADABLE', 'A label of more than 64 KiB')
  return readFile(path, 'utf8')
}

async function* rowsOf(
  path: string,
  records: DbfRecords,
  columns: readonly GeometryColumn[],
  crs: CoordinateSystem,
): AsyncGenerator<readonly SourceRow[], void, undefined> {
  const shapes = await openShapes(path)
  try {
    if (shapes.count !== records.count) throw new FileRefused('SHAPE_COUNT_DIFFERS')
    for await (const batch of records.batches) {
      const rows: SourceRow[] = []
      for (const record of batch) {
        const shape = await shapes.next()
        if (record !== null) rows.push(withGeometry(record, shape, columns, crs))
      }
      yield rows
    }
  } finally {
    await shapes.close()
  }
}

function withGeometry(
  record: SourceRow,
  shape: unknown,
  columns: readonly GeometryColumn[],
  crs: CoordinateSystem,
): SourceRow {
  if ('code' in record) return record
  const reading = readGeometry(shape, crs)
  if (reading === undefined) return { line: record.line, code: 'GEOMETRY_UNREADABLE', raw: record.values.join('|') }
  return {
    line: record.line,
    values: [...record.values, ...geometryValues(reading.geometry, columns)],
    flags: geometryFlags(reading, columns, record.flags),
  }
}
