/** Four departments of an estate — three that drop files, one whose database changes under the hub — and the registry that links them. */
import { join } from 'node:path'
import { AuditArchive } from '../../access/audit-archive.ts'
import { SecretRing } from '../../access/secret-ring.ts'
import { createLog } from '../../gateway/log.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { insideHost } from '../../runner/department-hosts.ts'
import { faultLog } from '../../runner/fault-log.ts'
import { humanResources } from '../../subgraphs/human-resources/human-resources.ts'
import { justice } from '../../subgraphs/justice/justice.ts'
import { marketRegulation } from '../../subgraphs/market-regulation/market-regulation.ts'
import { publicSecurity } from '../../subgraphs/public-security/public-security.ts'
import { IndexSecrets } from '../../subgraphs/registry/index-secrets.ts'
import { createRegistry } from '../../subgraphs/registry/registry.ts'

export interface LoadingHub {
  readonly store: HubStore
  /** Loads what is new, then links; rejects when a department could not be read. */
  turn(): Promise<void>
  close(): Promise<void>
}

export async function openLoadingHub(url: string, estate: string, snapshots: string): Promise<LoadingHub> {
  const ring = new SecretRing([new Uint8Array(32).fill(5)])
  const log = faultLog(createLog({ level: 'error' }))
  const hosts = await Promise.all(
    [publicSecurity, humanResources, marketRegulation, justice].map((spec) => {
      const path = join(estate, spec.name)
      const connection = { path: spec === justice ? join(path, 'justice.db') : path }
      return insideHost(spec, { connection }, snapshots, ring, log)
    }),
  )
  const store = await openStore(url)
  const registry = await createRegistry({
    store,
    archive: new AuditArchive(store, snapshots),
    sources: hosts.map((host) => host.link),
    refMaster: ring,
    secrets: await IndexSecrets.open(store, ring),
    log,
  })
  const { signal } = new AbortController()
  return {
    store,
    async turn() {
      for (const host of hosts) await host.refresh(signal)
      const failed = await registry.link(signal)
      if (failed.length > 0) throw new Error(`not linked: ${failed.map(({ department }) => department).join(', ')}`)
    },
    async close() {
      await Promise.all(hosts.map((host) => host.close()))
      await store.close()
    },
  }
}
