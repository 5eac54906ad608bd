/** Changes of classification in the graph: who graded which data how, why, and who signed it. */
import 'reflect-metadata'
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql'
import {
  changeClassification,
  partiesTo,
  refuseClassificationChange,
  retractClassificationChange,
  signClassificationChange,
  type ClassificationRow,
} from '../../../access/grant-life/classification-changes.ts'
import { actionsFrom, classificationTransitions, type ClassificationState } from '../../../access/grant-life/states.ts'
import type { Level, Sharing } from '../../../schema/classification.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { pageOf, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { administration, classified } from '../classified.ts'
import type { PolicyRequest } from '../request.ts'
import { ClassificationStateCode, GrantActionCode, SharingCode } from './codes.ts'
import { eventsOf, GrantEvent, onceOnly, seenVersion, shownPage } from './shared.ts'

@ObjectType({ description: 'Data that is graded otherwise than it was declared (级别或共享属性变更).' })
@Directive(classified(administration))
export class ClassificationChange {
  @Field(() => ID, { description: 'Id in the graph (变更编号).' })
  id!: string

  @Field(() => ClassificationStateCode, { description: 'How it stands (状态).' })
  state!: string

  @Field(() => String, { description: 'Department whose data it is (数源部门).' })
  department!: string

  @Field(() => [String], {
    description: 'Categories or coordinates, with every filter and look-up of them (数据项).',
  })
  fields!: readonly string[]

  @Field(() => Int, { description: 'Level, 1 to 4 (数据级别).' })
  level!: number

  @Field(() => SharingCode, { description: 'How it is shared (共享属性).' })
  sharing!: string

  @Field(() => String, { description: 'Law or decision that it rests on (法律依据).' })
  legalBasis!: string

  @Field(() => String, { description: 'Why, in the officer’s words (理由).' })
  reason!: string

  @Field(() => String, { description: 'Subject who proposed it (提出人).' })
  proposer!: string

  @Field(() => InstantScalar, { description: 'When it was proposed (提出时间).' })
  proposedAt!: string

  @Field(() => String, { nullable: true, description: 'Security administrator who signed it last (签署人).' })
  signer!: string | null

  @Field(() => [GrantEvent], { description: 'Every step, oldest first (办理过程).' })
  history!: readonly GrantEvent[]

  @Field(() => [GrantActionCode], { description: 'What the caller may do next (可办动作).' })
  actions!: readonly string[]

  @Field(() => String, { description: 'Rises with every step (版本号).' })
  version!: string
}

const ClassificationChangeConnection = connectionOf('ClassificationChange', () => ClassificationChange, administration)

@InputType({ description: 'How data is to be graded from now on (级别或共享属性变更).' })
class ClassificationChangeInput {
  @Field(() => String, { description: 'Department whose data it is (数源部门代码).' })
  department!: string

  @Field(() => [String], {
    description: '`category:房屋权属`, `PropertyTitle.*` or `PropertyTitle.certificate` (数据项).',
  })
  fields!: string[]

  @Field(() => Int, { description: 'Level, 1 to 4 (数据级别).' })
  level!: number

  @Field(() => SharingCode, { description: 'How it is shared (共享属性).' })
  sharing!: Sharing

  @Field(() => String, { description: 'Law or decision that it rests on (法律依据).' })
  legalBasis!: string

  @Field(() => String, { description: 'Why (理由).' })
  reason!: string
}

@ArgsType()
class ClassificationChangeArgs extends PageArgs {
  @Field(() => [ClassificationStateCode], { nullable: true, description: 'Only those that stand so (状态).' })
  states?: ClassificationState[] | null
}

@ArgsType()
class ClassificationStepArgs {
  @Field(() => ID, { description: 'Id of the change (变更编号).' })
  id!: string

  @Field(() => String, { nullable: true, description: 'Why; needed for a refusal and a retraction (理由).' })
  reason?: string | null

  @Field(() => String, seenVersion)
  expectedVersion!: string

  @Field(() => String, onceOnly)
  idempotencyKey!: string
}

