/** Corrections (校核纠错) in the graph: the types of requests, their steps and what is asked. */
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { connectionOf } from '../../kit/connection-types.ts'
import { classified, corrections } from '../classified.ts'
import type { CorrectionStepRow } from '../corrections/ledger.ts'
import { correctionActions, correctionStates, correctionWays } from '../corrections/states.ts'

// `CorrectionState` is that of community correction (社区矫正) in justice.
export const CorrectionStateCode = codes(
  'CorrectionRequestState',
  correctionStates,
  'How far a request for correction is (校核状态).',
)
export const CorrectionActionCode = codes('CorrectionAction', correctionActions, 'What was or can be done (动作).')
export const CorrectionWayCode = codes(
  'CorrectionWay',
  correctionWays,
  'How an accepted value gets to the source: written by the hub, or by hand with a receipt (更正方式).',
)
export const CorrectionDecisionCode = codes(
  'CorrectionDecision',
  ['ACCEPT', 'REFUSE'],
  'How a correction is answered (校核结论).',
)

@ObjectType({ description: 'One step of a correction: who, when, what (办理过程).' })
@Directive(classified(corrections))
export class CorrectionStep {
  @Field(() => InstantScalar, { description: 'When (时间).' })
  at!: string

  @Field(() => String, { description: 'Subject of the token that did it, or the hub itself (办理人).' })
  actor!: string

  @Field(() => String, { nullable: true, description: 'Department of the actor (办理部门).' })
  actorDepartment!: string | null

  @Field(() => CorrectionActionCode, { description: 'What was done (动作).' })
  action!: string

  @Field(() => CorrectionStateCode, { nullable: true, description: 'State before; null at the beginning (原状态).' })
  from!: string | null

  @Field(() => CorrectionStateCode, { description: 'State after (新状态).' })
  to!: string
}

@ObjectType({ description: 'Where the value stands at the source, for the officer who answers (源系统位置).' })
@Directive(classified(corrections))
export class CorrectionSource {
  @Field(() => String, { description: 'Table of the legacy system (表).' })
  table!: string

  @Field(() => String, { description: 'Column (字段).' })
  column!: string

  @Field(() => String, { description: 'Key of the row (记录主键).' })
  key!: string

  @Field(() => String, { nullable: true, description: 'What it says now (现值).' })
  value!: string | null

  @Field(() => Boolean, { description: 'Whether that is another value than the asker saw (已变化).' })
  changed!: boolean
}

@ObjectType({ description: 'A request to correct one value at its source, and the answer (校核纠错申请).' })
@Directive(classified(corrections))
export class Correction {
  @Field(() => ID, { description: 'What both sides call it by (校核编号).' })
  id!: string

  @Field(() => CorrectionStateCode, { description: 'How far it is (状态).' })
  state!: string

  @Field(() => String, { description: 'Coordinate of the field (数据项坐标).' })
  field!: string

  @Field(() => String, { nullable: true, description: 'What the field is called in Chinese (数据项名称).' })
  fieldName!: string | null

  @Field(() => String, { description: 'Department that keeps the record and answers (数源部门代码).' })
  department!: string

  @Field(() => String, { nullable: true, description: 'Its Chinese name (数源部门).' })
  departmentTitle!: string | null

  @Field(() => ID, { nullable: true, description: 'The entity that the value is about, where there is one (实体).' })
  entityId!: string | null

  @Field(() => String, { description: 'Subject who asked (申请人).' })
  asker!: string

  @Field(() => String, { nullable: true, description: 'Department of the asker; null for a citizen (申请部门).' })
  askerDepartment!: string | null

  @Field(() => InstantScalar, { description: 'When it was filed (申请时间).' })
  filedAt!: string

  @Field(() => InstantScalar, { description: 'End of the last working day for the answer (答复期限).' })
  dueAt!: string

  @Field(() => Boolean, { description: 'Not answered or not confirmed by the day that it is due (逾期).' })
  overdue!: boolean

  @Field(() => InstantScalar, { nullable: true, description: 'When it was answered (答复时间).' })
  answeredAt!: string | null

  @Field(() => String, { nullable: true, description: 'Subject who answered (答复人).' })
  answeredBy!: string | null

  @Field(() => CorrectionWayCode, {
    nullable: true,
    description: 'How it gets to the source, once accepted (更正方式).',
  })
  way!: string | null

  @Field(() => String, { nullable: true, description: 'Code of why it is not written yet (未写入原因).' })
  fault!: string | null

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'End of the last working day for the receipt (回执期限).',
  })
  receiptDueAt!: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'When it came to an end (办结时间).' })
  closedAt!: string | null

  @Field(() => Boolean, { description: 'For the asker: something happened that was not read yet (未读).' })
  unread!: boolean

  @Field(() => [CorrectionActionCode], { description: 'What the caller may do next (可办动作).' })
  actions!: readonly string[]

  @Field(() => [CorrectionStep], { description: 'Every step, oldest first (办理过程).' })
  history!: readonly CorrectionStep[]

  @Field(() => String, { description: 'Rises with every step (版本号).' })
  version!: string
}

export const CorrectionConnection = connectionOf('Correction', () => Correction, corrections)

@InputType({ description: 'What is wrong, and what should stand there (校核纠错内容).' })
export class CorrectionInput {
  @Field(() => String, {
    description: 'Coordinate of the field, as it was read: `Person.name`, `GridHouse.residentCount` (数据项坐标).',
  })
  field!: string

  @Field(() => ID, { description: 'Id of the entity or of the record that has the field (实体或记录).' })
  id!: string

  @Field(() => ID, {
    nullable: true,
    description: 'Of a record that was read at an entity: the id of the entity (所属实体).',
  })
  at?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'Of a value that departments state differently: whose is wrong; without it the one that counts (数据来源).',
  })
  source?: string | null

  @Field(() => String, { nullable: true, description: 'What should stand there; null for nothing (更正为).' })
  proposed?: string | null

  @Field(() => String, { description: 'What shows that it is wrong, at most 2,000 characters (依据).' })
  evidence!: string
}

@InputType({ description: 'Conditions on corrections; all must hold.' })
export class CorrectionFilter {
  @Field(() => [CorrectionStateCode], { nullable: true, description: 'In one of these states (状态).' })
  states?: (typeof correctionStates)[number][] | null

  @Field(() => Boolean, { nullable: true, description: 'Past a deadline (逾期).' })
  overdue?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'Of the own requests: something is unread (未读).' })
  unread?: boolean | null
}

export function shownStep({
  at,
  actor,
  actorDepartment,
  action,
  fromState,
  toState,
}: CorrectionStepRow): CorrectionStep {
  return { at: instantText(at), actor, actorDepartment, action, from: fromState, to: toState }
}

// Private:

function codes<T extends string>(name: string, values: readonly T[], description: string): Readonly<Record<T, T>> {
  const made = Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>
  registerEnumType(made, { name, description })
  return made
}
