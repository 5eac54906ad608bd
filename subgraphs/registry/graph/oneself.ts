/** What citizens ask about themselves: their own record, and who looked at it (PIPL art. 45). */
import type { GraphQLResolveInfo } from 'graphql'
import { Args, Ctx, Directive, Field, ID, Info, ObjectType, Query, Resolver } from 'type-graphql'
import { lookAt, looksAt, type Look } from '../../../access/looks.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { openCursor, page, pageSize, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { accessRecords, classified, place, population } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { Person } from './person.ts'

@ObjectType({ description: 'A field that was handed out (访问字段).' })
@Directive(classified(accessRecords))
export class LookedField {
  @Field(() => String, { description: 'Type and field in the graph (数据项坐标).' })
  coordinate!: string

  @Field(() => String, { description: 'What it is called in Chinese (中文名称).' })
  name!: string
}

@ObjectType({ description: 'One look at a person’s data (访问记录). Names of staff are not told.' })
@Directive(classified(accessRecords))
export class AccessLook {
  @Field(() => ID, { description: 'Names the look in an objection (访问记录编号).' })
  id!: string

  @Field(() => InstantScalar, { description: 'When (访问时间).' })
  at!: string

  @Field(() => String, {
    nullable: true,
    description: 'The department that looked; null for the person concerned (访问部门).',
  })
  department!: string | null

  @Field(() => String, { nullable: true, description: 'Its Chinese name (访问部门名称).' })
  departmentTitle!: string | null

  @Field(() => String, { nullable: true, description: 'Code of the purpose (目的).' })
  purpose!: string | null

  @Field(() => String, { nullable: true, description: 'Name of the purpose (目的名称).' })
  purposeName!: string | null

  @Field(() => String, { nullable: true, description: 'What the law asks to be told about this purpose (告知内容).' })
  notice!: string | null

  @Field(() => [String], { description: 'Fields that were handed out (访问字段).' })
  fields!: readonly string[]

  @Field(() => [LookedField], {
    description: 'The same with what they are called, without what only leads to them (访问字段名称).',
  })
  namedFields!: readonly LookedField[]

  @Field(() => Boolean, {
    description: 'By a right that was taken in an emergency; every one of them is reviewed (应急访问).',
  })
  emergency!: boolean
}

export const AccessLookConnection = connectionOf('AccessLook', () => AccessLook, accessRecords)

const myself = place('Query.me', population)
const looks = place('Query.whoLookedAtMe', accessRecords)

@Resolver()
export class OneselfResolver {
  @Query(() => Person, { nullable: true, description: 'The person who asks, for the purpose SELF_ACCESS (本人信息).' })
  @Directive(classified(population))
  me(@Ctx() request: RegistryRequest, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return request.entity('Person', request.requireOneself(myself), info)
  }

  @Query(() => AccessLookConnection, {
    nullable: true,
    description:
      'Who looked at the data of the person who asks, newest first (谁看过我的信息). Looks whose notice may wait by law come later.',
  })
  @Directive(classified(accessRecords))
  async whoLookedAtMe(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<Page<AccessLook>> {
    const personId = request.requireOneself(looks)
    const after = position(args.after)
    const found = await looksAt(request.doors.archive, personId, { first: pageSize(args), after }, request.access.at)
    const items = found.looks.map((look) => ({ node: shown(request, look), position: String(look.seq) }))
    return page(items, { next: found.hasNext, previous: after !== null }, null)
  }
}

/** The look of that number at the person who asks; null when it is none, or none that they may be told of. */
export async function shownLook(request: RegistryRequest, seq: number): Promise<AccessLook | null> {
  const personId = request.ownId
  const look = personId && (await lookAt(request.doors.archive, personId, seq, request.access.at))
  return look ? shown(request, look) : null
}

// Private:

function position(after: string | null | undefined): number | null {
  const text = openCursor(after)
  if (text === null) return null
  const seq = Number(text)
  if (!Number.isSafeInteger(seq) || seq < 1) throw pentagraphError('BAD_USER_INPUT', { argument: 'after' })
  return seq
}

function shown({ doors }: RegistryRequest, look: Look): AccessLook {
  const { seq, at, department, purpose, purposeName, notice, reads, emergency } = look
  const { fields, departments } = doors.names()
  return {
    id: String(seq),
    at: instantText(at),
    department,
    departmentTitle: department === null ? null : (departments.get(department) ?? null),
    purpose,
    purposeName,
    notice,
    fields: reads,
    emergency,
    namedFields: reads.flatMap((coordinate) => {
      const name = fields.get(coordinate)
      return name === undefined ? [] : [{ coordinate, name }]
    }),
  }
}
