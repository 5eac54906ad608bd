/** Parts that applications, grants and emergencies have in common. */
import { Directive, Field, ObjectType } from 'type-graphql'
import { roles, type Role } from '../../../access/principal.ts'
import type { HubTables } from '../../../prisma/tables.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import type { Page } from '../../kit/connection.ts'
import { administration, classified } from '../classified.ts'
import type { PolicyRequest } from '../request.ts'
import { GrantActionCode, WindowDaysCode } from './codes.ts'

export const onceOnly = {
  description:
    'Made up by the caller, new for each change, 8 to 128 characters; the same key asks for the same change (幂等键).',
}
export const seenVersion = { description: 'The version that the caller has seen (版本号).' }

@ObjectType({ description: 'Who may use a grant; every part that is set must fit (被授权方).' })
@Directive(classified(administration))
export class Grantee {
  @Field(() => String, { nullable: true, description: 'Department whose people may use it (使用部门).' })
  department!: string | null

  @Field(() => String, { nullable: true, description: 'Role (角色).' })
  role!: string | null

  @Field(() => String, { nullable: true, description: 'One person, by the subject of the token (人员).' })
  subject!: string | null
}

@ObjectType({ description: 'Times of day in which a grant may be used, Asia/Shanghai (使用时段).' })
@Directive(classified(administration))
export class GrantHours {
  @Field(() => WindowDaysCode, { description: 'On which days (适用日).' })
  days!: string

  @Field(() => String, { description: 'HH:MM (开始).' })
  from!: string

  @Field(() => String, { description: 'HH:MM, not counted any more; 24:00 is the end of the day (结束).' })
  to!: string
}

@ObjectType({ description: 'One change: who, when, what and why (变更记录).' })
@Directive(classified(administration))
export class GrantEvent {
  @Field(() => InstantScalar, { description: 'When (时间).' })
  at!: string

  @Field(() => String, { description: 'Subject of the token that did it (办理人).' })
  actor!: string

  @Field(() => String, { nullable: true, description: 'Department of the actor (办理部门).' })
  actorDepartment!: string | null

  @Field(() => GrantActionCode, { description: 'What was done (动作).' })
  action!: string

  @Field(() => String, { nullable: true, description: 'State before; null at the beginning (原状态).' })
  from!: string | null

  @Field(() => String, { description: 'State after (新状态).' })
  to!: string

  @Field(() => String, { nullable: true, description: 'Why, in the actor’s words (理由).' })
  reason!: string | null
}

type EventRow = HubTables['GrantEvent']

/** The entries of these objects, oldest first, in one read. */
export async function eventsOf(
  { doors }: PolicyRequest,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly GrantEvent[]>> {
  const found = new Map<string, GrantEvent[]>()
  if (ids.length === 0) return found
  const rows = await doors.store.sql
    .selectFrom('GrantEvent')
    .selectAll()
    .where('kind', '=', kind)
    .where('objectId', 'in', [...ids])
    .orderBy('version')
    .execute()
  for (const row of rows) {
    const list = found.get(row.objectId)
    if (list) list.push(shown(row))
    else found.set(row.objectId, [shown(row)])
  }
  return found
}

export function instantOf(epochMs: number | null): string | null {
  return epochMs === null ? null : instantText(epochMs)
}

/** Throws BAD_USER_INPUT for what is no role. */
export function roleOf(name: string): Role {
  const known = roles.find((role) => role === name)
  if (!known) throw pentagraphError('BAD_USER_INPUT', { argument: 'role' })
  return known
}

/** The page of rows as a page of what is shown of them. */
export function shownPage<R, T>(paged: Page<R>, shown: readonly T[]): Page<T> {
  const edges = paged.edges.flatMap(({ cursor }, at) => {
    const node = shown[at]
    return node === undefined ? [] : [{ cursor, node }]
  })
  return { ...paged, edges, nodes: shown }
}

// Private:

function shown({ at, actor, actorDepartment, action, fromState, toState, reason }: EventRow): GrantEvent {
  return { at: instantText(at), actor, actorDepartment, action, from: fromState, to: toState, reason }
}
