/**
 * Base data that is entered once (基础信息采集) in the graph. A grid worker reads what is known of a house, a shop or an object of the own grids and
 * enters what is new; each department that keeps it has its delivery. The worker sees the own entries; a data officer, under DATA_QUALITY, the
 * dead letters and instructions of the own department, and what was entered as far as the officer has the field itself.
 */
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql'
import { BASE_DATA, DATA_QUALITY } from '../../../access/purposes.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { baseDataItems } from '../../kit/base-data-items.ts'
import { openCursor, page, pageSize, type Page } from '../../kit/connection.ts'
import { PageArgs } from '../../kit/connection-types.ts'
import { denied } from '../../kit/guards.ts'
import { entityKinds } from '../../kit/identity.ts'
import { baseData, baseDataProgress, classified, place } from '../classified.ts'
import { deliverEntry, deliver } from '../entries/deliver.ts'
import { formOf } from '../entries/form.ts'
import { readDelivery, readEntry, type DeliveryRow, type EntryRow } from '../entries/ledger.ts'
import {
  countDeliveries,
  countEntries,
  deliveriesByEntry,
  deliveriesOf,
  entriesOf,
  grouped,
  positionOf,
  stepsOf,
} from '../entries/lists.ts'
import { confirmDelivery, giveUpDelivery, isOfficerOf, redriveDelivery } from '../entries/queue.ts'
import { recordBaseData, type EnteredEntity } from '../entries/record.ts'
import { deliveryActionsFrom, deliveryFaults, isDeliveryFault, type DeliveryState } from '../entries/states.ts'
import type { Golden } from '../golden.ts'
import type { CountedPage, RegistryRequest } from '../request.ts'
import {
  BaseDataDelivery,
  BaseDataDeliveryConnection,
  BaseDataEntry,
  BaseDataEntryConnection,
  BaseDataForm,
  BaseDataGiven,
  BaseDataInput,
  BaseDataStep,
  DeliveryStateCode,
} from './base-data-types.ts'

@ArgsType()
class DeliveryArgs extends PageArgs {
  @Field(() => [DeliveryStateCode], {
    nullable: true,
    description: 'In one of these states; without it dead letters and instructions (投递状态).',
  })
  states?: DeliveryState[] | null
}

type ShownDelivery = BaseDataDelivery & { readonly $row: DeliveryRow; readonly $worker: string }

const onceOnly = {
  description:
    'Made up by the caller, new for each change, 8 to 128 characters; the same key asks for the same change (幂等键).',
}
const seenVersion = { description: 'The version that the caller has seen (版本号).' }
const byNumber = { description: 'What both sides call it by (投递编号).' }
const formPlace = place('Query.baseDataForm', baseData)
const recordPlace = place('Mutation.recordBaseData', baseData)
const queuePlace = place('Query.baseDataDeliveries', baseDataProgress)
const givenPlace = place('BaseDataDelivery.given', baseDataProgress)
const notePlace = place('BaseDataDelivery.note', baseDataProgress)

@Resolver(() => BaseDataForm)
export class BaseDataResolver {
  @Query(() => BaseDataForm, {
    nullable: true,
    description:
      'For a grid worker: what departments know of a house, an organisation or an object of the own grids; null when it is out of reach (采集前已有信息).',
  })
  @Directive(classified(baseData))
  async baseDataForm(
    @Arg('subject', () => ID, { description: 'Id of the house, organisation or object (采集对象).' }) subject: string,
    @Ctx() request: RegistryRequest,
  ): Promise<BaseDataForm | null> {
    if (!isWorker(request)) throw denied(formPlace, 'OUT_OF_SCOPE')
    const entity = await entityOf(request, subject)
    if (!entity) return null
    const { items, version } = await formOf(request, entity)
    const names = request.doors.names()
    const byItem = [...grouped(items, ({ item }) => item).values()]
    return {
      subject: entity.id,
      version,
      items: byItem.flatMap((known) => {
        const [first] = known
        if (!first) return []
        const list = first.target.kept.fields.get(first.item)?.spec.list
        return {
          item: first.item,
          name: baseDataItems[first.item].name,
          choices: list
            ? [...new Set(Object.values(list.values))].map((value) => ({ value, name: list.meanings[value] ?? value }))
            : null,
          known: known.map(({ item, target: { kept }, value, asOf, gap, reason }) => ({
            department: kept.department,
            departmentTitle: names.departments.get(kept.department) ?? null,
            field: kept.fields.get(item)?.coordinate ?? '',
            value,
            asOf,
            gap,
            reason,
            way: kept.written ? 'WRITE' : 'INSTRUCTION',
            writable: gap !== 'NOT_PERMITTED' && gap !== 'MASKED',
          })),
        }
      }),
    }
  }

