/** Applications in the graph: who applied for what, until when it is to be answered, how it was answered; and the steps of its life. */
import 'reflect-metadata'
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql'
import {
  acceptForReview,
  answerApplication,
  applyForGrant,
  concernedBy,
  withdrawApplication,
  type ApplicationRow,
} from '../../../access/grant-life/applications.ts'
import { isOneself, partiesOf } from '../../../access/grant-life/parties.ts'
import { actionsFrom, applicationTransitions, type ApplicationState } from '../../../access/grant-life/states.ts'
import { readPurposes } from '../../../access/policy-store.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { pageOf, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { administration, classified } from '../classified.ts'
import type { PolicyRequest } from '../request.ts'
import { AnswerCode, ApplicationStateCode, EffectCode, GrantActionCode, RowScopeCode } from './codes.ts'
import { GrantApplicationFilter, GrantApplicationInput, GrantConditionsInput } from './inputs.ts'
import { eventsOf, GrantEvent, Grantee, instantOf, onceOnly, roleOf, seenVersion, shownPage } from './shared.ts'

@ObjectType({ description: 'An application for data of another department, and its answer (共享申请).' })
@Directive(classified(administration))
export class GrantApplication {
  @Field(() => ID, { description: 'Id in the graph (申请编号).' })
  id!: string

  @Field(() => ApplicationStateCode, { description: 'How far it is (申请状态).' })
  state!: string

  @Field(() => String, { description: 'Subject who applied (申请人).' })
  applicant!: string

  @Field(() => String, { description: 'Department that applied (申请部门).' })
  applicantDepartment!: string

  @Field(() => String, { description: 'Department whose data it is (数源部门).' })
  department!: string

  @Field(() => Grantee, { description: 'Who shall use it (被授权方).' })
  grantee!: Grantee

  @Field(() => String, { description: 'Code of the purpose (目的代码).' })
  purpose!: string

  @Field(() => String, { nullable: true, description: 'Name of the purpose (目的名称).' })
  purposeName!: string | null

  @Field(() => String, { description: 'Law or decision that it rests on (法律依据).' })
  legalBasis!: string

  @Field(() => String, { description: 'What it is needed for (使用场景).' })
  scenario!: string

  @Field(() => [String], { description: 'Categories and coordinates asked for (申请数据项).' })
  fields!: readonly string[]

  @Field(() => EffectCode, { description: 'Plainly or masked (明文或脱敏).' })
  effect!: string

  @Field(() => RowScopeCode, { description: 'Whose data, at most (数据行范围).' })
  rows!: string

  @Field(() => Int, { description: 'For how many days (期限).' })
  termDays!: number

  @Field(() => String, { description: 'The strictest sharing type among the fields: it sets the clock (共享类型).' })
  sharing!: string

  @Field(() => InstantScalar, { description: 'When it was made (申请时间).' })
  appliedAt!: string

  @Field(() => InstantScalar, { description: 'End of the last working day for the answer (答复期限).' })
  dueAt!: string

  @Field(() => Boolean, { description: 'Not answered by then, or answered later (逾期).' })
  overdue!: boolean

  @Field(() => InstantScalar, { nullable: true, description: 'When it was answered (答复时间).' })
  answeredAt!: string | null

  @Field(() => String, { nullable: true, description: 'Subject who answered (答复人).' })
  answeredBy!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Written reasons of a refusal, or what the officer added (答复理由).',
  })
  reasons!: string | null

  @Field(() => ID, { nullable: true, description: 'The grant that came of it (授权编号).' })
  grantId!: string | null

  @Field(() => [GrantEvent], { description: 'Every change, oldest first (办理过程).' })
  history!: readonly GrantEvent[]

  @Field(() => [GrantActionCode], { description: 'What the caller may do next (可办动作).' })
  actions!: readonly string[]

  @Field(() => String, { description: 'Rises with every change (版本号).' })
  version!: string
}

const GrantApplicationConnection = connectionOf('GrantApplication', () => GrantApplication, administration)

