/**
 * How a legacy system is reached: one contract for every technology. An adapter hands out rows as the source gives them, every
 * value a string or null, so that no digit, leading zero or day is lost; what a value means is the kit's business.
 * Adapters know nothing else of the project.
 */

/** Text as the source gives it (decoded, well-formed Unicode), or null where the source says null. Columns keep their legacy names. */
export type Row = Readonly<Record<string, string | null>>

/**
 * What the adapter had to do to one value to hand it out: kept beside the row, so that the row stays a plain record.
 * - PRIVATE_USE_CHARACTER: a private-use form was brought to its standard character, or has none (adapters/text/private-use.ts)
 * - NAME_TRUNCATED: the value was cut at its column's end. When half a character was left over, the value ends with U+FFFD in its
 *   place; without one the value merely fills its column to the last byte, so that it may have been cut
 * - LOST_CHARACTER: U+FFFD stands where a character was lost before, or where half a surrogate pair stood
 * - INVISIBLE_CHARACTER: a NUL was taken out
 * - POINT_SWAPPED, POINT_ZERO, POINT_OUTSIDE: the axes of a geometry were put right; zero stood for none; it lies outside the city
 * - RING_OPEN: a ring of a polygon did not end where it began and was closed
 * - CLOCK_OFF: the device that wrote this instant had a clock that was far off
 * - CELL_ERROR: the cell holds an error of the spreadsheet (#N/A); the value is null
 */
export type ValueFlag =
  | 'CELL_ERROR'
  | 'CLOCK_OFF'
  | 'PRIVATE_USE_CHARACTER'
  | 'NAME_TRUNCATED'
  | 'LOST_CHARACTER'
  | 'INVISIBLE_CHARACTER'
  | 'POINT_SWAPPED'
  | 'POINT_ZERO'
  | 'POINT_OUTSIDE'
  | 'RING_OPEN'
export type Flags = Readonly<Record<string, ValueFlag>>

const flagsKey = Symbol('flags')
const noFlags: Flags = {}

/** Flags of a row's values by column; empty for almost every row. */
export function flagsOf(row: Row): Flags {
  return (row as { readonly [flagsKey]?: Flags })[flagsKey] ?? noFlags
}

/** For adapters: notes flags on a row. Not enumerable, so that the row compares, copies and prints as the plain record it is. */
export function withFlags(row: Row, flags: Flags | null): Row {
  return flags === null ? row : Object.defineProperty(row, flagsKey, { value: flags, enumerable: false })
}

export type Technology =
  | 'sql'
  | 'fixed-width'
  | 'delimited'
  | 'dbf'
  | 'xml'
  | 'shapefile'
  | 'geojson'
  | 'hl7'
  | 'excel'
  | 'rest'
  | 'soap'
  | 'device'
  | 'several'

/** What a technology can do; what it cannot, the kit does not ask for. Defaults: `noCapabilities`. */
export interface Capabilities {
  /** Conditions that `scan` applies at the source or in the snapshot. */
  readonly conditions: readonly Condition['op'][]
  readonly sort: boolean
  readonly count: boolean
  /** `changes` sees deletions too. */
  readonly changes: boolean
  readonly write: boolean
  /** Rows come from a snapshot that `refresh` renews, not from the live system. */
  readonly snapshot: boolean
}
export const noCapabilities: Capabilities = {
  conditions: [],
  sort: false,
  count: false,
  changes: false,
  write: false,
  snapshot: false,
}

/** Every call can be given up: by the caller's signal, or at the adapter's own timeout. */
export interface Call {
  readonly signal: AbortSignal
}

export type Condition =
  | { readonly column: string; readonly op: 'in'; readonly values: readonly string[] }
  | { readonly column: string; readonly op: 'from' | 'to'; readonly value: string } // inclusive, in the order of the source's text
  | { readonly column: string; readonly op: 'prefix'; readonly value: string }

export interface Scan {
  readonly where?: readonly Condition[]
  /** Rows are in the order of this column, then of the key; by the key when absent. */
  readonly order?: { readonly column: string; readonly descending: boolean }
  /** `next` of the page before; opaque, stable while rows are added or removed. */
  readonly after?: string | null
  readonly limit: number
  readonly count?: boolean
}

export interface ScanPage {
  readonly rows: readonly Row[]
  readonly next: string | null
  /** All rows that meet the conditions, when asked for and the source can tell. */
  readonly total: number | null
}

