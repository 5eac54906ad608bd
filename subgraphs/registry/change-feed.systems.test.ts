/** The same on a real PostgreSQL, each time in a schema of its own. */
import { sql } from 'kysely'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore } from '../../prisma/store.ts'
import { changeFeedSuite } from './change-feed-suite.ts'

const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
let schemas = 0

changeFeedSuite(async () => {
  const schema = `hub_change_feed_${process.pid}_${(schemas += 1)}`
  const url = `${server}?schema=${schema}`
  await deployMigrations(url)
  const store = await openStore(url)
  return {
    store,
    async close() {
      await sql`drop schema ${sql.id(schema)} cascade`.execute(store.sql)
      await store.close()
    },
  }
})
