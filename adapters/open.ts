/**
 * From the declared layout of a legacy system and the configuration of where it is, an adapter. The layout is a fact about the
 * system and stands in the department's declaration; address, credentials and limits are configuration.
 */
import type { Adapter } from './adapter.ts'

/** Encodings as people label them; every GBK, GB2312 and cp936 label is read as GB18030. */
export type Encoding = 'gb18030' | 'utf-8' | 'utf-16le'

interface FileTable {
  /** File name in the drop folder; `*` stands for the date, the newest name wins: `RK_*.txt`. */
  readonly file: string
}
export interface FixedWidthSystem {
  readonly technology: 'fixed-width'
  readonly encoding: Encoding
  /** Widths in bytes, in the order of the file. */
  readonly tables: Readonly<
    Record<string, FileTable & { readonly columns: readonly (readonly [column: string, bytes: number])[] }>
  >
}
export interface DelimitedSystem {
  readonly technology: 'delimited'
  readonly encoding: Encoding
  readonly separator: string
  readonly tables: Readonly<Record<string, FileTable>>
}
export interface DbfSystem {
  readonly technology: 'dbf'
  readonly encoding: Encoding
  readonly tables: Readonly<Record<string, FileTable>>
}
export interface XmlSystem {
  readonly technology: 'xml'
  readonly encoding: Encoding
  /**
   * `element` is the repeated element of one row; its children are the columns. `parent` adds a column `@parent` with the key of the
   * enclosing element. `count` is an element right inside the root that says how many rows the file has.
   */
  readonly tables: Readonly<
    Record<
      string,
      FileTable & {
        readonly element: string
        readonly parent?: { readonly element: string; readonly key: string }
        readonly count?: string
      }
    >
  >
}
export interface RestSystem {
  readonly technology: 'rest'
  /** Where the token comes from and how errors stand in the body of a 200 answer. */
  readonly token: { readonly path: string; readonly field: string; readonly header: string }
  readonly envelope: {
    readonly code: string
    readonly okay: readonly string[]
    readonly message: string
    readonly data: string
    readonly rows: string
    readonly total: string
  }
  readonly pageSize: number
  /** `list` is paged (`?pageNum=&pageSize=`) and takes equality parameters; `byKeys` takes a comma-separated list of keys, at most `pageSize`. */
  readonly tables: Readonly<
    Record<
      string,
      {
        readonly list: string
        readonly byKeys: string
        readonly keysParameter: string
        readonly filters: readonly string[]
        readonly write?: string
      }
    >
  >
}
export interface SqlSystem {
  readonly technology: 'sql'
  /** Table of the declaration → table of the database, where they differ. */
  readonly tables: Readonly<Record<string, { readonly name?: string }>>
}
/** One legacy system of one technology. */
export type SingleSystem = FixedWidthSystem | DelimitedSystem | DbfSystem | XmlSystem | RestSystem | SqlSystem

/** A department that keeps several systems, by name; each table is in one of them. A system that is down costs its own tables only. */
export interface SeveralSystems {
  readonly technology: 'several'
  readonly systems: Readonly<Record<string, SingleSystem>>
}
export type SystemSpec = SingleSystem | SeveralSystems

/** The system that holds the table, or undefined. */
export function systemOf(system: SystemSpec, table: string): SingleSystem | undefined {
  const all = system.technology === 'several' ? Object.values(system.systems) : [system]
  return all.find((one) => one.tables[table] !== undefined)
}

/** `sql`, or `sql + shapefile` of several. */
export function technologyOf(system: SystemSpec): string {
  if (system.technology !== 'several') return system.technology
  return Object.values(system.systems)
    .map((one) => one.technology)
    .join(' + ')
}

/** What the declaration will ask of a table; derived by the kit from the records. */
export interface TableUse {
  readonly table: string
  readonly key: string
  /** Columns mapped or ignored by the declaration. A file without one of the mapped ones is refused; other columns are remarked. */
  readonly columns: readonly string[]
  /** Columns that `findBy` and `scan` will be asked for: indexed in a snapshot. */
  readonly lookups: readonly string[]
  /** Column that changes with every change of a row; null where there is none. */
  readonly version: string | null
}

/** Configuration under the department's name: how to reach the system. Unknown keys are refused. */
export interface Connection {
  /** Drop folder of files, or a SQLite file. */
  readonly path?: string
  /** http://… or postgres://… or mysql://… */
  readonly url?: string
  readonly user?: string
  readonly secret?: string
  readonly timeoutMs?: number
  readonly concurrency?: number
  readonly quota?: { readonly perSecond?: number; readonly perDay?: number }
  /** Service hours in Asia/Shanghai, e.g. { from: '08:00', to: '20:00' }. */
  readonly hours?: { readonly from: string; readonly to: string }
  /** Where snapshots are kept; one folder a department. */
  readonly snapshots?: string
  /** Of several systems: one connection each, under the declared names; they inherit `snapshots` only. */
  readonly parts?: Readonly<Record<string, Connection>>
}

export type OpenAdapter = (
  department: string,
  system: SystemSpec,
  uses: readonly TableUse[],
  connection: Connection,
) => Promise<Adapter>
