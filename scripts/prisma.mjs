/**
 * The hub's store. Change prisma/models/*.prisma, then run both:
 *
 *   node scripts/prisma.mjs generate               the clients in prisma/generated/, for every provider (committed)
 *   node scripts/prisma.mjs migration NAME         the change as a migration for every provider (committed)
 *   node scripts/prisma.mjs migration NAME --restart   throws the older migrations away first: only before the first release
 *
 * Works without a network: `prisma generate` only asks whether its schema engine is an existing executable, and migrations are
 * made by the engine's WebAssembly build (prisma/schema-engine.ts). Never run `prisma migrate`: with such an engine it does nothing.
 */
import { spawnSync } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const [verb, ...rest] = process.argv.slice(2)

if (verb === 'generate') generate()
else if (verb === 'migration' && rest[0]) await migration(rest[0], rest.includes('--restart'))
else {
  console.error('Use: node scripts/prisma.mjs generate | migration NAME [--restart]')
  process.exitCode = 2
}

function generate() {
  for (const provider of ['sqlite', 'postgresql']) {
    const done = spawnSync(
      process.execPath,
      ['node_modules/prisma/build/index.js', 'generate', '--no-hints', '--schema', `prisma/${provider}`],
      {
        cwd: root,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          ...process.env,
          PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
          PRISMA_HIDE_UPDATE_MESSAGE: '1',
          CHECKPOINT_DISABLE: '1',
        },
      },
    )
    if (done.status !== 0) {
      process.stderr.write(done.stderr)
      process.exit(done.status ?? 1)
    }
    console.log(`prisma/generated/${provider}`)
  }
}

async function migration(name, restart) {
  const { createMigrations } = await import(await bundle('prisma/create-migration.ts'))
  const written = await createMigrations(name, restart)
  console.log(written.length > 0 ? written.join('\n') : 'Nothing changed.')
}
