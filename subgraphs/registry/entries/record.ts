/**
 * What a grid worker enters once becomes an outbox: a delivery to each row of each department that keeps one of the items, in one transaction.
 * A department in which the worker may not read a field plainly gets nothing: what one may not see one does not overwrite.
 */
import { createHash } from 'node:crypto'
import type { Decider } from '../../../access/decision.ts'
import type { Classified } from '../../../schema/classification.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { parseLocalKey } from '../../../schema/local-key.ts'
import { spokenNumber } from '../../../schema/spoken-number.ts'
import type { KeptRecord } from '../../kit/base-data.ts'
import { baseDataItems, type BaseDataItem } from '../../kit/base-data-items.ts'
import { readProposed } from '../../kit/corrections.ts'
import { denied } from '../../kit/guards.ts'
import type { EntityKind } from '../../kit/identity.ts'
import type { Golden } from '../golden.ts'
import type { EntityLinks } from '../reader.ts'
import type { EntryDoors } from './doors.ts'
import { enterOnce, type Asking, type DeliveryRow } from './ledger.ts'
import { NO_ROW, Seen } from './seen.ts'

/** An entity that the worker reaches, as the hub knows it. */
export interface EnteredEntity {
  readonly id: string
  readonly kind: EntityKind
  readonly gridCode: string
  readonly golden: Golden
  readonly links: EntityLinks | undefined
}

export interface NewBaseData {
  readonly values: readonly { readonly item: BaseDataItem; readonly value: string }[]
  /** What the form said that it has shown. */
  readonly seen: string
}

/** A row to which something of the entity goes; a new one has a key already. */
export interface KeptTarget {
  readonly kept: KeptRecord
  readonly key: string
  readonly isNew: boolean
}

/**
 * The entry's number. `find` gives the entity if the worker reaches it. Throws BAD_USER_INPUT, FIELD_DENIED where no department is open,
 * VERSION_CONFLICT for what no form said, WRITE_REFUSED with the reason NOBODY_KEEPS_IT, IDEMPOTENCY_KEY_REUSED, and what `find` throws.
 */
export function recordBaseData(
  doors: EntryDoors,
  given: NewBaseData & { readonly subject: string },
  decider: Pick<Decider, 'decide'>,
  asking: Asking,
  find: () => Promise<EnteredEntity>,
): Promise<string> {
  return enterOnce(doors, asking, given, async (number) => {
    const entity = await find()
    const values = valuesByItem(entity.kind, given.values)
    const seen = Seen.of(doors.texts, entity.id, given.seen)
    const targets = targetsOf(doors, entity).filter(({ kept }) =>
      [...values.keys()].some((item) => kept.fields.has(item)),
    )
    if (targets.length === 0) throw pentagraphError('WRITE_REFUSED', { reason: 'NOBODY_KEEPS_IT' })
    const deliveries = targets.map((target, at) => {
      const own = [...target.kept.fields].filter(([item]) => values.has(item))
      const shut = own.find(([, { place }]) => decider.decide(place).verdict !== 'ALLOW')?.[1].place ?? null
      const read = own.map(([item, field]) => {
        const { text, argument } = values.get(item) ?? { text: '', argument: 'input.values' }
        return [field.field, readProposed(argument, field, text)] as const
      })
      const all = { ...Object.fromEntries(read), ...(target.isNew && identityFor(entity, target.kept)) }
      return {
        ...deliveryOf(`${number}-${at + 1}`, number, target, seen, asking.at),
        ...contentOf(doors, number, at, read, all, shut === null),
        shut,
      }
    })
    const shut = deliveries.flatMap((one) => one.shut ?? [])
    if (shut.length === deliveries.length) throw deniedAt(shut[0] as Classified, decider)
    return {
      entry: {
        number,
        worker: asking.actor.subject,
        workerDepartment: asking.actor.department,
        entityId: entity.id,
        kind: entity.kind,
        gridCode: entity.gridCode,
        enteredAt: asking.at,
      },
      deliveries: deliveries.map(({ shut: closedTo, ...row }) =>
        closedTo === null
          ? row
          : { ...row, state: 'REFUSED', fault: 'FIELD_DENIED', nextTryAt: null, closedAt: asking.at },
      ),
    }
  })
}

