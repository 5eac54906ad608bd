/**
 * The hub's own store: two handles on one database. Prisma for what is written and read by people's actions, the SQL handle for hot
 * reads and bulk writes. Run `deployMigrations(url)` (migrate.ts) before the first `openStore(url)`.
 */
import type { Kysely } from 'kysely'
import { PrismaClient } from './generated/sqlite/client.ts'
import { PrismaClient as PostgresClient } from './generated/postgresql/client.ts'
import { adapterOf, providerOf, type Provider } from './provider.ts'
import { openSql } from './sql.ts'
import type { HubTables } from './tables.ts'

export interface HubStore {
  readonly provider: Provider
  readonly prisma: PrismaClient
  readonly sql: Kysely<HubTables>
  close(): Promise<void>
}

/** `file:/path/hub.db`, or `postgres://…` with an optional `schema` parameter. Prisma connects at its first use. */
export async function openStore(url: string): Promise<HubStore> {
  const provider = providerOf(url)
  const adapter = adapterOf(url)
  // One set of models: both clients have the same types, only their query compilers differ.
  const prisma =
    provider === 'sqlite' ? new PrismaClient({ adapter }) : (new PostgresClient({ adapter }) as unknown as PrismaClient)
  const sql = openSql(url)
  return {
    provider,
    prisma,
    sql,
    async close() {
      await prisma.$disconnect()
      await sql.destroy()
    },
  }
}
