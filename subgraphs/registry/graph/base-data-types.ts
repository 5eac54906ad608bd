/** Base data that is entered once (基础信息采集) in the graph: the types of the form, of entries and their deliveries, and what is asked. */
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { denyReasons } from '../../../access/decision.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { baseDataItemCodes, type BaseDataItem } from '../../kit/base-data-items.ts'
import { connectionOf } from '../../kit/connection-types.ts'
import { baseData, baseDataProgress, classified } from '../classified.ts'
import { knownGaps } from '../entries/form.ts'
import { deliveryActions, deliveryFaults, deliveryStates, deliveryWays } from '../entries/states.ts'

export const BaseDataItemCode = codes(
  'BaseDataItem',
  baseDataItemCodes,
  'What a grid worker takes down of a house, a shop or an object (采集项).',
)
const KnownGapCode = codes('BaseDataGap', knownGaps, 'Why a value that is known is not shown plainly (空缺原因).')
const DenyReasonCode = codes('BaseDataDenyReason', denyReasons, 'Which right is missing (不予开放原因).')
const DeliveryWayCode = codes(
  'BaseDataWay',
  deliveryWays,
  'How it gets to a department: written by the hub, or by hand with a receipt (投递方式).',
)
export const DeliveryStateCode = codes(
  'BaseDataDeliveryState',
  deliveryStates,
  'How far a delivery is: under way, with an instruction, a dead letter, written, refused (投递状态).',
)
const DeliveryOutcomeCode = codes(
  'BaseDataOutcome',
  ['WRITTEN', 'PENDING', 'REFUSED'],
  'What became of it at one department (投递结果).',
)
const DeliveryActionCode = codes('BaseDataAction', deliveryActions, 'What was or can be done with a delivery (动作).')
const DeliveryFaultCode = codes(
  'BaseDataFault',
  Object.keys(deliveryFaults) as readonly (keyof typeof deliveryFaults)[],
  'Why it is not written yet, or was refused (未写入原因).',
)

@ObjectType({ description: 'One value that an item may have, where it has a list (可选值).' })
@Directive(classified(baseData))
export class BaseDataChoice {
  @Field(() => String, { description: 'The value, as it is entered (值).' })
  value!: string

  @Field(() => String, { description: 'Its Chinese name (名称).' })
  name!: string
}

@ObjectType({ description: 'What one department says of an item already (已有信息).' })
@Directive(classified(baseData))
export class KnownBaseData {
  @Field(() => String, { description: 'Department that keeps it (数源部门代码).' })
  department!: string

  @Field(() => String, { nullable: true, description: 'Its Chinese name (数源部门).' })
  departmentTitle!: string | null

  @Field(() => String, { description: 'Coordinate of its field (数据项坐标).' })
  field!: string

  @Field(() => String, { nullable: true, description: 'What it says; masked where the field itself is (现值).' })
  value!: string | null

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'The instant the value stems from; null when the source does not say (截至).',
  })
  asOf!: string | null

  @Field(() => KnownGapCode, { nullable: true, description: 'Why it is not shown plainly (空缺原因).' })
  gap!: string | null

  @Field(() => DenyReasonCode, { nullable: true, description: 'Of NOT_PERMITTED: which right is missing (原因).' })
  reason!: string | null

  @Field(() => DeliveryWayCode, { description: 'How what is new gets there (投递方式).' })
  way!: string

  @Field(() => Boolean, { description: 'Whether what the caller enters goes there (可写入).' })
  writable!: boolean
}

@ObjectType({ description: 'One item of the form, with what is known of it (采集项).' })
@Directive(classified(baseData))
export class BaseDataFormItem {
  @Field(() => BaseDataItemCode, { description: 'Which (采集项代码).' })
  item!: string

  @Field(() => String, { description: 'What it is called (采集项名称).' })
  name!: string

  @Field(() => [BaseDataChoice], { nullable: true, description: 'What it may be, where it has a list (可选值).' })
  choices!: readonly BaseDataChoice[] | null

  @Field(() => [KnownBaseData], { description: 'What departments say of it already (已有信息).' })
  known!: readonly KnownBaseData[]
}

@ObjectType({ description: 'What is known of a house, a shop or an object before a visit (基础信息采集表).' })
@Directive(classified(baseData))
export class BaseDataForm {
  @Field(() => ID, { description: 'The house, organisation or object (采集对象).' })
  subject!: string

  @Field(() => [BaseDataFormItem], { description: 'What can be entered (采集项).' })
  items!: readonly BaseDataFormItem[]

  @Field(() => String, {
    description:
      'Give it as expectedVersion with what is new: what changed since is refused, not written over (版本号).',
  })
  version!: string
}

@ObjectType({ description: 'One step of an entry or a delivery: who, when, what (办理过程).' })
@Directive(classified(baseDataProgress))
export class BaseDataStep {
  @Field(() => InstantScalar, { description: 'When (时间).' })
  at!: string

  @Field(() => String, { description: 'Subject of the token that did it, or the hub itself (办理人).' })
  actor!: string

