import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openStore } from '../../prisma/store.ts'
import { entryChaos, killSteps } from './entry.ts'

const schema = `hub_entry_chaos_${process.pid}`
const url = `${process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'}?schema=${schema}`
const folder = mkdtempSync(join(tmpdir(), 'pentagraph-entry-chaos-'))

afterAll(async () => {
  rmSync(folder, { recursive: true })
  const store = await openStore(url)
  await sql`drop schema ${sql.id(schema)} cascade`.execute(store.sql)
  await store.close()
})

test('the same on a real PostgreSQL', async () => {
  const rounds = killSteps.length
  expect(await entryChaos({ rounds, url, folder })).toMatchObject({ entries: rounds, lost: 0, doubled: 0, left: 0 })
}, 180_000)
