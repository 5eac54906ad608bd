/**
 * The part of a hub that links, as a process of its own, so that its CPU and memory are measured alone. `load` reads the legacy files into
 * their snapshots, `link` links what is there. Prints one line of JSON: LinkCost.
 */
import { join } from 'node:path'
import { AuditArchive } from '../access/audit-archive.ts'
import { deployMigrations } from '../prisma/migrate.ts'
import { openStore } from '../prisma/store.ts'
import { IndexSecrets } from '../subgraphs/registry/index-secrets.ts'
import { createRegistry } from '../subgraphs/registry/registry.ts'
import { benchLog, benchSecrets, openHosts } from './link-hosts.ts'

export interface LinkCost {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMB: number
  /** Records linked, after this run. */
  readonly records: number
}

const [folder = '', what = ''] = process.argv.slice(2)
if (!folder || (what !== 'load' && what !== 'link')) throw new Error('Use: link-hub FOLDER load|link')
const hosts = await openHosts(folder)
const signal = new AbortController().signal
const began = performance.now()
const before = process.cpuUsage()
let records = 0
if (what === 'load') {
  for (const host of hosts) {
    console.error(`loading ${host.spec.name}`)
    await host.refresh(signal)
  }
} else {
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  const store = await openStore(url)
  const registry = await createRegistry({
    store,
    archive: new AuditArchive(store, folder),
    sources: hosts.map((host) => host.link),
    refMaster: benchSecrets,
    secrets: await IndexSecrets.open(store, benchSecrets),
    log: benchLog,
  })
  let said = ''
  let last = 0
  const failed = await registry.link(signal, ({ kind, department, done }) => {
    const name = `${kind} ${department ?? 'golden'}`
    const now = performance.now()
    if (name === said && now - last < 10_000) return
    ;[said, last] = [name, now]
    console.error(`${((now - began) / 1000).toFixed(1).padStart(7)} s  ${name} ${done}`)
  })
  if (failed.length > 0) throw new Error(`not linked: ${failed.map((one) => one.department).join(', ')}`)
  records = (await registry.status()).reduce((sum, one) => sum + one.identities, 0)
  await store.close()
}
const { user, system } = process.cpuUsage(before)
const cost: LinkCost = {
  seconds: rounded((performance.now() - began) / 1000),
  cpuSeconds: rounded((user + system) / 1e6),
  peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
  records,
}
console.log(JSON.stringify(cost))
process.exit(0)

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