  @Field(() => DeliveryActionCode, { description: 'What was done (动作).' })
  action!: string

  @Field(() => DeliveryStateCode, { description: 'State after (新状态).' })
  to!: string
}

@ObjectType({ description: 'What was entered, for the officer who has to look, and where it goes (录入内容).' })
@Directive(classified(baseDataProgress))
export class BaseDataGiven {
  @Field(() => String, { description: 'Coordinate of the field (数据项坐标).' })
  field!: string

  @Field(() => String, { nullable: true, description: 'What the field is called in Chinese (数据项名称).' })
  fieldName!: string | null

  @Field(() => String, { description: 'Table of the legacy system (表).' })
  table!: string

  @Field(() => String, { description: 'Column (字段).' })
  column!: string

  @Field(() => String, { description: 'Key of the row (记录主键).' })
  key!: string

  @Field(() => String, { nullable: true, description: 'What the worker entered (录入值).' })
  value!: string | null
}

@ObjectType({ description: 'An entry on its way to one department (基础信息投递).' })
@Directive(classified(baseDataProgress))
export class BaseDataDelivery {
  @Field(() => ID, { description: 'What both sides call it by (投递编号).' })
  id!: string

  @Field(() => ID, { description: 'The entry (采集编号).' })
  entry!: string

  @Field(() => String, { description: 'Department to which it goes (数源部门代码).' })
  department!: string

  @Field(() => String, { nullable: true, description: 'Its Chinese name (数源部门).' })
  departmentTitle!: string | null

  @Field(() => [String], { description: 'Coordinates of the fields (数据项坐标).' })
  fields!: readonly string[]

  @Field(() => DeliveryOutcomeCode, { description: 'What became of it (投递结果).' })
  outcome!: string

  @Field(() => DeliveryStateCode, { description: 'How far it is (投递状态).' })
  state!: string

  @Field(() => DeliveryWayCode, { description: 'How it gets there (投递方式).' })
  way!: string

  @Field(() => DeliveryFaultCode, { nullable: true, description: 'Why it is not written (未写入原因).' })
  reason!: string | null

  @Field(() => String, { nullable: true, description: 'The same in words, without values (原因说明).' })
  reasonText!: string | null

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'Of CHANGED_SINCE: the instant of what the department says now (现值时间).',
  })
  newerAsOf!: string | null

  @Field(() => Int, { description: 'Attempts that failed (失败次数).' })
  tries!: number

  @Field(() => InstantScalar, { nullable: true, description: 'When it is tried again (下次投递时间).' })
  nextTryAt!: string | null

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'Of an instruction: end of the last working day for the receipt (回执期限).',
  })
  dueAt!: string | null

  @Field(() => Boolean, { description: 'Not confirmed by the day that it is due (逾期).' })
  overdue!: boolean

  @Field(() => InstantScalar, { description: 'When it was entered (录入时间).' })
  enteredAt!: string

  @Field(() => InstantScalar, { nullable: true, description: 'When it came to an end (办结时间).' })
  closedAt!: string | null

  @Field(() => [DeliveryActionCode], { description: 'What the caller may do next (可办动作).' })
  actions!: readonly string[]

  @Field(() => String, { description: 'Rises with every step (版本号).' })
  version!: string
}

@ObjectType({ description: 'What a grid worker entered once, and what became of it (基础信息采集).' })
@Directive(classified(baseDataProgress))
export class BaseDataEntry {
  @Field(() => ID, { description: 'What both sides call it by (采集编号).' })
  id!: string

  @Field(() => ID, { description: 'The house, organisation or object (采集对象).' })
  subject!: string

  @Field(() => InstantScalar, { description: 'When it was entered (录入时间).' })
  enteredAt!: string

  @Field(() => [BaseDataDelivery], {
    description: 'One for each department’s row; an officer has those of the own department (投递).',
  })
  deliveries!: readonly BaseDataDelivery[]
}

export const BaseDataEntryConnection = connectionOf('BaseDataEntry', () => BaseDataEntry, baseDataProgress)
export const BaseDataDeliveryConnection = connectionOf('BaseDataDelivery', () => BaseDataDelivery, baseDataProgress)

@InputType({ description: 'One item and what is new of it (采集值).' })
export class BaseDataValueInput {
  @Field(() => BaseDataItemCode, { description: 'Which (采集项).' })
  item!: BaseDataItem

  @Field(() => String, {
    description: 'What it is, in the form of the graph; of an item with a list one of its values (值).',
  })
  value!: string
}

@InputType({ description: 'What is new of a house, a shop or an object (采集内容).' })
export class BaseDataInput {
  @Field(() => ID, { description: 'The house, organisation or object (采集对象).' })
  subject!: string

  @Field(() => [BaseDataValueInput], { description: 'At least one, each item once (采集值).' })
  values!: BaseDataValueInput[]
}

// Private:

function codes<T extends string>(name: string, values: readonly T[], description: string): Readonly<Record<T, T>> {
  const made = Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>
  registerEnumType(made, { name, description })
  return made
}
