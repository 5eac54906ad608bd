/**
 * Where things are and how to reach them: environment variables, and one JSON file for the departments' connections. Secrets come from
 * the environment or from files, never from the repository. Every name is in docs/operations.md.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DepartmentConfig } from '../subgraphs/kit/department-runtime.ts'
import { readUsageLimits, usualUsage, type UsageLimit } from '../gateway/usage/usage-limits.ts'
import { refuseOpenFile } from './secrets.ts'

export interface Settings {
  readonly port: number
  readonly host: string
  /** Everything that the hub keeps on disk. */
  readonly data: string
  readonly store: string
  readonly production: boolean
  /** Connections by department name; a department without one uses the stand-in estate. */
  readonly connections: Readonly<Record<string, DepartmentConfig>>
  /** Departments that run as processes of their own, by name. */
  readonly urls: Readonly<Record<string, string>>
  /** Persons in the stand-in estate that is made when there is none. */
  readonly persons: number
  /** Whether apps may send operations only that are registered. */
  readonly registeredOnly: boolean
  /** How much each role may read; null where nobody counts. */
  readonly usage: readonly UsageLimit[] | null
}

const DEFAULT_PORT = 4000
const DEFAULT_PERSONS = 5_000

/** Throws an Error that names the variable when one is not acceptable. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const data = resolve(env['PENTAGRAPH_DATA'] ?? '.data')
  return {
    port: wholeNumber(env, 'PORT', DEFAULT_PORT, 65_535),
    host: env['HOST'] ?? '127.0.0.1',
    data,
    store: env['PENTAGRAPH_STORE'] ?? `file:${resolve(data, 'hub.db')}`,
    production: env['NODE_ENV'] === 'production',
    connections: readConnections(env['PENTAGRAPH_DEPARTMENTS'], env),
    urls: readUrls(env['PENTAGRAPH_DEPARTMENT_URLS']),
    persons: wholeNumber(env, 'PENTAGRAPH_PERSONS', DEFAULT_PERSONS, 2_000_000),
    registeredOnly: registeredOnly(env),
    usage: readUsage(env),
  }
}

// Private:

function wholeNumber(env: NodeJS.ProcessEnv, name: string, otherwise: number, max: number): number {
  const given = env[name]
  if (given === undefined || given === '') return otherwise
  const value = Number(given)
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new Error(`${name} must be a whole number from 0 to ${max}`)
  return value
}

/** PENTAGRAPH_OPERATIONS: `registered` or `any`. */
function registeredOnly(env: NodeJS.ProcessEnv): boolean {
  const given = env['PENTAGRAPH_OPERATIONS'] ?? (env['NODE_ENV'] === 'production' ? 'registered' : 'any')
  if (given !== 'registered' && given !== 'any') throw new Error('PENTAGRAPH_OPERATIONS is registered or any')
  return given === 'registered'
}

/** PENTAGRAPH_USAGE names a JSON file with lines of usage limits, or is `unlimited`, which production refuses. */
function readUsage(env: NodeJS.ProcessEnv): readonly UsageLimit[] | null {
  const given = env['PENTAGRAPH_USAGE'] ?? ''
  if (given === '') return usualUsage
  if (given !== 'unlimited') return readUsageLimits(JSON.parse(readFileSync(given, 'utf8')))
  if (env['NODE_ENV'] === 'production') throw new Error('PENTAGRAPH_USAGE may not be unlimited in production')
  return null
}

/** PENTAGRAPH_DEPARTMENTS names a JSON file: { "housing": { "connection": { "path": "/drop/housing" } } }. */
function readConnections(file: string | undefined, env: NodeJS.ProcessEnv): Readonly<Record<string, DepartmentConfig>> {
  if (file === undefined || file === '') return {}
  refuseOpenFile(file, env)
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Error('PENTAGRAPH_DEPARTMENTS must name a JSON file with one object')
  for (const [name, config] of Object.entries(parsed)) {
    if (typeof config !== 'object' || config === null || !('connection' in config))
      throw new Error(`PENTAGRAPH_DEPARTMENTS: ${name} has no "connection"`)
    const unknown = Object.keys(config).filter((key) => key !== 'connection' && key !== 'services')
    if (unknown.length > 0) throw new Error(`PENTAGRAPH_DEPARTMENTS: ${name} has unknown keys ${unknown.join(', ')}`)
  }
  return parsed as Readonly<Record<string, DepartmentConfig>>
}

/** PENTAGRAPH_DEPARTMENT_URLS: `housing=http://10.0.0.5:4101,justice=http://…`. */
function readUrls(text: string | undefined): Readonly<Record<string, string>> {
  const urls: Record<string, string> = {}
  for (const part of (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const at = part.indexOf('=')
    const url = part.slice(at + 1)
    if (at < 1 || !URL.canParse(url))
      throw new Error('PENTAGRAPH_DEPARTMENT_URLS must be like housing=http://host:port,justice=http://host:port')
    urls[part.slice(0, at)] = url
  }
  return urls
}
