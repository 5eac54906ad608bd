/**
 * What a department tells the registry so that its records can be linked: for every record that describes or names an entity,
 * the identifying values, already read. This is the registry's only view of a department.
 */

import type { Row } from '../../adapters/adapter.ts'
import type { Level } from '../../schema/classification.ts'

export const entityKinds = ['Person', 'House', 'Event', 'ManagedObject', 'Organisation', 'Grid'] as const
export type EntityKind = (typeof entityKinds)[number]

/** The identifying values the registry understands, by kind. A declaration maps its fields to these names. */
export const identityFields = {
  Person: ['number', 'name', 'sex', 'birthDate', 'phone', 'addressCode', 'address', 'gridCode', 'event'],
  House: ['addressCode', 'address', 'villageCode', 'gridCode', 'longitude', 'latitude'],
  Event: [
    'number',
    'category',
    'title',
    'state',
    'reportedAt',
    'dueAt',
    'gridCode',
    'addressCode',
    'handler',
    'longitude',
    'latitude',
  ],
  ManagedObject: ['code', 'kind', 'name', 'gridCode', 'address', 'longitude', 'latitude'],
  Organisation: ['creditCode', 'oldNumber', 'name', 'kind', 'state', 'addressCode', 'address', 'gridCode'],
  /**
   * `boundary`: well-known text in CGCS2000 degrees; `validFrom`, `validTo`: first and last day. `successor`: code of a grid into which ground
   * of this one went; `changedOn`: the first day of it; `change`: MERGED, DIVIDED, RENUMBERED or REDRAWN.
   */
  Grid: ['code', 'name', 'kind', 'villageCode', 'boundary', 'validFrom', 'validTo', 'successor', 'changedOn', 'change'],
} as const satisfies Record<EntityKind, readonly string[]>
export type IdentityField<K extends EntityKind = EntityKind> = (typeof identityFields)[K][number]

/**
 * The level at which the registry shows what it was told of an event, an object or a house (subgraphs/registry/classified.ts; a test holds
 * the two together). A department that grades such a value higher keeps it to itself: it leaves it out, or the whole identity is quiet.
 * Not here: persons, whose name public security shares at level 2 though others grade it 3; organisations and grids, public by law; codes of
 * addresses that a house has for everybody; and what the registry never shows.
 */
export const shownLevels: Readonly<Partial<Record<EntityKind, Readonly<Record<string, Level>>>>> = {
  Event: {
    number: 2,
    category: 2,
    title: 2,
    state: 2,
    reportedAt: 2,
    dueAt: 2,
    gridCode: 2,
    // Shown as the house where it happened.
    addressCode: 3,
  },
  ManagedObject: { code: 2, kind: 2, name: 2, gridCode: 2, address: 2, longitude: 2, latitude: 2 },
  House: { address: 3, gridCode: 2, longitude: 2, latitude: 2 },
}

export interface Identity {
  readonly department: string
  readonly entity: EntityKind
  /** `Record/role/key`, see schema/local-key.ts. */
  readonly key: string
  /** Instant (ISO) the row stems from. */
  readonly asOf: string | null
  /**
   * Values as the kit read them: `number` normalised with `numberKind` beside it, `event` a local key (`MediationCase/self/…`) of the
   * same department in which the person takes part, days as Day, codes as the graph's values, a point as CGCS2000 degrees, both or
   * neither. Absent when there is none.
   */
  readonly values: Readonly<Partial<Record<string, string>>>
  /** True when `number` passed its check and may serve as a key. */
  readonly numberValid: boolean
  /** Kind of document of `number` (schema/person-number.ts), or null. */
  readonly numberKind: string | null
  /** True when the values serve to find the entity only: not even that the department knows it may be told (`FieldOptions.quiet`). */
  readonly quiet?: boolean
  /** False when the row was deleted at the source. */
  readonly live: boolean
}

/** What changed in one record, in the order in which the source tells it. */
export interface Changed {
  readonly identities: readonly Identity[]
  /** Local keys whose row is gone, or that name nobody any more; none of them is an identity's. */
  readonly gone: readonly string[]
  /** Give it back next time. */
  readonly cursor: string
  /** True when the source has forgotten the cursor: all comes again, and nobody tells what went meanwhile. */
  readonly anew: boolean
}

/** A row as the source gave it. */
export interface SourceRow {
  /** Changes with the row. */
  readonly text: string
  readonly row: Row
  /** Instant (ISO) that the source's data stems from. */
  readonly asOf: string | null
}

export interface RowPage {
  /** Where it begins: the same for the same rows, and for as long as no row came or went before it. */
  readonly place: string
  readonly rows: readonly SourceRow[]
}

/** A source that cannot tell what changed: its rows before they are read, since most say what they said. */
export interface RowReading {
  /** Feeds of one department with the same name have the same rows. */
  readonly record: string
  pages(signal: AbortSignal): AsyncIterable<RowPage>
  /** The feed's identities in rows of the record, whichever feed's pages they were in. */
  identities(rows: readonly SourceRow[]): readonly Identity[]
}

/** The identities of one kind in one record. */
export interface Feed {
  /** Tells feeds of one department and kind apart. */
  readonly name: string
  /** What its local keys begin with. */
  readonly prefixes: readonly string[]
  /** True for what names other departments' entities by number: it is linked after all that describes them. */
  readonly late: boolean
  /** How the declaration reads the record, as a text that changes with it. */
  readonly reading: string
  /** What changed since a cursor; null asks for everything. Null where the source cannot tell: then all is read each time. */
  readonly changes: ((since: string | null, signal: AbortSignal) => AsyncIterable<Changed>) | null
  identities(signal: AbortSignal): AsyncIterable<readonly Identity[]>
  /** The same before it is read. */
  readonly rows?: RowReading
}

/** One department as the registry sees it. */
export interface LinkSource {
  readonly department: string
  /** Entities that the department describes or names. */
  readonly entities: readonly EntityKind[]
  /** All identities of one kind, in batches of at most 1,000. */
  identities(entity: EntityKind, signal: AbortSignal): AsyncIterable<readonly Identity[]>
  /** The same record by record, where the source can tell what changed in some of them. */
  feeds?(entity: EntityKind): readonly Feed[]
  /** The identities behind given local keys, same length and order; null when the row is gone. Used to link a fresh record at once. */
  identify(entity: EntityKind, keys: readonly string[], signal: AbortSignal): Promise<(Identity | null)[]>
}
