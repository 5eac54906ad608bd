/**
 * What the mediation app tells the court: that a case was taken or given back, how it ended, and that both parties ask to confirm what
 * they agreed on. Only the mediator to whom the court sent the case, or who mediated the dispute.
 *
 * Asking twice is safe: the number of an application is made from who asks and the idempotency key, a change is known again by the
 * platform's own request number.
 */
import 'reflect-metadata'
import { Arg, Ctx, Directive, Field, ID, InputType, Mutation, Resolver } from 'type-graphql'
import { classifiedDirective } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import { DayScalar } from '../../schema/scalars.ts'
import { instantText, numberOfDay, shanghaiDay } from '../../schema/shanghai-time.ts'
import type { SubgraphContext } from '../kit/context.ts'
import type { Plain } from '../kit/declaration.ts'
import { enumType, objectType } from '../kit/graph-types.ts'
import { insertOnce, isCurrent, rowKey, rowNumber } from '../kit/writing.ts'
import { ConfirmationSubject, EntrustmentAction } from './codes.ts'
import { Court, CourtEntrustment, JudicialConfirmation } from './records.ts'
import {
  CONFIRMATION_DAYS,
  entrustmentStep,
  entrustmentTarget,
  withdrawable,
  type ConfirmationSubjectValue,
  type EntrustmentActionValue,
} from './states.ts'

const entrusted = classifiedDirective({ level: 3, category: '法院委派案件', sharing: 'CONDITIONAL' })
const confirmed = classifiedDirective({ level: 3, category: '司法确认', sharing: 'CONDITIONAL' })
const onceOnly = {
  description: 'Made up by the caller, new for each change; the same key asks for the same change (幂等键).',
}
const seenVersion = { description: 'The version that the caller has seen (版本号).' }

@InputType({ description: 'One of the two parties who ask together (申请人).' })
export class ConfirmationApplicantInput {
  @Field(() => String, { description: 'Name (姓名).' })
  name!: string

  @Field(() => String, {
    nullable: true,
    description: 'Document number, only when the party agreed that it goes to the court (证件号码).',
  })
  idNumber?: string | null

  @Field(() => Boolean, { description: 'The party asks for it and agrees that this goes to the court (本人同意).' })
  agrees!: boolean
}

@InputType({ description: 'An application of both parties to confirm an agreement (司法确认申请).' })
export class JudicialConfirmationInput {
  @Field(() => String, { description: 'Code of the court (法院编码).' })
  courtCode!: string

  @Field(() => String, {
    description: 'Number of the case at justice, the one stated with the purpose (纠纷编号).',
  })
  caseNumber!: string

  @Field(() => String, { description: 'Number of the agreement at justice (协议编号).' })
  agreementNumber!: string

  @Field(() => DayScalar, { description: 'Day of the agreement’s effect (生效日期).' })
  effectiveOn!: string

  @Field(() => enumType(ConfirmationSubject), { description: 'What shall be confirmed (确认内容).' })
  subject!: ConfirmationSubjectValue

  @Field(() => Boolean, {
    description:
      'The agreement is on marriage, parentage, adoption, confirms property or intellectual property rights, or has a special procedure of its own: courts do not confirm such (不予受理情形).',
  })
  excluded!: boolean

  @Field(() => [ConfirmationApplicantInput], { description: 'Both parties (双方当事人).' })
  applicants!: ConfirmationApplicantInput[]
}

