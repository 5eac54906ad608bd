/**
 * `exportMyData`: the copy that a person may ask for (PIPL art. 45). A mutation, so that no cache, no address and no link can hold it: the
 * copy is in the answer and nowhere else.
 */
import { Arg, Ctx, Directive, Field, Mutation, ObjectType, Resolver } from 'type-graphql'
import { pentagraphError } from '../../../schema/errors.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { classified, personalCopy, place } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { registerCopy, type ExportedDepartment, type ExportedValue, type WithheldValue } from '../rights/export.ts'

@ObjectType({ description: 'One value of the copy (个人信息副本中的一项).' })
@Directive(classified(personalCopy))
export class PersonalDataValue implements ExportedValue {
  @Field(() => String, { description: 'Where it stands in the graph (路径).' })
  path!: string

  @Field(() => String, { description: 'Its field in the catalogue (目录项).' })
  coordinate!: string

  @Field(() => String, { description: 'What the field means (含义).' })
  meaning!: string

  @Field(() => String, { description: 'The value (值).' })
  value!: string

  @Field(() => Boolean, {
    description: 'True when it is masked, because it tells of somebody else (涉及他人，已脱敏).',
  })
  masked!: boolean

  @Field(() => String, { description: 'The department that says so (来源).' })
  source!: string

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'The instant it stems from; null when the source does not say, or is read live (数据时间).',
  })
  asOf!: string | null
}

@ObjectType({ description: 'What the copy leaves out, and why (未提供的内容及理由).' })
@Directive(classified(personalCopy))
export class PersonalDataWithheld implements WithheldValue {
  @Field(() => String, { description: 'Where it would stand (路径).' })
  path!: string

  @Field(() => String, { nullable: true, description: 'Its field in the catalogue (目录项).' })
  coordinate!: string | null

  @Field(() => String, { description: 'The reason: a code of the errors page (理由).' })
  reason!: string
}

@ObjectType({ description: 'What one department hands out of the person (部门提供的内容).' })
@Directive(classified(personalCopy))
export class PersonalDataOfDepartment implements ExportedDepartment {
  @Field(() => String, { description: 'The department (部门).' })
  department!: string

  @Field(() => String, { description: 'Its name (部门名称).' })
  title!: string

  @Field(() => String, { description: 'COMPLETE, PARTIAL or UNAVAILABLE: then ask for it again (状态).' })
  state!: 'COMPLETE' | 'PARTIAL' | 'UNAVAILABLE'

  @Field(() => [PersonalDataValue], { description: 'The values (内容).' })
  values!: readonly PersonalDataValue[]

  @Field(() => [PersonalDataWithheld], { description: 'What is left out (未提供的内容).' })
  withheld!: readonly PersonalDataWithheld[]
}

@ObjectType({ description: 'A copy of one’s own data (个人信息副本).' })
@Directive(classified(personalCopy))
export class PersonalDataCopy {
  @Field(() => String, { description: 'Its number in the register (编号).' })
  number!: string

  @Field(() => InstantScalar, { description: 'When it was made (生成时间).' })
  madeAt!: string

  @Field(() => [PersonalDataOfDepartment], { description: 'Department by department (按部门).' })
  departments!: readonly PersonalDataOfDepartment[]

  @Field(() => String, { description: 'The same as an HTML page to read and to keep (网页形式).' })
  html!: string
}

const copy = place('Mutation.exportMyData', personalCopy)

@Resolver()
export class PersonalExportResolver {
  @Mutation(() => PersonalDataCopy, {
    nullable: true,
    description:
      'A copy of all that the hub can hand out about the person who asks, with sources and dates, and what it leaves out and why (复制本人信息). Ten a day.',
  })
  @Directive(classified(personalCopy))
  async exportMyData(
    @Arg('departments', () => [String], {
      nullable: true,
      description: 'Only these, to ask again for one that did not answer; all when absent (部门).',
    })
    departments: string[] | null,
    @Ctx() request: RegistryRequest,
  ): Promise<PersonalDataCopy> {
    const { access, doors, signal } = request
    const personId = request.requireOneself(copy)
    if (!doors.exporter) throw pentagraphError('NOT_FOUND')
    request.report.person(personId)
    const number = await registerCopy(doors.store, personId, access.principal.subject, access.at)
    const made = await doors.exporter(access, departments ?? null, signal)
    return { number, madeAt: instantText(access.at), ...made }
  }
}
