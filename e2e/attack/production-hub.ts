/**
 * The hub that is attacked: set up as an operator of a city would (its own issuer by a key set, grants entered, NODE_ENV=production), with
 * every department's own door beside it, as if each ran apart.
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { addMissing } from '../../access/grants.ts'
import { demoGrants } from '../../access/demo-grants.ts'
import { loadSigningKey } from '../../access/keys.ts'
import { purposes } from '../../access/purposes.ts'
import { ContextVerifier } from '../../access/signed-context.ts'
import { createLog } from '../../gateway/log.ts'
import { unreachableUsage } from '../../gateway/usage/usage-limits.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { departmentDoor } from '../../runner/department/door.ts'
import { startHub, type Hub } from '../../runner/hub.ts'
import { silent } from '../../runner/progress.ts'
import { readSettings } from '../../runner/settings.ts'
import { AUDIENCE, ISSUER, openCityIssuer, type CityIssuer } from './issuer.ts'

/** Enough for three neighbourhoods; the demo household lives in the first. */
const PERSONS = 420

export interface CitySetUp {
  readonly env: NodeJS.ProcessEnv
  readonly issuer: CityIssuer
  /** Open; whoever set up the city closes it. */
  readonly store: HubStore
}

/** Before the hub starts: the issuer's keys, the store with the approved grants. */
export async function setUpCity(data: string, more: NodeJS.ProcessEnv = {}): Promise<CitySetUp> {
  const jwks = join(data, 'issuer.jwks')
  const issuer = await openCityIssuer(jwks)
  const env = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    PENTAGRAPH_DATA: data,
    PENTAGRAPH_PERSONS: String(PERSONS),
    PENTAGRAPH_JWKS: jwks,
    PENTAGRAPH_ISSUER: ISSUER,
    PENTAGRAPH_AUDIENCE: AUDIENCE,
    // The outermost doors (registered operations, usage) would refuse first what the inner ones must refuse too; e2e/production tries them.
    PENTAGRAPH_OPERATIONS: 'any',
    PENTAGRAPH_USAGE: wideUsage(join(data, 'usage.json')),
    ...more,
  }
  const { store: url } = readSettings(env)
  await deployMigrations(url)
  const store = await openStore(url)
  await addMissing(store, purposes, demoGrants(Date.now()))
  return { env, issuer, store }
}

export interface AttackedHub {
  readonly hub: Hub
  readonly doors: ReadonlyMap<string, string>
  slow(department: string, milliseconds: number | null): void
  close(): Promise<void>
}

/** `logFile` gets the hub's log, so that it can be searched afterwards for what may not stand in it. */
export async function startAttackedHub(env: NodeJS.ProcessEnv, onLog: (line: string) => void): Promise<AttackedHub> {
  const settings = readSettings(env)
  const log = createLog({ destination: { write: onLog } })
  const hub = await startHub({ settings, env, progress: silent, log })
  const { publicKey } = await loadSigningKey('gateway', resolve(settings.data, 'keys'))
  const opened: FastifyInstance[] = []
  const doors = new Map<string, string>()
  for (const { spec, runtime } of hub.hosts) {
    if (!runtime) continue
    const door = departmentDoor(runtime, new ContextVerifier(spec.name, publicKey), (fault) => log.warn(fault, 'door'))
    doors.set(spec.name, await door.listen({ port: 0, host: '127.0.0.1' }))
    opened.push(door)
  }
  return {
    hub,
    doors,
    slow(department, milliseconds) {
      const server = hub.estate.servers.get(department)
      if (!server) throw new Error(`${department} has no server that could be slow`)
      server.setFault(milliseconds === null ? null : { kind: 'slow', milliseconds })
    },
    async close() {
      await Promise.all(opened.map((door) => door.close()))
      await hub.close()
    },
  }
}

// Private:

function wideUsage(file: string): string {
  writeFileSync(file, JSON.stringify(unreachableUsage))
  return file
}
