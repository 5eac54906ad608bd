/** What the worker's side and the officer's side of base data share: who acts, a page of a list, and a delivery as it is shown. */
import { DATA_QUALITY } from '../../../access/purposes.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { openCursor, page, pageSize, type Page } from '../../kit/connection.ts'
import type { PageArgs } from '../../kit/connection-types.ts'
import type { DeliveryRow } from '../entries/ledger.ts'
import { positionOf } from '../entries/lists.ts'
import { isOfficerOf } from '../entries/queue.ts'
import { deliveryActionsFrom, deliveryFaults, isDeliveryFault } from '../entries/states.ts'
import type { RegistryRequest } from '../request.ts'
import type { BaseDataDelivery } from './base-data-types.ts'

/** With what its fields are decided on, which is not of the graph. */
export type ShownDelivery = BaseDataDelivery & { readonly $row: DeliveryRow; readonly $worker: string }

export const onceOnly = {
  description:
    'Made up by the caller, new for each change, 8 to 128 characters; the same key asks for the same change (幂等键).',
}

export function asking({ access }: RegistryRequest, idempotencyKey: string) {
  return { actor: access.principal, at: access.at, idempotencyKey }
}

/** The department for which the caller answers now; null for everybody else. */
export function officerDepartment({ access }: RegistryRequest): string | null {
  const { principal, purpose, rowScope } = access
  const acts = purpose?.code === DATA_QUALITY && rowScope === 'ALL' && principal.roles.includes('data-officer')
  return acts ? principal.department : null
}

export function isOfficer(request: RegistryRequest, row: DeliveryRow): boolean {
  return officerDepartment(request) !== null && isOfficerOf(row.department, request.access.principal)
}

export async function paged<R extends { readonly enteredAt: number; readonly number: string }, T>(
  args: PageArgs,
  read: (after: string | null, size: number) => Promise<readonly R[]>,
  show: (rows: readonly R[]) => Promise<readonly T[]>,
): Promise<Page<T>> {
  const size = pageSize(args)
  const after = openCursor(args.after)
  const rows = await read(after, size)
  const some = rows.slice(0, size)
  const shown = await show(some)
  const items = some.flatMap((row, at) => {
    const node = shown[at]
    return node === undefined ? [] : [{ node, position: positionOf(row) }]
  })
  return page(items, { next: rows.length > size, previous: after !== null }, null)
}

export function shownDelivery(request: RegistryRequest, row: DeliveryRow, worker: string): ShownDelivery {
  const { principal, at } = request.access
  const officer = worker !== principal.subject && isOfficer(request, row)
  return {
    id: row.number,
    entry: row.entry,
    department: row.department,
    departmentTitle: request.doors.names().departments.get(row.department) ?? null,
    fields: (JSON.parse(row.fields) as string[]).map((field) => `${row.record}.${field}`),
    outcome: row.state === 'WRITTEN' || row.state === 'REFUSED' ? row.state : 'PENDING',
    state: row.state,
    way: row.way,
    reason: row.fault,
    reasonText: isDeliveryFault(row.fault) ? deliveryFaults[row.fault] : null,
    newerAsOf: instant(row.newerAsOf),
    tries: row.tries,
    nextTryAt: instant(row.nextTryAt),
    dueAt: instant(row.dueAt),
    overdue: row.state === 'INSTRUCTED' && row.dueAt !== null && row.dueAt < at,
    enteredAt: instantText(row.enteredAt),
    closedAt: instant(row.closedAt),
    actions: officer ? deliveryActionsFrom(row.state, 'OFFICER') : [],
    version: String(row.version),
    $row: row,
    $worker: worker,
  }
}

// Private:

function instant(epochMs: number | null): string | null {
  return epochMs === null ? null : instantText(epochMs)
}
