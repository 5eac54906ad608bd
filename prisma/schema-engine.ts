/**
 * Prisma's schema engine as WebAssembly. The engine that Prisma's own command downloads is out of reach in a sealed network;
 * this package is the same engine, of the same commit, from npm (docs/dependencies.md).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import type { MigrationList, SchemaContainer, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { Provider } from './provider.ts'

/** Nothing of ours lies outside Prisma. */
export const noFilters = { externalTables: [], externalEnums: [] }

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg') & {
  __wbg_set_wasm(exports: WebAssembly.Exports): void
}

/** Starts an engine (the first one takes about 0.3 s). `free()` it afterwards. */
export async function startEngine(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  models: readonly SchemaContainer[],
): Promise<SchemaEngine> {
  const { SchemaEngine } = await (loaded ??= load())
  const datamodels = models.map((file): [string, string] => [file.path, file.content])
  return await SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapter))
}

/** Datasource, generator and models of one provider, as they stand in the folder now. */
export function modelsOf(folder: string, provider: Provider): SchemaContainer[] {
  const models = readdirSync(resolve(folder, 'models'))
    .filter((name) => name.endsWith('.prisma'))
    .sort()
  return [`${provider}/schema.prisma`, ...models.map((name) => `models/${name}`)].map((path) => ({
    path,
    content: readFileSync(resolve(folder, path), 'utf8'),
  }))
}

/** The migrations of one provider, oldest first. */
export function migrationsOf(folder: string, provider: Provider): MigrationList {
  const base = resolve(folder, provider, 'migrations')
  const names = existsSync(base)
    ? readdirSync(base)
        .filter((name) => existsSync(resolve(base, name, 'migration.sql')))
        .sort()
    : []
  return {
    baseDir: base,
    lockfile: { path: 'migration_lock.toml', content: `provider = "${provider}"\n` },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(resolve(base, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
}

// Private:

/** Once a process: a second instance would pull the memory from under the first. */
let loaded: Promise<EngineModule> | undefined

async function load(): Promise<EngineModule> {
  const module = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as EngineModule
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const wasm = readFileSync(entry.replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': withoutWaiting(module as unknown as WebAssembly.ModuleImports),
  })
  module.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start === 'function') start()
  return module
}

/** The ten seconds that the engine gives PostgreSQL's lock run on when it has the lock; the process need not wait for them to end. */
function withoutWaiting(imports: WebAssembly.ModuleImports): WebAssembly.ModuleImports {
  const timers = Object.keys(imports).filter((name) => name.startsWith('__wbg_setTimeout_'))
  const unwaited = (work: () => void, milliseconds: number) => setTimeout(work, milliseconds).unref()
  return { ...imports, ...Object.fromEntries(timers.map((name) => [name, unwaited])) }
}