export interface RowChange {
  readonly kind: 'upsert' | 'delete'
  readonly key: string
  readonly row: Row | null
}

export interface ChangePage {
  readonly changes: readonly RowChange[]
  /** Give it back next time; null asks for everything. */
  readonly cursor: string
  /** True when more changes wait behind the cursor: a page holds at most 50,000. */
  readonly more?: boolean
  /** True when the cursor's history is gone: everything comes again, and nobody tells what was deleted meanwhile. */
  readonly anew?: boolean
}

export interface Table {
  readonly name: string
  readonly key: string
  /** Same length and order as `keys`; null for a key without a row; a repeated key gets its row again. */
  getMany(keys: readonly string[], call: Call): Promise<(Row | null)[]>
  /** For each value the rows whose column equals it, in key order. Same length and order as `values`. */
  findBy(column: string, values: readonly string[], call: Call): Promise<Row[][]>
  scan(scan: Scan, call: Call): Promise<ScanPage>
  changes(since: string | null, call: Call): Promise<ChangePage>
}

/** A change asked of the legacy system. The same idempotency key with the same content is carried out once and answered alike. */
export interface Change {
  readonly table: string
  /** Null inserts; the source or the caller's `values` give the key. */
  readonly key: string | null
  readonly values: Row
  readonly idempotencyKey: string
  /** The version the caller has seen (`Written.version`, or the row's version column); null when inserting. */
  readonly expectedVersion: string | null
}

export interface Written {
  readonly key: string
  readonly version: string
  readonly row: Row
  /** True when this very change had been carried out before. */
  readonly repeated: boolean
}

/** What was found wrong with the source itself; a row in here is in no table. */
export interface Quarantined {
  readonly table: string
  /** File name without folder, or the source's name. */
  readonly file: string
  readonly line: number
  readonly code: string
  /** The row as it could be read, for the department's own people only. */
  readonly raw: string
}

/** State of one table, for the start table, the catalogue and the gap STALE. */
export interface TableState {
  readonly table: string
  readonly rows: number
  readonly quarantined: number
  /** Instant (ISO) that the data stems from: for a file the start of the day in its name, else its last change; now for a live source. */
  readonly asOf: string | null
  /** Remarks on the source: encoding found, record count that does not match, file that was refused. Codes, no values. */
  readonly remarks: readonly string[]
}

export interface Health {
  readonly ok: boolean
  /** A SourceErrorCode, or null. */
  readonly code: SourceErrorCode | null
  readonly milliseconds: number
}

export interface Adapter {
  readonly department: string
  readonly technology: Technology
  /** What every table can do. */
  readonly capabilities: Capabilities
  /** What this table can do; the same for all unless a department keeps several systems. Throws SourceError UNKNOWN_TABLE. */
  capabilitiesOf(table: string): Capabilities
  /** Throws SourceError UNKNOWN_TABLE. */
  table(name: string): Table
  write(change: Change, call: Call): Promise<Written>
  /** Loads what is new at the source into a new snapshot and swaps it in; a file that cannot be read leaves the old one. No-op when live. */
  refresh(call: Call): Promise<void>
  state(call: Call): Promise<readonly TableState[]>
  /** In the order of the file; `after` is how many were seen, 0 at first. */
  quarantined(table: string, page: { readonly after: number; readonly limit: number }): Promise<readonly Quarantined[]>
  health(call: Call): Promise<Health>
  close(): Promise<void>
}

export const sourceErrorCodes = [
  'UNAVAILABLE', // refused, reset, 5xx, "system busy"
  'TIMEOUT',
  'ABORTED', // the caller gave up
  'QUOTA_EXCEEDED',
  'OUT_OF_HOURS',
  'BREAKER_OPEN',
  'REFUSED', // credentials or rights
  'MALFORMED', // an answer or a file that is not what was agreed
  'FAULT', // an error in band, or anything the source says of itself
  'UNKNOWN_TABLE',
  'UNKNOWN_COLUMN',
  'NOT_SUPPORTED',
  'VERSION_CONFLICT',
  'IDEMPOTENCY_KEY_REUSED',
  'WRITE_REFUSED',
] as const
export type SourceErrorCode = (typeof sourceErrorCodes)[number]

/** The only error that leaves an adapter. `message` may hold addresses and SQL: it is for the log, never for a client. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly code: SourceErrorCode
  readonly department: string
  constructor(code: SourceErrorCode, department: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.department = department
  }
}
