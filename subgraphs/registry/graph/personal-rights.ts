/**
 * What persons may ask for their own data in the hub (PIPL art. 46, 47), and where an officer of the big-data centre answers. Data that a
 * department keeps is corrected and deleted there; here is what the hub made of it.
 */
import type { ExpressionBuilder } from 'kysely'
import { Arg, Args, Ctx, Directive, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql'
import type { HubTables } from '../../../prisma/tables.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { openCursor, page, pageSize, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { denied } from '../../kit/guards.ts'
import { classified, personalRights, place } from '../classified.ts'
import { positionText, readPosition } from '../list-position.ts'
import type { RegistryRequest } from '../request.ts'
import { answerRequest, correctable, fileRequest, type Correctable, type RequestRow } from '../rights/requests.ts'

@ObjectType({ description: 'What was deleted from one table (已删除的数据). Counts, never values.' })
@Directive(classified(personalRights))
export class DeletedRows {
  @Field(() => String, { description: 'The table (数据表).' })
  table!: string

  @Field(() => Int, { description: 'Rows (行数).' })
  rows!: number
}

@ObjectType({ description: 'A request on a person’s own data in the hub (个人信息权利申请).' })
@Directive(classified(personalRights))
export class PersonalDataRequest {
  @Field(() => String, { description: 'What both sides call it by (申请编号).' })
  number!: string

  @Field(() => String, { description: 'CORRECTION, DELETION or EXPORT (申请类型).' })
  kind!: string

  @Field(() => String, {
    nullable: true,
    description: 'The field that is wrong; RECORD: records that are another person’s (更正内容).',
  })
  field!: string | null

  @Field(() => String, { nullable: true, description: 'The department whose records are meant (相关部门).' })
  department!: string | null

  @Field(() => String, { description: 'The reasons; empty after a deletion (申请理由).' })
  text!: string

  @Field(() => String, { description: 'OPEN, ACCEPTED (under way), DONE or REFUSED (状态).' })
  state!: string

  @Field(() => InstantScalar, { description: 'When it was filed (申请时间).' })
  filedAt!: string

  @Field(() => InstantScalar, { description: 'By when it is answered: working days (答复期限).' })
  dueAt!: string

  @Field(() => InstantScalar, { nullable: true, description: 'When it was answered (答复时间).' })
  decidedAt!: string | null

  @Field(() => String, { nullable: true, description: 'The answer with its reasons (答复及理由).' })
  answer!: string | null

  @Field(() => [DeletedRows], { description: 'The receipt of a deletion (删除回执).' })
  deleted!: DeletedRows[]

  @Field(() => [String], { description: 'What stays after a deletion, by code (依法保留的内容).' })
  stays!: readonly string[]
}

export const PersonalDataRequestConnection = connectionOf(
  'PersonalDataRequest',
  () => PersonalDataRequest,
  personalRights,
)

/** The big-data centre sits in the approval service bureau. */
const OFFICE = 'approval-service'

const own = place('Query.myPersonalDataRequests', personalRights)
const queue = place('Query.personalDataRequests', personalRights)
const correction = place('Mutation.requestPersonalDataCorrection', personalRights)
const deletion = place('Mutation.requestPersonalDataDeletion', personalRights)
const answering = place('Mutation.answerPersonalDataRequest', personalRights)

const onceOnly = {
  description: 'Made up by the caller, new for each change; the same key asks for the same change (幂等键).',
}

@Resolver()
export class PersonalRightsResolver {
  @Query(() => [PersonalDataRequest], {
    nullable: true,
    description: 'What the person who asks has requested, newest first, with the answers (我的个人信息权利申请).',
  })
  @Directive(classified(personalRights))
  async myPersonalDataRequests(@Ctx() request: RegistryRequest): Promise<PersonalDataRequest[]> {
    const personId = request.requireOneself(own)
    const rows = await request.doors.store.sql
      .selectFrom('PersonalDataRequest')
      .selectAll()
      .where('personId', '=', personId)
      .orderBy('filedAt', 'desc')
      .limit(MOST)
      .execute()
    request.report.person(personId)
    return rows.map(shown)
  }

  @Query(() => PersonalDataRequestConnection, {
    nullable: true,
    description:
      'For the data officer of the big-data centre: open requests, the one that is due first in front (待答复的申请).',
  })
  @Directive(classified(personalRights))
  async personalDataRequests(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<Page<PersonalDataRequest>> {
    asOfficer(request, queue)
    const size = pageSize(args)
    const after = openCursor(args.after)
    const open = request.doors.store.sql
      .selectFrom('PersonalDataRequest')
      .selectAll()
      .where('state', '=', 'OPEN')
      .orderBy('dueAt')
      .orderBy('number')
      .limit(size + 1)
    const rows = await (after === null ? open : open.where(later(...readPosition<[string]>(after, 1)))).execute()
    const some = rows.slice(0, size)
    for (const row of some) request.report.person(row.personId)
    const items = some.map((row) => ({ node: shown(row), position: positionText(row.dueAt, row.number) }))
    return page(items, { next: rows.length > size, previous: after !== null }, null)
  }

  @Mutation(() => PersonalDataRequest, {
    nullable: true,
    description:
      'A person contests a value of the hub’s record, or records that are another person’s (申请更正). What is accepted is marked, or taken away.',
  })
  @Directive(classified(personalRights))
  async requestPersonalDataCorrection(
    @Arg('field', () => String, { description: `One of ${correctable.join(', ')} (更正内容).` }) field: string,
    @Arg('text', () => String, { description: 'What is wrong, and why (理由).' }) text: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Arg('department', () => String, {
      nullable: true,
      description: 'For RECORD: whose records are another person’s (相关部门).',
    })
    department: string | null,
    @Ctx() request: RegistryRequest,
  ): Promise<PersonalDataRequest> {
    const known = correctable.find((one) => one === field)
    if (!known) throw pentagraphError('BAD_USER_INPUT', { argument: 'field' })
    if (typeof department === 'string' && !request.doors.sealers.has(department))
      throw pentagraphError('BAD_USER_INPUT', { argument: 'department' })
    return file(
      request,
      request.requireOneself(correction),
      'CORRECTION',
      known,
      department ?? null,
      text,
      idempotencyKey,
    )
  }

  @Mutation(() => PersonalDataRequest, {
    nullable: true,
    description:
      'A person asks that the hub delete what it keeps (申请删除). As long as departments keep records by law, these are to be asked; the answer says which.',
  })
  @Directive(classified(personalRights))
  async requestPersonalDataDeletion(
    @Arg('text', () => String, { description: 'Why (理由).' }) text: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<PersonalDataRequest> {
    return file(request, request.requireOneself(deletion), 'DELETION', null, null, text, idempotencyKey)
  }

  @Mutation(() => PersonalDataRequest, {
    nullable: true,
    description: 'The data officer accepts or refuses an open request, with reasons, once (答复申请).',
  })
  @Directive(classified(personalRights))
  async answerPersonalDataRequest(
    @Arg('number', () => String, { description: 'The request (申请编号).' }) number: string,
    @Arg('accept', () => Boolean, { description: 'Whether it is accepted (是否同意).' }) accept: boolean,
    @Arg('answer', () => String, { description: 'The reasons, as the person reads them (答复及理由).' }) answer: string,
    @Ctx() request: RegistryRequest,
  ): Promise<PersonalDataRequest> {
    asOfficer(request, answering)
    const { subject, personId } = request.access.principal
    const row = await request.doors.store.sql
      .selectFrom('PersonalDataRequest')
      .select('personId')
      .where('number', '=', number)
      .executeTakeFirst()
    // Nobody decides on the own request.
    if (row && row.personId === personId) throw pentagraphError('TRANSITION_NOT_PERMITTED', { action: 'ANSWER' })
    const decided = await answerRequest(request.doors, {
      number,
      accept,
      answer,
      decider: subject,
      now: request.access.at,
    })
    request.report.person(decided.personId)
    request.doors.mates.forget()
    return shown(decided)
  }
}

// Private:

/** A person who files more has other ways than a list. */
const MOST = 100

function asOfficer({ access }: RegistryRequest, at: typeof own): void {
  const { principal, rowScope } = access
  const officer = principal.department === OFFICE && principal.roles.includes('data-officer')
  if (!officer || rowScope !== 'ALL') throw denied(at, 'OUT_OF_SCOPE')
}

async function file(
  request: RegistryRequest,
  personId: string,
  kind: 'CORRECTION' | 'DELETION',
  field: Correctable | null,
  department: string | null,
  text: string,
  idempotencyKey: string,
): Promise<PersonalDataRequest> {
  const { principal, at } = request.access
  const { subject } = principal
  const asked = { personId, kind, field, department, text, subject, idempotencyKey, now: at }
  request.report.person(personId)
  return shown(await fileRequest(request.doors, asked))
}

function later(dueAt: number, number: string) {
  return (eb: ExpressionBuilder<HubTables, 'PersonalDataRequest'>) =>
    eb.or([eb('dueAt', '>', dueAt), eb.and([eb('dueAt', '=', dueAt), eb('number', '>', number)])])
}

function shown(row: RequestRow): PersonalDataRequest {
  const receipt = JSON.parse(row.receipt ?? '{}') as {
    readonly deleted?: Readonly<Record<string, number>>
    readonly stays?: readonly string[]
  }
  const { number, kind, field, department, text, state, filedAt, dueAt, decidedAt, answer } = row
  return {
    number,
    kind,
    field,
    department,
    text,
    state,
    answer,
    filedAt: instantText(filedAt),
    dueAt: instantText(dueAt),
    decidedAt: decidedAt === null ? null : instantText(decidedAt),
    deleted: Object.entries(receipt.deleted ?? {}).map(([table, rows]) => ({ table, rows })),
    stays: receipt.stays ?? [],
  }
}
