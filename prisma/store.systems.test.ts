/** The store on a real PostgreSQL, in a schema of its own. */
import { afterAll, beforeAll } from '@jest/globals'
import { sql } from 'kysely'
import { deployMigrations } from './migrate.ts'
import { openStore, type HubStore } from './store.ts'
import { describeStore } from './store-suite.ts'

const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const url = `${server}?schema=hub_store_${process.pid}`
let store: HubStore

beforeAll(async () => {
  await deployMigrations(url)
  store = await openStore(url)
})
afterAll(async () => {
  await sql`drop schema ${sql.id(`hub_store_${process.pid}`)} cascade`.execute(store.sql)
  await store.close()
})

describeStore('PostgreSQL', url, () => store)
