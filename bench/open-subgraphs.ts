/** The subgraphs of a hub with everything open: for the variants of a benchmark in which nothing is decided. */
import type { Decider } from '../access/decision.ts'
import type { AccessContext } from '../access/principal.ts'
import type { Hub } from '../runner/hub.ts'
import type { FederatedSubgraph } from '../subgraphs/kit/federate.ts'
import type { GuardContext } from '../subgraphs/kit/guards.ts'
import { Policy } from '../subgraphs/policy/policy.ts'

export interface OpenSubgraph {
  readonly subgraph: FederatedSubgraph
  readonly context: (access: AccessContext, signal: AbortSignal) => GuardContext
}

/** By name; departments in processes of their own are left out. */
export function openSubgraphs({ registry, hosts, subgraphs }: Hub): ReadonlyMap<string, OpenSubgraph> {
  const open = [...hosts.flatMap(({ runtime }) => runtime ?? []), registry, ...policiesOf(subgraphs.values())]
  return new Map(
    open.map((one) => [
      one.name,
      { subgraph: one.subgraph, context: (access, signal) => one.context(access, everything, signal) },
    ]),
  )
}

// Private:

const everything: Decider = { decide: () => ({ verdict: 'ALLOW', grant: null }), gradeOf: (place) => place }

function policiesOf(subgraphs: Iterable<unknown>): Policy[] {
  return [...subgraphs].filter((one) => one instanceof Policy)
}
