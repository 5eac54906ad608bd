/**
 * The operation policy: decides every classified place of an operation before it is planned, takes out what is denied so that it is
 * never fetched, and writes the operation anew with the gateway's own response names. What comes of it is kept by the decisions,
 * so a repeated operation costs neither walk nor print.
 */
import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  print,
  valueFromAST,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
} from 'graphql'
import type { Decider, Decision, DenyReason } from '../access/decision.ts'
import type { Classified } from '../schema/classification.ts'
import type { ErrorCode } from '../schema/errors.ts'
import type {
  AnnotatedField,
  AnnotatedOperation,
  AnnotatedSelection,
  Condition,
  SensitiveArgument,
} from './annotate.ts'
import type { Places } from './places.ts'
import { ResponseNames } from './response-names.ts'

/** Why a field was taken out; goes to the client with each null that stands for it. */
export interface Denial {
  readonly code: ErrorCode
  readonly reason: DenyReason
  readonly department: string
  readonly coordinate: string
}

/** A denial with the client's path pattern, `persons.nodes[].idNumber`: for the audit. */
export interface DeniedPath {
  readonly path: string
  readonly reason: DenyReason
}

/** What the client asked for, with the response names of both sides: the projector is made from it. */
export type Shape = FieldShape | FragmentShape
export interface FieldShape {
  readonly kind: 'field'
  readonly responseName: string
  readonly internalName: string
  readonly fieldName: string
  readonly coordinate: string
  /** Null where nothing is classified (an open gateway). */
  readonly department: string | null
  readonly type: GraphQLOutputType
  readonly denied: Denial | null
  readonly introspection: FieldNode | null
  readonly selections: readonly Shape[] | null
}
export interface FragmentShape {
  readonly kind: 'fragment'
  readonly on: GraphQLCompositeType
  readonly selections: readonly Shape[]
}

export interface MaskedPath {
  /** `person.household.members[].idNumber`. */
  readonly path: string
  readonly coordinate: string
  readonly department: string
}

/** The client's paths to a coordinate: `me.household.members.nodes[].name`. Looked for once in the shape of an operation. */
export function pathsOf(shapes: readonly Shape[], coordinate: string): readonly string[] {
  let ofShapes = foundPaths.get(shapes)
  if (!ofShapes) foundPaths.set(shapes, (ofShapes = new Map()))
  let paths = ofShapes.get(coordinate)
  if (!paths) ofShapes.set(coordinate, (paths = findPaths(shapes, coordinate, '')))
  return paths
}

/** An operation under one set of decisions. */
export interface Permitted {
  readonly operation: AnnotatedOperation
  /** The operation to plan, or null when nothing of it has to be fetched. */
  readonly text: string | null
  readonly shape: readonly Shape[]
  readonly denied: readonly DeniedPath[]
  readonly masked: readonly MaskedPath[]
  /** Places that are read. */
  readonly places: readonly Classified[]
}

export interface Verdicts {
  /** Equal keys mean equal outcomes of `permit` for the same operation. */
  readonly key: string
  readonly decisions: ReadonlyMap<Classified, Decision>
  /** For each sensitive argument the first place that it touches and must not; null when there is none. */
  readonly refused: ReadonlyMap<SensitiveArgument, Denial>
  /** Grants by which filters, orders and look-ups are open. */
  readonly filterGrants: readonly string[]
  readonly introspection: boolean
  readonly variables: Readonly<Record<string, unknown>>
}

/** Asks for every decision that the operation needs. About 0.1 µs a place when the decider keeps them. */
export function decide(
  operation: AnnotatedOperation,
  decider: Decider | null,
  places: Places | null,
  variables: Readonly<Record<string, unknown>>,
  introspection: boolean,
): Verdicts {
  const decisions = new Map<Classified, Decision>()
  const refused = new Map<SensitiveArgument, Denial>()
  const filterGrants = new Set<string>()
  let key = introspection ? 'i' : 'n'
  for (const name of operation.conditionVariables) key += variables[name] === true ? '+' : '-'
  if (decider && places) {
    for (const place of operation.places) {
      const decision = decider.decide(place)
      decisions.set(place, decision)
      key += decision.verdict === 'DENY' ? `(${decision.reason})` : decision.verdict[0]
    }
    for (const argument of operation.sensitive) {
      const denial = refuseArgument(argument, decider, places, variables, filterGrants)
      if (denial) refused.set(argument, denial)
      key += denial ? `[${denial.coordinate} ${denial.reason}]` : '.'
    }
  }
  return { key, decisions, refused, filterGrants: [...filterGrants], introspection, variables }
}

