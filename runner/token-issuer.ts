/**
 * Whose tokens the hub believes: the city's identity provider by configuration; the built-in demo issuer only where none is configured,
 * and never in production.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { JSONWebKeySet } from 'jose'
import { DEMO_AUDIENCE, DEMO_ISSUER, openDemoIssuer, type DemoIssuer } from '../access/demo-issuer.ts'
import {
  createAuthenticator,
  tokenAlgorithms,
  type Authenticate,
  type TokenAlgorithm,
} from '../gateway/authenticate.ts'
import { IssuerKeys } from '../gateway/issuer-keys.ts'
import type { HubStore } from '../prisma/store.ts'
import type { Reloader } from './reloader.ts'
import type { Settings } from './settings.ts'

export interface TokenIssuer {
  readonly authenticate: Authenticate
  /** Null where the city's own identity provider issues the tokens. */
  readonly demo: DemoIssuer | null
}

/** Throws an Error that says what is missing. */
export async function openTokenIssuer(
  settings: Settings,
  store: HubStore,
  env: NodeJS.ProcessEnv,
  reloader: Reloader,
): Promise<TokenIssuer> {
  const file = env['PENTAGRAPH_JWKS']
  if (file) {
    const read = () => JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet
    const jwks = new IssuerKeys(read(), read)
    reloader.watch(file, () => jwks.replace(read()))
    const config = {
      issuer: needed(env, 'PENTAGRAPH_ISSUER'),
      audience: needed(env, 'PENTAGRAPH_AUDIENCE'),
      algorithms: algorithms(env),
      jwks,
    }
    return { authenticate: createAuthenticator(config), demo: null }
  }
  if (settings.production)
    throw new Error(
      'In production PENTAGRAPH_JWKS, PENTAGRAPH_ISSUER and PENTAGRAPH_AUDIENCE must name the identity provider',
    )
  const demo = await openDemoIssuer({
    keys: resolve(settings.data, 'keys'),
    estate: resolve(settings.data, 'estate'),
    store,
    env,
  })
  const config = { issuer: DEMO_ISSUER, audience: DEMO_AUDIENCE, algorithms: ['EdDSA'] as const, jwks: demo.jwks }
  return { authenticate: createAuthenticator(config), demo }
}

// Private:

function needed(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (!value) throw new Error(`${name} is needed beside PENTAGRAPH_JWKS`)
  return value
}

function algorithms(env: NodeJS.ProcessEnv): readonly TokenAlgorithm[] {
  const given = (env['PENTAGRAPH_TOKEN_ALGORITHMS'] ?? 'EdDSA').split(',').map((name) => name.trim())
  return given.map((name) => {
    const known = tokenAlgorithms.find((one) => one === name)
    if (!known) throw new Error(`PENTAGRAPH_TOKEN_ALGORITHMS: only ${tokenAlgorithms.join(', ')} can be used`)
    return known
  })
}
