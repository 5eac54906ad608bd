/** A token of each persona, through the real door. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthenticator } from '../gateway/authenticate.ts'
import { deployMigrations } from '../prisma/migrate.ts'
import { openStore, type HubStore } from '../prisma/store.ts'
import {
  DEMO_AUDIENCE,
  DEMO_ISSUER,
  DemoUnavailable,
  openDemoIssuer,
  personas,
  type DemoTokenOptions,
  type PersonaName,
} from './demo-issuer.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-demo-'))
const url = `file:${join(folder, 'hub.db')}`
const keys = join(folder, 'keys')
const estate = join(folder, 'estate')
const grid = { code: '370283001001001', WGYBH: 'WGY00001' }
const otherGrid = { code: '370283001001002', WGYBH: 'WGY00002' }
let store: HubStore

beforeAll(async () => {
  await deployMigrations(url)
  store = await openStore(url)
  const link = { kind: 'Person', tier: 'NUMBER', linkedAt: 0, digest: '', identity: '{}', live: 1 }
  await store.sql
    .insertInto('Link')
    .values({ ...link, department: 'public-security', localKey: 'Resident/self/RY0000000001', entityId: 'P-demo' })
    .execute()
  mkdirSync(join(estate, 'truth'), { recursive: true })
  const truth = {
    citizen: { RYBH: 'RY0000000001' },
    mediation: { TJYBH: 'TJY00001', JFBH: 'JF2025000001' },
    grid,
    otherGrid,
  }
  writeFileSync(join(estate, 'truth', 'demo.json'), JSON.stringify(truth))
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

async function principal(persona: PersonaName, options: DemoTokenOptions = {}) {
  const issuer = await openDemoIssuer({ keys, estate, store, env: {} })
  const authenticate = createAuthenticator({
    issuer: DEMO_ISSUER,
    audience: DEMO_AUDIENCE,
    algorithms: ['EdDSA'],
    jwks: issuer.jwks,
  })
  return (await authenticate(['authorization', `Bearer ${await issuer.token(persona, options)}`])).principal
}

describe('the demo issuer', () => {
  test.each(personas)('a token of %s is accepted and says its role', async (persona) => {
    expect((await principal(persona)).roles).toEqual([persona])
  })

  test('the personas stand for people of the estate', async () => {
    expect(await principal('citizen')).toMatchObject({ department: null, personId: 'P-demo' })
    expect(await principal('mediator')).toMatchObject({ department: 'justice', staffKey: 'TJY00001' })
    expect(await principal('grid-worker')).toMatchObject({
      department: 'political-legal',
      grids: [grid.code],
      staffKey: 'WGY00001',
    })
    expect(await principal('grid-worker', { grid: otherGrid.code })).toMatchObject({
      grids: [otherGrid.code],
      staffKey: 'WGY00002',
    })
  })

  test('a token ends when it was asked to', async () => {
    await expect(principal('bi', { ttl: 60, now: Date.now() - 120_000 })).rejects.toMatchObject({
      extensions: { code: 'TOKEN_EXPIRED' },
    })
  })

  test.each<[string, DemoTokenOptions]>([
    ['a token for a year', { ttl: 365 * 86_400 }],
    ['a token for no time', { ttl: 0 }],
    ['a token for half a second', { ttl: 0.5 }],
    ['a grid that is none', { grid: '3702' }],
  ])('%s is not given', async (_name, options) => {
    await expect(principal('grid-worker', options)).rejects.toThrow(DemoUnavailable)
  })

  test('runs nowhere in production', async () => {
    await expect(openDemoIssuer({ keys, estate, store, env: { NODE_ENV: 'production' } })).rejects.toThrow(
      DemoUnavailable,
    )
  })

  test('says so when hub or estate never ran; staff without keys of their own need neither', async () => {
    const early = await openDemoIssuer({ keys, estate, store: null, env: {} })
    await expect(early.token('citizen')).rejects.toThrow(DemoUnavailable)
    const bare = await openDemoIssuer({ keys, estate: join(folder, 'none'), store, env: {} })
    await expect(bare.token('mediator')).rejects.toThrow(DemoUnavailable)
    expect((await bare.token('developer')).split('.')).toHaveLength(3)
    expect((await bare.token('grid-worker', { grid: grid.code })).split('.')).toHaveLength(3)
  })
})
