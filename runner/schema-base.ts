/** The schema that clients use today: a folder with a former `schema/`, or a commit of this repository. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { PublishedSchema } from './compose/schema-faults.ts'

export interface Base extends PublishedSchema {
  /** For the report. */
  readonly name: string
}

/**
 * `asked` is a folder or a commit. Without it: what the main branch has, or the commit before this one when this is the main branch.
 * Null when there is nothing to compare with (no history); throws when what was asked for is not there.
 */
export function readBase(asked: string | undefined): Base | null {
  if (asked !== undefined && existsSync(asked) && statSync(asked).isDirectory()) {
    const read = (name: string) => readFileSync(join(asked, name), 'utf8')
    return { name: asked, supergraphSdl: read('supergraph.graphql'), apiSdl: read('api.graphql') }
  }
  const commits = asked !== undefined ? [asked] : ['origin/main', 'HEAD^']
  const head = git('rev-parse', 'HEAD')
  for (const commit of commits) {
    const id = git('rev-parse', '--verify', '--quiet', `${commit}^{commit}`)
    if (id === null || (asked === undefined && id === head)) continue
    const supergraphSdl = git('show', `${id.trim()}:schema/supergraph.graphql`)
    const apiSdl = git('show', `${id.trim()}:schema/api.graphql`)
    if (supergraphSdl !== null && apiSdl !== null)
      return { name: `${commit} (${id.slice(0, 8)})`, supergraphSdl, apiSdl }
  }
  if (asked !== undefined) throw new Error(`${asked} is neither a folder with a schema nor a commit with one`)
  return null
}

// Private:

function git(...args: readonly string[]): string | null {
  const done = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return done.status === 0 ? done.stdout : null
}
