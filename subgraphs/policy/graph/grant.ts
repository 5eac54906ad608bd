/** Grants in the graph: what was granted to whom under which conditions, how it is used; and the steps of its life. */
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
import { isGrantee } from '../../../access/decide.ts'
import {
  concernedByGrant,
  delegateGrant,
  ownStateOf,
  readUnderOthers,
  renewGrant,
  resumeGrant,
  revokeGrantInForce,
  sideOf,
  suspendGrant,
  type GrantUnderOthers,
} from '../../../access/grant-life/grants-in-force.ts'
import { isOneself, partiesOf } from '../../../access/grant-life/parties.ts'
import { actionsFrom, grantStateAt, grantTransitions, type GrantAction } from '../../../access/grant-life/states.ts'
import { effectiveGrant, readPurposes } from '../../../access/policy-store.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { pageOf, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { administration, classified } from '../classified.ts'
import type { PolicyRequest } from '../request.ts'
import { EffectCode, GrantActionCode, GrantStateCode, RowScopeCode } from './codes.ts'
import { DelegationInput, GrantFilter } from './inputs.ts'
import {
  eventsOf,
  GrantEvent,
  Grantee,
  GrantHours,
  instantOf,
  onceOnly,
  roleOf,
  seenVersion,
  shownPage,
} from './shared.ts'

@ObjectType({ description: 'How often a grant was used: counts only, a few seconds late (使用情况).' })
@Directive(classified(administration))
export class GrantUsage {
  @Field(() => Int, { description: 'Answers that rested on it (使用次数).' })
  times!: number

  @Field(() => Int, { description: 'Persons handed out in them, each time counted (涉及人次).' })
  persons!: number

  @Field(() => InstantScalar, { nullable: true, description: 'When last; null when never (最近使用).' })
  lastAt!: string | null
}

@ObjectType({
  description: 'A right that was given: who may use which data of whom, for which purpose, until when (授权).',
})
@Directive(classified(administration))
export class Grant {
  @Field(() => ID, { description: 'Id in the graph; audit records name it (授权编号).' })
  id!: string

  @Field(() => GrantStateCode, {
    description: 'Whether it is in force now, under the grants it is a part of (授权状态).',
  })
  state!: string

  @Field(() => String, { description: 'Department whose data it is (数源部门).' })
  department!: string

  @Field(() => Grantee, { description: 'Who may use it (被授权方).' })
  grantee!: Grantee

  @Field(() => String, { description: 'Code of the purpose (目的代码).' })
  purpose!: string

  @Field(() => String, { nullable: true, description: 'Name of the purpose (目的名称).' })
  purposeName!: string | null

  @Field(() => String, { description: 'Law or decision that it rests on (法律依据).' })
  legalBasis!: string

  @Field(() => [String], { description: 'Categories and coordinates (数据项).' })
  fields!: readonly string[]

  @Field(() => EffectCode, { description: 'Plainly or masked (明文或脱敏).' })
  effect!: string

  @Field(() => RowScopeCode, { description: 'Whose data, at most (数据行范围).' })
  rows!: string

  @Field(() => [GrantHours], { nullable: true, description: 'Only at these times; null at any time (使用时段).' })
  hours!: readonly GrantHours[] | null

  @Field(() => Int, {
    nullable: true,
    description: 'Persons a subject may be handed out by it in one day (每日人数上限).',
  })
  personsPerDay!: number | null

  @Field(() => InstantScalar, { description: 'Begin (生效时间).' })
  validFrom!: string

  @Field(() => InstantScalar, { description: 'End (失效时间).' })
  validTo!: string

  @Field(() => String, { description: 'Who gave it (批准人).' })
  approver!: string

  @Field(() => ID, { nullable: true, description: 'The application that it came of (申请编号).' })
  applicationId!: string | null

  @Field(() => ID, { nullable: true, description: 'The grant that it is a part of (上级授权).' })
  parentId!: string | null

  @Field(() => ID, { nullable: true, description: 'The emergency in which it was taken (应急编号).' })
  emergencyId!: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'When it was suspended; null when it is not (暂停时间).' })
  suspendedAt!: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'When it was revoked; null when it was not (撤销时间).' })
  revokedAt!: string | null

  @Field(() => GrantUsage, { description: 'How often it was used (使用情况).' })
  usage!: GrantUsage

  @Field(() => [GrantEvent], { description: 'Every change, oldest first (办理过程).' })
  history!: readonly GrantEvent[]

  @Field(() => [GrantActionCode], { description: 'What the caller may do next (可办动作).' })
  actions!: readonly string[]

  @Field(() => String, { description: 'Rises with every change (版本号).' })
  version!: string
}

