/**
 * A setting at the wrong place or misspelt must not be ignored in silence: unknown keys of a connection or of a system's declaration
 * are refused with their path.
 */
import { SourceError } from './adapter.ts'
import type { Connection, SingleSystem, SystemSpec } from './open.ts'

/** Keys that an object may have; `*` stands for any name of a table, `true` for a value that is not looked into. */
interface Known {
  readonly [key: string]: Known | true
}

const connection: Record<keyof Connection, Known | true> = {
  path: true,
  url: true,
  user: true,
  secret: true,
  peers: true,
  stations: { '*': true },
  timeoutMs: true,
  concurrency: true,
  quota: { perSecond: true, perDay: true },
  breaker: { failures: true, openMs: true },
  hours: { from: true, to: true },
  snapshots: true,
  parts: { '*': true },
}

const systems: Record<SingleSystem['technology'], Known> = {
  'fixed-width': { technology: true, encoding: true, tables: { '*': { file: true, columns: true } } },
  delimited: { technology: true, encoding: true, separator: true, tables: { '*': { file: true } } },
  dbf: { technology: true, encoding: true, tables: { '*': { file: true } } },
  xml: {
    technology: true,
    encoding: true,
    tables: { '*': { file: true, element: true, parent: { element: true, key: true }, count: true } },
  },
  shapefile: { technology: true, encoding: true, tables: { '*': { file: true, crs: true } } },
  geojson: { technology: true, tables: { '*': { file: true, crs: true } } },
  excel: {
    technology: true,
    tables: {
      '*': {
        file: true,
        sheet: true,
        header: { row: true, rows: true, separator: true },
        serial: true,
        hiddenRows: true,
      },
    },
  },
  rest: {
    technology: true,
    token: { path: true, field: true, header: true },
    envelope: { code: true, okay: true, message: true, data: true, rows: true, total: true },
    pageSize: true,
    tables: { '*': { list: true, byKeys: true, keysParameter: true, filters: true, write: true } },
  },
  soap: {
    technology: true,
    version: true,
    encoding: true,
    namespace: true,
    action: true,
    credentials: { header: true, user: true, secret: true },
    parameters: { page: true, size: true, key: true },
    result: {
      inner: true,
      code: true,
      okay: true,
      message: true,
      rows: true,
      row: true,
      total: true,
      faultCode: true,
      absent: true,
      codes: true,
    },
    pageSize: true,
    keysAtOnce: true,
    tables: { '*': { list: true, byKeys: true, byFilter: true, filters: true, row: true, attachments: true } },
  },
  hl7: {
    technology: true,
    encoding: true,
    files: true,
    ignore: true,
    tables: {
      '*': {
        messages: true,
        segment: true,
        opens: true,
        columns: true,
        newest: true,
        action: { path: true, adds: true, updates: true, deletes: true },
        deletes: true,
      },
    },
  },
  device: {
    technology: true,
    factors: { '*': true },
    silentMinutes: true,
    tables: { '*': { holds: true, keepDays: { '*': true } } },
  },
  sql: { technology: true, bytesAs: true, tables: { '*': { name: true, bytesAs: true } } },
}

const clock = /^([01]\d|2[0-3]):[0-5]\d$/

/** Throws SourceError NOT_SUPPORTED. */
export function checkConnection(department: string, given: Connection): void {
  check(department, 'connection', given, connection)
  for (const part of Object.values(given.parts ?? {})) checkConnection(department, part)
  for (const [name, time] of Object.entries(given.hours ?? {})) {
    if (!clock.test(time)) throw refusal(department, `connection.hours.${name} must look like 08:00`)
  }
}

export function checkSystem(department: string, given: SystemSpec): void {
  if (given.technology === 'several') {
    check(department, 'system', given, { technology: true, systems: { '*': true } })
    for (const part of Object.values(given.systems)) checkSystem(department, part)
    return
  }
  const known = (systems as Readonly<Record<string, Known>>)[given.technology]
  if (known === undefined)
    throw refusal(department, `Unknown technology ${given.technology}; known: ${Object.keys(systems).join(', ')}`)
  check(department, 'system', given, known)
}

// Private:

function check(department: string, path: string, given: object, known: Known): void {
  for (const [key, value] of Object.entries(given)) {
    const inside = known[key] ?? known['*']
    if (inside === undefined) {
      throw refusal(department, `Unknown key ${path}.${key}; known: ${Object.keys(known).join(', ')}`)
    }
    if (inside !== true && typeof value === 'object' && value !== null)
      check(department, `${path}.${key}`, value, inside)
  }
}

const refusal = (department: string, message: string) => new SourceError('NOT_SUPPORTED', department, message)
