import { afterAll, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { openStore } from '../../prisma/store.ts'
import { exchangeChaos } from './exchange.ts'
import { LINKED_PERSONS } from './linking-city.ts'

const schema = `hub_exchange_${process.pid}`
const url = `${process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'}?schema=${schema}`

afterAll(async () => {
  const store = await openStore(url)
  await sql`drop schema ${sql.id(schema)} cascade`.execute(store.sql)
  await store.close()
})

test('the same on a real PostgreSQL', async () => {
  const found = await exchangeChaos(url, 4, 2)
  expect(found).toMatchObject({ persons: LINKED_PERSONS, moved: 0, states: ['SPENT', 'PRESENT'] })
  expect(found.kills).toBeGreaterThan(1)
}, 120_000)
