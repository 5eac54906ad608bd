/**
 * The clerk's queue in the graph: which entities may be one, which records share a number, and what was decided. For a data officer under
 * DATA_QUALITY whose department keeps a record of either side; for everybody else there is nothing. Both sides are ordinary entities of the
 * graph, so that each of their fields is decided by the officer's own rights.
 */
import type { GraphQLResolveInfo } from 'graphql'
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Info,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql'
import type { Classified } from '../../../schema/classification.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { openCursor, page, pageSize } from '../../kit/connection.ts'
import { PageArgs } from '../../kit/connection-types.ts'
import { denied } from '../../kit/guards.ts'
import type { EntityKind } from '../../kit/identity.ts'
import { classified, linkQuestions, place } from '../classified.ts'
import { acceptPair, entitiesOfConflicts, rejectPair } from '../link-decisions/decide.ts'
import { readDecision, type DecisionDoors } from '../link-decisions/ledger.ts'
import {
  candidateCount,
  candidatePage,
  candidatePosition,
  conflictCount,
  conflictPage,
  conflictPosition,
  decisionCount,
  decisionPage,
  decisionsOf,
  type LinkConditions,
} from '../link-decisions/lists.ts'
import { keeps, sidesOf } from '../link-decisions/sides.ts'
import { splitRecords } from '../link-decisions/split.ts'
import { undoDecision } from '../link-decisions/undo.ts'
import type { CountedPage, RegistryRequest } from '../request.ts'
import { officerDepartment } from './data-officer.ts'
import {
  LinkCandidateConnection,
  LinkCandidateStateCode,
  LinkConflictConnection,
  LinkConflictStateCode,
  LinkDecision,
  LinkDecisionConnection,
  LinkedEntity,
  LinkSide,
  LinkVerdictCode,
} from './link-decision-types.ts'
import { shownCandidate, shownConflict, shownDecision, shownSide, type ShownSide } from './link-sides.ts'
import { EntityKindEnum } from './search.ts'

@ArgsType()
class LinkArgs extends PageArgs {
  @Field(() => EntityKindEnum, { nullable: true, description: 'Only of this kind (种类).' })
  kind?: EntityKind | null

  @Field(() => String, {
    nullable: true,
    description: 'Only where this department keeps a record of either side, too (数源部门代码).',
  })
  department?: string | null
}

@ArgsType()
class LinkCandidateArgs extends LinkArgs {
  @Field(() => LinkCandidateStateCode, { nullable: true, description: 'In this state; open without it (状态).' })
  state?: string | null
}

@ArgsType()
class LinkConflictArgs extends LinkArgs {
  @Field(() => LinkConflictStateCode, { nullable: true, description: 'In this state; open without it (状态).' })
  state?: string | null
}

const onceOnly = {
  description:
    'Made up by the caller, new for each decision, 8 to 128 characters; the same key asks for the same decision (幂等键).',
}
const seenVersion = { description: 'The version that the caller has seen (版本号).' }
const reasonNeeded = { description: 'Why, at most 2,000 characters (处置理由).' }

