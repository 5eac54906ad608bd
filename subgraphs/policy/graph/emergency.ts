/** Emergencies in the graph: who took which right when and why, and what the review found. Listed for all who must know. */
import 'reflect-metadata'
import { Arg, Args, ArgsType, Ctx, Directive, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql'
import {
  breakGlass,
  emergencyState,
  reviewBreakGlass,
  type EmergencyRow,
} from '../../../access/grant-life/break-glass.ts'
import { answering } from '../../../access/grant-life/parties.ts'
import { actionsFrom, emergencyTransitions } from '../../../access/grant-life/states.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { pageOf, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { administration, classified } from '../classified.ts'
import type { PolicyRequest } from '../request.ts'
import { EmergencyStateCode, GrantActionCode, RowScopeCode, VerdictCode } from './codes.ts'
import { BreakGlassInput } from './inputs.ts'
import { eventsOf, GrantEvent, instantOf, onceOnly, seenVersion, shownPage } from './shared.ts'

@ObjectType({ description: 'What was opened of one department’s data (应急开放数据).' })
@Directive(classified(administration))
export class EmergencyFields {
  @Field(() => String, { description: 'Department whose data it is (数源部门).' })
  department!: string

  @Field(() => [String], { description: 'Categories or coordinates (数据项).' })
  fields!: readonly string[]
}

@ObjectType({ description: 'A right that somebody took in an emergency, reviewed afterwards (应急访问).' })
@Directive(classified(administration))
export class BreakGlass {
  @Field(() => ID, { description: 'Id in the graph (应急编号).' })
  id!: string

  @Field(() => EmergencyStateCode, { description: 'Whether it was reviewed (复核状态).' })
  state!: string

  @Field(() => String, { description: 'Subject who took it (使用人).' })
  subject!: string

  @Field(() => String, { description: 'Department of the subject (使用部门).' })
  department!: string

  @Field(() => String, { description: 'Code of the purpose (目的代码).' })
  purpose!: string

  @Field(() => String, { description: 'What happened (紧急情况说明).' })
  reason!: string

  @Field(() => [EmergencyFields], { description: 'What was opened (开放数据).' })
  opened!: readonly EmergencyFields[]

  @Field(() => RowScopeCode, { description: 'Whose data, at most (数据行范围).' })
  rows!: string

  @Field(() => InstantScalar, { description: 'When it was taken (开始时间).' })
  startedAt!: string

  @Field(() => InstantScalar, { description: 'When it ends by itself (结束时间).' })
  endsAt!: string

  @Field(() => InstantScalar, { description: 'End of the last working day for the review (复核期限).' })
  reviewDueAt!: string

  @Field(() => Boolean, { description: 'Not reviewed by then, or later (复核逾期).' })
  overdue!: boolean

  @Field(() => InstantScalar, { nullable: true, description: 'When it was reviewed (复核时间).' })
  reviewedAt!: string | null

  @Field(() => String, { nullable: true, description: 'Who reviewed it (复核人).' })
  reviewer!: string | null

  @Field(() => String, { nullable: true, description: 'What the reviewer wrote (复核意见).' })
  note!: string | null

  @Field(() => [GrantEvent], { description: 'Every change, oldest first (办理过程).' })
  history!: readonly GrantEvent[]

  @Field(() => [GrantActionCode], { description: 'What the caller may do next (可办动作).' })
  actions!: readonly string[]

  @Field(() => String, { description: 'Rises with every change (版本号).' })
  version!: string
}

const BreakGlassConnection = connectionOf('BreakGlass', () => BreakGlass, administration)

@ArgsType()
class EmergencyArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only those that were not reviewed yet (待复核).' })
  unreviewed?: boolean | null
}

@ArgsType()
class ReviewArgs {
  @Field(() => ID, { description: 'Id of the emergency (应急编号).' })
  id!: string

  @Field(() => VerdictCode, { description: 'What was found (复核结论).' })
  verdict!: 'JUSTIFIED' | 'UNJUSTIFIED'

  @Field(() => String, { description: 'Why (复核意见).' })
  note!: string

  @Field(() => String, seenVersion)
  expectedVersion!: string

  @Field(() => String, onceOnly)
  idempotencyKey!: string
}

