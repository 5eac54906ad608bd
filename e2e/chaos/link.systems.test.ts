import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openStore } from '../../prisma/store.ts'
import { linkChaos } from './link.ts'

const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const schemas = ['killed', 'fresh'].map((name) => `hub_link_chaos_${name}_${process.pid}`)
const folder = mkdtempSync(join(tmpdir(), 'pentagraph-link-chaos-'))
const [killed = '', fresh = ''] = schemas.map((schema) => `${server}?schema=${schema}`)

afterAll(async () => {
  rmSync(folder, { recursive: true })
  const store = await openStore(server)
  for (const schema of schemas) await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(store.sql)
  await store.close()
})

test('the same on a real PostgreSQL', async () => {
  const found = await linkChaos({ rounds: 4, seed: 3, urls: [killed, fresh], folder })
  expect(found).toMatchObject({ rounds: 4, lost: 0, doubled: 0 })
  expect(found.records).toBeGreaterThan(1_000)
}, 300_000)
