/**
 * The hub's secrets: one file each, made on the first start with mode 600; in a city the operator puts them there, or names them in the
 * environment (the secret itself, or `file:PATH`). A file may hold several lines: the first is used, the others are still known, so that
 * a secret is exchanged while requests run. A department that runs by itself needs only its own ref secret.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { readOrMake } from '../access/key-file.ts'
import { refSecret } from '../access/local-ref.ts'
import { SecretRing } from '../access/secret-ring.ts'
import type { Reloader } from './reloader.ts'

const SECRET_BYTES = 32
/** Of 32 random bytes fewer differ once in many ages of the world. */
const DIFFERENT_BYTES = 16
/** Anything for others, writing for the group. */
const OPEN_TO_OTHERS = 0o027

export interface HubSecrets {
  /** Master of the departments' ref seals. */
  readonly refMaster: SecretRing
  /** Keys of the look-up index of identity numbers. */
  readonly index: SecretRing
  /** Seals what people write in requests for correction. */
  readonly texts: SecretRing
  /** Reads the index secret again when its file changes; `accept` rejects what the store cannot be used with. */
  followIndex(reloader: Reloader, accept: (secrets: readonly Uint8Array[]) => Promise<void>): void
}

/** Throws an Error that names the variable or the file of a secret that is short, weak, used twice, or in production readable by others. */
export function readHubSecrets(data: string, env: NodeJS.ProcessEnv, reloader?: Reloader): HubSecrets {
  const ref = sourceOf('PENTAGRAPH_REF_SECRET', resolve(data, 'keys/ref.secret'), env)
  const index = sourceOf('PENTAGRAPH_INDEX_SECRET', resolve(data, 'keys/index.secret'), env)
  const text = sourceOf('PENTAGRAPH_TEXT_SECRET', resolve(data, 'keys/text.secret'), env)
  const refMaster = new SecretRing(ref.read())
  const indexRing = new SecretRing(index.read())
  const texts = new SecretRing(text.read())
  /** The secrets that `ring` is to hold, which no other ring may hold too. */
  const distinct = (ring: SecretRing, secrets: readonly Uint8Array[]) => {
    const others = [refMaster, indexRing, texts].filter((other) => other !== ring)
    refuseEqual([...secrets, ...others.flatMap((other) => other.secrets)], 'the ref, the index and the text secret')
    return secrets
  }
  distinct(refMaster, refMaster.secrets)
  if (ref.file !== null) reloader?.watch(ref.file, () => refMaster.replace(distinct(refMaster, ref.read())))
  if (text.file !== null) reloader?.watch(text.file, () => texts.replace(distinct(texts, text.read())))
  return {
    refMaster,
    index: indexRing,
    texts,
    followIndex(reloader, accept) {
      if (index.file === null) return
      reloader.watch(index.file, async () => {
        const secrets = distinct(indexRing, index.read())
        await accept(secrets)
        indexRing.replace(secrets)
      })
    },
  }
}

/** A department's own ref secret: from the environment where it runs apart from the hub, else derived from the hub's master. */
export function readRefSecret(
  department: string,
  data: string,
  env: NodeJS.ProcessEnv,
  reloader?: Reloader,
): SecretRing {
  if (!env['PENTAGRAPH_DEPARTMENT_REF_SECRET'])
    return refSecret(readHubSecrets(data, env, reloader).refMaster, department)
  const own = sourceOf('PENTAGRAPH_DEPARTMENT_REF_SECRET', '', env)
  const ring = new SecretRing(own.read())
  if (own.file !== null) reloader?.watch(own.file, () => ring.replace(own.read()))
  return ring
}

/** For every file that holds a secret. In production it must be closed to others; elsewhere that is the developer's own affair. */
export function refuseOpenFile(file: string, env: NodeJS.ProcessEnv): void {
  if (env['NODE_ENV'] !== 'production') return
  if ((statSync(file).mode & OPEN_TO_OTHERS) !== 0) throw new Error(`${file} is open to others: chmod 600`)
}

export interface SecretSource {
  /** What an operator knows it by. */
  readonly name: string
  /** Null when the secret stands in the environment itself and so cannot change. */
  readonly file: string | null
  read(): readonly Uint8Array[]
}

/** A secret named in the environment, itself or by `file:PATH`; otherwise the file, made when there is none. */
export function sourceOf(variable: string, otherwise: string, env: NodeJS.ProcessEnv): SecretSource {
  const given = env[variable]
  if (given && !given.startsWith('file:'))
    return { name: variable, file: null, read: () => decodedLines(variable, given.split(',')) }
  const file = given ? resolve(given.slice('file:'.length)) : otherwise
  return {
    name: file,
    file,
    read() {
      const text = given
        ? readFileSync(file, 'utf8')
        : readOrMake(file, () => `${randomBytes(SECRET_BYTES).toString('base64url')}\n`)
      refuseOpenFile(file, env)
      return decodedLines(file, text.split('\n'))
    },
  }
}

// Private:

function decodedLines(from: string, lines: readonly string[]): readonly Uint8Array[] {
  const secrets = lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => decoded(from, line))
  if (secrets.length === 0) throw new Error(`${from} holds no secret`)
  refuseEqual(secrets, from)
  return secrets
}

function decoded(from: string, text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== SECRET_BYTES) throw new Error(`${from} must hold ${SECRET_BYTES} bytes in base64url`)
  if (new Set(bytes).size < DIFFERENT_BYTES) throw new Error(`${from} is not random: make it with a generator`)
  return bytes
}

function refuseEqual(secrets: readonly Uint8Array[], where: string): void {
  const digests = secrets.map((secret) => createHash('sm3').update(secret).digest('hex'))
  if (new Set(digests).size < digests.length) throw new Error(`${where}: one secret is used twice`)
}