@Resolver()
export class EmergencyResolver {
  @Query(() => BreakGlassConnection, {
    nullable: true,
    description:
      'Emergencies, newest first: all for security administrators, those on their data for owners’ officers, own ones for whoever took them (应急访问列表).',
  })
  @Directive(classified(administration))
  async emergencies(
    @Args(() => EmergencyArgs) args: EmergencyArgs,
    @Ctx() request: PolicyRequest,
  ): Promise<Page<BreakGlass>> {
    const rows = await request.doors.store.sql
      .selectFrom('BreakGlass')
      .selectAll()
      .orderBy('startedAt', 'desc')
      .orderBy('id')
      .execute()
    const wanted = rows.filter((row) => isVisible(row, request) && (!args.unreviewed || row.reviewedAt === null))
    const paged = pageOf(wanted, (row) => row.id, args)
    return shownPage(paged, await shownAll(paged.nodes, request))
  }

  @Mutation(() => BreakGlass, {
    nullable: true,
    description:
      'Takes a right at once in an emergency. Everybody who must know is told, and it is reviewed (启动应急访问).',
  })
  @Directive(classified(administration))
  async breakGlass(
    @Arg('input', () => BreakGlassInput) input: BreakGlassInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: PolicyRequest,
  ): Promise<BreakGlass | null> {
    const { store, published, alarm } = request.doors
    const breaking = {
      purpose: input.purpose,
      reason: input.reason,
      opened: input.opened.map(({ department, fields }) => ({ department, fields: [...fields] })),
    }
    const loud = (taken: { readonly id: string; readonly grants: readonly string[]; readonly purpose: string }) =>
      alarm({ ...taken, access: request.access })
    const id = await breakGlass(store, await published(), breaking, request.asking(idempotencyKey), loud)
    return readEmergency(id, request)
  }

  @Mutation(() => BreakGlass, {
    nullable: true,
    description:
      'Says whether it was justified; if not, what was opened is suspended; by another security administrator (复核应急访问).',
  })
  @Directive(classified(administration))
  async reviewBreakGlass(
    @Args(() => ReviewArgs) { id, verdict, note, expectedVersion, idempotencyKey }: ReviewArgs,
    @Ctx() request: PolicyRequest,
  ): Promise<BreakGlass | null> {
    const review = { id, seen: expectedVersion, verdict, note }
    await reviewBreakGlass(request.doors.store, review, request.asking(idempotencyKey))
    return readEmergency(id, request)
  }
}

// Private:

type Opened = readonly { readonly department: string; readonly fields: readonly string[] }[]

const openedOf = (row: EmergencyRow) => JSON.parse(row.opened) as Opened

function isVisible(row: EmergencyRow, { access: { principal } }: PolicyRequest): boolean {
  return (
    principal.roles.includes('security-administrator') ||
    principal.subject === row.subject ||
    (principal.roles.includes('data-officer') &&
      openedOf(row).some(({ department }) => answering(department) === principal.department))
  )
}

async function readEmergency(id: string, request: PolicyRequest): Promise<BreakGlass | null> {
  const row = await request.doors.store.sql.selectFrom('BreakGlass').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || !isVisible(row, request)) return null
  const [shown] = await shownAll([row], request)
  return shown ?? null
}

async function shownAll(rows: readonly EmergencyRow[], request: PolicyRequest): Promise<BreakGlass[]> {
  const events = await eventsOf(
    request,
    'EMERGENCY',
    rows.map((row) => row.id),
  )
  const { principal, at } = request.access
  return rows.map((row) => {
    const reviews = principal.roles.includes('security-administrator') && principal.subject !== row.subject
    const state = emergencyState(row)
    return {
      id: row.id,
      state,
      subject: row.subject,
      department: row.department,
      purpose: row.purpose,
      reason: row.reason,
      opened: openedOf(row),
      rows: row.rows,
      startedAt: instantText(row.startedAt),
      endsAt: instantText(row.endsAt),
      reviewDueAt: instantText(row.reviewDueAt),
      overdue: (row.reviewedAt ?? at) > row.reviewDueAt,
      reviewedAt: instantOf(row.reviewedAt),
      reviewer: row.reviewer,
      note: row.note,
      history: events.get(row.id) ?? [],
      actions: reviews ? actionsFrom(emergencyTransitions, state, new Set(['SECURITY'] as const)) : [],
      version: String(row.version),
    }
  })
}
