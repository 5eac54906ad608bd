/**
 * How the clients' operations would be planned: which departments are asked in which round. A plan that changes is no error of itself,
 * but somebody should have seen it: one more round is one more wait, one more department is one more that can be down.
 */
import { operationFromDocument, Supergraph } from '@apollo/federation-internals'
import { QueryPlanner, type PlanNode } from '@apollo/query-planner'
import { Kind, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql'

/** Operation name → `registry > housing + justice > registry`; null when the supergraph cannot answer it. */
export function plansOf(
  supergraphSdl: string,
  operations: readonly DocumentNode[],
): ReadonlyMap<string, string | null> {
  const supergraph = Supergraph.build(supergraphSdl)
  const api = supergraph.apiSchema()
  const schema = api.toGraphQLJSSchema()
  const planner = new QueryPlanner(supergraph)
  return new Map(
    operations.flatMap((document) => namesIn(document).map((name) => [name, planned(document, name)] as const)),
  )

  function planned(document: DocumentNode, name: string): string | null {
    if (!isValid(schema, document)) return null
    const { node } = planner.buildQueryPlan(operationFromDocument(api, document, { operationName: name }))
    if (!node || node.kind === 'Subscription') return ''
    const rounds: Set<string>[] = []
    collect(node, 0, rounds)
    return rounds.map((round) => [...round].sort().join(' + ')).join(' > ')
  }
}

/** One line for each operation that both can answer and that is planned otherwise now. */
export function planChanges(
  before: ReadonlyMap<string, string | null>,
  now: ReadonlyMap<string, string | null>,
): string[] {
  return [...now].flatMap(([name, plan]) => {
    const was = before.get(name)
    if (was === undefined || was === null || plan === null || was === plan) return []
    return [`plan of ${name} changed: was ${was}; is ${plan}`]
  })
}

/** One line for each operation that the graph no longer answers; a new operation that it never did is codegen's to find. */
export function brokenOperations(
  before: ReadonlyMap<string, string | null>,
  now: ReadonlyMap<string, string | null>,
): string[] {
  return [...now].flatMap(([name, plan]) =>
    plan === null && typeof before.get(name) === 'string' ? [`operation ${name} of a client no longer fits`] : [],
  )
}

export function readOperations(texts: readonly string[]): DocumentNode[] {
  return texts.map((text) => parse(text, { noLocation: true }))
}

// Private:

function namesIn(document: DocumentNode): string[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION && node.name ? [node.name.value] : [],
  )
}

function isValid(schema: GraphQLSchema, document: DocumentNode): boolean {
  return validate(schema, document).length === 0
}

/** Puts the node's fetches into rounds, beginning with `at`; answers the first round after it. */
function collect(node: PlanNode, at: number, rounds: Set<string>[]): number {
  switch (node.kind) {
    case 'Fetch':
      ;(rounds[at] ??= new Set()).add(node.serviceName)
      return at + 1
    case 'Sequence':
      return node.nodes.reduce((next, inner) => collect(inner, next, rounds), at)
    case 'Parallel':
      return Math.max(at, ...node.nodes.map((inner) => collect(inner, at, rounds)))
    case 'Flatten':
      return collect(node.node, at, rounds)
    case 'Condition':
      return Math.max(
        node.ifClause ? collect(node.ifClause, at, rounds) : at,
        node.elseClause ? collect(node.elseClause, at, rounds) : at,
      )
    case 'Defer':
      throw new Error('@defer is not served')
  }
}
