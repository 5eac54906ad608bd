/**
 * The hub's secrets: one file each, made on the first start with mode 600; in a city the operator puts them there, or names them in the
 * environment. A department that runs by itself needs only its own ref secret.
 */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { readOrMake } from '../access/key-file.ts'
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
  return decoded(
    file,
    readOrMake(file, () => randomBytes(SECRET_BYTES).toString('base64url')),
  )
}

function decoded(from: string, text: string): Uint8Array {
  const bytes = Buffer.from(text.trim(), 'base64url')
  if (bytes.length !== SECRET_BYTES) throw new Error(`${from} must hold ${SECRET_BYTES} bytes in base64url`)
  return bytes
}
