/**
 * Every department as the hub reaches it: inside this process by default, or by URL when it runs in a process of its own. The rest of
 * the hub sees the same three doors: the graph's, the registry's, and the start table's.
 */
import { resolve } from 'node:path'
import { technologyOf } from '../adapters/open.ts'
import { refSecret } from '../access/local-ref.ts'
import type { SecretRing } from '../access/secret-ring.ts'
import { signContext } from '../access/signed-context.ts'
import type { Subgraph } from '../access/subgraph-call.ts'
import { remoteSubgraph } from '../gateway/remote-subgraph.ts'
import type { BaseDataKeeper } from '../subgraphs/kit/base-data.ts'
import type { Corrector } from '../subgraphs/kit/corrections.ts'
import type { DepartmentSpec } from '../subgraphs/kit/declaration.ts'
import { DepartmentRuntime, type DepartmentConfig, type DepartmentStatus } from '../subgraphs/kit/department-runtime.ts'
import type { FaultLog } from '../subgraphs/kit/execute.ts'
import type { LinkSource } from '../subgraphs/kit/identity.ts'
import { contextHeader } from './department/link-protocol.ts'
import { remoteLink } from './department/remote-link.ts'
import type { ContextSigner } from './gateway-keys.ts'
import { CATALOGUE_ROWS, measureQuality, type TableQuality } from './quality.ts'

export interface DepartmentHost {
  readonly spec: DepartmentSpec
  readonly subgraph: Subgraph
  readonly link: LinkSource
  readonly corrections: Corrector
  readonly baseData: BaseDataKeeper
  /** Published by a department inside this process; null for one that runs apart. */
  readonly runtime: DepartmentRuntime | null
  status(signal: AbortSignal): Promise<DepartmentStatus>
  /** For the sharing catalogue; throws when the department does not answer. */
  quality(signal: AbortSignal): Promise<readonly TableQuality[]>
  /** Loads what is new at the source. */
  refresh(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** How much of a department the registry has linked. */
export interface Linked {
  readonly linked: number
  readonly conflicts: number
  /** Points of the department that lie in no grid's boundary, or in more than one. */
  readonly outsideGrids: number
}

export async function insideHost(
  spec: DepartmentSpec,
  config: DepartmentConfig,
  data: string,
  refMaster: SecretRing,
  log: FaultLog,
): Promise<DepartmentHost> {
  const snapshots = resolve(data, 'snapshots')
  const runtime = await DepartmentRuntime.open(
    spec,
    { ...config, connection: { snapshots, ...config.connection } },
    refSecret(refMaster, spec.name),
    log,
  )
  return {
    spec,
    subgraph: runtime,
    link: runtime.link,
    corrections: runtime.corrections,
    baseData: runtime.baseData,
    runtime,
    status: (signal) => runtime.status(signal),
    quality: (signal) => measureQuality(runtime, signal, CATALOGUE_ROWS),
    refresh: (signal) => runtime.adapter.refresh({ signal }),
    close: () => runtime.close(),
  }
}

export function remoteHost(spec: DepartmentSpec, url: string, signer: ContextSigner): DepartmentHost {
  const link = remoteLink(spec, url, signer)
  const subgraph = remoteSubgraph({
    name: spec.name,
    url: new URL('/graphql', url).href,
    sign: async ({ query, variables, access }, department) => ({
      [contextHeader]: await signContext(access, { department, query, variables }, signer()),
    }),
  })
  return {
    spec,
    subgraph,
    link,
    corrections: link.corrections,
    baseData: link.baseData,
    runtime: null,
    status: (signal) => link.status(signal).catch(() => notAnswering(spec)),
    quality: (signal) => link.quality(signal),
    refresh: async () => {},
    close: () => subgraph.close(),
  }
}

// Private:

function notAnswering(spec: DepartmentSpec): DepartmentStatus {
  return {
    name: spec.name,
    title: spec.title,
    technology: technologyOf(spec.system),
    records: 0,
    quarantined: 0,
    asOf: null,
    remarks: ['does not answer'],
    ok: false,
  }
}
