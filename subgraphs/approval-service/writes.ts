/**
 * What the apps change: people and grid workers submit hotline orders, the centre and the handlers move them on.
 *
 * Asking twice is safe: an order's number is made from who asks and the idempotency key, so the second request meets the order of the
 * first; a step is known again by the department's own request number.
 */
import 'reflect-metadata'
import { Arg, Ctx, Directive, Field, ID, InputType, Mutation, Resolver } from 'type-graphql'
import { classifiedDirective } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import { instantText } from '../../schema/shanghai-time.ts'
import type { SubgraphContext } from '../kit/context.ts'
import type { Plain } from '../kit/declaration.ts'
import { enumType, objectType } from '../kit/graph-types.ts'
import { insertOnce, isCurrent, rowKey, rowNumber } from '../kit/writing.ts'
import { OrderAction, OrderCategory, Satisfaction } from './codes.ts'
import { HotlineOrder } from './records.ts'
import {
  limitDays,
  targetOf,
  transitionOf,
  type OrderActionValue,
  type OrderCategoryValue,
  type SatisfactionValue,
} from './states.ts'

const orderData = classifiedDirective({ level: 3, category: '热线工单', sharing: 'CONDITIONAL' })
const DAY = 24 * 3_600_000

@InputType({ description: 'A new hotline order (新热线工单).' })
export class SubmitHotlineOrderInput {
  @Field(() => String, { description: 'Title (诉求标题).' })
  title!: string

  @Field(() => enumType(OrderCategory), { description: 'What it is about (诉求分类).' })
  category!: OrderCategoryValue

  @Field(() => String, { description: 'What the caller says (诉求内容).' })
  content!: string

  @Field(() => String, { description: 'Telephone for the answer (来电号码).' })
  callerPhone!: string

  @Field(() => String, { nullable: true, description: 'Name of the caller (来电人姓名).' })
  callerName?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Document number, only from staff who saw the document (来电人证件号).',
  })
  callerNumber?: string | null

  @Field(() => String, { nullable: true, description: 'Where it is (事件地址).' })
  place?: string | null

  @Field(() => String, { nullable: true, description: 'Standard address code (标准地址编码).' })
  addressCode?: string | null

  @Field(() => String, { nullable: true, description: 'Grid code, 15 digits (网格编码).' })
  gridCode?: string | null
}

@InputType({ description: 'What comes with a step of a hotline order (工单办理内容).' })
export class OrderStepInput {
  @Field(() => String, { nullable: true, description: 'Department, for DISPATCH and REDISPATCH (承办单位).' })
  unit?: string | null

  @Field(() => String, { nullable: true, description: 'Answer or reason, for ANSWER, REFUSE and RETURN (答复内容).' })
  text?: string | null

  @Field(() => enumType(Satisfaction), { nullable: true, description: 'For FOLLOW_UP (满意度).' })
  satisfaction?: SatisfactionValue | null
}

@Resolver()
export class HotlineWrites {
  @Mutation(() => objectType(HotlineOrder), {
    nullable: true,
    description: 'Submits a hotline order: a citizen for oneself, a grid worker from the own grids (提交热线诉求).',
  })
  @Directive(orderData)
  async submitHotlineOrder(
    @Directive(orderData) @Arg('input', () => SubmitHotlineOrderInput) input: SubmitHotlineOrderInput,
    @Arg('idempotencyKey', () => String, { description: 'Made up by the caller, new for each order (幂等键).' })
    idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    requireSubmitter(context, input.gridCode ?? null)
    const idNumber = input.callerNumber ? readPersonNumber(input.callerNumber) : null
    // The number links the order to a person, so only staff who saw the document may give it: nobody files orders in another's name.
    const unverified = idNumber !== null && context.access.principal.department === null
    if (idNumber && (!idNumber.valid || unverified))
      throw pentagraphError('BAD_USER_INPUT', { argument: 'input.callerNumber', issue: idNumber.issue })
    const number = rowNumber('GDH', context, idempotencyKey)
    const wanted = {
      title: input.title,
      category: input.category,
      content: input.content,
      callerPhone: input.callerPhone,
      callerName: input.callerName ?? null,
      callerNumber: idNumber?.norm ?? null,
      place: input.place ?? null,
      addressCode: input.addressCode ?? null,
      gridCode: input.gridCode ?? null,
    }
    const days = limitDays[input.category] ?? limitDays.standard
    const made = await insertOnce(context, HotlineOrder, number, wanted, async () => ({
      state: 'RECEIVED',
      satisfaction: 'NOT_RATED',
      dueAt: instantText(context.access.at + days * DAY),
    }))
    return context.present(HotlineOrder, made)
  }

