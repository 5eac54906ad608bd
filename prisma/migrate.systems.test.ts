/** Migrations that move rows, on a real PostgreSQL, in a schema of its own. */
import { sql } from 'kysely'
import { describeMigrations } from './migrate-suite.ts'

const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const schema = `hub_migrate_${process.pid}`

describeMigrations('PostgreSQL', `${server}?schema=${schema}`, async (store) => {
  await sql`drop schema ${sql.id(schema)} cascade`.execute(store.sql)
})
