/** Decisions on links (关联校核) in the graph: candidates, conflicts, what stands on either side, and what was decided. */
import { createUnionType, Directive, Field, Float, ID, ObjectType, registerEnumType } from 'type-graphql'
import { InstantScalar } from '../../../schema/scalars.ts'
import { connectionOf } from '../../kit/connection-types.ts'
import { classified, linkQuestions } from '../classified.ts'
import { linkActions } from '../link-decisions/ledger.ts'
import type { ShownEntity } from '../shown.ts'
import { Event } from './event.ts'
import { House } from './house.ts'
import { ManagedObject } from './managed-object.ts'
import { Organisation } from './organisation.ts'
import { Person } from './person.ts'
import { EntityKindEnum } from './search.ts'

export const linkCandidateStates = ['OPEN', 'ACCEPTED', 'REJECTED'] as const
export const linkConflictStates = ['OPEN', 'SETTLED'] as const

export const LinkCandidateStateCode = codes(
  'LinkCandidateState',
  linkCandidateStates,
  'How far a candidate is (关联线索状态).',
)
export const LinkConflictStateCode = codes(
  'LinkConflictState',
  linkConflictStates,
  'How far a conflict is (关联冲突状态).',
)
export const LinkActionCode = codes('LinkAction', linkActions, 'What was decided on links (关联处置).')
export const LinkVerdictCode = codes(
  'LinkVerdict',
  ['SAME', 'DIFFERENT'],
  'Whether the two of a conflict are one (是否同一).',
)

export const LinkedEntity = createUnionType({
  name: 'LinkedEntity',
  description: 'An entity about which a clerk is asked.',
  types: () => [Person, House, Organisation, ManagedObject, Event] as const,
  resolveType: (entity) => (entity as unknown as ShownEntity).$row.kind,
})

@ObjectType({ description: 'What agrees in a candidate, without the value (关联依据).' })
@Directive(classified(linkQuestions))
export class LinkEvidence {
  @Field(() => String, { description: 'Name of the field, or level of the address (数据项).' })
  field!: string

  @Field(() => Float, { description: 'How much, up to 1 (相似度).' })
  score!: number
}

@ObjectType({ description: 'What one record says of a field, as far as the field is open to the request (记录所载).' })
@Directive(classified(linkQuestions))
export class LinkValue {
  @Field(() => String, { description: 'Name of the field (数据项).' })
  field!: string

  @Field(() => String, { nullable: true, description: 'The value, masked where the field itself would be (值).' })
  value!: string | null
}

@ObjectType({ description: 'One record of a department that speaks for an entity (来源记录).' })
@Directive(classified(linkQuestions))
export class LinkRecord {
  @Field(() => ID, { description: 'Names the record in `splitEntity`; says nothing else (记录句柄).' })
  handle!: string

  @Field(() => String, { description: 'Department that keeps it (数源部门代码).' })
  department!: string

  @Field(() => String, { nullable: true, description: 'Its Chinese name (数源部门).' })
  departmentTitle!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Type of the record, for its own department only (记录类型).',
  })
  record!: string | null

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'The instant the row stems from; null when the source does not say (数据时间).',
  })
  asOf!: string | null

  @Field(() => String, { description: 'How it was linked: NUMBER, ADDRESS_CODE, … CLERK (关联方式).' })
  tier!: string

  @Field(() => InstantScalar, { description: 'When it was linked (关联时间).' })
  linkedAt!: string

  @Field(() => [LinkValue], { description: 'What it says of the entity (所载内容).' })
  says!: readonly LinkValue[]
}

@ObjectType({ description: 'One side of a candidate, a conflict or a decision, as it stands now (关联一方).' })
@Directive(classified(linkQuestions))
export class LinkSide {
  @Field(() => ID, { description: 'Id in the hub, as it resolves now (实体编号).' })
  id!: string

  @Field(() => String, { description: 'Changes with every record; give it back with `splitEntity` (版本号).' })
  version!: string

  @Field(() => [LinkRecord], {
    description: 'Living records; what another department keeps to itself is not among them (来源记录).',
  })
  records!: readonly LinkRecord[]
}

@ObjectType({ description: 'Two entities that may be one (关联线索).' })
@Directive(classified(linkQuestions))
export class LinkCandidate {
  @Field(() => ID, { description: 'Names the pair (线索编号).' })
  id!: string

  @Field(() => EntityKindEnum, { description: 'Kind of both (种类).' })
  kind!: string

