/**
 * What a form shows before anything is entered: of each item what each department says already, each value as this request may have it, and
 * why there is none. Where a department does not answer the form is whole all the same.
 */
import type { DenyReason } from '../../../access/decision.ts'
import type { KnownRow } from '../../kit/base-data.ts'
import type { BaseDataItem } from '../../kit/base-data-items.ts'
import type { RegistryRequest } from '../request.ts'
import { grouped } from './lists.ts'
import { targetsOf, type EnteredEntity, type KeptTarget } from './record.ts'
import { NO_ROW, seenText, type SeenRow } from './seen.ts'

export const knownGaps = ['UNAVAILABLE', 'NOT_PERMITTED', 'MASKED', 'NOT_FOUND'] as const
export type KnownGap = (typeof knownGaps)[number]

/** One item as one department has it. */
export interface KnownItem {
  readonly item: BaseDataItem
  readonly target: KeptTarget
  readonly value: string | null
  /** Instant (ISO) that the value stems from. */
  readonly asOf: string | null
  readonly gap: KnownGap | null
  readonly reason: DenyReason | null
}

export interface Form {
  readonly items: readonly KnownItem[]
  /** Comes back as the version that the worker has seen. */
  readonly version: string
}

export async function formOf(request: RegistryRequest, entity: EnteredEntity): Promise<Form> {
  const { entries } = request.doors
  const byDepartment = grouped(targetsOf(entries, entity), ({ kept }) => kept.department)
  const read = await Promise.all(
    [...byDepartment].map(([department, targets]) => knownOf(request, entity, department, targets)),
  )
  const none = [...byDepartment.values()]
    .flat()
    .flatMap(({ kept: { record }, key, isNew }) => (isNew ? [{ record, key, version: NO_ROW }] : []))
  const rows = [...read.flatMap(({ seen }) => seen), ...none]
  return {
    items: read.flatMap(({ items }) => items),
    version: seenText(entries.texts, entity.id, request.access.at, rows),
  }
}

// Private:

interface Known {
  readonly items: readonly KnownItem[]
  readonly seen: readonly SeenRow[]
}

async function knownOf(
  request: RegistryRequest,
  entity: EnteredEntity,
  department: string,
  targets: readonly KeptTarget[],
): Promise<Known> {
  const rows = await ask(request, entity, department, targets)
  for (const key of rows?.flatMap(({ persons }) => persons) ?? []) request.report.ref(department, key)
  return {
    items: targets.flatMap((target) =>
      [...target.kept.fields.keys()].map((item) => itemOf(request, target, item, rows)),
    ),
    seen: (rows ?? []).flatMap(({ record, key, version }) => (key === null ? [] : [{ record, key, version }])),
  }
}

/** Null when the department does not answer. */
async function ask(
  { doors, access, signal }: RegistryRequest,
  { kind, links }: EnteredEntity,
  department: string,
  targets: readonly KeptTarget[],
): Promise<readonly KnownRow[] | null> {
  if (targets.every(({ isNew }) => isNew)) return []
  const keeper = doors.entries.keepers.get(department)
  const ref = doors.sealers.get(department)?.seal(links?.get(department) ?? [])
  if (!keeper || ref === undefined) return null
  try {
    return await keeper.known(access, { kind, ref }, AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]))
  } catch {
    return null
  }
}

/** Within the time that the registry has for an operation. */
const ASK_MS = 5_000

function itemOf(
  { report, decider }: RegistryRequest,
  target: KeptTarget,
  item: BaseDataItem,
  rows: readonly KnownRow[] | null,
): KnownItem {
  const base = { item, target, value: null, asOf: null, reason: null }
  const field = target.kept.fields.get(item)
  const decision = field && decider.decide(field.place)
  if (decision?.verdict === 'DENY') return { ...base, gap: 'NOT_PERMITTED', reason: decision.reason }
  if (rows === null) return { ...base, gap: 'UNAVAILABLE' }
  const own = rows.filter(({ record }) => record === target.kept.record)
  const row = own.find(({ key }) => key === null || key === target.key)
  const known = row?.values.find((one) => one.item === item)
  if (!row || !known) return { ...base, gap: 'NOT_FOUND' }
  if (known.seen === 'DENIED') return { ...base, gap: 'NOT_PERMITTED', reason: known.reason }
  const shown = { ...base, value: known.value, asOf: row.asOf }
  if (known.seen === 'PLAIN') return { ...shown, gap: known.value === null ? 'NOT_FOUND' : null }
  if (field) report.masked(field.coordinate)
  return { ...shown, gap: 'MASKED' }
}