@ArgsType()
class ApplicationArgs extends PageArgs {
  @Field(() => GrantApplicationFilter, { nullable: true, description: 'Which ones (筛选).' })
  filter?: GrantApplicationFilter | null
}

@Resolver()
export class ApplicationResolver {
  @Query(() => GrantApplicationConnection, {
    nullable: true,
    description:
      'Applications that concern the caller as applicant, owner’s officer or security administrator, newest first (共享申请列表).',
  })
  @Directive(classified(administration))
  async grantApplications(
    @Args(() => ApplicationArgs) args: ApplicationArgs,
    @Ctx() request: PolicyRequest,
  ): Promise<Page<GrantApplication>> {
    const rows = await request.doors.store.sql
      .selectFrom('GrantApplication')
      .selectAll()
      .orderBy('appliedAt', 'desc')
      .orderBy('id')
      .execute()
    const wanted = rows.filter((row) => isVisible(row, request) && fits(row, args.filter ?? {}, request))
    const paged = pageOf(wanted, (row) => row.id, args)
    return shownPage(paged, await shownAll(paged.nodes, request))
  }

  @Query(() => GrantApplication, { nullable: true, description: 'One application (共享申请).' })
  @Directive(classified(administration))
  async grantApplication(
    @Arg('id', () => ID, { description: 'Id in the graph (申请编号).' }) id: string,
    @Ctx() request: PolicyRequest,
  ): Promise<GrantApplication | null> {
    return readApplication(id, request)
  }

  @Mutation(() => GrantApplication, {
    nullable: true,
    description: 'Applies for data of another department on behalf of the own one (提出共享申请).',
  })
  @Directive(classified(administration))
  async applyForGrant(
    @Arg('input', () => GrantApplicationInput) input: GrantApplicationInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: PolicyRequest,
  ): Promise<GrantApplication | null> {
    const { store, published } = request.doors
    const application = {
      ...input,
      granteeRole: roleOf(input.granteeRole),
      granteeSubject: input.granteeSubject ?? null,
      fields: [...input.fields],
    }
    const id = await applyForGrant(store, await published(), application, request.asking(idempotencyKey))
    return readApplication(id, request)
  }

  @Mutation(() => GrantApplication, {
    nullable: true,
    description: 'Takes an application up for an answer; by the owner’s data officer (受理申请).',
  })
  @Directive(classified(administration))
  async acceptForReview(
    @Arg('id', () => ID, { description: 'Id of the application (申请编号).' }) id: string,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: PolicyRequest,
  ): Promise<GrantApplication | null> {
    await acceptForReview(request.doors.store, id, expectedVersion, request.asking(idempotencyKey))
    return readApplication(id, request)
  }

  @Mutation(() => GrantApplication, {
    nullable: true,
    description:
      'Grants it, as it is or under conditions, or refuses it with written reasons; by the owner’s data officer (答复申请).',
  })
  @Directive(classified(administration))
  async answerGrantApplication(
    @Arg('id', () => ID, { description: 'Id of the application (申请编号).' }) id: string,
    @Arg('decision', () => AnswerCode, { description: 'Granted or refused (答复结论).' }) decision: 'GRANT' | 'REFUSE',
    @Arg('reasons', () => String, { nullable: true, description: 'Needed for a refusal (答复理由).' })
    reasons: string | null,
    @Arg('conditions', () => GrantConditionsInput, { nullable: true, description: 'Only for a grant (授权条件).' })
    conditions: GrantConditionsInput | null,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: PolicyRequest,
  ): Promise<GrantApplication | null> {
    const { store, published } = request.doors
    if (decision === 'REFUSE' && conditions) throw pentagraphError('BAD_USER_INPUT', { argument: 'conditions' })
    const answer =
      decision === 'REFUSE'
        ? { decision, reasons: reasons ?? null }
        : { decision, reasons: reasons ?? null, conditions: conditionsOf(conditions) }
    await answerApplication(store, await published(), id, expectedVersion, answer, request.asking(idempotencyKey))
    return readApplication(id, request)
  }

