/** Objections to looks (异议): the citizen raises them under SELF_ACCESS, the auditor answers them under AUDIT_REVIEW. */
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  registerEnumType,
} from 'type-graphql'
import {
  answerObjection,
  isOverdue,
  objectToLook,
  readObjections,
  type Objection as StoredObjection,
} from '../../../access/objections.ts'
import { shanghaiDay, instantText } from '../../../schema/shanghai-time.ts'
import { DayScalar, InstantScalar } from '../../../schema/scalars.ts'
import { openCursor, page, pageSize, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { accessRecords, classified, objectionTexts, place } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { AuditRecord, recordNumber, requireReview, shownRecord } from './audit-records.ts'
import { AccessLook, shownLook } from './oneself.ts'

enum ObjectionState {
  OPEN = 'OPEN',
  UPHELD = 'UPHELD',
  REJECTED = 'REJECTED',
}
registerEnumType(ObjectionState, {
  name: 'ObjectionState',
  description: 'How an objection stands (异议状态).',
  valuesConfig: {
    OPEN: { description: 'Not answered yet (待答复).' },
    UPHELD: { description: 'The look was not in order (异议成立).' },
    REJECTED: { description: 'The look was in order (异议不成立).' },
  },
})

enum ObjectionDecision {
  UPHELD = 'UPHELD',
  REJECTED = 'REJECTED',
}
registerEnumType(ObjectionDecision, {
  name: 'ObjectionDecision',
  description: 'What the auditor found (审计结论).',
  valuesConfig: {
    UPHELD: { description: 'The look was not in order (异议成立).' },
    REJECTED: { description: 'The look was in order (异议不成立).' },
  },
})

@ObjectType()
abstract class ObjectionParts {
  @Field(() => ID, { description: 'Number of the objection (异议编号).' })
  id!: string

  @Field(() => String, { nullable: true, description: 'What the person says (异议理由).' })
  @Directive(classified(objectionTexts))
  reason!: string | null

  @Field(() => ObjectionState, { description: 'How it stands (状态).' })
  state!: string

  @Field(() => InstantScalar, { description: 'When it was raised (提出时间).' })
  createdAt!: string

  @Field(() => DayScalar, { description: 'Last day on which it is to be answered, by working days (答复期限).' })
  dueOn!: string

  @Field(() => Boolean, { description: 'That day has passed without an answer (已超期).' })
  overdue!: boolean

  @Field(() => String, { nullable: true, description: 'What the auditor answers (答复内容).' })
  @Directive(classified(objectionTexts))
  answer!: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'When it was answered (答复时间).' })
  answeredAt!: string | null
}

@ObjectType({ description: 'An objection of one’s own (本人异议).' })
@Directive(classified(accessRecords))
class MyObjection extends ObjectionParts {
  @Field(() => AccessLook, {
    nullable: true,
    description: 'The look; null when its record is past its term (访问记录).',
  })
  look!: AccessLook | null
}

@ObjectType({ description: 'An objection as the auditor sees it (异议). Who raised it is not told.' })
@Directive(classified(accessRecords))
class Objection extends ObjectionParts {
  @Field(() => AuditRecord, {
    nullable: true,
    description: 'The record of the look; null when it is past its term (审计记录).',
  })
  record!: AuditRecord | null
}

const MyObjectionConnection = connectionOf('MyObjection', () => MyObjection, accessRecords)
const ObjectionConnection = connectionOf('Objection', () => Objection, accessRecords)

@InputType({ description: 'An objection to a look at oneself (提出异议).' })
class ObjectToLookInput {
  @Field(() => ID, { description: 'Id of the look, of `whoLookedAtMe` (访问记录编号).' })
  look!: string

  @Field(() => String, { description: 'What is wrong with it (异议理由).' })
  reason!: string

  @Field(() => String, {
    description: 'Made up by the caller, new for each objection; the same key asks for the same one (幂等键).',
  })
  idempotencyKey!: string
}

@InputType({ description: 'The auditor’s answer (异议答复).' })
class AnswerObjectionInput {
  @Field(() => ObjectionDecision, { description: 'What was found (审计结论).' })
  decision!: ObjectionDecision

  @Field(() => String, { description: 'The answer as the person reads it (答复内容).' })
  answer!: string
}

@InputType({ description: 'Which objections (异议筛选).' })
class ObjectionFilter {
  @Field(() => ObjectionState, { nullable: true, description: 'Only those that stand so (状态).' })
  state?: ObjectionState | null

  @Field(() => Boolean, { nullable: true, description: 'Only those that are overdue (已超期).' })
  overdue?: boolean | null
}

