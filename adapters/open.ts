/**
 * From the declared layout of a legacy system and the configuration of where it is, an adapter. The layout is a fact about the
 * system and stands in the department's declaration; address, credentials and limits are configuration.
 */
import type { Adapter } from './adapter.ts'
import type { CoordinateSystem } from './coordinates/system.ts'

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
/**
 * Geometry is handed out as columns of text beside the attributes, in CGCS2000 degrees with seven decimals (a centimetre): `@wkt`,
 * `@longitude` and `@latitude` (the point, or one inside the polygon), `@area` (of polygons, in m²). A declaration maps those it wants.
 */
interface GeometryTable extends FileTable {
  /** What the numbers in the file are; a file that says something else of itself is refused. */
  readonly crs: CoordinateSystem
}
export interface ShapefileSystem {
  readonly technology: 'shapefile'
  readonly encoding: Encoding
  /** `file` is the .shp; .dbf, .prj and .cpg lie beside it under the same name. */
  readonly tables: Readonly<Record<string, GeometryTable>>
}
export interface GeoJsonSystem {
  readonly technology: 'geojson'
  /** A file is one FeatureCollection; the properties are the columns, the feature's own `id` is `@id`. */
  readonly tables: Readonly<Record<string, GeometryTable>>
}
/**
 * Workbooks as offices keep them, .xlsx or .xls: what a file is, its first bytes say, not its name. Values are handed out as the sheet holds
 * them: days as `2024-01-31`, numbers as written out, a number of more than 15 digits as `3.70283198001020E+17`, since its last digits are lost.
 */
interface ExcelTable extends FileTable {
  /** Name of the sheet, `*` for the part that changes; without one the first sheet that is not hidden. Several tables may share a file. */
  readonly sheet?: string
  /**
   * `row` is the first row of the header counted from 1 (1 without it), what stands above it is the title; `rows` how many rows it has (1).
   * Parts of a column's name from several rows are joined by `separator` (`/`): `家庭住址/村居`. Merged header cells count for all their columns.
   * Blanks and line breaks inside a name are taken out.
   */
  readonly header?: { readonly row?: number; readonly rows?: number; readonly separator?: string }
  /** Columns in which a plain number (no date format) is a day's serial number; numbers like 19800101 stay as they are. */
  readonly serial?: readonly string[]
  /** Hidden rows: read and remarked (a filter that was left on must lose nothing) without it; `leave` when the office hides what no longer counts. */
  readonly hiddenRows?: 'read' | 'leave'
}
export interface ExcelSystem {
  readonly technology: 'excel'
  readonly tables: Readonly<Record<string, ExcelTable>>
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
  /**
   * Columns of bytes, and text columns of a character set that cannot be theirs (GBK bytes in a latin1 table), are text in this encoding:
   * read, searched and written by their bytes. For the whole system or for one table.
   */
  readonly bytesAs?: 'gb18030' | 'utf-8'
  /** Table of the declaration → table of the database, where they differ. */
  readonly tables: Readonly<Record<string, { readonly name?: string; readonly bytesAs?: 'gb18030' | 'utf-8' }>>
}
/**
 * What is agreed with a SOAP interface, in place of its service description. Names are without prefix; paths are dotted and begin in the
 * element `<operation>Response`, or in the document inside it (`result.inner`).
 */