  @Mutation(() => GrantApplication, { nullable: true, description: 'Takes an own application back (撤回申请).' })
  @Directive(classified(administration))
  async withdrawGrantApplication(
    @Arg('id', () => ID, { description: 'Id of the application (申请编号).' }) id: string,
    @Arg('reason', () => String, { nullable: true, description: 'Why (理由).' }) reason: string | null,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: PolicyRequest,
  ): Promise<GrantApplication | null> {
    const asking = request.asking(idempotencyKey)
    await withdrawApplication(request.doors.store, id, expectedVersion, reason ?? null, asking)
    return readApplication(id, request)
  }
}

// Private:

function conditionsOf(given: GrantConditionsInput | null) {
  return {
    masked: given?.masked ?? false,
    fields: given?.fields ?? null,
    rows: given?.rows ?? null,
    termDays: given?.termDays ?? null,
    hours: given?.hours?.map(({ days, from, to }) => ({ days, from, to })) ?? null,
    personsPerDay: given?.personsPerDay ?? null,
  }
}

/** Whom it does not concern sees nothing of it, as if it did not exist. */
function isVisible(row: ApplicationRow, { access }: PolicyRequest): boolean {
  return partiesOf(access.principal, concernedBy(row)).size > 0
}

function fits(row: ApplicationRow, filter: GrantApplicationFilter, request: PolicyRequest): boolean {
  return (
    (!filter.states || filter.states.includes(row.state)) &&
    (!filter.department || filter.department === row.department) &&
    (filter.overdue === undefined || filter.overdue === null || filter.overdue === isOverdue(row, request.access.at)) &&
    (!filter.mine || row.applicant === request.access.principal.subject) &&
    (!filter.forMe || actionsOf(row, request).includes('GRANT'))
  )
}

function isOverdue({ state, answeredAt, dueAt }: ApplicationRow, at: number): boolean {
  return state === 'WITHDRAWN' ? false : (answeredAt ?? at) > dueAt
}

function actionsOf(row: ApplicationRow, { access }: PolicyRequest): readonly string[] {
  const concerned = concernedBy(row)
  const actions = actionsFrom(
    applicationTransitions,
    row.state as ApplicationState,
    partiesOf(access.principal, concerned),
  )
  return isOneself(access.principal, concerned) ? actions.filter((action) => action === 'WITHDRAW') : actions
}

async function readApplication(id: string, request: PolicyRequest): Promise<GrantApplication | null> {
  const row = await request.doors.store.sql
    .selectFrom('GrantApplication')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row || !isVisible(row, request)) return null
  const [shown] = await shownAll([row], request)
  return shown ?? null
}

async function shownAll(rows: readonly ApplicationRow[], request: PolicyRequest): Promise<GrantApplication[]> {
  const purposes = await readPurposes(request.doors.store)
  const events = await eventsOf(
    request,
    'APPLICATION',
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    applicant: row.applicant,
    applicantDepartment: row.applicantDepartment,
    department: row.department,
    grantee: { department: row.applicantDepartment, role: row.granteeRole, subject: row.granteeSubject },
    purpose: row.purpose,
    purposeName: purposes.get(row.purpose)?.name ?? null,
    legalBasis: row.legalBasis,
    scenario: row.scenario,
    fields: JSON.parse(row.fields) as string[],
    effect: row.effect,
    rows: row.rows,
    termDays: row.termDays,
    sharing: row.sharing,
    appliedAt: instantText(row.appliedAt),
    dueAt: instantText(row.dueAt),
    overdue: isOverdue(row, request.access.at),
    answeredAt: instantOf(row.answeredAt),
    answeredBy: row.answeredBy,
    reasons: row.reasons,
    grantId: row.grantId,
    history: events.get(row.id) ?? [],
    actions: actionsOf(row, request),
    version: String(row.version),
  }))
}
