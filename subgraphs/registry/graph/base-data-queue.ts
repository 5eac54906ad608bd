/**
 * The deliveries of base data (投递) in the graph: a data officer, under DATA_QUALITY, works the dead letters and instructions of the own
 * department, and sees what was entered as far as the officer has the field itself.
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
import { pentagraphError } from '../../../schema/errors.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { PageArgs } from '../../kit/connection-types.ts'
import { denied } from '../../kit/guards.ts'
import { baseDataProgress, classified, place } from '../classified.ts'
import { deliver } from '../entries/deliver.ts'
import { readDelivery, readEntry, type DeliveryRow } from '../entries/ledger.ts'
import { countDeliveries, deliveriesOf, stepsOf } from '../entries/lists.ts'
import { confirmDelivery, giveUpDelivery, redriveDelivery } from '../entries/queue.ts'
import type { DeliveryState } from '../entries/states.ts'
import type { CountedPage, RegistryRequest } from '../request.ts'
import {
  asking,
  isOfficer,
  officerDepartment,
  onceOnly,
  paged,
  shownDelivery,
  type ShownDelivery,
} from './base-data-shown.ts'
import {
  BaseDataDelivery,
  BaseDataDeliveryConnection,
  BaseDataGiven,
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

const seenVersion = { description: 'The version that the caller has seen (版本号).' }
const byNumber = { description: 'What both sides call it by (投递编号).' }
const queuePlace = place('Query.baseDataDeliveries', baseDataProgress)
const givenPlace = place('BaseDataDelivery.given', baseDataProgress)
const notePlace = place('BaseDataDelivery.note', baseDataProgress)

@Resolver(() => BaseDataDelivery)
export class BaseDataDeliveryResolver {
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
