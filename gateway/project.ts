/**
 * The result pass: walks the client's selections over the merged data and makes the answer: the client's response names in their
 * order, leaf values checked, null carried up to the nearest nullable parent, and for each gap an error that says why, at the
 * client's path. Compiled once per operation and set of decisions; one flat list of fields for each runtime type.
 */
import { isObjectType, type GraphQLCompositeType, type GraphQLError, type GraphQLSchema } from 'graphql'
import { clientError } from './client-errors.ts'
import { Selections, type FieldPlan, type ValueSpec } from './field-plans.ts'
import { causesUnder, type Cause, type GapNode, type Gaps, type Path } from './gaps.ts'
import { isObject, type Data } from './merge.ts'
import type { Denial, FieldShape, Shape } from './policy.ts'

export interface Projected {
  readonly data: Data | null
  readonly errors: readonly GraphQLError[]
}

export interface Projector {
  project(data: Data, gaps: Gaps, introspect: (field: FieldShape) => unknown, traceId: string): Projected
}

/** Errors of one selection and reason that get a path of their own; the rest is told by `occurrences`. */
const MAX_ERRORS_PER_SELECTION = 20

export function compileProjector(
  shape: readonly Shape[],
  root: GraphQLCompositeType,
  schema: GraphQLSchema,
): Projector {
  const selections = new Selections([shape], schema)
  return {
    project(data, gaps, introspect, traceId) {
      const pass = new Pass(gaps, introspect, traceId)
      const answer = pass.object(selections, root, data, gaps.empty ? undefined : gaps.root, undefined)
      if (!gaps.empty) pass.tellRest(shape)
      return { data: answer === INVALID ? null : (answer as Data), errors: pass.errors() }
    },
  }
}

// Private:

/** A non-null place is null: the parent must become null. */
const INVALID = Symbol('invalid')

interface ErrorGroup {
  count: number
  readonly errors: GraphQLError[]
}

class Pass {
  private readonly gaps: Gaps
  private readonly introspect: (field: FieldShape) => unknown
  private readonly traceId: string
  private readonly path: (string | number)[] = []
  private readonly groups = new Map<FieldShape | null, Map<string, ErrorGroup>>()
  private readonly inOrder: GraphQLError[] = []

  constructor(gaps: Gaps, introspect: (field: FieldShape) => unknown, traceId: string) {
    this.gaps = gaps
    this.introspect = introspect
    this.traceId = traceId
  }

  object(
    selections: Selections,
    declared: GraphQLCompositeType,
    value: Data,
    gap: GapNode | undefined,
    above: GapNode | undefined,
  ): Data | typeof INVALID | null {
    const type = selections.runtimeType(declared, value['__typename'])
    if (!type) return null
    const inherited = gap && gap.causes.length > 0 ? gap : above
    const out: Data = {}
    for (const field of selections.fields(type)) {
      const answer = this.field(field, type, value, gap, inherited)
      if (answer === INVALID) return INVALID
      if (field.careful)
        Object.defineProperty(out, field.out, { value: answer, enumerable: true, configurable: true, writable: true })
      else out[field.out] = answer
    }
    return out
  }

  errors(): readonly GraphQLError[] {
    for (const group of this.groups.values()) {
      for (const { count, errors } of group.values()) {
        if (count > 1) for (const error of errors) error.extensions['occurrences'] = count
      }
    }
    return this.inOrder
  }

  /** Causes that explained no null of the client: something was lost on the way. Told at the nearest place that the client knows. */
  tellRest(shape: readonly Shape[]): void {
    for (const { cause, path } of this.gaps.all) {
      if (!cause.told) this.tell(null, cause, clientPath(shape, path))
    }
  }

  private field(
    field: FieldPlan,
    type: GraphQLCompositeType,
    object: Data,
    gap: GapNode | undefined,
    inherited: GapNode | undefined,
  ): unknown {
    const { shape } = field
    if (shape.denied !== null) return this.denied(field, shape.denied)
    if (field.typename) return isObjectType(type) ? type.name : INVALID
    if (shape.introspection) return this.introspect(shape)
    const value = field.careful && !Object.hasOwn(object, field.name) ? undefined : object[field.name]
    this.path.push(field.out)
    const absent = value === undefined && field.spec.nonNull ? this.gaps.absent.get(object) : undefined
    const answer =
      absent === undefined ? this.value(field, field.spec, value, gap?.children.get(field.name), inherited) : INVALID
    this.path.pop()
    if (absent !== undefined) this.notFound(field, absent)
    return answer
  }

