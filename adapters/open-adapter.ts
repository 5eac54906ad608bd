/** The one way to an adapter: checks declaration and configuration, picks the technology, puts the guard around it. */
import { SourceError, type Adapter } from './adapter.ts'
import { DbfSource } from './dbf/adapter.ts'
import { openDevice } from './device/adapter.ts'
import { DelimitedSource } from './delimited/adapter.ts'
import { FixedWidthSource } from './fixed-width/adapter.ts'
import { GeoJsonSource } from './geojson/adapter.ts'
import { ExcelSource } from './excel/adapter.ts'
import { Guard } from './guard.ts'
import { GuardedAdapter } from './guarded.ts'
import { openHl7 } from './hl7/adapter.ts'
import { checkConnection, checkSystem } from './known-keys.ts'
import { systemOf, type Connection, type OpenAdapter, type SingleSystem, type TableUse } from './open.ts'
import { Quota } from './quota.ts'
import { openRest } from './rest/adapter.ts'
import { openSeveral } from './several/adapter.ts'
import { ShapefileSource } from './shapefile/adapter.ts'
import { SnapshotAdapter } from './snapshot/adapter.ts'
import { openSoap } from './soap/adapter.ts'
import { openSql } from './sql/adapter.ts'
import { XmlSource } from './xml/adapter.ts'

/** Throws SourceError NOT_SUPPORTED for a declaration or a configuration that cannot be meant. */
export const openAdapter: OpenAdapter = async (department, system, uses, connection) => {
  checkSystem(department, system)
  checkConnection(department, connection)
  const undeclared = uses.find((use) => systemOf(system, use.table) === undefined)
  if (undeclared) throw new SourceError('UNKNOWN_TABLE', department, `The system declares no table ${undeclared.table}`)
  return system.technology === 'several'
    ? openSeveral(department, system, uses, connection, openOne)
    : openOne(department, system, uses, connection)
}

// Private:

async function openOne(
  department: string,
  system: SingleSystem,
  uses: readonly TableUse[],
  connection: Connection,
): Promise<Adapter> {
  const quota = new Quota(department, connection.quota ?? {})
  const inner = await open(department, system, uses, connection, quota)
  return new GuardedAdapter(inner, guardOf(department, inner, connection, quota))
}

async function open(
  department: string,
  system: SingleSystem,
  uses: readonly TableUse[],
  connection: Connection,
  quota: Quota,
): Promise<Adapter> {
  switch (system.technology) {
    case 'fixed-width':
      return fromFiles(department, new FixedWidthSource(system), uses, connection)
    case 'delimited':
      return fromFiles(department, new DelimitedSource(system), uses, connection)
    case 'dbf':
      return fromFiles(department, new DbfSource(system), uses, connection)
    case 'xml':
      return fromFiles(department, new XmlSource(system), uses, connection)
    case 'shapefile':
      return fromFiles(department, new ShapefileSource(system), uses, connection)
    case 'geojson':
      return fromFiles(department, new GeoJsonSource(system), uses, connection)
    case 'hl7':
      return openHl7(department, system, uses, connection)
    case 'device':
      return openDevice(department, system, uses, connection)
    case 'excel':
      return fromFiles(department, new ExcelSource(system), uses, connection)
    case 'rest':
      return openRest(department, system, uses, connection, quota)
    case 'soap':
      return openSoap(department, system, uses, connection, quota)
    case 'sql':
      return openSql(department, system, uses, connection)
  }
}

function fromFiles(
  department: string,
  source: Parameters<typeof SnapshotAdapter.open>[1],
  uses: readonly TableUse[],
  connection: Connection,
): Promise<Adapter> {
  const { path, snapshots } = connection
  if (path === undefined || snapshots === undefined) {
    throw new SourceError('NOT_SUPPORTED', department, 'A file source needs connection.path and connection.snapshots')
  }
  return SnapshotAdapter.open(department, source, uses, path, snapshots)
}

function guardOf(department: string, inner: Adapter, connection: Connection, quota: Quota): Guard {
  // Hours are the source's, and a snapshot is read without it.
  if (inner.capabilities.snapshot) {
    const { hours: _hours, quota: _quota, ...rest } = connection
    return new Guard(department, rest)
  }
  // REST and SOAP count their requests by themselves: a read may take several.
  if (inner.technology !== 'sql') return new Guard(department, connection)
  return new Guard(department, connection, { quota, synchronous: connection.path !== undefined })
}
