/**
 * `--source`: the department's own system in place of the stand-in. An address, a database file, or a drop folder (or a file in it); of a
 * department with several systems one `NAME=…` each. Credentials come from the environment, never from the command line, which others
 * on the machine can read.
 */
import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Connection, SingleSystem } from '../../adapters/open.ts'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'

/** Throws an Error that says what was wrong with the given. */
export function sourceConnection(
  { name, system }: DepartmentSpec,
  given: readonly string[],
  env: NodeJS.ProcessEnv,
): Connection {
  if (system.technology !== 'several') {
    const [only] = given
    if (only === undefined || given.length > 1) throw new Error(`${name} has one system: give one --source`)
    return place(system, only, env)
  }
  const names = Object.keys(system.systems)
  const parts: Record<string, Connection> = {}
  for (const one of given) {
    const at = one.indexOf('=')
    const part = system.systems[one.slice(0, Math.max(0, at))]
    if (!part) throw new Error(`${name} has several systems: give --source NAME=…, NAME one of ${names.join(', ')}`)
    parts[one.slice(0, at)] = place(part, one.slice(at + 1), env)
  }
  const without = names.filter((part) => parts[part] === undefined)
  if (without.length > 0) throw new Error(`--source is missing for ${without.join(', ')}`)
  return { parts }
}

// Private:

function place({ technology }: SingleSystem, source: string, env: NodeJS.ProcessEnv): Connection {
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(source)) {
    const { username, password } = new URL(source)
    if (username !== '' || password !== '')
      throw new Error(
        'Credentials do not belong on the command line: set PENTAGRAPH_SOURCE_USER and PENTAGRAPH_SOURCE_SECRET',
      )
    const user = env['PENTAGRAPH_SOURCE_USER']
    const secret = env['PENTAGRAPH_SOURCE_SECRET']
    return { url: source, ...(user !== undefined && { user }), ...(secret !== undefined && { secret }) }
  }
  const path = resolve(source)
  if (!existsSync(path)) throw new Error(`${source} is no address, and no such file or folder is there`)
  return { path: technology === 'sql' || statSync(path).isDirectory() ? path : dirname(path) }
}
