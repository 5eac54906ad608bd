/** Bundles our own TypeScript into dist/; packages stay outside, so that each is loaded once and from one place. */
import { build } from 'esbuild'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Bundles ENTRY (a path from the root) and returns the path of the module to import. */
export async function bundle(entry) {
  const outfile = resolve(root, 'dist', entry.replace(/\.tsx?$/, '.mjs'))
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
  })
  return outfile
}
