/** Purposes in the graph: what data may be used for, which everybody may know, and how the security administrator changes it. */
import 'reflect-metadata'
import { Arg, Ctx, Directive, Field, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql'
import { definePurpose } from '../../../access/grant-life/purposes-in-force.ts'
import { readPurposes } from '../../../access/policy-store.ts'
import type { RowScope } from '../../../access/principal.ts'
import type { CaseRecord, Purpose as StoredPurpose } from '../../../access/purposes.ts'
import { parseInstant } from '../../../schema/instant.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { administration, classified, publicRules } from '../classified.ts'
import type { PolicyRequest } from '../request.ts'
import { RowScopeCode } from './codes.ts'
import { instantOf, onceOnly, roleOf, seenVersion } from './shared.ts'

@ObjectType({ description: 'A role that may state a purpose, and whose data it then reaches (目的适用角色).' })
@Directive(classified(publicRules))
export class PurposeRole {
  @Field(() => String, { description: 'Role (角色).' })
  role!: string

  @Field(() => RowScopeCode, { description: 'Whose data, at most (数据行范围).' })
  rows!: string
}

@ObjectType({ description: 'A role that may take a right at once in an emergency, and for how long (应急访问规则).' })
@Directive(classified(publicRules))
export class EmergencyRight {
  @Field(() => String, { description: 'Role (角色).' })
  role!: string

  @Field(() => RowScopeCode, { description: 'Whose data, at most (数据行范围).' })
  rows!: string

  @Field(() => Int, { description: 'Hours after which it ends by itself (时长).' })
  hours!: number
}

@ObjectType({ description: 'Records whose keys are the numbers of a purpose’s cases (案件来源).' })
@Directive(classified(publicRules))
export class PurposeCase {
  @Field(() => String, { description: 'Department that has them (部门).' })
  department!: string

  @Field(() => String, { description: 'Event or Person: what such a record is, or names (实体).' })
  kind!: string

  @Field(() => String, { description: 'Record (记录).' })
  record!: string

  @Field(() => String, { description: 'Role in which it names the entity (角色).' })
  role!: string
}

@ObjectType({ description: 'What data may be used for (使用目的).' })
@Directive(classified(publicRules))
export class Purpose {
  @Field(() => String, { description: 'Code, as the header x-purpose names it (目的代码).' })
  code!: string

  @Field(() => String, { description: 'Name (目的名称).' })
  name!: string

  @Field(() => String, { description: 'What the person concerned is told (告知内容).' })
  notice!: string

  @Field(() => Int, { description: 'Days after which the person concerned is told (延迟告知天数).' })
  noticeDelayDays!: number

  @Field(() => Boolean, { description: 'A case must be named (须有案件).' })
  caseNeeded!: boolean

  @Field(() => [PurposeCase], { description: 'Where its cases stand (案件来源).' })
  cases!: readonly PurposeCase[]

  @Field(() => [String], { description: 'All that it may open at all; `*` is all that is shared (数据项).' })
  fields!: readonly string[]

  @Field(() => [String], { description: 'Codes of the divisions in which it reaches rows (适用区域).' })
  area!: readonly string[]

  @Field(() => [PurposeRole], { description: 'Who may state it (适用角色).' })
  roles!: readonly PurposeRole[]

  @Field(() => [EmergencyRight], {
    description: 'Who may take a right at once for it; empty where nobody may (应急访问规则).',
  })
  emergencyRights!: readonly EmergencyRight[]

  @Field(() => InstantScalar, { nullable: true, description: 'End; null without (失效时间).' })
  validUntil!: string | null

  @Field(() => String, { description: 'How often it was changed since it was installed (版本号).' })
  version!: string
}

@InputType({ description: 'A role that may state the purpose (目的适用角色).' })
class PurposeRoleInput {
  @Field(() => String, { description: 'Role (角色).' })
  role!: string

  @Field(() => RowScopeCode, { description: 'Whose data, at most (数据行范围).' })
  rows!: RowScope
}

@InputType({ description: 'Records whose keys are the numbers of its cases (案件来源).' })
class PurposeCaseInput {
  @Field(() => String, { description: 'Department that has them (部门).' })
  department!: string

  @Field(() => String, { description: 'Event or Person (实体).' })
  kind!: string

  @Field(() => String, { description: 'Record (记录).' })
  record!: string

  @Field(() => String, { description: 'Role in which it names the entity (角色).' })
  role!: string
}

@InputType({ description: 'A purpose as it is to be from now on, whole (使用目的).' })
class PurposeInput {
  @Field(() => String, { description: 'Code, capital letters (目的代码).' })
  code!: string

  @Field(() => String, { description: 'Name (目的名称).' })
  name!: string

  @Field(() => String, { description: 'What the person concerned is told (告知内容).' })
  notice!: string

  @Field(() => Int, { description: 'Days after which the person is told; 0 at once (延迟告知天数).' })
  noticeDelayDays!: number

  @Field(() => Boolean, { description: 'A case must be named (须有案件).' })
  caseNeeded!: boolean

  @Field(() => [PurposeCaseInput], { description: 'Where its cases stand; empty where none is needed (案件来源).' })
  cases!: PurposeCaseInput[]

  @Field(() => [String], { description: 'All that it may open at all, named as in grants (数据项).' })
  fields!: string[]

  @Field(() => [String], { description: 'Codes of divisions, 6, 9, 12 or 15 digits (适用区域).' })
  area!: string[]

  @Field(() => [PurposeRoleInput], { description: 'Who may state it (适用角色).' })
  roles!: PurposeRoleInput[]

  @Field(() => InstantScalar, { nullable: true, description: 'End; none without (失效时间).' })
  validUntil?: string | null

  @Field(() => String, { description: 'Why (变更理由).' })
  reason!: string
}

@Resolver()
export class PurposeResolver {
  @Query(() => [Purpose], { nullable: true, description: 'The purposes for which data may be used (使用目的列表).' })
  @Directive(classified(publicRules))
  async purposes(@Ctx() request: PolicyRequest): Promise<Purpose[]> {
    return shownAll([...(await readPurposes(request.doors.store)).values()], request)
  }

  @Mutation(() => Purpose, {
    nullable: true,
    description:
      'Adds a purpose, or replaces the one of its code, by the security administrator; an end in the past ends it. Requests that start afterwards are bound by it (设定使用目的).',
  })
  @Directive(classified(administration))
  async definePurpose(
    @Arg('input', () => PurposeInput) { roles, validUntil, reason, cases, ...input }: PurposeInput,
    @Arg('expectedVersion', () => String, {
      ...seenVersion,
      description: `${seenVersion.description} 0 for a new one.`,
    })
    expectedVersion: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: PolicyRequest,
  ): Promise<Purpose | null> {
    const { store, fieldNames } = request.doors
    const purpose: StoredPurpose = {
      ...input,
      fields: [...input.fields],
      area: [...input.area],
      cases: cases.map(({ department, kind, record, role }) => ({ department, kind, record, role }) as CaseRecord),
      scopes: Object.fromEntries(roles.map(({ role, rows }) => [roleOf(role), rows])),
      validUntil: validUntil ? parseInstant(validUntil) : null,
    }
    const defining = { purpose, seen: expectedVersion, reason }
    const code = await definePurpose(store, fieldNames(), defining, request.asking(idempotencyKey))
    const known = (await readPurposes(store)).get(code)
    const [shown] = known ? await shownAll([known], request) : []
    return shown ?? null
  }
}

// Private:

async function shownAll(purposes: readonly StoredPurpose[], { doors }: PolicyRequest): Promise<Purpose[]> {
  const changes = await doors.store.sql
    .selectFrom('GrantEvent')
    .select((eb) => ['objectId', eb.fn.countAll<number>().as('changes')] as const)
    .where('kind', '=', 'PURPOSE')
    .groupBy('objectId')
    .execute()
  const rules = await doors.store.sql.selectFrom('BreakGlassRule').selectAll().orderBy('role').execute()
  const versions = new Map(changes.map((row) => [row.objectId, Number(row.changes)]))
  return purposes.map(({ scopes, validUntil, ...purpose }) => ({
    ...purpose,
    roles: Object.entries(scopes).map(([role, rows]) => ({ role, rows })),
    emergencyRights: rules
      .filter((rule) => rule.purpose === purpose.code)
      .map(({ role, rows, hours }) => ({ role, rows, hours })),
    validUntil: instantOf(validUntil),
    version: String(versions.get(purpose.code) ?? 0),
  }))
}
