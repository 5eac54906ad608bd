/** The archives over a real PostgreSQL, in a schema of its own. */
import { afterAll } from '@jest/globals'
import pg from 'pg'
import { describeArchive } from './archive-suite.ts'

const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const schema = `hub_archive_${process.pid}`

afterAll(async () => {
  const client = new pg.Client(server)
  await client.connect()
  await client.query(`drop schema if exists ${schema} cascade`)
  await client.end()
})

describeArchive('PostgreSQL', () => `${server}?schema=${schema}`)
