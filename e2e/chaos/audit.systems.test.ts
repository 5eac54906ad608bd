/** The same on a real PostgreSQL, in a schema of its own. */
import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { auditChaos } from './audit.ts'

const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const schema = `hub_chaos_${process.pid}`
const folder = mkdtempSync(join(tmpdir(), 'pentagraph-chaos-pg-'))
afterAll(async () => {
  rmSync(folder, { recursive: true })
  const client = new pg.Client(server)
  await client.connect()
  await client.query(`drop schema if exists ${schema} cascade`)
  await client.end()
})

test('a gateway under load is killed three times: no answered request is missing in the audit', async () => {
  const found = await auditChaos({ rounds: 3, seed: 2, url: `${server}?schema=${schema}`, folder })
  expect(found).toMatchObject({ rounds: 3, missing: 0, verdict: { ok: true } })
  expect(found.answered).toBeGreaterThan(20)
}, 120_000)
