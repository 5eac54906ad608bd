/** Brings a store to the present models. When nothing is to do it costs one read; else Prisma's schema engine runs what is missing. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { sql } from 'kysely'
import { adapterOf, fileOf, postgresOf, prismaFolder, providerOf } from './provider.ts'
import { migrationsOf, modelsOf, noFilters, startEngine } from './schema-engine.ts'
import { openSql } from './sql.ts'

/**
 * Names of the migrations applied now; none when the store was up to date. Creates the file, or the schema, where there is none.
 * `last`: name of the newest migration wanted, for a store as a former version made it; all without it.
 */
export async function deployMigrations(url: string, last?: string): Promise<readonly string[]> {
  const provider = providerOf(url)
  const folder = prismaFolder()
  const wanted = migrationsTo(last, migrationsOf(folder, provider))
  if (provider === 'sqlite') mkdirSync(dirname(fileOf(url)), { recursive: true })
  const applied = await appliedMigrations(url)
  const names = new Set(wanted.migrationDirectories.map((migration) => migration.path))
  const foreign = [...applied].filter((name) => !names.has(name))
  if (foreign.length > 0) {
    throw new Error(
      `the hub store was made by another version of Pentagraph (${foreign.join(', ')}); use that version, or a new store`,
    )
  }
  if (wanted.migrationDirectories.every((migration) => applied.has(migration.path))) return []
  const opened: SqlDriverAdapter[] = []
  const engine = await startEngine(recording(adapterOf(url), opened), modelsOf(folder, provider))
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: wanted, filters: noFilters })
    return appliedMigrationNames
  } finally {
    engine.free()
    for (const adapter of opened) await adapter.dispose()
  }
}

// Private:

/** Names begin with their dates. */
function migrationsTo(last: string | undefined, all: MigrationList): MigrationList {
  if (last === undefined) return all
  return { ...all, migrationDirectories: all.migrationDirectories.filter(({ path }) => path <= last) }
}

/** The engine does not close what it opened. */
function recording(
  factory: SqlMigrationAwareDriverAdapterFactory,
  opened: SqlDriverAdapter[],
): SqlMigrationAwareDriverAdapterFactory {
  const connect = async () => {
    const adapter = await factory.connect()
    opened.push(adapter)
    return adapter
  }
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect,
    connectToShadowDb: () => factory.connectToShadowDb(),
  }
}

async function appliedMigrations(url: string): Promise<ReadonlySet<string>> {
  const db = openSql(url)
  try {
    if (providerOf(url) === 'postgresql')
      await sql`create schema if not exists ${sql.id(postgresOf(url).schema)}`.execute(db)
    const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
    const own = (table: { readonly name: string; readonly schema?: string }) =>
      table.name === '_prisma_migrations' && (table.schema === undefined || table.schema === postgresOf(url).schema)
    if (!tables.some(own)) return new Set()
    const { rows } = await sql<{ migration_name: string }>`
      select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null`.execute(
      db,
    )
    return new Set(rows.map((row) => row.migration_name))
  } finally {
    await db.destroy()
  }
}
