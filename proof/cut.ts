/**
 * The oracle's cut of a full answer, value by value: what is open equals the full answer, what is masked equals the mask of it, what is
 * refused is null and says why. Walks what was asked over both answers at once and notes each cell on its way.
 */
import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  valueFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import type { Answer, Question } from './city.ts'
import { touchedBy } from './law/classification.ts'
import { isMaskOf, kindOf } from './law/masks.ts'
import type { Asker, Oracle, Verdict } from './law/oracle.ts'
import { maskedOfEntities, type PublishedRecord } from './law/records.ts'

export interface Cell {
  readonly coordinate: string
  readonly path: string
  readonly shown: 'PLAIN' | 'MASK' | 'DENY'
}

export interface Mismatch {
  readonly path: string
  readonly coordinate: string
  readonly what: string
}

export interface Cut {
  readonly cells: readonly Cell[]
  readonly mismatches: readonly Mismatch[]
  /** Entities and records that the full answer shows in the asker's rows, where their id could be read. */
  readonly reached: readonly { readonly type: string; readonly id: string; readonly path: string }[]
}

/** Added to each object of the full answer, so that it says what it is. */
export const WHO = 'proofId'
export const WHAT = 'proofType'

export class Cutter {
  private readonly schema: GraphQLSchema
  private readonly oracle: Oracle
  private readonly records: ReadonlyMap<string, PublishedRecord>

  constructor(schema: GraphQLSchema, oracle: Oracle, records: ReadonlyMap<string, PublishedRecord>) {
    this.schema = schema
    this.oracle = oracle
    this.records = records
  }

  compare(asker: Asker, question: Question, full: Answer, actual: Answer): Cut {
    return new Walk(this.schema, this.oracle, this.records, asker, question, full, actual).cut()
  }

  /** Whether a masked link to an object shows nothing at all: it says more than what it leads to, or opens what is of level 4. */
  static hides(oracle: Oracle, coordinate: string, target: string): boolean {
    const link = oracle.classification.grade(coordinate)
    if (!link) return false
    // A way to other data that was graded anew shows nothing of it where it is masked, whatever stands behind it.
    if (link.regraded) return true
    const of = oracle.classification.ofType(target)
    const from = oracle.classification.ofType(coordinate.split('.')[0] ?? '')
    const more =
      of !== null && (link.level > of.level || (link.sharing !== 'UNCONDITIONAL' && of.sharing === 'UNCONDITIONAL'))
    // Decision 17, 1: that there is such a record at all is hidden, on the way from an entity or a lower record; in root lists at level 4.
    if (link.level === 4) return more || from?.level !== 4
    return more || (link.level === 3 && !coordinate.startsWith('Query.') && (from?.level ?? 0) < 3)
  }
}

// Private:

type Values = Readonly<Record<string, unknown>>

/** A place that may not be null is: the object around it is null. */
const INVALID = Symbol('invalid')

