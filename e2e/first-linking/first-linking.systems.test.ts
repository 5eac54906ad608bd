/** The first linking into a real PostgreSQL, each time into a schema of its own. */
import { afterAll } from '@jest/globals'
import { sql } from 'kysely'
import { openStore } from '../../prisma/store.ts'
import { firstLinkingSuite } from './first-linking-suite.ts'

const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const schemas = new Map<string, string>()

firstLinkingSuite((_folder, name) => {
  const schema = `hub_first_linking_${name}_${process.pid}`
  const url = `${server}?schema=${schema}`
  schemas.set(schema, url)
  return url
})

afterAll(async () => {
  for (const [schema, url] of schemas) {
    const store = await openStore(url)
    await sql`drop schema ${sql.id(schema)} cascade`.execute(store.sql)
    await store.close()
  }
})
