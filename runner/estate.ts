/**
 * The stand-in legacy estate: made when it is missing, and its servers started, so that a fresh clone has something to connect to.
 * A department with a connection of its own in the configuration never touches it.
 */
import { existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { estateDepartments, generateEstate, type EstateSummary } from '../samples/generate.ts'
import { startApprovalServer } from '../samples/servers/approval.ts'
import { startCourtServer } from '../samples/servers/court.ts'
import { startEmergencyServer } from '../samples/servers/emergency.ts'
import { startHospital } from '../samples/servers/hospital.ts'
import { startCivilAffairsServer } from '../samples/servers/civil-affairs.ts'
import type { StandIn } from '../samples/servers/listener.ts'
import { readLoggers, startStations } from '../samples/servers/stations.ts'
import { startVerifyServer } from '../samples/servers/verify.ts'
import type { DepartmentConfig } from '../subgraphs/kit/department-runtime.ts'
import type { Progress } from './progress.ts'

export interface Estate {
  /** How to reach a department's stand-in system; starts its server when it needs one. */
  connect(department: string): Promise<DepartmentConfig>
  /** The servers that run, by department, for tests that make them fail. */
  readonly servers: ReadonlyMap<string, StandIn>
  close(): Promise<void>
}

const SEED = 1

export async function openEstate(folder: string, persons: number, progress: Progress): Promise<Estate> {
  if (!isWhole(folder)) {
    await generateEstate({
      persons,
      seed: SEED,
      out: folder,
      onProgress: (done, of) => progress.part(`Making the stand-in estate of ${persons} persons`, done, of),
    })
  }
  deliver(folder)
  const servers = new Map<string, StandIn>()
  const start: Place['start'] = async (name, server) => {
    const known = servers.get(name) ?? (await server())
    servers.set(name, known)
    return known.url
  }
  return {
    servers,
    connect: (department) =>
      standIns[department]?.({ estate: folder, path: join(folder, department), start }) ??
      Promise.resolve({ connection: { path: join(folder, department) } }),
    async close() {
      await Promise.all([...servers.values()].map((server) => server.close()))
    },
  }
}

// Private:

interface Place {
  readonly estate: string
  /** The department's own folder in it. */
  readonly path: string
  /** Starts the server once and gives its address. */
  start(name: string, server: () => Promise<StandIn>): Promise<string>
}

/** Departments whose system is not a drop folder: a database file, a server. */
const standIns: Readonly<Record<string, (place: Place) => Promise<DepartmentConfig>>> = {
  justice: async ({ path }) => ({ connection: { path: join(path, 'justice.db') } }),
  'political-legal': async ({ path }) => ({ connection: { path: join(path, 'political-legal.db') } }),
  publicity: async ({ path }) => ({ connection: { path: join(path, 'publicity.db') } }),
  emergency: async ({ path, start }) => {
    const url = await start('emergency', () => startEmergencyServer({ database: join(path, 'map.db') }))
    const map = { url, user: 'hub', secret: 'demo' }
    return { connection: { parts: { supervision: { path: join(path, 'supervision.db') }, map } } }
  },
  'urban-management': async ({ path }) => ({
    connection: { parts: { cases: { path: join(path, 'urban-management.db') }, survey: { path } } },
  }),
  'natural-resources': async ({ path }) => ({
    connection: { parts: { registration: { path: join(path, 'natural-resources.db') }, maps: { path } } },
  }),
  environment: async ({ path, start }) => {
    // Loggers push to the department: the address is where the department listens.
    const loggers = readLoggers(join(path, 'loggers.jsonl'))
    const url = await start('stations', () => startStations({ loggers }))
    const known = Object.fromEntries(loggers.map(({ number, password }) => [number, password]))
    const database = { path: join(path, 'environment.db') }
    return { connection: { parts: { database, stations: { url, stations: known } } } }
  },
  agriculture: async ({ path }) => ({ connection: { parts: { ledgers: { path }, survey: { path } } } }),
  health: async ({ path, start }) => {
    // The hospital pushes to the department: the address is where the department listens.
    const url = await start('hospital', () => startHospital({ outgoing: join(path, 'outgoing.hl7') }))
    const messages = { url, path: join(path, 'messages') }
    return { connection: { parts: { register: { path: join(path, 'health.db') }, messages } } }
  },
  'approval-service': async ({ path, start }) => {
    const url = await start('approval-service', () =>
      startApprovalServer({ database: join(path, 'approval-service.db') }),
    )
    return { connection: { url, user: 'hub', secret: 'demo' } }
  },
  'civil-affairs': async ({ path, start }) => {
    const url = await start('civil-affairs', () =>
      startCivilAffairsServer({ database: join(path, 'civil-affairs.db') }),
    )
    return { connection: { url, user: 'hub', secret: 'demo' } }
  },
  court: async ({ path, start }) => {
    const url = await start('court', () => startCourtServer({ database: join(path, 'court.db') }))
    return { connection: { url, user: 'hub', secret: 'demo' } }
  },
  'public-security': async ({ estate, path, start }) => {
    const url = await start('verify', () => startVerifyServer({ estate }))
    return { connection: { path }, services: { verify: { url, quota: { perSecond: 5, perDay: 5_000 } } } }
  },
}

/** False for a folder without an estate, and for one from before a department was added: then it is made anew. */
function isWhole(folder: string): boolean {
  const file = join(folder, 'estate.json')
  if (!existsSync(file)) return false
  const { departments } = JSON.parse(readFileSync(file, 'utf8')) as EstateSummary
  return estateDepartments.every((name) => name in departments)
}

const DAY_MS = 86_400_000

/** Nobody exports the stand-in systems every night, so at each start their newest files are dated yesterday, as if they had just come. */
function deliver(folder: string): void {
  const yesterday = new Date(Date.now() + 8 * 3_600_000 - DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')
  for (const department of readdirSync(folder)) {
    const drop = join(folder, department)
    const dated = statSync(drop).isDirectory() ? readdirSync(drop).filter((name) => /_\d{8}\./.test(name)) : []
    const newest = dated
      .map((name) => name.replace(/^.*_(\d{8})\..*$/, '$1'))
      .sort()
      .at(-1)
    if (newest === undefined || newest >= yesterday) continue
    for (const name of dated) {
      if (name.includes(`_${newest}.`)) renameSync(join(drop, name), join(drop, name.replace(newest, yesterday)))
    }
  }
}
