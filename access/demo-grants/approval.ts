/** What the big-data office writes down of one approval, before it becomes grants; and the parts that several approvals share. */
import type { Role, RowScope } from '../principal.ts'

export interface Approval {
  readonly id: string
  readonly role: Role
  readonly purpose: string
  readonly legalBasis: string
  readonly rows: RowScope
  readonly expired?: boolean
  readonly open: readonly {
    readonly department: string
    readonly plain?: readonly string[]
    readonly masked?: readonly string[]
  }[]
}

export const on = (type: string, ...fields: readonly string[]) => fields.map((field) => `${type}.${field}`)

/** A change and what is written with it. */
export const writing = (change: string, ...given: readonly string[]) => [
  `Mutation.${change}`,
  ...given.map((name) => `Mutation.${change}(${name})`),
]

/** What a case worker needs of a hotline order: how far it is, not who called. */
export const orderProgress = on(
  'HotlineOrder',
  'self',
  'number',
  'category',
  'gridCode',
  'state',
  'handlingUnit',
  'satisfaction',
  'receivedAt',
  'dueAt',
  'version',
)
export const titleFacts = [
  'PropertyTitleConnection.totalCount',
  ...on('PropertyTitle', 'owner', 'dwellingNumber', 'state', 'ownerKind', 'registeredOn', 'dwelling'),
]
export const eventProgress = on(
  'GridEvent',
  'self',
  'number',
  'title',
  'category',
  'categoryCode',
  'gridCode',
  'channel',
  'state',
  'handlingUnit',
  'reportedAt',
  'dueAt',
  'limit',
)
export const residentFacts = on(
  'Resident',
  'self',
  'name',
  'sex',
  'relationToHead',
  'status',
  'dwelling',
  'residence',
  'household',
  'householdNumber',
)