@Resolver(() => LinkSide)
export class LinkDecisionResolver {
  @Query(() => LinkCandidateConnection, {
    nullable: true,
    description:
      'For a data officer under DATA_QUALITY: pairs that may be one, of which the own department keeps a record, oldest first (待办关联线索).',
  })
  @Directive(classified(linkQuestions))
  async linkCandidates(
    @Args(() => LinkCandidateArgs) args: LinkCandidateArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<CountedPage<object>> {
    const conditions = conditionsOf(request, places.candidates, args, args.state ?? 'OPEN')
    const { sql } = request.doors.store
    const { size, after } = pageOf(args)
    const rows = await candidatePage(sql, conditions, after, size)
    const shown = rows.slice(0, size)
    const sides = await sidesOf(
      sql,
      shown.flatMap(({ first, second }) => [first, second]),
    )
    const decisions = await decisionsOf(
      sql,
      shown.map(({ decision }) => decision),
    )
    const items = shown.flatMap((row) => {
      const node = shownCandidate(request, row, sides, decisions)
      return node ? [{ node, position: candidatePosition(row) }] : []
    })
    return counted(items, rows.length > size, after, () => candidateCount(sql, conditions))
  }

  @Query(() => LinkConflictConnection, {
    nullable: true,
    description:
      'For a data officer under DATA_QUALITY: records that share a number with somebody else, where the own department keeps a record of either, oldest first (待办关联冲突).',
  })
  @Directive(classified(linkQuestions))
  async linkConflicts(
    @Args(() => LinkConflictArgs) args: LinkConflictArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<CountedPage<object>> {
    const conditions = conditionsOf(request, places.conflicts, args, args.state ?? 'OPEN')
    const { sql } = request.doors.store
    const { size, after } = pageOf(args)
    const rows = await conflictPage(sql, conditions, after, size)
    const shown = rows.slice(0, size)
    const own = await entitiesOfConflicts(sql, shown)
    const sides = await sidesOf(sql, [...own.flatMap((id) => id ?? []), ...shown.map(({ otherId }) => otherId)])
    const decisions = await decisionsOf(
      sql,
      shown.map(({ decision }) => decision),
    )
    const items = shown.flatMap((row, at) => {
      const node = shownConflict(request, row, own[at] ?? null, sides, decisions)
      return node ? [{ node, position: conflictPosition(row) }] : []
    })
    return counted(items, rows.length > size, after, () => conflictCount(sql, conditions))
  }

  @Query(() => LinkDecisionConnection, {
    nullable: true,
    description:
      'For a data officer under DATA_QUALITY: what the own department decided, and what was decided on entities of which it keeps a record, newest first (关联处置记录).',
  })
  @Directive(classified(linkQuestions))
  async linkDecisions(
    @Args(() => LinkArgs) args: LinkArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<CountedPage<object>> {
    const conditions = conditionsOf(request, places.decisions, args)
    const { sql } = request.doors.store
    const { size, after } = pageOf(args)
    const rows = await decisionPage(sql, conditions, after, size)
    const shown = rows.slice(0, size)
    const sides = await sidesOf(
      sql,
      shown.flatMap(({ first, second }) => [first, second]),
    )
    const items = shown.flatMap((row) => {
      const node = shownDecision(request, row, sides)
      return node ? [{ node, position: String(row.seq) }] : []
    })
    return counted(items, rows.length > size, after, () => decisionCount(sql, conditions))
  }

  @Query(() => LinkSide, {
    nullable: true,
    description:
      'For a data officer under DATA_QUALITY: the records of one entity of which the own department keeps one; null for every other (实体来源记录).',
  })
  @Directive(classified(linkQuestions))
  async linkSide(@Arg('id', () => ID) id: string, @Ctx() request: RegistryRequest): Promise<ShownSide | null> {
    const own = requireOfficer(request, places.side)
    const side = (await sidesOf(request.doors.store.sql, [id])).get(id)
    return side && keeps(side, own) ? shownSide(request, side) : null
  }

  @Mutation(() => LinkDecision, {
    nullable: true,
    description: 'The two of a candidate are one: from now on they are one entity (认定同一).',
  })
  @Directive(classified(linkQuestions))
  acceptLinkCandidate(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { nullable: true, description: 'What showed it (处置理由).' }) reason: string | null,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<object | null> {
    return decided(request, places.accept, idempotencyKey, (doors, deciding) =>
      acceptPair(doors, { about: 'CANDIDATE', id, seen, reason: reason ?? null }, deciding),
    )
  }

  @Mutation(() => LinkDecision, {
    nullable: true,
    description: 'The two of a candidate are not one: they are never proposed again (认定非同一).',
  })
  @Directive(classified(linkQuestions))
  rejectLinkCandidate(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, reasonNeeded) reason: string,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<object | null> {
    return decided(request, places.reject, idempotencyKey, (doors, deciding) =>
      rejectPair(doors, { about: 'CANDIDATE', id, seen, reason }, deciding),
    )
  }

  @Mutation(() => LinkDecision, {
    nullable: true,
    description: 'Whether the two of a conflict are one, for the written reason (处置关联冲突).',
  })
  @Directive(classified(linkQuestions))
  settleLinkConflict(
    @Arg('id', () => ID) id: string,
    @Arg('verdict', () => LinkVerdictCode, { description: 'One, or two (是否同一).' }) verdict: 'SAME' | 'DIFFERENT',
    @Arg('reason', () => String, reasonNeeded) reason: string,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<object | null> {
    if (reason.trim() === '') throw pentagraphError('BAD_USER_INPUT', { argument: 'reason' })
    const settle = verdict === 'SAME' ? acceptPair : rejectPair
    return decided(request, places.settle, idempotencyKey, (doors, deciding) =>
      settle(doors, { about: 'CONFLICT', id, seen, reason }, deciding),
    )
  }

  @Mutation(() => LinkDecision, {
    nullable: true,
    description:
      'Takes records out of an entity that are another’s: together they become an entity of their own, and stay apart whatever number they carry (拆分实体).',
  })
  @Directive(classified(linkQuestions))
  splitEntity(
    @Arg('id', () => ID) id: string,
    @Arg('records', () => [ID], { description: 'Handles of the records that go (记录句柄).' }) records: string[],
    @Arg('reason', () => String, reasonNeeded) reason: string,
    @Arg('expectedVersion', () => String, { description: 'The version of the side that the caller has seen (版本号).' })
    seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<object | null> {
    return decided(request, places.split, idempotencyKey, (doors, deciding) =>
      splitRecords(doors, { id, records, seen, reason }, deciding),
    )
  }

  @Mutation(() => LinkDecision, {
    nullable: true,
    description:
      'Takes a decision back to what stood before; not while a later decision on the same entities stands (撤销处置).',
  })
  @Directive(classified(linkQuestions))
  undoLinkDecision(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, reasonNeeded) reason: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<object | null> {
    return decided(request, places.undo, idempotencyKey, (doors, deciding) =>
      undoDecision(doors, { id, reason }, deciding),
    )
  }

  @FieldResolver(() => LinkedEntity, {
    nullable: true,
    description: 'The entity; null where it is out of reach of the request (实体).',
  })
  @Directive(classified(linkQuestions))
  entity(
    @Root() side: ShownSide,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity(side.$kind, side.id, info)
  }
}

// Private:

const places = {
  candidates: place('Query.linkCandidates', linkQuestions),
  conflicts: place('Query.linkConflicts', linkQuestions),
  decisions: place('Query.linkDecisions', linkQuestions),
  side: place('Query.linkSide', linkQuestions),
  accept: place('Mutation.acceptLinkCandidate', linkQuestions),
  reject: place('Mutation.rejectLinkCandidate', linkQuestions),
  settle: place('Mutation.settleLinkConflict', linkQuestions),
  split: place('Mutation.splitEntity', linkQuestions),
  undo: place('Mutation.undoLinkDecision', linkQuestions),
} as const

/** The officer's department. Throws FIELD_DENIED for everybody else, before anything is looked for. */
function requireOfficer(request: RegistryRequest, where: Classified): string {
  const department = officerDepartment(request)
  if (department === null) throw denied(where, 'OUT_OF_SCOPE')
  return department
}

function conditionsOf(request: RegistryRequest, where: Classified, args: LinkArgs, state?: string): LinkConditions {
  const { kind, department } = args
  return { own: requireOfficer(request, where), kind: kind ?? undefined, department: department ?? undefined, state }
}

function pageOf(args: LinkArgs) {
  return { size: pageSize(args), after: openCursor(args.after) }
}

function counted<T>(
  items: readonly { readonly node: T; readonly position: string }[],
  next: boolean,
  after: string | null,
  totalCount: () => Promise<number>,
): CountedPage<T> {
  return { ...page(items, { next, previous: after !== null }, null), totalCount }
}

async function decided(
  request: RegistryRequest,
  where: Classified,
  idempotencyKey: string,
  decide: (doors: DecisionDoors, deciding: Parameters<typeof undoDecision>[2]) => Promise<string>,
): Promise<object | null> {
  requireOfficer(request, where)
  const { doors, access } = request
  const { store, secrets, corrections, mates } = doors
  const deciding = { actor: access.principal, at: access.at, idempotencyKey }
  const id = await decide({ store, secrets, texts: corrections.texts }, deciding)
  mates.forget()
  const row = await readDecision(store.sql, id)
  return row ? shownDecision(request, row, await sidesOf(store.sql, [row.first, row.second])) : null
}
