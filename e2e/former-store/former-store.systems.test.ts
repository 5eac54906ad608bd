/** A store of a former version on a real PostgreSQL, in a schema of its own. */
import { sql } from 'kysely'
import { formerStoreSuite } from './former-store-suite.ts'

const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const schema = `hub_former_${process.pid}`

formerStoreSuite(
  'PostgreSQL',
  () => `${server}?schema=${schema}`,
  async (store) => {
    await sql`drop schema ${sql.id(schema)} cascade`.execute(store.sql)
  },
)
