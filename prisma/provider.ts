/** Which kind of store a URL means, and how each is reached. `file:/path/hub.db`, or `postgres://…` with an optional `schema`. */
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'

export const providers = ['sqlite', 'postgresql'] as const
export type Provider = (typeof providers)[number]

export function providerOf(url: string): Provider {
  if (url.startsWith('file:')) return 'sqlite'
  if (url.startsWith('postgres://') || url.startsWith('postgresql://')) return 'postgresql'
  throw new TypeError('a store URL begins with file: or postgres://')
}

/** Path of a `file:` store. */
export function fileOf(url: string): string {
  return resolve(url.slice('file:'.length))
}

/** Pool settings and schema of a PostgreSQL store; every connection looks in that schema first. */
export function postgresOf(url: string): {
  readonly config: { readonly connectionString: string; readonly options: string }
  readonly schema: string
} {
  const parsed = new URL(url)
  const schema = parsed.searchParams.get('schema') ?? 'public'
  if (!/^[a-z_][a-z0-9_]*$/.test(schema)) throw new TypeError('a schema name is lower-case letters, digits and _')
  parsed.searchParams.delete('schema')
  return { config: { connectionString: parsed.href, options: `-c search_path=${schema}` }, schema }
}

/** Prisma's driver adapter for a store. */
export function adapterOf(url: string): SqlMigrationAwareDriverAdapterFactory {
  if (providerOf(url) === 'sqlite') return new PrismaLibSql({ url: `file:${fileOf(url)}` })
  const { config, schema } = postgresOf(url)
  return new PrismaPg({ ...config, max: 4 }, { schema })
}

/** Folder of this file's sources, also when the code runs bundled from dist/. */
export function prismaFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const here = resolve(folder, 'prisma')
    if (existsSync(resolve(here, 'models')) && existsSync(resolve(here, 'sqlite/schema.prisma'))) return here
    const up = dirname(folder)
    if (up === folder) throw new Error('the prisma folder of the project was not found')
    folder = up
  }
}
