/**
 * What the mediation app changes: it opens cases, adds parties, records agreements, moves cases on. Only mediators, only own cases.
 *
 * Asking twice is safe: the number of a new row is made from who asks and the idempotency key, so the second request meets the row of the
 * first; a change of state is known again by the adapter, and its step is written once. A request that broke off between the two is
 * completed by asking again.
 */
import 'reflect-metadata'
import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql'
import { isStatedCase } from '../../access/row-scope.ts'
import { classifiedDirective } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import { dayOfNumber, epochOf, instantText, numberOfDay, shanghaiDay } from '../../schema/shanghai-time.ts'
import type { SubgraphContext } from '../kit/context.ts'
import type { Plain } from '../kit/declaration.ts'
import { enumType, objectType } from '../kit/graph-types.ts'
import { insertOnce, isCurrent, rowKey, rowNumber } from '../kit/writing.ts'
import { Confirmation, MediationAction, Performance } from './codes.ts'
import { AddPartyInput, OpenMediationCaseInput, RecordAgreementInput } from './inputs.ts'
import { MediationAgreement, MediationCase, MediationStep, Mediator, Party } from './records.ts'
import {
  CONFIRMATION_DAYS,
  confirmations,
  MEDIATION_DAYS,
  targetOf,
  transitionOf,
  type ConfirmationValue,
  type MediationActionValue,
  type PerformanceValue,
} from './states.ts'

const caseData = classifiedDirective({ level: 3, category: '纠纷信息', sharing: 'CONDITIONAL' })
const partyData = classifiedDirective({ level: 3, category: '当事人', sharing: 'CONDITIONAL' })
const agreementData = classifiedDirective({ level: 3, category: '调解协议', sharing: 'CONDITIONAL' })

const onceOnly = {
  description: 'Made up by the caller, new for each change; the same key asks for the same change (幂等键).',
}
const seenVersion = { description: 'The version that the caller has seen (版本号).' }

/** States in which a case still takes parties. */
const open: readonly unknown[] = ['APPLIED', 'ACCEPTED', 'ASSIGNED', 'MEDIATING']

@Resolver()
export class JusticeWrites {
  @Mutation(() => objectType(MediationCase), {
    nullable: true,
    description: 'Accepts a new case; the caller mediates it (受理纠纷).',
  })
  @Directive(caseData)
  async openMediationCase(
    @Directive(caseData) @Arg('input', () => OpenMediationCaseInput) input: OpenMediationCaseInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    const me = mediatorOf(context)
    // A request that states a case is let in for that one; a new one is taken down at the intake.
    if ((context.access.purpose?.caseNumber ?? null) !== null)
      throw pentagraphError('WRITE_REFUSED', { reason: 'NOT_THE_STATED_CASE' })
    const number = rowNumber('JFH', context, idempotencyKey)
    const wanted = {
      title: input.title,
      kind: input.kind,
      source: input.source,
      content: input.content,
      place: input.place ?? null,
      addressCode: input.addressCode ?? null,
      gridCode: input.gridCode ?? null,
    }
    const made = await insertOnce(context, MediationCase, number, wanted, async () => {
      const staff = await context.load(Mediator, me)
      if (staff?.['state'] !== 'APPOINTED') throw pentagraphError('WRITE_REFUSED', { reason: 'NOT_APPOINTED' })
      const today = shanghaiDay(context.access.at)
      const due = dayOfNumber(numberOfDay(today) + MEDIATION_DAYS)
      return {
        acceptedOn: today,
        dueAt: instantText(epochOf(due, 0, 480)),
        state: targetOf('ACCEPT'),
        mediatorNumber: me,
        committeeNumber: staff['committeeNumber'],
      }
    })
    await logStep(context, rowNumber('LCH', context, idempotencyKey), number, 'ACCEPT', null)
    return context.present(MediationCase, made)
  }

