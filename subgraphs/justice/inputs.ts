/** What the mediation app enters. Codes are the graph's; the kit turns them into the source's. */
import { Field, InputType } from 'type-graphql'
import { DayScalar } from '../../schema/scalars.ts'
import { Sex } from '../../schema/codes/sex.ts'
import { enumType } from '../kit/graph-types.ts'
import { AgreementForm, CaseSource, DisputeKind, PartyDocumentKind, PartyRole } from './codes.ts'

@InputType({ description: 'A new case (新调解案件).' })
export class OpenMediationCaseInput {
  @Field(() => String, { description: 'Title (纠纷名称).' })
  title!: string

  @Field(() => enumType(DisputeKind), { description: 'What it is about (纠纷类型).' })
  kind!: string

  @Field(() => enumType(CaseSource), { description: 'How it came to the committee (来源).' })
  source!: string

  @Field(() => String, { description: 'What the parties quarrel about (纠纷内容).' })
  content!: string

  @Field(() => String, { nullable: true, description: 'Where it happened (发生地点).' })
  place?: string | null

  @Field(() => String, { nullable: true, description: 'Standard address code (标准地址编码).' })
  addressCode?: string | null

  @Field(() => String, { nullable: true, description: 'Grid code, 15 digits (网格编码).' })
  gridCode?: string | null
}

@InputType({ description: 'A party to a mediation (当事人).' })
export class AddPartyInput {
  @Field(() => enumType(PartyRole), { description: 'In which part (当事人类型).' })
  role!: string

  @Field(() => String, { description: 'Name (姓名).' })
  name!: string

  @Field(() => enumType(Sex), { nullable: true, description: 'Sex (性别).' })
  sex?: string | null

  @Field(() => enumType(PartyDocumentKind), { nullable: true, description: 'Kind of identity document (证件类型).' })
  documentKind?: string | null

  @Field(() => String, { nullable: true, description: 'Number of the identity document (证件号码).' })
  idNumber?: string | null

  @Field(() => String, { nullable: true, description: 'Telephone (电话).' })
  phone?: string | null

  @Field(() => String, { nullable: true, description: 'Credit code, when a unit is the party (单位信用代码).' })
  creditCode?: string | null
}

@InputType({ description: 'What the parties agreed on (调解协议).' })
export class RecordAgreementInput {
  @Field(() => enumType(AgreementForm), { description: 'Written, or oral with a record (形式).' })
  form!: string

  @Field(() => String, { description: 'Content, manner and term of performance (协议内容).' })
  content!: string

  @Field(() => DayScalar, { description: 'Day of effect: of the last signature, or of the oral agreement (生效日期).' })
  effectiveOn!: string

  @Field(() => DayScalar, { nullable: true, description: 'Last day of performance (履行期限).' })
  performBy?: string | null
}
