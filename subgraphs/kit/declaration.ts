/**
 * A department as a declared value, split by record. `subgraph.ts` makes the federated subgraph of it, `link-source.ts` what the
 * registry links, `catalogue.ts` the sharing catalogue and the docs page, `conformance.ts` the tests.
 */
import type { AccessContext } from '../../access/principal.ts'
import type { SystemSpec } from '../../adapters/open.ts'
import type { Classification } from '../../schema/classification.ts'
import type { BaseDataItem } from './base-data-items.ts'
import type { EntitySpec, FieldOptions, FieldSpec } from './fields.ts'
import type { EntityKind } from './identity.ts'

/** A link from a record to other records of the same department. */
export type LinkSpec = OneSpec | ManySpec
interface OneSpec extends LinkParts {
  readonly kind: 'one'
}
interface ManySpec extends LinkParts {
  readonly kind: 'many'
}
interface LinkParts {
  readonly to: () => RecordSpec
  /** `one`: own field that holds the other's key. `many`: the other's field that holds this record's key. */
  readonly by: string
  readonly description: string
}

export type FieldsSpec = Readonly<Record<string, FieldSpec | EntitySpec | LinkSpec>>

/** A record as the kit hands it around inside a department: plain values by field name, `id` the row's key. Null where there is none. */
export type Plain = Readonly<Record<string, unknown>> & { readonly id: string }

export interface RecordSpec<F extends FieldsSpec = FieldsSpec> {
  /** Singular, English, the domain's word: `MediationCase`. Unique in the whole graph. */
  readonly name: string
  /** For users of the graph; ends with the Chinese term in brackets. */
  readonly description: string
  readonly from: {
    readonly table: string
    readonly key: string
    /** Columns left out on purpose. Any other column that is not mapped is an issue. */
    readonly ignore?: readonly string[]
    /**
     * Columns that must not be taken in at all, with what they hold and why. The loader of files drops them before anything is written, so
     * that they reach no snapshot and no quarantine. Theirs is level 4, never shared.
     */
    readonly never?: Readonly<Record<string, string>>
    /** Column that counts or dates changes, for `expectedVersion`. */
    readonly version?: string
    /**
     * Fields that an accepted correction (校核纠错) is written to by itself, where the table takes writes. Not what a step of a life changes
     * (states, limits, who handles it), nor the key: of all others the department gets an instruction.
     */
    readonly correctable?: readonly string[]
    /**
     * Fields that keep an item of a grid worker's base data (基础信息). Written by the hub where they are `correctable` and the table takes writes,
     * else by hand. The record has no row rule: who reaches the entity reaches it.
     */
    readonly baseData?: Readonly<Record<string, BaseDataItem>>
    /** What keys of rows begin with that base data of an entity may open, of which the record has none yet; without it none are opened. */
    readonly newRows?: string
    /** Column with the instant of the row's last change: date of the golden values. The snapshot's date without one. */
    readonly changedAt?: string
  }
  readonly classified: Classification
  readonly fields: F
  /** Name of the root list (`mediationCases`); none without it. */
  readonly root?: string
  /** The department's own row rule, on the plain record. Runs on every path to the record. */
  readonly rows?: (record: Plain, access: AccessContext, path: RowPath) => boolean
}

/**
 * How a record is reached: from an entity that the registry opened to the request, from an organisation or a grid (registers, which it
 * opens to everybody, so that having one says nothing), over a link of another record, or from a root list.
 */
export type RowPath = 'entity' | 'register' | 'link' | 'root'

/** What a department adds to an entity of the graph. */
export type ExtensionSpec =
  /** The records in which the entity has this role (`self` when the record describes it). */
  | {
      readonly kind: 'linked'
      readonly record: RecordSpec
      readonly role: string
      readonly many: boolean
      readonly description: string
    }
  /** From those records on over one of their links. */
  | {
      readonly kind: 'followed'
      readonly record: RecordSpec
      readonly role: string
      readonly link: string
      readonly many: boolean
      readonly description: string
    }
  /** One field of the entity's own record, e.g. `Person.idNumber`. */
  | {
      readonly kind: 'lifted'
      readonly record: RecordSpec
      readonly role: string
      readonly field: string
      readonly description: string
    }

export interface DepartmentSpec {
  /** Kebab-case: `public-security`. */
  readonly name: string
  /** 公安局 */
  readonly title: string
  /** English name. */
  readonly titleEn: string
  /** Technology and layout of the legacy system; where it is and how to log in is configuration. */
  readonly system: SystemSpec
  /** How old the data may be before it is called stale, in hours. */
  readonly cycleHours: number
  readonly records: readonly RecordSpec[]
  readonly extend: Readonly<Partial<Record<EntityKind, Readonly<Record<string, ExtensionSpec>>>>>
  /** Names of side services (JSON over HTTP) beside the system, e.g. `verify`; how to reach each is configuration. */
  readonly services?: readonly string[]
  /** TypeGraphQL resolver classes: `writes.ts`, `resolvers.ts`. */
  readonly resolvers?: readonly (new () => object)[]
}

type RoleOf<R extends RecordSpec> = {
  [K in keyof R['fields']]: R['fields'][K] extends EntitySpec ? K : never
}[keyof R['fields']] &
  string
type LinkOf<R extends RecordSpec> = {
  [K in keyof R['fields']]: R['fields'][K] extends LinkSpec ? K : never
}[keyof R['fields']] &
  string
type ValueOf<R extends RecordSpec> = {
  [K in keyof R['fields']]: R['fields'][K] extends FieldSpec ? K : never
}[keyof R['fields']] &
  string

export const record = <const F extends FieldsSpec>(spec: RecordSpec<F>): RecordSpec<F> => spec
export const department = (spec: DepartmentSpec): DepartmentSpec => spec

/** The one record whose key stands in the own field `by`. */
export const one = (to: () => RecordSpec, by: string, description: string): LinkSpec => ({
  kind: 'one',
  to,
  by,
  description,
})
/** The records whose field `by` holds this record's key. */
export const many = (to: () => RecordSpec, by: string, description: string): LinkSpec => ({
  kind: 'many',
  to,
  by,
  description,
})

/** For `extend`: the one record in which the entity has the role. */
export const linkedOne = <R extends RecordSpec>(to: R, role: RoleOf<R>, description: string): ExtensionSpec => ({
  kind: 'linked',
  record: to,
  role,
  many: false,
  description,
})
/** For `extend`: the records in which the entity has the role, as a connection. */
export const linkedMany = <R extends RecordSpec>(to: R, role: RoleOf<R>, description: string): ExtensionSpec => ({
  kind: 'linked',
  record: to,
  role,
  many: true,
  description,
})
/** For `extend`: over a link of those records, e.g. the household of the person's resident record. */
export const followOne = <R extends RecordSpec>(
  from: R,
  role: RoleOf<R>,
  link: LinkOf<R>,
  description: string,
): ExtensionSpec => ({ kind: 'followed', record: from, role, link, many: false, description })
export const followMany = <R extends RecordSpec>(
  from: R,
  role: RoleOf<R>,
  link: LinkOf<R>,
  description: string,
): ExtensionSpec => ({ kind: 'followed', record: from, role, link, many: true, description })
/** For `extend`: one field of the entity's own record, lifted onto the entity with its classification and mask. */
export const lifted = <R extends RecordSpec>(
  from: R,
  role: RoleOf<R>,
  field: ValueOf<R>,
  description: string,
): ExtensionSpec => ({ kind: 'lifted', record: from, role, field, description })

export type { FieldOptions }
