/** The auditor's look through the log of all operations (审计记录). It is itself in the log, as every operation is. */
import { Args, ArgsType, Ctx, Directive, Field, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql'
import type { AuditBody } from '../../../access/audit-record.ts'
import { reviewAudit } from '../../../access/audit-review.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { openCursor, page, pageSize, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { denied } from '../../kit/guards.ts'
import { accessRecords, classified, place } from '../classified.ts'
import { epochOf, type RegistryRequest } from '../request.ts'

@ObjectType({ description: 'One operation that was answered or refused (审计记录). No value of a person is in it.' })
@Directive(classified(accessRecords))
export class AuditRecord {
  @Field(() => String, { description: 'Number in the chain (序号).' })
  number!: string

  @Field(() => InstantScalar, { description: 'When the request was received (时间).' })
  at!: string

  @Field(() => String, { description: 'Finds the request in the operating log (跟踪号).' })
  traceId!: string

  @Field(() => String, { description: 'Who asked, as the token says; `nobody` for counted attempts (主体).' })
  subject!: string

  @Field(() => String, { nullable: true, description: 'Department that employs them; null for a citizen (部门).' })
  department!: string | null

  @Field(() => [String], { description: 'Roles in the token (角色).' })
  roles!: readonly string[]

  @Field(() => String, { nullable: true, description: 'Code of the purpose (目的).' })
  purpose!: string | null

  @Field(() => String, { nullable: true, description: 'Number of the case (案件编号).' })
  caseNumber!: string | null

  @Field(() => String, { description: 'SM3 of the operation’s text (操作摘要).' })
  operation!: string

  @Field(() => String, { nullable: true, description: 'Its name (操作名称).' })
  operationName!: string | null

  @Field(() => [String], { description: 'Ids of the grants that the decisions rest on (授权编号).' })
  grants!: readonly string[]

  @Field(() => [String], { description: 'Fields that were handed out (读取字段).' })
  fields!: readonly string[]

  @Field(() => [String], { description: 'Fields that were masked or hidden (脱敏字段).' })
  masked!: readonly string[]

  @Field(() => [String], { description: 'Paths that were refused (拒绝字段).' })
  denied!: readonly string[]

  @Field(() => Int, { description: 'How many persons’ data was handed out (涉及人数).' })
  personCount!: number

  @Field(() => String, { description: 'ANSWERED, PARTIAL or REFUSED (结果).' })
  outcome!: string

  @Field(() => String, { nullable: true, description: 'Code of a refusal (错误代码).' })
  code!: string | null

  @Field(() => String, { nullable: true, description: 'Limit that a refused operation went past (超出的限制).' })
  limit!: string | null

  @Field(() => Int, { description: 'Attempts that the record stands for; more than one only for `nobody` (次数).' })
  attempts!: number
}

export const AuditRecordConnection = connectionOf('AuditRecord', () => AuditRecord, accessRecords)

@InputType({ description: 'Which records (审计记录筛选).' })
class AuditRecordFilter {
  @Field(() => String, { nullable: true, description: 'Of this department (部门).' })
  department?: string | null

  @Field(() => String, { nullable: true, description: 'For this purpose (目的).' })
  purpose?: string | null

  @Field(() => String, { nullable: true, description: 'Of this subject (主体).' })
  subject?: string | null

  @Field(() => String, { nullable: true, description: 'Refused with this code (错误代码).' })
  code?: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'Not before (起).' })
  from?: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'Before (止).' })
  to?: string | null
}

@ArgsType()
class AuditRecordArgs extends PageArgs {
  @Field(() => AuditRecordFilter, { nullable: true, description: 'Which; all without it.' })
  filter?: AuditRecordFilter | null
}

const records = place('Query.auditRecords', accessRecords)

@Resolver()
export class AuditRecordResolver {
  @Query(() => AuditRecordConnection, {
    nullable: true,
    description:
      'The log of all operations, newest first, for the purpose AUDIT_REVIEW (审计记录查询). A page may hold fewer than `first` and still have a next one.',
  })
  @Directive(classified(accessRecords))
  async auditRecords(
    @Args(() => AuditRecordArgs) args: AuditRecordArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<Page<AuditRecord>> {
    requireReview(request, records)
    const { from, to, ...rest } = args.filter ?? {}
    const filter = { ...rest, from: epochOf(from) ?? null, to: epochOf(to) ?? null }
    const before = recordNumber(openCursor(args.after), 'after')
    const found = await reviewAudit(request.doors.archive, filter, { first: pageSize(args), before })
    const items = found.records.map((body) => ({ node: shownRecord(body), position: String(body.seq) }))
    const made = page(items, { next: found.next !== null, previous: before !== null }, null)
    if (found.next === null) return made
    const end = page([{ node: null, position: String(found.next) }], { next: true, previous: true }, null)
    return { ...made, pageInfo: { ...made.pageInfo, endCursor: end.pageInfo.endCursor } }
  }
}

/** Oneself is reached by citizens too; the log only for its own purpose, whose roles are rows. */
export function requireReview({ access }: RegistryRequest, where: ReturnType<typeof place>): void {
  if (access.purpose?.code !== 'AUDIT_REVIEW') throw denied(where, 'OUT_OF_SCOPE')
}

/** Number of a record from an id or a cursor. */
export function recordNumber(text: string | null, argument: string): number | null {
  if (text === null) return null
  const seq = Number(text)
  if (!/^\d{1,15}$/.test(text) || seq < 1) throw pentagraphError('BAD_USER_INPUT', { argument })
  return seq
}

export function shownRecord(body: AuditBody): AuditRecord {
  const { seq, at, traceId, subject, department, roles, purpose, caseNumber, operation, operationName } = body
  const { grants, reads, masked, denied: refused, persons, outcome, code, limit, attempts } = body
  return {
    number: String(seq),
    at: instantText(at),
    traceId,
    subject,
    department,
    roles,
    purpose,
    caseNumber,
    operation,
    operationName,
    grants,
    fields: reads,
    masked,
    denied: refused.map(({ path }) => path),
    personCount: persons.length,
    outcome,
    code,
    limit: limit ?? null,
    attempts: Object.values(attempts ?? { one: 1 }).reduce((sum, count) => sum + count, 0),
  }
}