const GrantConnection = connectionOf('Grant', () => Grant, administration)

@ArgsType()
class GrantArgs extends PageArgs {
  @Field(() => GrantFilter, { nullable: true, description: 'Which ones (筛选).' })
  filter?: GrantFilter | null
}

@ArgsType()
class StepArgs {
  @Field(() => ID, { description: 'Id of the grant (授权编号).' })
  id!: string

  @Field(() => String, { description: 'Why (理由).' })
  reason!: string

  @Field(() => String, seenVersion)
  expectedVersion!: string

  @Field(() => String, onceOnly)
  idempotencyKey!: string
}

@ArgsType()
class RenewArgs extends StepArgs {
  @Field(() => Int, { description: 'Days from now on (期限).' })
  termDays!: number
}

@Resolver()
export class GrantResolver {
  @Query(() => GrantConnection, {
    nullable: true,
    description:
      'Grants that concern the caller: who may use them, the officers of owner and holder, the security administrator (授权列表).',
  })
  @Directive(classified(administration))
  async grants(@Args(() => GrantArgs) args: GrantArgs, @Ctx() request: PolicyRequest): Promise<Page<Grant>> {
    const wanted = (await readAll(request))
      .filter((one) => isVisible(one, request) && fits(one, args.filter ?? {}, request.access.at))
      .sort((a, b) => b.row.validFrom - a.row.validFrom || (a.row.id < b.row.id ? -1 : 1))
    const paged = pageOf(wanted, ({ row }) => row.id, args)
    return shownPage(paged, await shownAll(paged.nodes, request))
  }

  @Query(() => Grant, { nullable: true, description: 'One grant (授权).' })
  @Directive(classified(administration))
  grant(
    @Arg('id', () => ID, { description: 'Id in the graph (授权编号).' }) id: string,
    @Ctx() request: PolicyRequest,
  ): Promise<Grant | null> {
    return readGrant(id, request)
  }

  @Mutation(() => Grant, { nullable: true, description: 'Gives it a new term; by the owner’s data officer (续期).' })
  @Directive(classified(administration))
  async renewGrant(@Args(() => RenewArgs) args: RenewArgs, @Ctx() request: PolicyRequest): Promise<Grant | null> {
    const { termDays } = args
    await renewGrant(request.doors.store, { ...stepOf(args), termDays }, request.asking(args.idempotencyKey))
    return readGrant(args.id, request)
  }

  @Mutation(() => Grant, {
    nullable: true,
    description: 'Stops it for a while; by the owner’s data officer or a security administrator (暂停).',
  })
  @Directive(classified(administration))
  async suspendGrant(@Args(() => StepArgs) args: StepArgs, @Ctx() request: PolicyRequest): Promise<Grant | null> {
    await suspendGrant(request.doors.store, stepOf(args), request.asking(args.idempotencyKey))
    return readGrant(args.id, request)
  }

  @Mutation(() => Grant, { nullable: true, description: 'Ends a suspension; by the side that made it (恢复).' })
  @Directive(classified(administration))
  async resumeGrant(@Args(() => StepArgs) args: StepArgs, @Ctx() request: PolicyRequest): Promise<Grant | null> {
    await resumeGrant(request.doors.store, stepOf(args), request.asking(args.idempotencyKey))
    return readGrant(args.id, request)
  }

  @Mutation(() => Grant, {
    nullable: true,
    description:
      'Takes it back for good, with every part of it; the first request that starts afterwards is refused (撤销).',
  })
  @Directive(classified(administration))
  async revokeGrant(@Args(() => StepArgs) args: StepArgs, @Ctx() request: PolicyRequest): Promise<Grant | null> {
    await revokeGrantInForce(request.doors.store, stepOf(args), request.asking(args.idempotencyKey))
    return readGrant(args.id, request)
  }

  @Mutation(() => Grant, {
    nullable: true,
    description: 'Gives a part of a grant to people of the holder’s department; by its data officer (转授权).',
  })
  @Directive(classified(administration))
  async delegateGrant(
    @Arg('input', () => DelegationInput) input: DelegationInput,
    @Arg('expectedVersion', () => String, seenVersion) expectedVersion: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: PolicyRequest,
  ): Promise<Grant | null> {
    const { store, published } = request.doors
    const delegation = {
      grantId: input.grantId,
      seen: expectedVersion,
      role: roleOf(input.role),
      subject: input.subject ?? null,
      fields: [...input.fields],
      masked: input.masked ?? false,
      rows: input.rows ?? null,
      termDays: input.termDays,
      personsPerDay: input.personsPerDay ?? null,
      reason: input.reason ?? null,
    }
    return readGrant(await delegateGrant(store, await published(), delegation, request.asking(idempotencyKey)), request)
  }
}

