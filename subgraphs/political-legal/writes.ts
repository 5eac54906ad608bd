/**
 * What the grid app changes: people and grid workers report events, add who is concerned, move events on.
 *
 * Asking twice is safe: the number of a new row is made from who asks and the idempotency key, so the second request meets the row of the
 * first; a change of state is known again by the adapter, and its step is written once. A request that broke off between the two is
 * completed by asking again.
 */
import 'reflect-metadata'
import { Arg, Ctx, Directive, Field, ID, InputType, Mutation, Resolver } from 'type-graphql'
import { classifiedDirective } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import { InstantScalar } from '../../schema/scalars.ts'
import { instantText } from '../../schema/shanghai-time.ts'
import type { SubgraphContext } from '../kit/context.ts'
import type { Plain } from '../kit/declaration.ts'
import { enumType, objectType } from '../kit/graph-types.ts'
import { insertOnce, isCurrent, rowKey, rowNumber } from '../kit/writing.ts'
import { EventPersonRole, GridEventAction, GridEventCategory, SexInWords } from './codes.ts'
import { GridArea, GridEvent, GridEventPerson, GridEventStep, inGrids, TimeLimit } from './records.ts'
import {
  dueAt,
  separated,
  targetOf,
  transitionOf,
  type GridEventActionValue,
  type GridEventCategoryValue,
} from './states.ts'

const eventData = classifiedDirective({ level: 3, category: '网格事件', sharing: 'CONDITIONAL' })
const personData = classifiedDirective({ level: 3, category: '涉事人员', sharing: 'CONDITIONAL' })

const onceOnly = {
  description: 'Made up by the caller, new for each change; the same key asks for the same change (幂等键).',
}

@InputType({ description: 'A new grid event (新网格事件).' })
export class ReportGridEventInput {
  @Field(() => String, { description: 'Title, without names (标题).' })
  title!: string

  @Field(() => enumType(GridEventCategory), { description: 'What it is about (事件类别).' })
  category!: GridEventCategoryValue

  @Field(() => String, { description: 'What was found (事件描述).' })
  description!: string

  @Field(() => String, { description: 'Grid code, 15 digits (网格编码).' })
  gridCode!: string

  @Field(() => String, { nullable: true, description: 'Standard address code (标准地址编码).' })
  addressCode?: string | null
}

@InputType({ description: 'A person in a grid event (涉事人员).' })
export class AddGridEventPersonInput {
  @Field(() => enumType(EventPersonRole), { description: 'What the person is to the event (涉事人员类型).' })
  role!: string

  @Field(() => String, { description: 'Name (姓名).' })
  name!: string

  @Field(() => enumType(SexInWords), { nullable: true, description: 'Sex (性别).' })
  sex?: string | null

  @Field(() => String, { nullable: true, description: 'Number of the identity document (证件号码).' })
  idNumber?: string | null

  @Field(() => String, { nullable: true, description: 'Telephone (手机号).' })
  phone?: string | null
}

@InputType({ description: 'What comes with a step of a grid event (办理内容).' })
export class GridEventStepInput {
  @Field(() => String, { nullable: true, description: 'Why, or what was done (意见).' })
  note?: string | null

  @Field(() => String, { nullable: true, description: 'Department, for DISPATCH (处置部门).' })
  unit?: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'New limit, for EXTEND and RESUME (办理时限).' })
  dueAt?: string | null
}

@Resolver()
export class GridEventWrites {
  @Mutation(() => objectType(GridEvent), {
    nullable: true,
    description: 'Reports an event: a grid worker in the own grids, a citizen anywhere (上报事件).',
  })
  @Directive(eventData)
  async reportGridEvent(
    @Directive(eventData) @Arg('input', () => ReportGridEventInput) input: ReportGridEventInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    const { principal, at } = context.access
    const citizen = principal.roles.includes('citizen')
    if (!citizen && !(principal.roles.includes('grid-worker') && principal.grids.includes(input.gridCode))) {
      throw pentagraphError('TRANSITION_NOT_PERMITTED', { action: 'REPORT' })
    }
    const number = rowNumber('SJH', context, idempotencyKey)
    const wanted = {
      title: input.title,
      category: input.category,
      description: input.description,
      gridCode: input.gridCode,
      addressCode: input.addressCode ?? null,
    }
    const made = await insertOnce(context, GridEvent, number, wanted, async () => {
      if (!(await context.load(GridArea, input.gridCode)))
        throw pentagraphError('BAD_USER_INPUT', { argument: 'input.gridCode' })
      return {
        state: 'REPORTED',
        channel: citizen ? 'CITIZEN' : 'GRID_WORKER',
        reporterNumber: citizen ? null : staffOf(context),
        dueAt: await limitOf(context, input.category, at),
      }
    })
    await logStep(context, rowNumber('SLH', context, idempotencyKey), number, 'REPORT', null)
    return context.present(GridEvent, made)
  }

