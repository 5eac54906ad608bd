/**
 * What is wrong with a department's data, for its own people: quarantined rows first, then values that could not be read or carry a
 * remark. Read from the source page by page, so the list is as fresh as the data and nothing is kept twice.
 */
import { Directive, Field, Int, ObjectType } from 'type-graphql'
import { classifiedDirective, type Classification } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { issueCodes, type IssueCode } from '../../schema/issues.ts'
import { openCursor, pageSize, sealCursor, type PageArguments } from './connection.ts'
import type { DepartmentRequest } from './department-request.ts'
import type { RecordModel } from './record-model.ts'

export const issuesClassification: Classification = { level: 3, category: '数据质量', sharing: 'CONDITIONAL' }

export interface DataIssue {
  readonly record: string
  readonly key: string | null
  readonly field: string | null
  readonly code: string
  readonly meaning: string
  readonly file: string | null
  readonly line: number | null
  readonly raw: string | null
}

export interface DataIssuePage {
  readonly nodes: readonly DataIssue[]
  readonly endCursor: string | null
  readonly hasNextPage: boolean
}

/** Declares `HousingDataIssue` and its page: types of the department's own, so that the department is their owner in every decision. */
export function declareIssueTypes(issue: new () => object, page: new () => object, department: string): void {
  ObjectType(issue.name, { description: `One thing wrong with the data of ${department} (数据质量问题).` })(issue)
  const field = (name: keyof DataIssue, of: () => unknown, nullable: boolean, description: string) =>
    Field(of as () => typeof String, { nullable, description })(issue.prototype, name)
  field('record', () => String, false, 'Record that the row belongs to.')
  field(
    'key',
    () => String,
    true,
    'Key of the row at the source; null when the row has none, or when the key is not open to the request.',
  )
  field('field', () => String, true, 'Field that is affected; null when it is the whole row.')
  field('code', () => String, false, 'Code of the issue.')
  field('meaning', () => String, false, 'What the code means.')
  field('file', () => String, true, 'File of a quarantined row.')
  field('line', () => Int, true, 'Line of a quarantined row.')
  field(
    'raw',
    () => String,
    true,
    'What the source wrote; null where the field, or for a whole row one of its fields, is not open to the request.',
  )
  ObjectType(page.name, { description: `A page of what is wrong with the data of ${department}.` })(page)
  Field(() => [issue], { description: 'The page.' })(page.prototype, 'nodes')
  Field(() => String, { nullable: true, description: 'Give it as `after` to go on; null at the end.' })(
    page.prototype,
    'endCursor',
  )
  Field(() => Boolean, { description: 'More may follow.' })(page.prototype, 'hasNextPage')
  for (const type of [issue, page]) Directive(classifiedDirective(issuesClassification))(type)
}

/** Rows looked at for one page. */
const MAX_SCANNED = 5_000
const CHUNK = 500

export async function dataIssues(
  request: DepartmentRequest,
  department: string,
  models: ReadonlyMap<string, RecordModel>,
  args: PageArguments & { readonly record: string },
): Promise<DataIssuePage> {
  if (request.access.principal.department !== department) {
    throw pentagraphError('FIELD_DENIED', { reason: 'OUT_OF_SCOPE', department })
  }
  const model = models.get(args.record)
  if (!model) throw pentagraphError('BAD_USER_INPUT', { argument: 'record' })
  const size = pageSize(args)
  const at = parsePosition(openCursor(args.after))
  const rawRows = !model.spec.from.never && model.values.every(([name]) => isOpen(request, model, name))
  const keyed = model.values.filter(([, field]) => field.column === model.spec.from.key)
  const whole = request.decider.gradeOf(model.whole)
  const keys =
    keyed.length === 0
      ? whole.sharing !== 'NEVER' && whole.level < 4
      : keyed.every(([name]) => isOpen(request, model, name))
  const nodes: DataIssue[] = []
  if (at.kind === 'quarantine') {
    const found = await request.quarantined(model, at.after, size + 1)
    nodes.push(
      ...found.slice(0, size).map((row) => ({
        record: args.record,
        key: null,
        field: null,
        code: row.code,
        meaning: meaningOf(row.code),
        file: row.file,
        line: row.line,
        raw: rawRows ? row.raw : null,
      })),
    )
    if (found.length > size) return { nodes, endCursor: sealCursor(`q${at.after + size}`), hasNextPage: true }
  }
  let after = at.kind === 'rows' ? at.after : null
  let skip = at.kind === 'rows' ? at.skip : 0
  for (let scanned = 0; scanned < MAX_SCANNED;) {
    const found = await request.table(model).scan({ after, limit: CHUNK }, request.call)
    const issues = found.rows.flatMap((row) =>
      model.issues(row).map((issue) => ({
        record: args.record,
        key: keys ? (row[model.spec.from.key] ?? null) : null,
        field: issue.field,
        code: issue.code,
        meaning: issueCodes[issue.code],
        file: null,
        line: null,
        raw: isOpen(request, model, issue.field) ? issue.raw : null,
      })),
    )
    const room = size - nodes.length
    nodes.push(...issues.slice(skip, skip + room))
    if (issues.length - skip > room) return { nodes, endCursor: rowsCursor(after, skip + room), hasNextPage: true }
    scanned += found.rows.length
    after = found.next
    skip = 0
    if (after === null) return { nodes, endCursor: null, hasNextPage: false }
  }
  return { nodes, endCursor: rowsCursor(after, 0), hasNextPage: true }
}

// Private:

/**
 * What the source wrote is a value like any other: it is told to whom the field itself is open, so that data of level 4 and data that is
 * never shared do not come back as an issue. A quarantined row is one text, so all its fields must be open.
 */
function isOpen(request: DepartmentRequest, model: RecordModel, field: string): boolean {
  const place = model.places.get(field)
  return place !== undefined && request.decider.decide(place).verdict === 'ALLOW'
}

type Position =
  | { readonly kind: 'quarantine'; readonly after: number }
  | { readonly kind: 'rows'; readonly after: string | null; readonly skip: number }

/** `q` and how many quarantined rows were told, or `r`, how many issues of the chunk were told, and where the chunk begins. */
function parsePosition(text: string | null): Position {
  if (text === null) return { kind: 'quarantine', after: 0 }
  if (text.startsWith('q')) return { kind: 'quarantine', after: Number(text.slice(1)) || 0 }
  const colon = text.indexOf(':')
  const after = text.slice(colon + 1)
  return { kind: 'rows', skip: Number(text.slice(1, colon)) || 0, after: after === '' ? null : after }
}

function rowsCursor(after: string | null, skip: number): string {
  return sealCursor(`r${skip}:${after ?? ''}`)
}

function meaningOf(code: string): string {
  return Object.hasOwn(issueCodes, code) ? issueCodes[code as IssueCode] : 'The row cannot be used.'
}