  @Mutation(() => objectType(Party), {
    nullable: true,
    description: 'Adds a party to an own case that is still open (登记当事人).',
  })
  @Directive(partyData)
  async addParty(
    @Arg('caseId', () => ID, { description: 'Id of the case in the graph.' }) caseId: string,
    @Directive(partyData) @Arg('input', () => AddPartyInput) input: AddPartyInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    const found = await ownCase(context, rowKey('justice', MediationCase, caseId))
    const number = rowNumber('DSRH', context, idempotencyKey)
    const idNumber = input.idNumber ? readPersonNumber(input.idNumber) : null
    if (idNumber && !idNumber.valid)
      throw pentagraphError('BAD_USER_INPUT', { argument: 'input.idNumber', issue: idNumber.issue })
    const wanted = {
      caseNumber: found.id,
      role: input.role,
      partyName: input.name,
      sex: input.sex ?? null,
      documentKind: input.documentKind ?? null,
      idNumber: idNumber?.norm ?? null,
      phone: input.phone ?? null,
      creditCode: input.creditCode ?? null,
    }
    const made = await insertOnce(context, Party, number, wanted, async () => {
      if (!open.includes(found['state'])) throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: found['state'] })
      return {}
    })
    return context.present(Party, made)
  }

  @Mutation(() => objectType(MediationAgreement), {
    nullable: true,
    description: 'Records what the parties agreed on; the case is then AGREED (登记调解协议).',
  })
  @Directive(agreementData)
  async recordAgreement(
    @Arg('caseId', () => ID, { description: 'Id of the case in the graph.' }) caseId: string,
    @Directive(agreementData) @Arg('input', () => RecordAgreementInput) input: RecordAgreementInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    const found = await ownCase(context, rowKey('justice', MediationCase, caseId))
    const number = rowNumber('XYH', context, idempotencyKey)
    const wanted = {
      caseNumber: found.id,
      form: input.form,
      content: input.content,
      effectiveOn: input.effectiveOn,
      performBy: input.performBy ?? null,
    }
    const made = await insertOnce(context, MediationAgreement, number, wanted, async () => {
      await move(context, found, 'AGREE', null, rowNumber('LCH', context, idempotencyKey), expectedVersion)
      return { performance: 'OPEN', confirmation: 'NOT_APPLIED' }
    })
    await logStep(context, rowNumber('LCH', context, idempotencyKey), found.id, 'AGREE', null)
    return context.present(MediationAgreement, made)
  }

  @Mutation(() => objectType(MediationCase), {
    nullable: true,
    description: 'Moves an own case on; null when it is then somebody else’s (办理调解案件).',
  })
  @Directive(caseData)
  async advanceMediationCase(
    @Arg('id', () => ID, { description: 'Id of the case in the graph.' }) id: string,
    @Arg('action', () => enumType(MediationAction), {
      description: 'What is done; AGREE comes with recordAgreement (动作).',
    })
    action: MediationActionValue,
    @Directive(caseData)
    @Arg('note', () => String, { nullable: true, description: 'Why; needed for an end without agreement (意见).' })
    note: string | null,
    @Arg('assignee', () => String, { nullable: true, description: 'Number of the mediator, for ASSIGN (调解员编号).' })
    assignee: string | null,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    if (action === 'AGREE') throw pentagraphError('TRANSITION_NOT_PERMITTED', { action })
    if ((action === 'ASSIGN') !== Boolean(assignee)) throw pentagraphError('BAD_USER_INPUT', { argument: 'assignee' })
    const step = rowNumber('LCH', context, idempotencyKey)
    const found = await ownCase(context, rowKey('justice', MediationCase, id), step)
    const changed = await move(context, found, action, note ?? null, step, expectedVersion, assignee ?? null)
    await logStep(context, step, found.id, action, note ?? null)
    return context.present(MediationCase, changed)
  }

  @Mutation(() => objectType(MediationAgreement), {
    nullable: true,
    description: 'Records the application for judicial confirmation, or what the court decided (登记司法确认).',
  })
  @Directive(agreementData)
  async recordConfirmation(
    @Arg('agreementId', () => ID, { description: 'Id of the agreement in the graph.' }) agreementId: string,
    @Directive(agreementData)
    @Arg('confirmation', () => enumType(Confirmation), { description: 'The new state (司法确认状态).' })
    confirmation: ConfirmationValue,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    return changeAgreement(context, agreementId, { confirmation }, idempotencyKey, expectedVersion, (agreement) => {
      if (!confirmations.some(([from, to]) => from === agreement['confirmation'] && to === confirmation)) return false
      return confirmation !== 'APPLIED' || inTerm(agreement['effectiveOn'], context.access.at)
    })
  }

  @Mutation(() => objectType(MediationAgreement), {
    nullable: true,
    description: 'Records how far an agreement was performed (登记履行情况).',
  })
  @Directive(agreementData)
  async recordPerformance(
    @Arg('agreementId', () => ID, { description: 'Id of the agreement in the graph.' }) agreementId: string,
    @Directive(agreementData)
    @Arg('performance', () => enumType(Performance), { description: 'How far (履行情况).' })
    performance: PerformanceValue,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Ctx() context: SubgraphContext,
  ): Promise<object | null> {
    return changeAgreement(context, agreementId, { performance }, idempotencyKey, expectedVersion, () => true)
  }
}