  @Mutation(() => objectType(GridEventPerson), {
    nullable: true,
    description: 'Adds a person to an event of the own grids (登记涉事人员).',
  })
  @Directive(personData)
  async addGridEventPerson(
    @Arg('eventId', () => ID, { description: 'Id of the event in the graph.' }) eventId: string,
    @Directive(personData) @Arg('input', () => AddGridEventPersonInput) input: AddGridEventPersonInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    const found = await openEvent(context, eventId)
    const idNumber = input.idNumber ? readPersonNumber(input.idNumber) : null
    if (idNumber && !idNumber.valid)
      throw pentagraphError('BAD_USER_INPUT', { argument: 'input.idNumber', issue: idNumber.issue })
    const wanted = {
      eventNumber: found.id,
      role: input.role,
      name: input.name,
      sex: input.sex ?? null,
      idNumber: idNumber?.norm ?? null,
      phone: input.phone ?? null,
    }
    const made = await insertOnce(
      context,
      GridEventPerson,
      rowNumber('SRH', context, idempotencyKey),
      wanted,
      async () => wanted,
    )
    return context.present(GridEventPerson, made)
  }

  @Mutation(() => objectType(GridEvent), { nullable: true, description: 'Moves an event on (办理事件).' })
  @Directive(eventData)
  async advanceGridEvent(
    @Arg('id', () => ID, { description: 'Id of the event in the graph.' }) id: string,
    @Arg('action', () => enumType(GridEventAction), { description: 'What is done (动作).' })
    action: GridEventActionValue,
    @Directive(eventData)
    @Arg('input', () => GridEventStepInput, { nullable: true, description: 'What comes with it (办理内容).' })
    input: GridEventStepInput | null,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Arg('expectedVersion', () => String, { description: 'The version that the caller has seen (版本号).' })
    expectedVersion: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    if (action === 'REPORT') throw pentagraphError('TRANSITION_NOT_PERMITTED', { action })
    const given = input ?? {}
    const found = await openEvent(context, id)
    if (isCurrent(found, expectedVersion)) requireStep(context, found, action, given)
    const step = rowNumber('SLH', context, idempotencyKey)
    // The step has the same number as a row of its own, so the change of state needs another key.
    const change = {
      key: found.id,
      values: stepValues(context, action, given),
      idempotencyKey: `${step}/state`,
      expectedVersion,
    }
    const changed = await context.write(GridEvent, change)
    await logStep(context, step, found.id, action, given.note ?? null)
    return context.present(GridEvent, changed)
  }
}

// Private:

const isCentre = ({ access: { principal } }: SubgraphContext) =>
  principal.department === 'political-legal' && principal.roles.includes('data-officer')

const staffOf = ({ access: { principal } }: SubgraphContext) => principal.staffKey ?? principal.subject

/** An event of the own grids, any event for the centre. Others look like missing ones. */
async function openEvent(context: SubgraphContext, id: string): Promise<Plain> {
  const key = rowKey('political-legal', GridEvent, id)
  const found = key === null ? null : await context.load(GridEvent, key)
  const { principal } = context.access
  const own = found && principal.roles.includes('grid-worker') && inGrids(found, principal.grids)
  if (!found || !(own || isCentre(context))) throw pentagraphError('NOT_FOUND', {})
  return found
}

function requireStep(
  context: SubgraphContext,
  found: Plain,
  action: GridEventActionValue,
  input: GridEventStepInput,
): void {
  const transition = transitionOf(found['state'], action, context.access.principal.roles)
  if (!transition || (transition.role === 'data-officer') !== isCentre(context)) {
    throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: found['state'], action })
  }
  if (!separated(transition, found, staffOf(context)))
    throw pentagraphError('TRANSITION_NOT_PERMITTED', { reason: 'SAME_PERSON' })
  if (transition.needs && !input[transition.needs]?.trim())
    throw pentagraphError('BAD_USER_INPUT', { argument: `input.${transition.needs}` })
}

function stepValues(
  context: SubgraphContext,
  action: GridEventActionValue,
  input: GridEventStepInput,
): Readonly<Record<string, unknown>> {
  const state = targetOf(action)
  switch (action) {
    case 'DISPATCH':
      return { state, handlingUnit: input.unit }
    case 'BEGIN':
      return { state, handlerNumber: staffOf(context) }
    case 'VERIFY':
    case 'REWORK':
      return { state, verifierNumber: staffOf(context) }
    case 'EXTEND':
    case 'RESUME':
      return { state, dueAt: input.dueAt }
    default:
      return { state }
  }
}

async function limitOf(context: SubgraphContext, category: GridEventCategoryValue, at: number): Promise<string | null> {
  const code = Object.entries(GridEventCategory.values).find(([, value]) => value === category)?.[0]
  const limit = code === undefined ? null : await context.load(TimeLimit, code)
  const [amount, unit] = [limit?.['amount'], limit?.['unit']]
  return typeof amount === 'number' && (unit === 'HOURS' || unit === 'DAYS')
    ? instantText(dueAt(at, amount, unit))
    : null
}

async function logStep(
  context: SubgraphContext,
  number: string,
  eventNumber: string,
  action: GridEventActionValue,
  note: string | null,
): Promise<void> {
  const wanted = { eventNumber, action }
  await insertOnce(context, GridEventStep, number, wanted, async () => ({
    state: targetOf(action),
    by: staffOf(context),
    note,
  }))
}
