/**
 * A plan of @apollo/query-planner, made ready to be run many times: documents parsed once, selections of representations and
 * rewrites compiled, the names each fetch supplies listed for the case that it fails.
 */
import type { FetchDataRewrite, FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner'
import { Kind, parse, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from 'graphql'
import { compileRequires, type BuildRepresentation } from './representations.ts'
import { compileRewrites, type Rewrite } from './rewrites.ts'

export type Step =
  | { readonly kind: 'sequence' | 'parallel'; readonly steps: readonly Step[] }
  | { readonly kind: 'flatten'; readonly path: readonly string[]; readonly step: Step }
  | {
      readonly kind: 'condition'
      readonly variable: string
      readonly then: Step | null
      readonly otherwise: Step | null
    }
  | { readonly kind: 'fetch'; readonly fetch: PlannedFetch }

export interface PlannedFetch {
  readonly department: string
  readonly query: string
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly variables: readonly string[]
  /** Null for a fetch of root fields. */
  readonly representation: BuildRepresentation | null
  readonly inputRewrites: Rewrite | null
  readonly outputRewrites: Rewrite | null
  /** Response names that this fetch adds to each of its objects. */
  readonly supplies: readonly string[]
}

/** Null when there is nothing to fetch. */
export function preparePlan(plan: QueryPlan, whole: GraphQLSchema): Step | null {
  if (!plan.node) return null
  if (plan.node.kind === 'Subscription') throw new Error('a plan of a subscription cannot be run')
  return step(plan.node, whole)
}

// Private:

function step(node: PlanNode, whole: GraphQLSchema): Step {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map((n) => step(n, whole)) }
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map((n) => step(n, whole)) }
    case 'Flatten':
      return { kind: 'flatten', path: node.path.map(String), step: step(node.node, whole) }
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        then: node.ifClause ? step(node.ifClause, whole) : null,
        otherwise: node.elseClause ? step(node.elseClause, whole) : null,
      }
    case 'Fetch':
      return { kind: 'fetch', fetch: plannedFetch(node, whole) }
    case 'Defer':
      throw new Error('@defer is not served')
  }
}

function plannedFetch(node: FetchNode, whole: GraphQLSchema): PlannedFetch {
  const document = parse(node.operation, { noLocation: true })
  return {
    department: node.serviceName,
    query: node.operation,
    document,
    operationName: node.operationName,
    variables: node.variableUsages ?? [],
    representation: node.requires ? compileRequires(node.requires as QueryPlanSelectionNode[], whole) : null,
    inputRewrites: rewrites(node.inputRewrites, whole),
    outputRewrites: rewrites(node.outputRewrites, whole),
    supplies: [...new Set(suppliedNames(document, node.requires !== undefined))],
  }
}

function rewrites(given: readonly FetchDataRewrite[] | undefined, whole: GraphQLSchema): Rewrite | null {
  return given && given.length > 0 ? compileRewrites(given, whole) : null
}

function suppliedNames(document: DocumentNode, entities: boolean): string[] {
  const fragments = new Map<string, SelectionSetNode>()
  let root: SelectionSetNode | undefined
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet)
    if (definition.kind === Kind.OPERATION_DEFINITION) root = definition.selectionSet
  }
  const names = (set: SelectionSetNode | undefined): string[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value
        return name === '__typename' ? [] : [name]
      }
      return names(
        selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value),
      )
    })
  if (!entities) return names(root)
  const [first] = root?.selections ?? []
  return first?.kind === Kind.FIELD ? names(first.selectionSet) : []
}