  @Mutation(() => objectType(HotlineOrder), { nullable: true, description: 'Moves a hotline order on (办理热线工单).' })
  @Directive(orderData)
  async advanceHotlineOrder(
    @Arg('id', () => ID, { description: 'Id of the order in the graph.' }) id: string,
    @Arg('action', () => enumType(OrderAction), { description: 'What is done (动作).' }) action: OrderActionValue,
    @Directive(orderData)
    @Arg('input', () => OrderStepInput, { nullable: true, description: 'What comes with it (办理内容).' })
    input: OrderStepInput | null,
    @Arg('idempotencyKey', () => String, { description: 'Made up by the caller, new for each step (幂等键).' })
    idempotencyKey: string,
    @Arg('expectedVersion', () => String, { description: 'The version that the caller has seen (版本号).' })
    expectedVersion: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    const found = await openOrder(context, id)
    if (isCurrent(found, expectedVersion)) requireStep(context, found, action, input ?? {})
    const change = {
      key: found.id,
      values: stepValues(context, action, input ?? {}),
      idempotencyKey: rowNumber('GDS', context, idempotencyKey),
      expectedVersion,
    }
    return context.present(HotlineOrder, await context.write(HotlineOrder, change))
  }
}

// Private:

const isCentre = ({ access: { principal } }: SubgraphContext) =>
  principal.department === 'approval-service' && principal.roles.includes('data-officer')

const staffOf = ({ access: { principal } }: SubgraphContext) => principal.staffKey ?? principal.subject

function requireSubmitter(context: SubgraphContext, gridCode: string | null): void {
  const { principal } = context.access
  if (principal.roles.includes('citizen') || isCentre(context)) return
  if (principal.roles.includes('grid-worker') && gridCode !== null && principal.grids.includes(gridCode)) return
  throw pentagraphError('TRANSITION_NOT_PERMITTED', { action: 'SUBMIT' })
}

/** An order of the own grids, any order for the centre. Others look like missing ones. */
async function openOrder(context: SubgraphContext, id: string): Promise<Plain> {
  const key = rowKey('approval-service', HotlineOrder, id)
  const found = key === null ? null : await context.load(HotlineOrder, key)
  const { principal } = context.access
  const grid = found?.['gridCode']
  const own = principal.roles.includes('grid-worker') && typeof grid === 'string' && principal.grids.includes(grid)
  if (!found || !(own || isCentre(context))) throw pentagraphError('NOT_FOUND', {})
  return found
}

function requireStep(context: SubgraphContext, found: Plain, action: OrderActionValue, input: OrderStepInput): void {
  const { principal } = context.access
  const transition = transitionOf(found['state'], action, principal.roles)
  const byCentre = transition?.role === 'data-officer'
  if (!transition || byCentre !== isCentre(context)) {
    throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: found['state'], action })
  }
  // Who handled the order does not judge it.
  if (byCentre && found['handlerNumber'] === staffOf(context))
    throw pentagraphError('TRANSITION_NOT_PERMITTED', { reason: 'SAME_PERSON' })
  if (transition.needs && !input[transition.needs]?.trim())
    throw pentagraphError('BAD_USER_INPUT', { argument: `input.${transition.needs}` })
}

function stepValues(
  context: SubgraphContext,
  action: OrderActionValue,
  input: OrderStepInput,
): Readonly<Record<string, unknown>> {
  const state = targetOf(action)
  switch (action) {
    case 'DISPATCH':
    case 'REDISPATCH':
      return { state, handlingUnit: input.unit }
    case 'REFUSE':
    case 'RETURN':
    case 'ANSWER':
      return { state, answer: input.text }
    case 'SIGN':
      return { state, handlerNumber: staffOf(context) }
    case 'FOLLOW_UP':
      return { state, satisfaction: input.satisfaction }
    default:
      return { state }
  }
}