/** All rows in which departments keep base data of the entity, and those that would be opened. */
export function targetsOf(
  { kept, keepers }: EntryDoors,
  entity: Pick<EnteredEntity, 'id' | 'kind' | 'links'>,
): KeptTarget[] {
  return kept
    .filter(({ kind, department }) => kind === entity.kind && keepers.has(department))
    .flatMap((one): KeptTarget[] => {
      const keys = (entity.links?.get(one.department) ?? [])
        .map(parseLocalKey)
        .filter(({ record, role }) => record === one.record && role === one.role)
        .map(({ key }) => key)
        .sort()
      if (keys.length > 0) return keys.map((key) => ({ kept: one, key, isNew: false }))
      return one.newRows === null ? [] : [{ kept: one, key: newKey(one, one.newRows, entity.id), isNew: true }]
    })
}

// Private:

function deniedAt(place: Classified, decider: Pick<Decider, 'decide'>): Error {
  const decision = decider.decide(place)
  return denied(place, decision.verdict === 'DENY' ? decision.reason : 'NO_GRANT')
}

const KEY_LENGTH = 12

/** Of one entity always the same, so that two who enter it at once open one row. */
function newKey({ record }: KeptRecord, prefix: string, entityId: string): string {
  const digest = createHash('sm3')
    .update(JSON.stringify(['base-data', record, entityId]))
    .digest()
  return prefix + spokenNumber(digest, KEY_LENGTH)
}

function valuesByItem(kind: EntityKind, given: NewBaseData['values']) {
  if (given.length === 0) throw pentagraphError('BAD_USER_INPUT', { argument: 'input.values' })
  const values = new Map<BaseDataItem, { readonly text: string; readonly argument: string }>()
  for (const [at, { item, value }] of given.entries()) {
    if (baseDataItems[item].kind !== kind || values.has(item))
      throw pentagraphError('BAD_USER_INPUT', { argument: `input.values.${at}.item` })
    values.set(item, { text: value, argument: `input.values.${at}.value` })
  }
  return values
}

/** What every department has to know of a new row: which place or unit it is about. */
function identityFor(entity: EnteredEntity, { identity }: KeptRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(identity).flatMap(([name, field]) => {
      const value = name === 'gridCode' ? entity.gridCode : entity.golden[name]?.value
      return value === undefined ? [] : [[field, value]]
    }),
  )
}

function contentOf(
  { texts }: EntryDoors,
  entry: string,
  at: number,
  read: readonly (readonly [string, string])[],
  all: Readonly<Record<string, string>>,
  open: boolean,
): Pick<DeliveryRow, 'fields' | 'values'> {
  return {
    fields: JSON.stringify(read.map(([field]) => field)),
    values: open ? texts.seal(`${entry}-${at + 1}`, 'values', JSON.stringify(all)) : null,
  }
}

function deliveryOf(
  number: string,
  entry: string,
  { kept, key, isNew }: KeptTarget,
  seen: Seen,
  at: number,
): Omit<DeliveryRow, 'fields' | 'values'> {
  return {
    number,
    entry,
    department: kept.department,
    record: kept.record,
    recordKey: key,
    way: kept.written ? 'WRITE' : 'INSTRUCTION',
    state: 'PENDING',
    seen: isNew ? NO_ROW : seen.of(kept.record, key),
    writeVersion: null,
    tries: 0,
    nextTryAt: at,
    fault: null,
    newerAsOf: null,
    dueAt: null,
    note: null,
    enteredAt: at,
    closedAt: null,
    version: 1,
  }
}
