/**
 * The hub's secrets: one file each, made on the first start with mode 600; in a city the operator puts them there, or names them in the
 * environment. A department that runs by itself needs only its own ref secret.
 */
import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { refSecret } from '../access/local-ref.ts'

const SECRET_BYTES = 32

export interface HubSecrets {
  /** Master of the departments' ref seals. */
  readonly refMaster: Uint8Array
  /** Key of the look-up index of identity numbers. */
  readonly index: Uint8Array
}

export function readHubSecrets(data: string, env: NodeJS.ProcessEnv): HubSecrets {
  return {
    refMaster: secretOf('PENTAGRAPH_REF_SECRET', resolve(data, 'keys/ref.secret'), env),
    index: secretOf('PENTAGRAPH_INDEX_SECRET', resolve(data, 'keys/index.secret'), env),
  }
}

/** A department's own ref secret: from the environment where it runs apart from the hub, else derived from the hub's master. */
export function readRefSecret(department: string, data: string, env: NodeJS.ProcessEnv): Uint8Array {
  const own = env['PENTAGRAPH_DEPARTMENT_REF_SECRET']
  return own
    ? decoded('PENTAGRAPH_DEPARTMENT_REF_SECRET', own)
    : refSecret(readHubSecrets(data, env).refMaster, department)
}

// Private:

function secretOf(variable: string, file: string, env: NodeJS.ProcessEnv): Uint8Array {
  const given = env[variable]
  if (given) return decoded(variable, given)
  return decoded(file, readFileOrNull(file) ?? makeFile(file))
}

function decoded(from: string, text: string): Uint8Array {
  const bytes = Buffer.from(text.trim(), 'base64url')
  if (bytes.length !== SECRET_BYTES) throw new Error(`${from} must hold ${SECRET_BYTES} bytes in base64url`)
  return bytes
}

function readFileOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Two processes that start at once agree: the file appears whole, and only once. */
function makeFile(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, randomBytes(SECRET_BYTES).toString('base64url'), { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
  return readFileSync(file, 'utf8')
}