/** Prunes and rewrites. */
export function permit(operation: AnnotatedOperation, verdicts: Verdicts): Permitted {
  return new Permission(operation, verdicts).result()
}

/** Ids of the grants that the answer rests on. */
export function grantsUsed(permitted: Permitted, verdicts: Verdicts): readonly string[] {
  const grants = new Set(verdicts.filterGrants)
  for (const place of permitted.places) {
    const decision = verdicts.decisions.get(place)
    if (decision && decision.verdict !== 'DENY' && decision.grant !== null) grants.add(decision.grant)
  }
  return [...grants]
}

// Private:

const foundPaths = new WeakMap<readonly Shape[], Map<string, readonly string[]>>()

function findPaths(shapes: readonly Shape[], coordinate: string, prefix: string): string[] {
  return shapes.flatMap((shape) => {
    if (shape.kind === 'fragment') return findPaths(shape.selections, coordinate, prefix)
    const path = prefix + shape.responseName
    if (shape.coordinate === coordinate) return [path]
    const list = isListType(getNullableType(shape.type)) ? '[]' : ''
    return shape.selections ? findPaths(shape.selections, coordinate, `${path}${list}.`) : []
  })
}

/** A filter, an order or a look-up needs the right to read plainly: a masked value must not be found out by asking. */
function refuseArgument(
  argument: SensitiveArgument,
  decider: Decider,
  places: Places,
  variables: Readonly<Record<string, unknown>>,
  grants: Set<string>,
): Denial | null {
  const value = valueFromAST(argument.value, argument.type, variables)
  if (value === null || value === undefined) return null
  let denial: Denial | null = null
  const need = (place: Classified) => {
    if (denial) return
    const decision = decider.decide(place)
    if (decision.verdict === 'ALLOW') {
      if (decision.grant !== null) grants.add(decision.grant)
      return
    }
    denial = {
      code: 'FILTER_DENIED',
      reason: decision.verdict === 'DENY' ? decision.reason : 'NO_GRANT',
      department: place.department,
      coordinate: place.coordinate,
    }
  }
  if (argument.place) need(argument.place)
  places.touched(argument.type, value, need)
  return denial
}

class Permission {
  private readonly operation: AnnotatedOperation
  private readonly verdicts: Verdicts
  private readonly names = new ResponseNames()
  private readonly denied: DeniedPath[] = []
  private readonly masked: MaskedPath[] = []
  private readonly places = new Set<Classified>()
  private readonly variables = new Set<string>()

  constructor(operation: AnnotatedOperation, verdicts: Verdicts) {
    this.operation = operation
    this.verdicts = verdicts
  }

  result(): Permitted {
    const { operation } = this.operation
    const { shape, text } = this.set(this.operation.selections, '', true)
    return {
      operation: this.operation,
      text: text === '' ? null : `${operation.operation}${this.definitions()} { ${text} }`,
      shape,
      denied: this.denied,
      masked: this.masked,
      places: [...this.places],
    }
  }

  private definitions(): string {
    const used = (this.operation.operation.variableDefinitions ?? []).filter((d) =>
      this.variables.has(d.variable.name.value),
    )
    return used.length === 0 ? '' : `(${used.map((d) => print(d)).join(', ')})`
  }

