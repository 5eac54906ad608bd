/** What officers and applicants enter. */
import { Field, ID, InputType, Int } from 'type-graphql'
import type { Grant, HoursWindow, RowScope } from '../../../access/principal.ts'
import { ApplicationStateCode, EffectCode, GrantStateCode, RowScopeCode, WindowDaysCode } from './codes.ts'

@InputType({ description: 'An application for data of another department (共享申请).' })
export class GrantApplicationInput {
  @Field(() => String, { description: 'Department whose data it is (数源部门代码).' })
  department!: string

  @Field(() => String, { description: 'Role in the applicant’s own department that shall use it (使用角色).' })
  granteeRole!: string

  @Field(() => String, { nullable: true, description: 'Only this person in the role, by subject (使用人).' })
  granteeSubject?: string | null

  @Field(() => String, { description: 'Code of the purpose (目的代码).' })
  purpose!: string

  @Field(() => String, { description: 'Law or decision that it rests on (法律依据).' })
  legalBasis!: string

  @Field(() => String, { description: 'What it is needed for, in which work (使用场景).' })
  scenario!: string

  @Field(() => [String], {
    description: '`category:房屋权属`, `PropertyTitle.*` or `PropertyTitle.certificate` (数据项).',
  })
  fields!: string[]

  @Field(() => EffectCode, { description: 'Plainly or masked (明文或脱敏).' })
  effect!: Grant['effect']

  @Field(() => RowScopeCode, { description: 'Whose data, at most (数据行范围).' })
  rows!: RowScope

  @Field(() => Int, { description: 'For how many days (期限).' })
  termDays!: number
}

@InputType({ description: 'Times of day in which a grant may be used, Asia/Shanghai (使用时段).' })
export class GrantHoursInput implements HoursWindow {
  @Field(() => WindowDaysCode, { description: 'On which days (适用日).' })
  days!: HoursWindow['days']

  @Field(() => String, { description: 'HH:MM (开始).' })
  from!: string

  @Field(() => String, { description: 'HH:MM, not counted any more; 24:00 is the end of the day (结束).' })
  to!: string
}

@InputType({
  description:
    'Conditions under which an application is granted; nothing in it makes more of what was asked (授权条件).',
})
export class GrantConditionsInput {
  @Field(() => Boolean, { nullable: true, description: 'Masked though plain was asked for (脱敏).' })
  masked?: boolean | null

  @Field(() => [String], { nullable: true, description: 'Only these of the fields that were asked for (限定数据项).' })
  fields?: string[] | null

  @Field(() => RowScopeCode, { nullable: true, description: 'Narrower than asked (限定数据行).' })
  rows?: RowScope | null

  @Field(() => Int, { nullable: true, description: 'Fewer days than asked (限定期限).' })
  termDays?: number | null

  @Field(() => [GrantHoursInput], { nullable: true, description: 'Only at these times (限定时段).' })
  hours?: GrantHoursInput[] | null

  @Field(() => Int, {
    nullable: true,
    description: 'Persons a subject may be handed out by it in one day (每日人数上限).',
  })
  personsPerDay?: number | null
}

@InputType({ description: 'Conditions on applications; all must hold.' })
export class GrantApplicationFilter {
  @Field(() => [ApplicationStateCode], { nullable: true, description: 'In one of these states (申请状态).' })
  states?: string[] | null

  @Field(() => String, { nullable: true, description: 'For data of this department (数源部门代码).' })
  department?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Not answered in time (逾期).' })
  overdue?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'Those that the caller made (本人申请).' })
  mine?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'Those that the caller can answer now (待我答复).' })
  forMe?: boolean | null
}

@InputType({ description: 'Conditions on grants; all must hold.' })
export class GrantFilter {
  @Field(() => [GrantStateCode], { nullable: true, description: 'In one of these states (授权状态).' })
  states?: string[] | null

  @Field(() => String, { nullable: true, description: 'On data of this department (数源部门代码).' })
  department?: string | null

  @Field(() => String, { nullable: true, description: 'Granted to this department (使用部门代码).' })
  granteeDepartment?: string | null

  @Field(() => String, { nullable: true, description: 'For this purpose (目的代码).' })
  purpose?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Taken in an emergency, or not (应急授权).' })
  emergency?: boolean | null
}

@InputType({ description: 'A part of a grant for people of the holder’s own department (转授权).' })
export class DelegationInput {
  @Field(() => ID, { description: 'The grant that it is a part of (上级授权).' })
  grantId!: string

  @Field(() => String, { description: 'Role (使用角色).' })
  role!: string

  @Field(() => String, { nullable: true, description: 'Only this person in the role, by subject (使用人).' })
  subject?: string | null

  @Field(() => [String], { description: 'Fields, within those of the grant (数据项).' })
  fields!: string[]

  @Field(() => Boolean, { nullable: true, description: 'Masked though the grant is plain (脱敏).' })
  masked?: boolean | null

  @Field(() => RowScopeCode, { nullable: true, description: 'Narrower than the grant (限定数据行).' })
  rows?: RowScope | null

  @Field(() => Int, { description: 'For how many days; it never outlives the grant (期限).' })
  termDays!: number

  @Field(() => Int, { nullable: true, description: 'Fewer persons a day than the grant allows (每日人数上限).' })
  personsPerDay?: number | null

  @Field(() => String, { nullable: true, description: 'Why (理由).' })
  reason?: string | null
}

@InputType({ description: 'What is opened of one department’s data in an emergency (应急开放数据).' })
export class EmergencyFieldsInput {
  @Field(() => String, { description: 'Department whose data it is (数源部门代码).' })
  department!: string

  @Field(() => [String], { description: 'Categories or coordinates (数据项).' })
  fields!: string[]
}

@InputType({ description: 'An emergency in which somebody takes a right at once (应急访问).' })
export class BreakGlassInput {
  @Field(() => String, { description: 'Code of the purpose; which ones may be used is a table (目的代码).' })
  purpose!: string

  @Field(() => String, { description: 'What happens, and why it cannot wait (紧急情况说明).' })
  reason!: string

  @Field(() => [EmergencyFieldsInput], { description: 'What is needed (所需数据).' })
  opened!: EmergencyFieldsInput[]
}