@ArgsType()
class ObjectionArgs extends PageArgs {
  @Field(() => ObjectionFilter, { nullable: true, description: 'Which; all without it.' })
  filter?: ObjectionFilter | null
}

const places = {
  mine: place('Query.myObjections', accessRecords),
  object: place('Mutation.objectToLook', accessRecords),
  all: place('Query.objections', accessRecords),
  answer: place('Mutation.answerObjection', accessRecords),
}

@Resolver()
export class ObjectionResolver {
  @Query(() => MyObjectionConnection, {
    nullable: true,
    description: 'Own objections with their answers, newest first, for the purpose SELF_ACCESS (我的异议).',
  })
  @Directive(classified(accessRecords))
  async myObjections(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<Page<MyObjection>> {
    const personId = request.requireOneself(places.mine)
    return objectionPage(request, { personId }, args, (objection) => mine(request, objection))
  }

  @Query(() => ObjectionConnection, {
    nullable: true,
    description: 'Objections of all persons, newest first, for the purpose AUDIT_REVIEW (异议列表).',
  })
  @Directive(classified(accessRecords))
  async objections(
    @Args(() => ObjectionArgs) args: ObjectionArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<Page<Objection>> {
    requireReview(request, places.all)
    const filter = {
      ...(args.filter?.state && { state: args.filter.state }),
      ...(args.filter?.overdue && { overdueOn: shanghaiDay(request.access.at) }),
    }
    return objectionPage(request, filter, args, (objection) => ofSomebody(request, objection))
  }

  @Mutation(() => MyObjection, {
    nullable: true,
    description: 'Objects to a look at one’s own data; the auditor answers it (提出异议).',
  })
  @Directive(classified(accessRecords))
  async objectToLook(
    @Arg('input', () => ObjectToLookInput) { look, reason, idempotencyKey }: ObjectToLookInput,
    @Ctx() request: RegistryRequest,
  ): Promise<MyObjection> {
    const personId = request.requireOneself(places.object)
    const seq = recordNumber(look, 'input.look') ?? 0
    const { principal, at } = request.access
    const { archive } = request.doors
    const asked = { personId, subject: principal.subject, seq, reason, idempotencyKey, at }
    return mine(request, await objectToLook(archive, asked))
  }

  @Mutation(() => Objection, {
    nullable: true,
    description:
      'Answers an objection, for the purpose AUDIT_REVIEW; nobody answers for a look of their own (答复异议).',
  })
  @Directive(classified(accessRecords))
  async answerObjection(
    @Arg('id', () => ID, { description: 'Number of the objection (异议编号).' }) id: string,
    @Arg('input', () => AnswerObjectionInput) { decision, answer }: AnswerObjectionInput,
    @Ctx() request: RegistryRequest,
  ): Promise<Objection> {
    requireReview(request, places.answer)
    const { principal, at } = request.access
    const given = { id, state: decision, answer, subject: principal.subject, at }
    return ofSomebody(request, await answerObjection(request.doors.archive, given))
  }
}

// Private:

async function objectionPage<T extends ObjectionParts>(
  request: RegistryRequest,
  filter: Parameters<typeof readObjections>[1],
  args: PageArgs,
  shown: (objection: StoredObjection) => Promise<T>,
): Promise<Page<T>> {
  const after = openCursor(args.after)
  const found = await readObjections(request.doors.store, filter, { first: pageSize(args), after })
  const items = []
  for (const objection of found.objections) items.push({ node: await shown(objection), position: objection.id })
  return page(items, { next: found.hasNext, previous: after !== null }, null)
}

function parts(request: RegistryRequest, objection: StoredObjection) {
  const { id, reason, state, createdAt, dueOn, answer, answeredAt } = objection
  return {
    id,
    reason,
    state,
    createdAt: instantText(createdAt),
    dueOn,
    overdue: isOverdue(objection, request.access.at),
    answer,
    answeredAt: answeredAt === null ? null : instantText(answeredAt),
  }
}

async function mine(request: RegistryRequest, objection: StoredObjection): Promise<MyObjection> {
  const look = await shownLook(request, objection.seq)
  return { ...parts(request, objection), look }
}

/** What a person says of themselves is that person's data: they see that the auditor read it. */
async function ofSomebody(request: RegistryRequest, objection: StoredObjection): Promise<Objection> {
  request.report.person(objection.personId)
  const [body] = await request.doors.archive.bodies([objection.seq])
  return { ...parts(request, objection), record: body ? shownRecord(body) : null }
}