  @Field(() => String, { description: 'Which likeness was found (线索类型).' })
  tier!: string

  @Field(() => [LinkEvidence], { description: 'What agrees (关联依据).' })
  evidence!: readonly LinkEvidence[]

  @Field(() => LinkCandidateStateCode, { description: 'How far it is (状态).' })
  state!: string

  @Field(() => InstantScalar, { description: 'When it was found (发现时间).' })
  createdAt!: string

  @Field(() => LinkSide, { description: 'The one (甲方).' })
  first!: object

  @Field(() => LinkSide, { description: 'The other (乙方).' })
  second!: object

  @Field(() => String, { nullable: true, description: 'Subject who decided (处置人).' })
  decidedBy!: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'When it was decided (处置时间).' })
  decidedAt!: string | null

  @Field(() => String, { nullable: true, description: 'Why (处置理由).' })
  reason!: string | null

  @Field(() => ID, { nullable: true, description: 'Number of the decision (处置编号).' })
  decision!: string | null

  @Field(() => String, { description: 'Changes with the state and with every record of both sides (版本号).' })
  version!: string
}

@ObjectType({ description: 'A record that was kept apart from the entity whose number it bears (关联冲突).' })
@Directive(classified(linkQuestions))
export class LinkConflict {
  @Field(() => ID, { description: 'Names the conflict (冲突编号).' })
  id!: string

  @Field(() => EntityKindEnum, { description: 'Kind of both (种类).' })
  kind!: string

  @Field(() => String, { description: 'What is wrong, an issue code such as ID_SHARED (冲突类型).' })
  code!: string

  @Field(() => LinkConflictStateCode, { description: 'How far it is (状态).' })
  state!: string

  @Field(() => InstantScalar, { description: 'When it was found (发现时间).' })
  createdAt!: string

  @Field(() => LinkSide, { description: 'What the record that was kept apart is now (被分开的记录).' })
  first!: object

  @Field(() => LinkSide, { description: 'From which it was kept apart (对方).' })
  second!: object

  @Field(() => String, { nullable: true, description: 'Subject who decided (处置人).' })
  decidedBy!: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'When it was decided (处置时间).' })
  decidedAt!: string | null

  @Field(() => String, { nullable: true, description: 'Why (处置理由).' })
  reason!: string | null

  @Field(() => ID, { nullable: true, description: 'Number of the decision (处置编号).' })
  decision!: string | null

  @Field(() => String, { description: 'Changes with the state and with every record of both sides (版本号).' })
  version!: string
}

@ObjectType({ description: 'What a clerk decided: who, when and why (关联处置记录).' })
@Directive(classified(linkQuestions))
export class LinkDecision {
  @Field(() => ID, { description: 'Number of the decision (处置编号).' })
  id!: string

  @Field(() => EntityKindEnum, { description: 'Kind of the entities (种类).' })
  kind!: string

  @Field(() => LinkActionCode, { description: 'What was decided (处置).' })
  action!: string

  @Field(() => InstantScalar, { description: 'When (时间).' })
  at!: string

  @Field(() => String, { description: 'Subject of the token that decided (处置人).' })
  actor!: string

  @Field(() => String, { nullable: true, description: 'Department of the actor (处置部门).' })
  actorDepartment!: string | null

  @Field(() => String, { nullable: true, description: 'Why (处置理由).' })
  reason!: string | null

  @Field(() => LinkSide, { description: 'The entity that stayed, as it is now (保留方).' })
  first!: object

  @Field(() => LinkSide, {
    description: 'The one that went into it, was kept apart or was split off, as it is now (另一方).',
  })
  second!: object

  @Field(() => ID, { nullable: true, description: 'Of an UNDO: the decision that it took back (撤销的处置).' })
  undoes!: string | null

  @Field(() => ID, { nullable: true, description: 'The UNDO that took it back; null while it stands (撤销记录).' })
  undoneBy!: string | null
}

export const LinkCandidateConnection = connectionOf('LinkCandidate', () => LinkCandidate, linkQuestions)
export const LinkConflictConnection = connectionOf('LinkConflict', () => LinkConflict, linkQuestions)
export const LinkDecisionConnection = connectionOf('LinkDecision', () => LinkDecision, linkQuestions)

// Private:

function codes<T extends string>(name: string, values: readonly T[], description: string): Readonly<Record<T, T>> {
  const made = Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>
  registerEnumType(made, { name, description })
  return made
}
