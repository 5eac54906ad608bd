/**
 * Writes a migration for every provider: the difference between the models as of the last migration (kept beside it) and the
 * models now. No database is touched. Run through scripts/prisma.mjs.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import { prismaFolder, providers, type Provider } from './provider.ts'
import { migrationsOf, modelsOf, noFilters, startEngine } from './schema-engine.ts'

/** Not called .prisma, or it would count as part of the schema. */
const SNAPSHOT = 'models.snapshot'

/** Returns the folders written; none where nothing changed. `restart` throws the older migrations away first (before a release only). */
export async function createMigrations(name: string, restart: boolean): Promise<string[]> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new TypeError('a migration name is lower-case letters, digits and _')
  const folder = prismaFolder()
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const written: string[] = []
  for (const provider of providers) {
    if (restart) rmSync(resolve(folder, provider, 'migrations'), { recursive: true, force: true })
    const made = await createMigration(folder, provider, `${stamp}_${name}`)
    if (made) written.push(made)
  }
  return written
}

// Private:

async function createMigration(folder: string, provider: Provider, directory: string): Promise<string | null> {
  const now = modelsOf(folder, provider)
  const { baseDir, migrationDirectories } = migrationsOf(folder, provider)
  const last = migrationDirectories.at(-1)?.path
  const before = last === undefined ? null : resolve(baseDir, last, SNAPSHOT)
  if (before !== null && !existsSync(before)) throw new Error(`${before} is missing: the difference cannot be told`)
  const engine = await startEngine(noDatabase(provider), now)
  try {
    const { exitCode, stdout } = await engine.diff({
      from:
        before === null
          ? { tag: 'empty' }
          : { tag: 'schemaDatamodel', files: [{ path: SNAPSHOT, content: readFileSync(before, 'utf8') }] },
      to: { tag: 'schemaDatamodel', files: now },
      script: true,
      exitCode: true,
      filters: noFilters,
    })
    if (exitCode === 0 || !stdout) return null
    const made = resolve(baseDir, directory)
    mkdirSync(made, { recursive: true })
    writeFileSync(resolve(made, 'migration.sql'), stdout)
    writeFileSync(resolve(made, SNAPSHOT), now.map((file) => file.content).join('\n'))
    writeFileSync(resolve(baseDir, 'migration_lock.toml'), `provider = "${provider}"\n`)
    return made
  } finally {
    engine.free()
  }
}

/** The engine wants a connection although a difference of models asks nothing of it: one that knows only its own kind. */
function noDatabase(provider: Provider): SqlMigrationAwareDriverAdapterFactory {
  const kind = { provider: provider === 'sqlite' ? ('sqlite' as const) : ('postgres' as const), adapterName: 'none' }
  const refuse = () => Promise.reject(new Error('a difference of models needs no database'))
  const adapter: SqlDriverAdapter = {
    ...kind,
    // PostgreSQL is asked first of all whether the schema exists, and for its version.
    queryRaw: () =>
      Promise.resolve({
        columnNames: ['exists', 'version', 'numeric_version'],
        columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
        rows: [[true, 'PostgreSQL 15.0', 150000]],
      }),
    executeRaw: refuse,
    executeScript: () => Promise.resolve(),
    startTransaction: refuse,
    getConnectionInfo: () => ({ schemaName: provider === 'sqlite' ? 'main' : 'public', supportsRelationJoins: false }),
    dispose: () => Promise.resolve(),
  }
  return { ...kind, connect: () => Promise.resolve(adapter), connectToShadowDb: () => Promise.resolve(adapter) }
}