  private set(
    selections: readonly AnnotatedSelection[],
    path: string,
    root: boolean,
  ): { shape: Shape[]; text: string } {
    const shape: Shape[] = []
    let text = ''
    for (const selection of selections) {
      if (!this.stays(selection.conditions)) continue
      if (selection.kind === 'fragment') {
        const inner = this.set(selection.selections, path, root)
        shape.push({ kind: 'fragment', on: selection.on, selections: inner.shape })
        if (inner.text !== '') text += `... on ${selection.on.name} { ${inner.text} } `
        continue
      }
      const field = this.field(selection, path, root)
      shape.push(field.shape)
      text += field.text
    }
    // Emptied by pruning: something must still be asked, for the object's being there and its type.
    if (text === '' && !root) text = '__typename '
    return { shape, text }
  }

  private field(field: AnnotatedField, parentPath: string, root: boolean): { shape: FieldShape; text: string } {
    const { definition } = field
    const denied = this.denialOf(field)
    const type = getNamedType(definition.type)
    const path = `${parentPath}${parentPath === '' ? '' : '.'}${field.responseName}${isList(definition.type) ? '[]' : ''}`
    const internalName = this.names.of(definition.name, this.apartFrom(field, root))
    const coordinate = field.places[0]?.coordinate ?? `${field.parent.name}.${definition.name}`
    const shape = {
      kind: 'field' as const,
      responseName: field.responseName,
      internalName,
      fieldName: definition.name,
      coordinate,
      department: field.places[0]?.department ?? null,
      type: definition.type,
      denied,
      introspection: field.introspection,
    }
    if (denied) this.denied.push({ path, reason: denied.reason })
    if (denied || field.introspection) return { shape: { ...shape, selections: null }, text: '' }
    if (root && definition.name === '__typename') return { shape: { ...shape, selections: null }, text: '' }
    for (const place of field.places) this.read(place, path, isLeafType(type))
    for (const variable of field.variables) this.variables.add(variable)
    const inner = field.selections && this.set(field.selections, path, false)
    const name = internalName === definition.name ? '' : `${internalName}: `
    const below = inner ? ` { ${inner.text}}` : ''
    return {
      shape: { ...shape, selections: inner?.shape ?? null },
      text: `${name}${definition.name}${field.decoration}${below} `,
    }
  }

  /** What keeps a field's answer apart from that of the same field asked otherwise; empty when there is only one way to ask. */
  private apartFrom(field: AnnotatedField, root: boolean): string {
    // Two changes that look alike are two changes.
    const change = root && this.operation.operation.operation === 'mutation' ? field.responseName : ''
    // Without arguments too: a department may require the same field with some, under the field's own name.
    const takesArguments = field.definition.args.length > 0 ? '()' : ''
    return `${takesArguments}${field.decoration}${change}`
  }

  private read(place: Classified, path: string, leaf: boolean): void {
    this.places.add(place)
    if (leaf && this.verdicts.decisions.get(place)?.verdict === 'MASK') {
      this.masked.push({ path, coordinate: place.coordinate, department: place.department })
    }
  }

  private denialOf(field: AnnotatedField): Denial | null {
    if (field.introspection) {
      if (this.verdicts.introspection) return null
      return {
        code: 'FIELD_DENIED',
        reason: 'NO_GRANT',
        department: 'registry',
        coordinate: `Query.${field.definition.name}`,
      }
    }
    if (field.unclassified) return { code: 'FIELD_DENIED', reason: 'NOT_CLASSIFIED', ...field.unclassified }
    for (const place of field.places) {
      const decision = this.verdicts.decisions.get(place)
      if (decision?.verdict === 'DENY') {
        return {
          code: 'FIELD_DENIED',
          reason: decision.reason,
          department: place.department,
          coordinate: place.coordinate,
        }
      }
    }
    for (const argument of field.sensitive) {
      const refused = this.verdicts.refused.get(argument)
      if (refused) return refused
    }
    return null
  }

  private stays(conditions: readonly Condition[]): boolean {
    return conditions.every(
      (c) => (c.variable === null ? c.literal : this.verdicts.variables[c.variable] === true) === c.wanted,
    )
  }
}

function isList(type: GraphQLOutputType): boolean {
  return String(type).includes('[')
}