class Walk {
  private readonly cells: Cell[] = []
  private readonly mismatches: Mismatch[] = []
  private readonly reached: { type: string; id: string; path: string }[] = []
  /** Path without places in lists → reason; unsure where the object around it is null for another reason. */
  private readonly refusals = new Map<string, { readonly reason: string; sure: boolean }>()
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Where the full answer has nothing: what is told below is of rows that nobody reaches. */
  private readonly absent = new Set<string>()
  /** Whose sources are told, from the outside in. */
  private readonly told: Values[] = []
  private readonly rowGaps = new Map<string, string>()

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly oracle: Oracle,
    private readonly records: ReadonlyMap<string, PublishedRecord>,
    private readonly asker: Asker,
    private readonly question: Question,
    private readonly full: Answer,
    private readonly actual: Answer,
  ) {
    this.fragments = new Map(
      question.document.definitions.flatMap((d) =>
        d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d] as const] : [],
      ),
    )
    for (const gap of full.errors) this.rowGaps.set(withoutIndices(gap.path), gap.reason ?? gap.code)
  }

  cut(): Cut {
    const operation = this.question.document.definitions.find((d) => d.kind === Kind.OPERATION_DEFINITION)
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
    const root = this.schema.getRootType(operation.operation)
    if (!root) throw new Error('no root')
    if (this.full.data === null)
      throw new Error(`no full answer: ${this.full.errors.map(({ told }) => told).join(' ')}`)
    this.object(root, [operation.selectionSet], this.full.data, this.actual.data, '')
    this.errors()
    return { cells: this.cells, mismatches: this.mismatches, reached: this.reached }
  }

  /** What must stand there; notes every difference. */
  private object(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    full: Values,
    actual: Values | null,
    path: string,
  ): Values | null | typeof INVALID {
    if (type.name === 'FieldProvenance' || type.name === 'OtherValue')
      full = {
        ...full,
        ...this.told.at(-1),
        ...(full['proofField'] !== undefined && { proofField: full['proofField'] }),
      }
    const id = full[WHO]
    if (typeof id === 'string' && path !== '') this.reached.push({ type: type.name, id, path })
    let invalid = false
    for (const [name, nodes] of this.fields(type, sets)) {
      const node = nodes[0] as FieldNode
      const at = path === '' ? name : `${path}.${name}`
      if (node.name.value === '__typename') {
        if (actual && actual[name] !== type.name) this.differ(at, `${type.name}.__typename`, 'another type')
        continue
      }
      if (node.name.value.startsWith('__')) continue
      const field = type.getFields()[node.name.value]
      if (!field) throw new Error(`no field ${type.name}.${node.name.value}`)
      const coordinate = `${type.name}.${field.name}`
      const verdict = this.verdict(type, coordinate, node)
      this.cells.push({ coordinate, path: at, shown: verdict.shown })
      const given = actual ? (actual[name] ?? null) : null
      const whole = full[name] ?? null
      if (verdict.shown === 'DENY') {
        this.refuse(at, verdict.reason)
        if (given !== null) this.differ(at, coordinate, `shown, must be refused: ${verdict.reason}`)
        if (isNonNullType(field.type)) invalid = true
        continue
      }
      // Whatever stands for somebody: who opened an account of looks sees them grow meanwhile.
      if (type.name.startsWith('AccessLook')) continue
      const provenance =
        field.name === 'provenance'
          ? { proofOf: type.name }
          : field.name === 'others'
            ? { proofOf: full['proofOf'], proofField: full['proofField'] }
            : null
      if (provenance) this.told.push(provenance)
      const answer = this.value(field.type, nodes, whole, given, at, coordinate, verdict, full)
      if (provenance) this.told.pop()
      if (answer === INVALID) invalid = true
    }
    if (invalid && actual !== null && path !== '')
      this.differ(path, type.name, 'an object stands where a refused part may not be null')
    return invalid ? INVALID : full
  }

  private value(
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    full: unknown,
    actual: unknown,
    path: string,
    coordinate: string,
    verdict: Verdict,
    holder: Values,
  ): unknown {
    const nullable = getNullableType(type)
    const named = getNamedType(type)
    if (isCompositeType(named)) {
      if (verdict.shown === 'MASK' && Cutter.hides(this.oracle, coordinate, named.name)) {
        if (actual !== null) this.differ(path, coordinate, 'a masked link shows what it leads to')
        return isNonNullType(type) ? INVALID : null
      }
      if (full === null) {
        this.absent.add(withoutIndices(path.split('.')))
        // Of what is out of reach an empty shell may stand: that the record names something is said by the open link itself.
        const shell = isObjectType(named) && typeof actual === 'object' && !Array.isArray(actual)
        if (actual !== null && shell)
          this.object(
            named,
            nodes.flatMap((node) => node.selectionSet ?? []),
            {},
            actual as Values,
            path,
          )
        else if (actual !== null) this.differ(path, coordinate, 'more than there is in these rows')
        return null
      }
      if (isListType(nullable)) {
        const inner = nullable.ofType as GraphQLOutputType
        const all = this.shownMembers(coordinate, nodes, full as readonly Values[])
        const given = Array.isArray(actual) ? (actual as readonly unknown[]) : null
        let invalid = false
        const seen: unknown[] = []
        all.forEach((one, at) => {
          const answer = this.value(
            inner,
            nodes,
            one,
            given ? (given[at] ?? null) : null,
            `${path}.${at}`,
            coordinate,
            { shown: 'PLAIN' },
            holder,
          )
          if (answer === INVALID && isNonNullType(inner)) invalid = true
          seen.push(answer)
        })
        if (invalid) {
          if (actual !== null) this.differ(path, coordinate, 'a list stands where a member may not be null')
          return isNonNullType(type) ? INVALID : null
        }
        if (given === null || given.length !== all.length)
          this.differ(path, coordinate, `${all.length} in these rows, ${given ? given.length : 'none'} shown`)
        return seen
      }
      const values = full as Values
      const runtime = this.runtime(named as GraphQLCompositeType, values)
      const before = this.mismatches.length
      const refusedBefore = new Set(this.refusals.keys())
      const answer = this.object(
        runtime,
        nodes.flatMap((node) => node.selectionSet ?? []),
        values,
        (actual ?? null) as Values | null,
        path,
      )
      if (answer === INVALID) {
        // The whole object goes with the part that may not be null: what else differs in it is not seen.
        if (actual === null) this.mismatches.length = before
        for (const [at, refusal] of this.refusals) if (!refusedBefore.has(at)) refusal.sure = false
        return isNonNullType(type) ? INVALID : null
      }
      if (actual === null) {
        this.mismatches.length = before
        this.differ(path, coordinate, 'open, and not shown')
      }
      return answer
    }
    const expected = this.leaf(full, coordinate, verdict, holder)
    if (!expected(actual)) this.differ(path, coordinate, `${verdict.shown}: shown ${kind(actual)}, full ${kind(full)}`)
    return full === null && isNonNullType(type) ? INVALID : full
  }

  /** Lists that leave out what is not open: sources of fields, and what a search would find by a name that is not open. */
  private shownMembers(coordinate: string, nodes: readonly FieldNode[], all: readonly Values[]): readonly Values[] {
    const [type = ''] = coordinate.split('.')
    if (coordinate.endsWith('.provenance'))
      return all.filter((one) => this.oracle.judge(this.asker, `${type}.${String(one['proofField'])}`).shown !== 'DENY')
    if (coordinate !== 'Query.search') return all
    const text = JSON.stringify(nodes[0]?.arguments ?? [])
    return all.filter((one) => {
      const name = nameOf[String(one[WHAT])] ?? ''
      if (!text.includes('"kinds"')) throw new Error('a search of the proof names its kind')
      return this.oracle.judge(this.asker, name).shown === 'PLAIN'
    })
  }

  /** A test of the value that is shown. */
  private leaf(full: unknown, coordinate: string, verdict: Verdict, holder: Values): (actual: unknown) => boolean {
    const [type = '', field = ''] = coordinate.split('.')
    const record = this.records.get(type)
    // The id of a record holds its key: where the key's field is of level 3 and not open, something opaque stands for it.
    if (record && field === 'id' && record.keyField !== null && record.keyLevel > 2) {
      const key = this.oracle.judge(this.asker, `${type}.${record.keyField}`)
      if (key.shown !== 'PLAIN')
        return (actual) =>
          typeof actual === 'string' && actual !== full && actual.startsWith(`${record.department}:${type}:~`)
    }
    // A surrogate, or the key of a record: opaque where it must not show, and otherwise what the record is called by.
    if (field === 'id') return (actual) => same(actual, full)
    if (type === 'FieldProvenance' && field === 'value')
      return this.leaf(
        full,
        `${String(holder['proofOf'])}.${String(holder['proofField'])}`,
        this.oracle.judge(this.asker, `${String(holder['proofOf'])}.${String(holder['proofField'])}`),
        holder,
      )
    if (type === 'OtherValue' && field === 'value') return (actual) => this.isMemberOf(actual, full, holder)
    if (/DataIssue$/.test(type) && (field === 'raw' || field === 'key'))
      return (actual) => this.issue(actual, full, field, type, holder)
    if (field === 'cursor' || /Cursor$/.test(field))
      return (actual) => actual === full || (typeof actual === 'string') === (typeof full === 'string')
    if (verdict.shown === 'PLAIN') return (actual) => same(actual, full)
    if (full === null) return (actual) => actual === null
    const has = record ? record.masked.has(field) : maskedOfEntities.has(coordinate)
    const how = has ? kindOf(coordinate) : null
    if (how === null || typeof full !== 'string') return (actual) => actual === null
    return (actual) => typeof actual === 'string' && isMaskOf(how, full, actual)
  }

  /** What other sources say shows as the field itself does. */
  private isMemberOf(actual: unknown, full: unknown, holder: Values): boolean {
    const of = `${String(holder['proofOf'])}.${String(holder['proofField'])}`
    return this.leaf(full, of, this.oracle.judge(this.asker, of), holder)(actual)
  }

  /** What a source wrote is told to whom the field itself is open; where it is a whole row, all of its fields. */
  private issue(actual: unknown, full: unknown, field: string, _type: string, holder: Values): boolean {
    if (actual === null || full === null) return actual === null || actual === full
    const record = this.records.get(String(holder['proofRecord'] ?? ''))
    if (!record) return false
    const open = (name: string) => this.oracle.judge(this.asker, `${record.name}.${name}`).shown === 'PLAIN'
    if (field === 'key') return record.keyField === null || open(record.keyField)
    const of = holder['proofField']
    return typeof of === 'string'
      ? open(of)
      : [...record.fields].filter((name) => this.oracle.classification.grade(`${record.name}.${name}`)).every(open)
  }

  private verdict(type: GraphQLObjectType, coordinate: string, node: FieldNode): Verdict {
    const verdict = this.oracle.judge(this.asker, coordinate)
    if (verdict.shown === 'DENY') return verdict
    const field = type.getFields()[node.name.value]
    for (const argument of node.arguments ?? []) {
      const definition = field?.args.find(({ name }) => name === argument.name.value)
      if (!definition) continue
      const value = valueFromAST(argument.value, definition.type, this.question.variables)
      if (value === null || value === undefined) continue
      // A kind is followed by whoever is given its list.
      const followed = coordinate === 'Query.changes' && definition.name === 'kinds' ? (value as string[]) : []
      const ids = followed.map((kind) => this.oracle.judge(this.asker, listOf[kind] ?? ''))
      const closed = ids.find(({ shown }) => shown === 'DENY')
      if (closed) return closed
      const own = this.oracle.classification.grade(`${coordinate}(${definition.name})`)
      const touched = touchedBy(definition.type, value, this.oracle.classification)
      for (const grade of own ? [own, ...touched] : touched) {
        // A condition on a masked field finds the value out: it needs the right to read plainly.
        const needed = this.oracle.judgeGrade(this.asker, grade)
        if (needed.shown === 'DENY') return needed
        if (needed.shown === 'MASK') return { shown: 'DENY', reason: 'NO_GRANT' }
      }
    }
    return verdict
  }

  /** Each refusal that is told is one of the law, and of each of the law's that was met one is told. */
  private errors(): void {
    const told = new Map<string, string>()
    for (const gap of this.actual.errors) {
      const path = withoutIndices(gap.path)
      if (gap.code !== 'FIELD_DENIED' && gap.code !== 'FILTER_DENIED') {
        if (!this.rowGaps.has(path)) this.differ(path, '', `told ${gap.code}, which the full answer does not`)
        continue
      }
      told.set(path, gap.reason ?? '')
      const lawful = this.refusals.get(path)?.reason ?? this.rowGaps.get(path)
      // Rows that even the full answer is refused have a reason of their own, which names the right that this asker lacks.
      // Of what is not there a refusal may be told too: the law on the field does not depend on the row.
      if ([...this.absent].some((above) => path.startsWith(`${above}.`))) continue
      if (lawful !== gap.reason && !this.rowGaps.has(path) && !this.lawAt(path.split('.')).includes(gap.reason ?? ''))
        this.differ(path, '', `told ${gap.reason}, the law says ${lawful ?? 'open'}`)
    }
    for (const [path, { reason, sure }] of this.refusals) {
      if (!sure) continue
      const above = [...told.keys()].some((other) => path.startsWith(`${other}.`))
      if (!told.has(path) && !above && this.actual.errors.length < 20)
        this.differ(path, '', `refused for ${reason} without saying so`)
    }
  }

  private refuse(path: string, reason: string): void {
    const at = withoutIndices(path.split('.'))
    const known = this.refusals.get(at)
    if (!known) this.refusals.set(at, { reason, sure: true })
    else known.sure = true
  }

  /** Reasons for which what the client names so may be refused, whatever type stands there. */
  private lawAt(path: readonly string[]): readonly string[] {
    const operation = this.question.document.definitions.find((d) => d.kind === Kind.OPERATION_DEFINITION)
    const root = operation?.kind === Kind.OPERATION_DEFINITION ? this.schema.getRootType(operation.operation) : null
    if (operation?.kind !== Kind.OPERATION_DEFINITION || !root) return []
    let places: (readonly [GraphQLObjectType, readonly SelectionSetNode[]])[] = [[root, [operation.selectionSet]]]
    let reasons: string[] = []
    for (const step of path) {
      reasons = []
      const next: (readonly [GraphQLObjectType, readonly SelectionSetNode[]])[] = []
      for (const [type, sets] of places) {
        const nodes = this.fields(type, sets).get(step)
        const field = nodes && type.getFields()[nodes[0]?.name.value ?? '']
        if (!nodes?.[0] || !field) continue
        const verdict = this.verdict(type, `${type.name}.${field.name}`, nodes[0])
        if (verdict.shown === 'DENY') reasons.push(verdict.reason)
        const below = getNamedType(field.type)
        const types = isObjectType(below) ? [below] : isUnionType(below) ? below.getTypes() : []
        for (const one of types) next.push([one, nodes.flatMap((node) => node.selectionSet ?? [])])
      }
      places = next
    }
    return reasons
  }

  private fields(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    const found = new Map<string, FieldNode[]>()
    const collect = (set: SelectionSetNode) => {
      for (const node of set.selections) {
        if (node.kind === Kind.FIELD) {
          const name = node.alias?.value ?? node.name.value
          const known = found.get(name)
          if (known) known.push(node)
          else found.set(name, [node])
          continue
        }
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(node.name.value) : node
        if (!fragment) continue
        const on = fragment.typeCondition?.name.value
        const condition = on === undefined ? type : this.schema.getType(on)
        const fits = condition === type || (isUnionType(condition) && condition.getTypes().includes(type))
        if (fits) collect(fragment.selectionSet)
      }
    }
    for (const set of sets) collect(set)
    return found
  }

  private runtime(type: GraphQLCompositeType, value: Values): GraphQLObjectType {
    if (isObjectType(type)) return type
    const runtime = this.schema.getType(String(value[WHAT]))
    if (!isObjectType(runtime)) throw new Error(`no runtime type of ${type.name}`)
    return runtime
  }

  private differ(path: string, coordinate: string, what: string): void {
    this.mismatches.push({ path, coordinate, what })
  }
}

/** By what a search finds things of a kind. */
const nameOf: Readonly<Record<string, string>> = {
  Person: 'Person.name',
  House: 'House.address',
  Event: 'Event.title',
  ManagedObject: 'ManagedObject.name',
  Organisation: 'Organisation.name',
  Grid: 'Grid.name',
}

const listOf: Readonly<Record<string, string>> = {
  Person: 'Query.persons',
  House: 'Query.houses',
  Event: 'Query.events',
  ManagedObject: 'Query.managedObjects',
  Organisation: 'Query.organisations',
  Grid: 'Query.grids',
}

function withoutIndices(path: readonly (string | number)[]): string {
  return path.filter((step) => !/^\d+$/.test(String(step))).join('.')
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** Says what stands there without the value. */
function kind(value: unknown): string {
  return value === null ? 'null' : typeof value === 'string' ? `a text of ${[...value].length}` : typeof value
}
