/**
 * The sharing catalogue (政务数据共享目录): what each department has, who may use it, how fresh and how good it is now. Open to every
 * caller: who may not see a value must be able to see that it is there and how to apply for it. No value is in it.
 */
import { Args, ArgsType, Ctx, Directive, Field, Int, ObjectType, Query, Resolver } from 'type-graphql'
import { pentagraphError } from '../../../schema/errors.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { pageOf, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { catalogue, classified } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'

@ObjectType({
  description: 'How good the values of one field are now, counted on the rows that were looked at (数据质量).',
})
@Directive(classified(catalogue))
export class CatalogueQuality {
  @Field(() => Int, { description: 'Rows that the table has (总行数).' })
  rows!: number

  @Field(() => Int, { description: 'Rows that were looked at (抽查行数).' })
  looked!: number

  @Field(() => Int, { description: 'Rows whose value was read (已映射).' })
  mapped!: number

  @Field(() => Int, { description: 'Rows in which the source says nothing (空值).' })
  empty!: number

  @Field(() => Int, { description: 'Rows whose value carries a remark: not read, or read with a doubt (存疑).' })
  remarked!: number

  @Field(() => Int, { description: 'Rows of the table that could not be read at all (已隔离).' })
  quarantined!: number

  @Field(() => Int, {
    nullable: true,
    description: 'Rows that name an entity without a key to link it by; null where the row names none (未关联).',
  })
  unlinked!: number | null
}

@ObjectType({
  description: 'How the department answered requests for correction in the last year, over all its fields (校核纠错).',
})
@Directive(classified(catalogue))
export class CatalogueCorrections {
  @Field(() => Int, { description: 'Requests that were filed (申请数).' })
  asked!: number

  @Field(() => Int, { description: 'Of these accepted (采纳数).' })
  accepted!: number

  @Field(() => Int, { description: 'Of these refused with reasons (不予采纳数).' })
  refused!: number

  @Field(() => Int, { description: 'Of these past a deadline now, or answered after it (逾期数).' })
  overdue!: number
}

@ObjectType({ description: 'One field of the graph as its department shares it (共享目录条目).' })
@Directive(classified(catalogue))
export class CatalogueEntry {
  @Field(() => String, { description: 'Type and field in the graph, `PropertyTitle.certificate` (数据项坐标).' })
  coordinate!: string

  @Field(() => String, { description: 'Department that answers for it (数源部门代码).' })
  department!: string

  @Field(() => String, { description: 'Chinese name of the department (数源部门).' })
  departmentTitle!: string

  @Field(() => String, { description: 'Record or entity that has the field (数据资源).' })
  record!: string

  @Field(() => String, { description: 'The field (数据项).' })
  field!: string

  @Field(() => String, { description: 'What it means, in English (英文含义).' })
  meaning!: string

  @Field(() => String, { nullable: true, description: 'What it is called in Chinese (中文名称).' })
  meaningZh!: string | null

  @Field(() => String, { description: 'Type of its values in the graph (数据格式).' })
  format!: string

  @Field(() => Int, { description: 'Level, 1 to 4 (数据级别).' })
  level!: number

  @Field(() => String, { description: 'Category by which grants are given (数据类别).' })
  category!: string

  @Field(() => String, { description: 'UNCONDITIONAL, CONDITIONAL or NEVER (共享类型).' })
  sharing!: string

  @Field(() => Int, { nullable: true, description: 'Hours after which the data is called stale (更新周期).' })
  updateCycleHours!: number | null

  @Field(() => InstantScalar, {
    nullable: true,
    description:
      'Instant that the data stems from; null for a live source and for one that does not answer (数据时间).',
  })
  asOf!: string | null

  @Field(() => String, { description: 'LIVE, FRESH, STALE or UNAVAILABLE now (时效).' })
  freshness!: string

  @Field(() => CatalogueQuality, {
    nullable: true,
    description: 'Null where nothing is counted: for links and lists, and while the department does not answer.',
  })
  quality!: CatalogueQuality | null

  @Field(() => CatalogueCorrections, {
    nullable: true,
    description:
      'Null for the hub’s own data: a value that the hub shows is corrected in the department that it stems from.',
  })
  corrections!: CatalogueCorrections | null

  @Field(() => String, { description: 'Who may apply (可申请对象).' })
  applicants!: string

  @Field(() => Int, {
    nullable: true,
    description: 'Working days within which an application is answered; null where none is taken (答复时限).',
  })
  answerWithinWorkingDays!: number | null

  @Field(() => String, { description: 'Where the page of the entry is; refusals point there (目录链接).' })
  path!: string
}

/** What the hub knows of all departments; given to the registry, which knows departments by their links only. */
export type CatalogueSource = () => Promise<readonly CatalogueEntry[]>

const CatalogueEntryConnection = connectionOf('CatalogueEntry', () => CatalogueEntry, catalogue)

@ArgsType()
class CatalogueArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only of this department (数源部门代码).' })
  department?: string | null

  @Field(() => String, { nullable: true, description: 'Only with this text in name, meaning or category (搜索).' })
  search?: string | null

  @Field(() => Int, { nullable: true, description: 'Only of this level (数据级别).' })
  level?: number | null

  @Field(() => String, { nullable: true, description: 'Only UNCONDITIONAL, CONDITIONAL or NEVER (共享类型).' })
  sharing?: string | null
}

const sharings = ['UNCONDITIONAL', 'CONDITIONAL', 'NEVER']

/** What the page, the CSV file and the graph select by. */
export function selectEntries<E extends CatalogueEntry>(
  entries: readonly E[],
  { department, search, level, sharing }: Omit<CatalogueArgs, 'first' | 'after'>,
): E[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(
    (entry) =>
      (!department || entry.department === department) &&
      (!level || entry.level === level) &&
      (!sharing || entry.sharing === sharing) &&
      words.every((word) => textOf(entry).includes(word)),
  )
}

@Resolver()
export class CatalogueResolver {
  @Query(() => CatalogueEntryConnection, {
    nullable: true,
    description:
      'The sharing catalogue: what there is, how it is graded, how fresh and good it is, who may apply (共享目录).',
  })
  @Directive(classified(catalogue))
  async catalogue(
    @Args(() => CatalogueArgs) args: CatalogueArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<Page<CatalogueEntry>> {
    if (args.sharing && !sharings.includes(args.sharing))
      throw pentagraphError('BAD_USER_INPUT', { argument: 'sharing' })
    return pageOf(selectEntries(await request.doors.catalogue(), args), (entry) => entry.coordinate, args)
  }
}

// Private:

function textOf({ coordinate, department, departmentTitle, meaning, meaningZh, category }: CatalogueEntry): string {
  return [coordinate, department, departmentTitle, meaning, meaningZh ?? '', category].join('\n').toLowerCase()
}