@Resolver()
export class ClassificationChangeResolver {
  @Query(() => ClassificationChangeConnection, {
    nullable: true,
    description:
      'Changes of classification, newest first: all for staff, who must know how data is graded now (级别变更列表).',
  })
  @Directive(classified(administration))
  async classificationChanges(
    @Args(() => ClassificationChangeArgs) args: ClassificationChangeArgs,
    @Ctx() request: PolicyRequest,
  ): Promise<Page<ClassificationChange>> {
    let query = request.doors.store.sql.selectFrom('ClassificationChange').selectAll()
    if (args.states) query = query.where('state', 'in', args.states.length === 0 ? [''] : [...args.states])
    const paged = pageOf(await query.orderBy('proposedAt', 'desc').orderBy('id').execute(), (row) => row.id, args)
    return shownPage(paged, await shownAll(paged.nodes, request))
  }

  @Mutation(() => ClassificationChange, {
    nullable: true,
    description:
      'Grades data anew, by the owner’s data officer. What protects more counts at once; what protects less waits for the second signature (变更级别或共享属性).',
  })
  @Directive(classified(administration))
  async changeClassification(
    @Arg('input', () => ClassificationChangeInput) input: ClassificationChangeInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: PolicyRequest,
  ): Promise<ClassificationChange | null> {
    const { store, published } = request.doors
    const { department, fields, sharing, legalBasis, reason } = input
    const regrading = { department, fields: [...fields], level: levelOf(input.level), sharing, legalBasis, reason }
    const asking = request.asking(idempotencyKey)
    return readOne(await changeClassification(store, await published(), regrading, asking), request)
  }

  @Mutation(() => ClassificationChange, {
    nullable: true,
    description: 'The second signature, by a security administrator who did not propose it (签署级别变更).',
  })
  @Directive(classified(administration))
  async signClassificationChange(
    @Args(() => ClassificationStepArgs) args: ClassificationStepArgs,
    @Ctx() request: PolicyRequest,
  ): Promise<ClassificationChange | null> {
    await signClassificationChange(request.doors.store, stepOf(args), request.asking(args.idempotencyKey))
    return readOne(args.id, request)
  }

  @Mutation(() => ClassificationChange, {
    nullable: true,
    description: 'Refuses the second signature, with reasons: everything stays as it is (拒绝级别变更).',
  })
  @Directive(classified(administration))
  async refuseClassificationChange(
    @Args(() => ClassificationStepArgs) args: ClassificationStepArgs,
    @Ctx() request: PolicyRequest,
  ): Promise<ClassificationChange | null> {
    await refuseClassificationChange(request.doors.store, stepOf(args), request.asking(args.idempotencyKey))
    return readOne(args.id, request)
  }

  @Mutation(() => ClassificationChange, {
    nullable: true,
    description:
      'Takes a change back, by the owner’s data officer; where data is protected less without it, the second signature is asked for (撤回级别变更).',
  })
  @Directive(classified(administration))
  async retractClassificationChange(
    @Args(() => ClassificationStepArgs) args: ClassificationStepArgs,
    @Ctx() request: PolicyRequest,
  ): Promise<ClassificationChange | null> {
    await retractClassificationChange(request.doors.store, stepOf(args), request.asking(args.idempotencyKey))
    return readOne(args.id, request)
  }
}

// Private:

function levelOf(given: number): Level {
  if (given === 1 || given === 2 || given === 3 || given === 4) return given
  throw pentagraphError('BAD_USER_INPUT', { argument: 'input.level' })
}

function stepOf({ id, reason, expectedVersion }: ClassificationStepArgs) {
  return { id, reason: reason ?? null, seen: expectedVersion }
}

async function readOne(id: string, request: PolicyRequest): Promise<ClassificationChange | null> {
  const { sql } = request.doors.store
  const row = await sql.selectFrom('ClassificationChange').selectAll().where('id', '=', id).executeTakeFirst()
  const [shown] = row ? await shownAll([row], request) : []
  return shown ?? null
}

async function shownAll(rows: readonly ClassificationRow[], request: PolicyRequest): Promise<ClassificationChange[]> {
  const events = await eventsOf(
    request,
    'CLASSIFICATION',
    rows.map((row) => row.id),
  )
  const asking = { actor: request.access.principal }
  return rows.map((row) => ({
    ...row,
    fields: JSON.parse(row.fields) as string[],
    proposedAt: instantText(row.proposedAt),
    history: events.get(row.id) ?? [],
    actions: actionsFrom(
      classificationTransitions,
      row.state as ClassificationState,
      partiesTo(row, asking, row.proposer),
    ),
    version: String(row.version),
  }))
}