export interface SoapSystem {
  readonly technology: 'soap'
  readonly version: '1.1' | '1.2'
  /** Of answers that do not say theirs. */
  readonly encoding: Encoding
  /** Namespace of the operations; parameters have none. */
  readonly namespace: string
  /** What stands before the operation's name in SOAPAction. */
  readonly action?: string
  /** The element of the SOAP header, and those in it, that carry user and secret; none is sent without it. */
  readonly credentials?: { readonly header: string; readonly user: string; readonly secret: string }
  /** Names of the parameters; `key` is repeated for each key. */
  readonly parameters: { readonly page: string; readonly size: string; readonly key: string }
  readonly result: {
    /** The element whose text is an XML document with the result. */
    readonly inner?: string
    readonly code: string
    readonly okay: readonly string[]
    readonly message: string
    /** The list, empty where rows stand right in the result; `row` is the repeated element. */
    readonly rows: string
    readonly row: string
    readonly total?: string
    /** Where a fault's detail has the application's code. */
    readonly faultCode?: string
    /** Codes that say "no such record": no row by that key, no rows by that filter; of a whole list it is a fault. */
    readonly absent?: readonly string[]
    /** What other codes mean; a code that is not here is a FAULT. */
    readonly codes?: Readonly<Record<string, 'REFUSED' | 'UNAVAILABLE' | 'QUOTA_EXCEEDED' | 'OUT_OF_HOURS' | 'FAULT'>>
  }
  readonly pageSize: number
  /** How many keys `byKeys` takes. */
  readonly keysAtOnce: number
  readonly tables: Readonly<
    Record<
      string,
      {
        /** Operations. `list` pages; `byFilter` pages too and takes the equality parameters, which `list` takes without it. */
        readonly list: string
        readonly byKeys: string
        readonly byFilter?: string
        readonly filters: readonly string[]
        /** Where rows of this table have another element. */
        readonly row?: string
        /** Columns that hold files, in base64 or as attachments (MTOM): handed out as `sha256:…;bytes=…;type=…`. */
        readonly attachments?: readonly string[]
      }
    >
  >
}
/** A path in a message: `PID-7`, `PID-3[5=NNCHN].1`, `OBX[3.1=31044-1]-5.1` (adapters/hl7/path.ts); several are joined with `-`. */
type Hl7Path = string | readonly string[]
/** HL7 v2 messages, pushed over MLLP to `url` (`mllp://host:port`) and in batch files in the drop folder. */
export interface Hl7System {
  readonly technology: 'hl7'
  /** Where MSH-18 says nothing. */
  readonly encoding: Encoding
  /** Batch files in the drop folder: `*.hl7`. */
  readonly files?: string
  /** Types that are agreed and hold nothing that is wanted: acknowledged and forgotten. */
  readonly ignore?: readonly string[]
  readonly tables: Readonly<
    Record<
      string,
      {
        /** `VXU^V04` */
        readonly messages: readonly string[]
        /** The segment that makes a row; a message without it makes none. `opens` begins the row's group where it is another one. */
        readonly segment: string
        readonly opens?: string
        readonly columns: Readonly<Record<string, Hl7Path>>
        /** Column whose text tells which of two states of a row is newer: an older message changes nothing. */
        readonly newest?: string
        /** Where a row says what is to be done with it; an empty one adds. An update leaves what it does not say as it was. */
        readonly action?: {
          readonly path: string
          readonly adds: readonly string[]
          readonly updates: readonly string[]
          readonly deletes: readonly string[]
        }
        /** Message types that delete a row, and where in them its key stands. */
        readonly deletes?: Readonly<Record<string, Hl7Path>>
      }
    >
  >
}
/** Real-time values, averages of some minutes, of an hour, of a day. */
export type ReportKind = '2011' | '2051' | '2061' | '2031'

/**
 * Stations that send HJ 212 packets: over TCP to `url` `tcp://host:port`, where we listen, or over a broker, `mqtt://host:port/topic`. Columns
 * are called as in the packet (`MN`, `ST`, `CN`, `QN`, `DataTime`, and of a factor `Rtd`, `Min`, `Avg`, `Max`, `Cou`, `ZsRtd`, `Flag` …); those that the
 * adapter adds begin with `@` (adapters/device/columns.ts).
 */
export interface DeviceSystem {
  readonly technology: 'device'
  /** Factor codes of the edition of 2005 and what they are in that of 2017: `011` is `w01018`. Others stay as they came. */
  readonly factors: Readonly<Record<string, string>>
  /** When nothing was heard of any station for so long, the line is ill. */
  readonly silentMinutes: number
  /**
   * `measurements` has one row by station, kind (CN), DataTime and factor, which goes so many days after it came; `latest` the last real-time value by station
   * and factor; `stations` one row by station with its last report.
   */
  readonly tables: Readonly<
    Record<
      string,
      | { readonly holds: 'measurements'; readonly keepDays: Readonly<Record<ReportKind, number>> }
      | { readonly holds: 'latest' | 'stations' }
    >
  >
}
/** One legacy system of one technology. */
export type SingleSystem =
  | FixedWidthSystem
  | DelimitedSystem
  | DbfSystem
  | XmlSystem
  | ShapefileSystem
  | GeoJsonSystem
  | ExcelSystem
  | RestSystem
  | SoapSystem
  | SqlSystem
  | Hl7System
  | DeviceSystem

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
  /** Columns that must not be taken in at all: dropped before anything of the row is written. */
  readonly never?: readonly string[]
  /** Columns that `findBy` and `scan` will be asked for: indexed in a snapshot. */
  readonly lookups: readonly string[]
  /** Column that changes with every change of a row; null where there is none. */
  readonly version: string | null
}

/** Configuration under the department's name: how to reach the system. Unknown keys are refused. */
export interface Connection {
  /** Drop folder of files, or a SQLite file. */
  readonly path?: string
  /** http://…, postgres://…, mysql://…, mqtt://… or, of a listener, mllp://… or tcp://… */
  readonly url?: string
  readonly user?: string
  readonly secret?: string
  /** Of a listener: addresses or networks (`10.1.0.0/16`) that may connect; this machine alone when absent. */
  readonly peers?: readonly string[]
  /** Of devices: who is known, by number (MN), with the password (PW). */
  readonly stations?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  readonly concurrency?: number
  readonly quota?: { readonly perSecond?: number; readonly perDay?: number }
  /** After so many failures in a row the source is left alone for so long; 5 and 10 s when absent. */
  readonly breaker?: { readonly failures?: number; readonly openMs?: number }
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