// Private:

type Known = Pick<GrantUnderOthers, 'row' | 'whole'>

function stepOf({ id, reason, expectedVersion }: StepArgs) {
  return { id, reason, seen: expectedVersion }
}

async function readAll({ doors }: PolicyRequest): Promise<Known[]> {
  const rows = await doors.store.sql.selectFrom('AccessGrant').selectAll().execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return rows.map((row) => ({ row, whole: effectiveGrant(row, byId) }))
}

async function readGrant(id: string, request: PolicyRequest): Promise<Grant | null> {
  const known = await readUnderOthers(request.doors.store.sql, id)
  if (!known || !isVisible(known, request)) return null
  const [shown] = await shownAll([known], request)
  return shown ?? null
}

/** Whom it does not concern sees nothing of it, as if it did not exist. */
function isVisible({ whole }: Known, { access: { principal } }: PolicyRequest): boolean {
  return partiesOf(principal, concernedByGrant(whole)).size > 0 || isGrantee(whole, { principal })
}

function fits({ row, whole }: Known, filter: GrantFilter, at: number): boolean {
  return (
    (!filter.states || filter.states.includes(grantStateAt(whole, at))) &&
    (!filter.department || filter.department === row.department) &&
    (!filter.granteeDepartment || filter.granteeDepartment === row.granteeDepartment) &&
    (!filter.purpose || filter.purpose === row.purpose) &&
    (filter.emergency === undefined || filter.emergency === null || filter.emergency === (row.emergencyId !== null))
  )
}

/** Those of the table that the life of the row itself allows now. */
function actionsOf(known: Known, { access: { principal, at } }: PolicyRequest): readonly GrantAction[] {
  const { row, whole } = known
  const parties = partiesOf(principal, concernedByGrant(whole))
  const oneself = isOneself(principal, concernedByGrant(whole))
  const actions = actionsFrom(grantTransitions, ownStateOf(known, at), parties).filter((action) => {
    if (action === 'RESUME') return row.suspendedBy === sideOf(parties) && !oneself
    return action !== 'RENEW' || (row.emergencyId === null && !oneself)
  })
  const delegates = parties.has('HOLDER') && row.emergencyId === null && grantStateAt(whole, at) === 'IN_FORCE'
  return delegates ? [...actions, 'DELEGATE'] : actions
}

async function shownAll(known: readonly Known[], request: PolicyRequest): Promise<Grant[]> {
  const ids = known.map(({ row }) => row.id)
  const purposes = await readPurposes(request.doors.store)
  const [events, usage] = [await eventsOf(request, 'GRANT', ids), await usageOf(request, ids)]
  return known.map((one) => {
    const { row, whole } = one
    return {
      id: row.id,
      state: grantStateAt(whole, request.access.at),
      department: row.department,
      grantee: { department: row.granteeDepartment, role: row.granteeRole, subject: row.granteeSubject },
      purpose: row.purpose,
      purposeName: purposes.get(row.purpose)?.name ?? null,
      legalBasis: row.legalBasis,
      fields: whole.fields,
      effect: row.effect,
      rows: row.rows,
      hours: whole.hours ?? null,
      personsPerDay: row.personsPerDay,
      validFrom: instantText(row.validFrom),
      validTo: instantText(row.revokedAt === null ? Math.max(whole.validTo, row.validFrom) : row.revokedAt),
      approver: row.approver,
      applicationId: row.applicationId,
      parentId: row.parentId,
      emergencyId: row.emergencyId,
      suspendedAt: instantOf(row.suspendedAt),
      revokedAt: instantOf(row.revokedAt),
      usage: usage.get(row.id) ?? unused,
      history: events.get(row.id) ?? [],
      actions: actionsOf(one, request),
      version: String(row.version ?? 1),
    }
  })
}

const unused: GrantUsage = { times: 0, persons: 0, lastAt: null }

async function usageOf({ doors }: PolicyRequest, ids: readonly string[]): Promise<ReadonlyMap<string, GrantUsage>> {
  if (ids.length === 0) return new Map()
  const rows = await doors.store.sql
    .selectFrom('GrantUse')
    .select((eb) => [
      'grantId' as const,
      eb.fn.sum<number | string>('times').as('times'),
      eb.fn.sum<number | string>('persons').as('persons'),
      eb.fn.max('lastAt').as('lastAt'),
    ])
    .where('grantId', 'in', [...ids])
    .groupBy('grantId')
    .execute()
  return new Map(
    rows.map(({ grantId, times, persons, lastAt }) => [
      grantId,
      { times: Number(times), persons: Number(persons), lastAt: instantText(Number(lastAt)) },
    ]),
  )
}
