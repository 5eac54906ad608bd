/**
 * The key with which the gateway signs contexts, and the keys that a department believes: both read again when the operator exchanges
 * them. A department is given the gateway's public keys in a file, one JWK or a set of them; on one machine it reads the hub's own.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadSigningKey, type SigningKey } from '../access/keys.ts'
import { PublicKeySet, publicKeysOf } from '../access/public-key-set.ts'
import { CONTEXT_LIFETIME_MS } from '../access/signed-context.ts'
import type { Reloader } from './reloader.ts'
import { refuseOpenFile } from './secrets.ts'

/** The present key, anew for each signature. */
export type ContextSigner = () => SigningKey

export async function openContextSigner(
  data: string,
  env: NodeJS.ProcessEnv,
  reloader: Reloader,
): Promise<ContextSigner> {
  const folder = resolve(data, 'keys')
  const file = resolve(folder, 'gateway.jwk')
  const read = async () => {
    const read = await loadSigningKey('gateway', folder)
    refuseOpenFile(file, env)
    return read
  }
  let key = await read()
  reloader.watch(file, async () => {
    key = await read()
  })
  return () => key
}

/**
 * In a file of public keys exactly those are believed that stand in it: the operator takes the old one out when its contexts are spent.
 * The hub's own key is one alone: what it was before is believed for as long as its contexts live.
 */
export async function openContextKeys(data: string, env: NodeJS.ProcessEnv, reloader: Reloader): Promise<PublicKeySet> {
  const given = env['PENTAGRAPH_GATEWAY_KEY']
  const file = given ?? resolve(data, 'keys/gateway.jwk')
  if (!given) await loadSigningKey('gateway', resolve(data, 'keys'))
  const read = () => publicKeysOf(readFileSync(file, 'utf8'))
  const keys = new PublicKeySet(await read(), { reread: read, graceMs: given ? 0 : CONTEXT_LIFETIME_MS })
  reloader.watch(file, async () => keys.replace(await read()))
  return keys
}