@Resolver()
export class CourtWrites {
  @Mutation(() => objectType(CourtEntrustment), {
    nullable: true,
    description: 'Takes a case that the court sent, moves it on, and tells the court how it ended (办理委派案件).',
  })
  @Directive(entrusted)
  async advanceCourtEntrustment(
    @Arg('id', () => ID, { description: 'Id of the case in the graph.' }) id: string,
    @Arg('action', () => enumType(EntrustmentAction), { description: 'What is done (动作).' })
    action: EntrustmentActionValue,
    @Arg('caseNumber', () => String, {
      nullable: true,
      description: 'Number of the case at justice, the one stated with the purpose, for ACCEPT (纠纷编号).',
    })
    caseNumber: string | null,
    @Directive(entrusted)
    @Arg('outcome', () => String, { nullable: true, description: 'What the court is told at the end (结果说明).' })
    outcome: string | null,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    const found = await own(context, CourtEntrustment, id)
    const given = { caseNumber: caseNumber?.trim() || null, outcome: outcome?.trim() || null }
    if (given.caseNumber !== null) requireStatedCase(context, given.caseNumber)
    if (isCurrent(found, expectedVersion)) {
      const step = entrustmentStep(found['state'], action)
      if (!step) throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: found['state'], action })
      if (step.needs && given[step.needs] === null) throw pentagraphError('BAD_USER_INPUT', { argument: step.needs })
    }
    const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
    const change = {
      key: found.id,
      values: { state: entrustmentTarget(action), ...values },
      idempotencyKey: rowNumber('WPC', context, idempotencyKey),
      expectedVersion,
    }
    return context.present(CourtEntrustment, await context.write(CourtEntrustment, change))
  }

  @Mutation(() => objectType(JudicialConfirmation), {
    nullable: true,
    description: 'Both parties ask the court to confirm their agreement, within 30 days of its effect (申请司法确认).',
  })
  @Directive(confirmed)
  async applyForJudicialConfirmation(
    @Directive(confirmed) @Arg('input', () => JudicialConfirmationInput) input: JudicialConfirmationInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    const mediatorNumber = mediatorOf(context)
    requireStatedCase(context, input.caseNumber)
    const [first, second] = bothParties(input.applicants)
    const wanted = {
      courtCode: input.courtCode,
      caseNumber: input.caseNumber,
      agreementNumber: input.agreementNumber,
      effectiveOn: input.effectiveOn,
      subject: input.subject,
      firstName: first.name,
      firstNumber: numberOf(first, 0),
      secondName: second.name,
      secondNumber: numberOf(second, 1),
      consent: first.idNumber && second.idNumber ? 'NAMES_AND_NUMBERS' : 'NAMES',
      mediatorNumber,
    }
    const number = rowNumber('QRH', context, idempotencyKey)
    const made = await insertOnce(context, JudicialConfirmation, number, wanted, async () => {
      if (input.excluded) throw pentagraphError('WRITE_REFUSED', { reason: 'NOT_CONFIRMABLE' })
      if (!isInTerm(input.effectiveOn, context.access.at))
        throw pentagraphError('WRITE_REFUSED', { reason: 'OUT_OF_TERM' })
      if (!(await context.load(Court, input.courtCode)))
        throw pentagraphError('BAD_USER_INPUT', { argument: 'input.courtCode' })
      return { state: 'SUBMITTED', appliedAt: instantText(context.access.at) }
    })
    return context.present(JudicialConfirmation, made)
  }

  @Mutation(() => objectType(JudicialConfirmation), {
    nullable: true,
    description: 'Takes an application back before the court has decided (撤回司法确认申请).',
  })
  @Directive(confirmed)
  async withdrawJudicialConfirmation(
    @Arg('id', () => ID, { description: 'Id of the application in the graph.' }) id: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    const found = await own(context, JudicialConfirmation, id)
    if (isCurrent(found, expectedVersion) && !withdrawable.some((state) => state === found['state']))
      throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: found['state'] })
    const change = {
      key: found.id,
      values: { state: 'WITHDRAWN' },
      idempotencyKey: rowNumber('QRC', context, idempotencyKey),
      expectedVersion,
    }
    return context.present(JudicialConfirmation, await context.write(JudicialConfirmation, change))
  }
}

/** The day of effect is not counted; what takes effect only later cannot be confirmed yet. */
export function isInTerm(effectiveOn: string, at: number): boolean {
  if (effectiveOn.length !== 10) return false
  const days = numberOfDay(shanghaiDay(at)) - numberOfDay(effectiveOn)
  return days >= 0 && days <= CONFIRMATION_DAYS
}

// Private:

function mediatorOf({ access: { principal } }: SubgraphContext): string {
  if (!principal.roles.includes('mediator') || principal.staffKey === null)
    throw pentagraphError('TRANSITION_NOT_PERMITTED', {})
  return principal.staffKey
}

/** The case for which the request was let in, and no other: a second one in the input would be a second purpose. */
function requireStatedCase({ access: { purpose } }: SubgraphContext, caseNumber: string): void {
  if (purpose === null || purpose.caseNumber !== caseNumber)
    throw pentagraphError('WRITE_REFUSED', { reason: 'NOT_THE_STATED_CASE' })
}

/** What was sent to, or handed in by, this very mediator. Others look like missing ones. */
async function own(
  context: SubgraphContext,
  record: typeof CourtEntrustment | typeof JudicialConfirmation,
  id: string,
): Promise<Plain> {
  const me = mediatorOf(context)
  const key = rowKey('court', record, id)
  const found = key === null ? null : await context.load(record, key)
  if (found?.['mediatorNumber'] !== me) throw pentagraphError('NOT_FOUND', {})
  return found
}

/** Two, and both must want it (人民调解法 33: 双方当事人共同). */
function bothParties(
  applicants: readonly ConfirmationApplicantInput[],
): readonly [ConfirmationApplicantInput, ConfirmationApplicantInput] {
  const [first, second, ...more] = applicants
  if (!first?.name.trim() || !second?.name.trim() || more.length > 0)
    throw pentagraphError('BAD_USER_INPUT', { argument: 'input.applicants' })
  if (!first.agrees || !second.agrees) throw pentagraphError('WRITE_REFUSED', { reason: 'NOT_AGREED' })
  return [first, second]
}

function numberOf({ idNumber }: ConfirmationApplicantInput, at: number): string | null {
  if (!idNumber) return null
  const { valid, norm, issue } = readPersonNumber(idNumber)
  if (!valid) throw pentagraphError('BAD_USER_INPUT', { argument: `input.applicants.${at}.idNumber`, issue })
  return norm
}