  private value(
    field: FieldPlan,
    spec: ValueSpec,
    value: unknown,
    gap: GapNode | undefined,
    inherited: GapNode | undefined,
  ): unknown {
    if (value === null || value === undefined) {
      const told = this.explain(field, gap ?? (value === undefined ? inherited : undefined))
      if (!spec.nonNull) return null
      if (!told) this.fault(field)
      return INVALID
    }
    if (spec.item !== null) {
      if (!Array.isArray(value)) return this.invalid(field, spec)
      const items = new Array<unknown>(value.length)
      const deeper = gap && gap.causes.length > 0 ? gap : inherited
      for (let i = 0; i < value.length; i++) {
        this.path.push(i)
        const item = this.value(field, spec.item, value[i], gap?.children.get(i), deeper)
        this.path.pop()
        if (item === INVALID) return spec.nonNull ? INVALID : null
        items[i] = item
      }
      return items
    }
    if (spec.composite !== null) {
      if (!isObject(value) || field.selections === null) return this.invalid(field, spec)
      const answer = this.object(field.selections, spec.composite, value, gap, inherited)
      if (answer === null) return this.invalid(field, spec)
      return answer === INVALID && !spec.nonNull ? null : answer
    }
    return spec.leaf === null || spec.leaf(value) ? value : this.invalid(field, spec)
  }

  /** The department broke its own schema. */
  private invalid(field: FieldPlan, spec: ValueSpec): null | typeof INVALID {
    this.fault(field)
    return spec.nonNull ? INVALID : null
  }

  private fault(field: FieldPlan): void {
    const { department } = field.shape
    this.add(field.shape, 'DEPARTMENT_FAULT', () =>
      clientError('DEPARTMENT_FAULT', [...this.path], {
        ...(department !== null && { department }),
        traceId: this.traceId,
      }),
    )
  }

  /** The object itself is not there, or not open to the request: said at its own place, which becomes null. */
  private notFound(field: FieldPlan, department: string): void {
    this.add(field.shape, 'NOT_FOUND', () =>
      clientError('NOT_FOUND', [...this.path], { department, traceId: this.traceId }),
    )
  }

  private explain(field: FieldPlan, gap: GapNode | undefined): boolean {
    if (!gap) return false
    const causes = causesUnder(gap)
    for (const cause of causes) this.tell(field.shape, cause, this.path)
    return causes.length > 0
  }

  private tell(shape: FieldShape | null, cause: Cause, path: Path): void {
    cause.told = true
    this.add(shape, `${cause.code} ${cause.department}`, () =>
      clientError(cause.code, [...path], { department: cause.department, ...cause.details, traceId: this.traceId }),
    )
  }

  private denied(field: FieldPlan, denial: Denial): null | typeof INVALID {
    this.add(field.shape, denial.code, () =>
      clientError(denial.code, [...this.path, field.out], {
        reason: denial.reason,
        department: denial.department,
        coordinate: denial.coordinate,
        catalogue: catalogueEntry(denial),
      }),
    )
    return field.spec.nonNull ? INVALID : null
  }

  private add(shape: FieldShape | null, kind: string, make: () => GraphQLError): void {
    let kinds = this.groups.get(shape)
    if (!kinds) this.groups.set(shape, (kinds = new Map()))
    let group = kinds.get(kind)
    if (!group) kinds.set(kind, (group = { count: 0, errors: [] }))
    group.count += 1
    if (group.count > MAX_ERRORS_PER_SELECTION) return
    const error = make()
    group.errors.push(error)
    this.inOrder.push(error)
  }
}

/** `/catalogue/housing/PropertyTitle/certificate`: where to apply for the right. */
function catalogueEntry(place: { readonly department: string; readonly coordinate: string }): string {
  return `/catalogue/${place.department}/${place.coordinate.replace(/\(.*$/, '').replace('.', '/')}`
}

/** An internal path in the client's names, as far as the client knows it. */
function clientPath(shape: readonly Shape[], path: Path): Path {
  const told: (string | number)[] = []
  let sets: readonly Shape[] = shape
  for (const key of path) {
    if (typeof key === 'number') {
      told.push(key)
      continue
    }
    const field = findField(sets, key)
    if (!field) break
    told.push(field.responseName)
    sets = field.selections ?? []
  }
  return told
}

function findField(shapes: readonly Shape[], internalName: string): FieldShape | null {
  for (const shape of shapes) {
    if (shape.kind === 'field') {
      if (shape.internalName === internalName && !shape.denied) return shape
      continue
    }
    const inner = findField(shape.selections, internalName)
    if (inner) return inner
  }
  return null
}