  @Query(() => BaseDataEntryConnection, {
    nullable: true,
    description: 'What the caller entered, newest first (我的采集).',
  })
  @Directive(classified(baseDataProgress))
  async myBaseDataEntries(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<CountedPage<BaseDataEntry>> {
    const { sql } = request.doors.store
    const { subject } = request.access.principal
    const made = await paged(
      args,
      (after, size) => entriesOf(sql, subject, after, size),
      (rows) => shownEntries(request, rows),
    )
    return { ...made, totalCount: () => countEntries(sql, subject) }
  }

  @Query(() => BaseDataEntry, {
    nullable: true,
    description: 'One entry that concerns the caller: written, under way or refused at each department (采集结果).',
  })
  @Directive(classified(baseDataProgress))
  async baseDataEntry(
    @Arg('id', () => ID, { description: 'What both sides call it by (采集编号).' }) number: string,
    @Ctx() request: RegistryRequest,
  ): Promise<BaseDataEntry | null> {
    const row = await readEntry(request.doors.store.sql, number)
    const [shown] = row ? await shownEntries(request, [row]) : []
    const own = row?.worker === request.access.principal.subject
    return shown && (own || shown.deliveries.length > 0) ? shown : null
  }

  @Query(() => BaseDataDeliveryConnection, {
    nullable: true,
    description:
      'For a data officer under DATA_QUALITY: dead letters and instructions of the own department, what waits longest in front (死信与人工录入).',
  })
  @Directive(classified(baseDataProgress))
  async baseDataDeliveries(
    @Args(() => DeliveryArgs) args: DeliveryArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<CountedPage<BaseDataDelivery>> {
    const department = officerDepartment(request)
    if (department === null) throw denied(queuePlace, 'OUT_OF_SCOPE')
    const { sql } = request.doors.store
    const states = args.states ?? (['DEAD', 'INSTRUCTED'] as const)
    const made = await paged(
      args,
      (after, size) => deliveriesOf(sql, department, states, after, size),
      (rows) => shownDeliveries(request, rows),
    )
    return { ...made, totalCount: () => countDeliveries(sql, department, states) }
  }

  @Mutation(() => BaseDataEntry, {
    nullable: true,
    description:
      'Enters what is new of a house, a shop or an object of the own grids, once for all departments that keep it (录入基础信息).',
  })
  @Directive(classified(baseData))
  async recordBaseData(
    @Directive(classified(baseData))
    @Arg('input', () => BaseDataInput, { description: 'What is new (采集内容).' })
    input: BaseDataInput,
    @Arg('expectedVersion', () => String, { description: 'The version of the form that was shown (版本号).' })
    seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<BaseDataEntry | null> {
    if (!isWorker(request)) throw denied(recordPlace, 'OUT_OF_SCOPE')
    const { access, decider, doors, signal } = request
    const values = input.values.map(({ item, value }) => ({ item, value }))
    const given = { subject: input.subject, values, seen }
    const number = await recordBaseData(doors.entries, given, decider, asking(request, idempotencyKey), async () => {
      const entity = await entityOf(request, input.subject)
      if (!entity) throw pentagraphError('NOT_FOUND')
      return entity
    })
    await deliverEntry(doors.entries, number, access.at, signal)
    return this.baseDataEntry(number, request)
  }

  @Mutation(() => BaseDataDelivery, {
    nullable: true,
    description: 'Has a dead letter of the own department tried again, with a reason (重新投递).',
  })
  @Directive(classified(baseDataProgress))
  async redriveBaseDataDelivery(
    @Arg('id', () => ID, byNumber) number: string,
    @Arg('reason', () => String, { description: 'Why it can be written now (理由).' }) reason: string,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<BaseDataDelivery | null> {
    await requireOfficer(request, number)
    const { entries } = request.doors
    await redriveDelivery(entries, { number, seen }, reason, asking(request, idempotencyKey))
    await deliver(entries, number, request.access.at, request.signal)
    return shownOne(request, number)
  }

  @Mutation(() => BaseDataDelivery, {
    nullable: true,
    description: 'Gives up a dead letter or an instruction of the own department, with a reason (放弃投递).',
  })
  @Directive(classified(baseDataProgress))
  async giveUpBaseDataDelivery(
    @Arg('id', () => ID, byNumber) number: string,
    @Arg('reason', () => String, { description: 'Why it is not entered; the worker reads it (理由).' }) reason: string,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<BaseDataDelivery | null> {
    await requireOfficer(request, number)
    await giveUpDelivery(request.doors.entries, { number, seen }, reason, asking(request, idempotencyKey))
    return shownOne(request, number)
  }

  @Mutation(() => BaseDataDelivery, {
    nullable: true,
    description: 'The receipt: it was entered by hand in the department’s own system (录入回执).',
  })
  @Directive(classified(baseDataProgress))
  async confirmBaseDataDelivery(
    @Arg('id', () => ID, byNumber) number: string,
    @Arg('receipt', () => String, { description: 'What was entered, when and by whom (回执内容).' }) receipt: string,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<BaseDataDelivery | null> {
    await requireOfficer(request, number)
    await confirmDelivery(request.doors.entries, { number, seen }, receipt, asking(request, idempotencyKey))
    return shownOne(request, number)
  }
}

@Resolver(() => BaseDataDelivery)
export class BaseDataDeliveryResolver {
  @FieldResolver(() => [BaseDataGiven], {
    nullable: true,
    description: 'For the officer, as long as it is under way: what was entered, and where it goes (录入内容).',
  })
  @Directive(classified(baseDataProgress))
  given(@Root() { $row, $worker }: ShownDelivery, @Ctx() request: RegistryRequest): BaseDataGiven[] | null {
    if ($worker === request.access.principal.subject || !isOfficer(request, $row))
      throw denied(givenPlace, 'OUT_OF_SCOPE')
    const { entries, corrections, names } = request.doors
    const fields = (JSON.parse($row.fields) as string[]).flatMap(
      (name) => corrections.fields.get(`${$row.record}.${name}`) ?? [],
    )
    for (const { place: of } of fields) {
      const decision = request.decider.decide(of)
      if (decision.verdict !== 'ALLOW') throw denied(of, decision.verdict === 'DENY' ? decision.reason : 'NO_GRANT')
    }
    const text = entries.texts.open($row.number, 'values', $row.values)
    if (text === null) return null
    const values = JSON.parse(text) as Readonly<Record<string, string>>
    return fields.map(({ coordinate, record, field, spec }) => ({
      field: coordinate,
      fieldName: names().fields.get(coordinate) ?? null,
      table: record.from.table,
      column: spec.column,
      key: $row.recordKey,
      value: values[field] ?? null,
    }))
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The receipt, or why an officer drove it again or gave it up (回执或理由).',
  })
  @Directive(classified(baseDataProgress))
  note(@Root() { $row, $worker }: ShownDelivery, @Ctx() request: RegistryRequest): string | null {
    if ($worker !== request.access.principal.subject && !isOfficer(request, $row))
      throw denied(notePlace, 'OUT_OF_SCOPE')
    return request.doors.entries.texts.open($row.number, 'note', $row.note)
  }

  @FieldResolver(() => [BaseDataStep], { description: 'Every step, oldest first (办理过程).' })
  @Directive(classified(baseDataProgress))
  async history(@Root() { $row }: ShownDelivery, @Ctx() request: RegistryRequest): Promise<BaseDataStep[]> {
    const steps = await stepsOf(request.doors.store.sql, $row.number)
    return steps.map(({ at, actor, action, toState }) => ({ at: instantText(at), actor, action, to: toState }))
  }
}

// Private:

function asking({ access }: RegistryRequest, idempotencyKey: string) {
  return { actor: access.principal, at: access.at, idempotencyKey }
}

function isWorker({ access }: RegistryRequest): boolean {
  const { principal, purpose, rowScope } = access
  return purpose?.code === BASE_DATA && rowScope === 'GRIDS' && principal.roles.includes('grid-worker')
}

/** The department for which the caller answers now; null for everybody else. */
function officerDepartment({ access }: RegistryRequest): string | null {
  const { principal, purpose, rowScope } = access
  const acts = purpose?.code === DATA_QUALITY && rowScope === 'ALL' && principal.roles.includes('data-officer')
  return acts ? principal.department : null
}

function isOfficer(request: RegistryRequest, row: DeliveryRow): boolean {
  return officerDepartment(request) !== null && isOfficerOf(row.department, request.access.principal)
}

/** Whom it does not concern must not learn that it is there; the worker gets as far as being told that it is not for the same person. */
async function requireOfficer(request: RegistryRequest, number: string): Promise<void> {
  const { sql } = request.doors.store
  const row = await readDelivery(sql, number)
  const entry = row && (await readEntry(sql, row.entry))
  if (!row || !entry) throw pentagraphError('NOT_FOUND')
  if (entry.worker === request.access.principal.subject)
    throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: row.state, reason: 'SAME_PERSON' })
  if (!isOfficer(request, row)) throw pentagraphError('NOT_FOUND')
}

/** In one of the worker's grids, whatever else the row scope opens: organisations are public, entering them is not. */
async function entityOf(request: RegistryRequest, id: string): Promise<EnteredEntity | null> {
  const { doors, reader, access } = request
  const known = await doors.store.sql.selectFrom('Entity').select('kind').where('id', '=', id).executeTakeFirst()
  const kind = entityKinds.find((one) => one === known?.kind)
  if (kind === undefined || !doors.entries.kept.some((one) => one.kind === kind)) return null
  const row = (await reader.byIds(kind, [id])).get(id)
  if (!row || row.gridCode === null || !access.principal.grids.includes(row.gridCode)) return null
  const links = (await reader.links([row.id])).get(row.id)
  return { id: row.id, kind, gridCode: row.gridCode, golden: JSON.parse(row.golden) as Golden, links }
}

async function paged<R extends { readonly enteredAt: number; readonly number: string }, T>(
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

/** The worker has all deliveries of the own entry, an officer those of the own department. */
async function shownEntries(request: RegistryRequest, rows: readonly EntryRow[]): Promise<BaseDataEntry[]> {
  const numbers = rows.map(({ number }) => number)
  const deliveries = await deliveriesByEntry(request.doors.store.sql, numbers)
  return rows.map(({ number, worker, entityId, enteredAt }) => {
    const own = worker === request.access.principal.subject
    const some = (deliveries.get(number) ?? []).filter((row) => own || isOfficer(request, row))
    return {
      id: number,
      subject: entityId,
      enteredAt: instantText(enteredAt),
      deliveries: some.map((row) => shownDelivery(request, row, worker)),
    }
  })
}

async function shownDeliveries(request: RegistryRequest, rows: readonly DeliveryRow[]): Promise<ShownDelivery[]> {
  const entries = [...new Set(rows.map(({ entry }) => entry))]
  if (entries.length === 0) return []
  const known = await request.doors.store.sql
    .selectFrom('BaseDataEntry')
    .select(['number', 'worker'])
    .where('number', 'in', entries)
    .execute()
  const workers = new Map(known.map(({ number, worker }) => [number, worker]))
  return rows.map((row) => shownDelivery(request, row, workers.get(row.entry) ?? ''))
}

async function shownOne(request: RegistryRequest, number: string): Promise<BaseDataDelivery | null> {
  const row = await readDelivery(request.doors.store.sql, number)
  return row ? ((await shownDeliveries(request, [row]))[0] ?? null) : null
}

function shownDelivery(request: RegistryRequest, row: DeliveryRow, worker: string): ShownDelivery {
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

function instant(epochMs: number | null): string | null {
  return epochMs === null ? null : instantText(epochMs)
}