/** Both parties may ask the court within 30 days of the agreement's effect; the day of effect is not counted. */
export function inTerm(effectiveOn: unknown, at: number): boolean {
  if (typeof effectiveOn !== 'string' || effectiveOn.length !== 10) return false
  return numberOfDay(shanghaiDay(at)) - numberOfDay(effectiveOn) <= CONFIRMATION_DAYS
}

// Private:

function mediatorOf({ access: { principal } }: SubgraphContext): string {
  if (!principal.roles.includes('mediator') || principal.staffKey === null)
    throw pentagraphError('TRANSITION_NOT_PERMITTED', {})
  return principal.staffKey
}

/**
 * The caller's own case, or one that nobody has taken yet, or one whose step the caller has made before. Others look like missing ones, also
 * one's own when the request states another.
 */
async function ownCase(context: SubgraphContext, key: string | null, step?: string): Promise<Plain> {
  const me = mediatorOf(context)
  const found = key === null || !isStatedCase(context.access, key) ? null : await context.load(MediationCase, key)
  if (found && (found['mediatorNumber'] === me || (found['mediatorNumber'] === null && found['state'] === 'APPLIED')))
    return found
  const done = found && step ? await context.load(MediationStep, step) : null
  if (found && done?.['caseNumber'] === found.id) return found
  throw pentagraphError('NOT_FOUND', {})
}

async function move(
  context: SubgraphContext,
  found: Plain,
  action: MediationActionValue,
  note: string | null,
  step: string,
  expectedVersion: string,
  assignee: string | null = null,
): Promise<Plain> {
  if (isCurrent(found, expectedVersion)) {
    const transition = transitionOf(found['state'], action, context.access.principal.roles)
    if (!transition) throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: found['state'], action })
    if (transition.reason && !note?.trim()) throw pentagraphError('BAD_USER_INPUT', { argument: 'note' })
    if (assignee !== null) await requireColleague(context, found, assignee)
  }
  const values = { state: targetOf(action), mediatorNumber: assignee ?? mediatorOf(context) }
  // The step has the same number as a row of its own, so the change of state needs another key.
  return context.write(MediationCase, { key: found.id, values, idempotencyKey: `${step}/state`, expectedVersion })
}

async function requireColleague(context: SubgraphContext, found: Plain, assignee: string): Promise<void> {
  const staff = await context.load(Mediator, assignee)
  if (staff?.['state'] !== 'APPOINTED' || staff['committeeNumber'] !== found['committeeNumber']) {
    throw pentagraphError('BAD_USER_INPUT', { argument: 'assignee' })
  }
}

async function changeAgreement(
  context: SubgraphContext,
  id: string,
  values: Readonly<Record<string, unknown>>,
  idempotencyKey: string,
  expectedVersion: string,
  permitted: (agreement: Plain) => boolean,
): Promise<object | null> {
  const key = rowKey('justice', MediationAgreement, id)
  const agreement = key === null ? null : await context.load(MediationAgreement, key)
  if (!agreement) throw pentagraphError('NOT_FOUND', {})
  await ownCase(context, String(agreement['caseNumber']))
  if (isCurrent(agreement, expectedVersion) && !permitted(agreement))
    throw pentagraphError('TRANSITION_NOT_PERMITTED', {})
  const change = {
    key: agreement.id,
    values,
    idempotencyKey: rowNumber('XYC', context, idempotencyKey),
    expectedVersion,
  }
  return context.present(MediationAgreement, await context.write(MediationAgreement, change))
}

async function logStep(
  context: SubgraphContext,
  number: string,
  caseNumber: string,
  action: MediationActionValue,
  note: string | null,
): Promise<void> {
  const wanted = { caseNumber, action }
  await insertOnce(context, MediationStep, number, wanted, async () => ({
    state: targetOf(action),
    by: mediatorOf(context),
    note,
  }))
}
