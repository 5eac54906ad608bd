/** Bundles a page for the browser: one script, one style sheet with its fonts inside, so that nothing is fetched from elsewhere. */
import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'

export interface Asset {
  readonly body: Uint8Array
  readonly type: string
}
export interface PageBundle {
  readonly script: Asset
  readonly style: Asset
  /** Changes with the content, for addresses that may be kept for ever. */
  readonly version: string
}

/** About half a second. `root` is the project's folder, `entry` the page's file in it. */
export async function bundlePage(root: string, entry: string): Promise<PageBundle> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [resolve(root, entry)],
    outdir: resolve(root, 'dist/page'),
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    target: ['chrome110', 'firefox110', 'safari16'],
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'dataurl', '.woff': 'dataurl', '.png': 'dataurl', '.svg': 'dataurl' },
    // GraphiQL's parts each name React; one copy for all.
    alias: {
      react: dirname(resolve(root, 'node_modules/react/package.json')),
      graphql: resolve(root, 'node_modules/graphql'),
    },
    logLevel: 'error',
  })
  const find = (ending: string) => {
    const file = outputFiles.find(({ path }) => path.endsWith(ending))
    if (!file) throw new Error(`the bundle of ${entry} has no ${ending}`)
    return file.contents
  }
  const script = find('.js')
  const style = find('.css')
  return {
    script: { body: script, type: 'text/javascript; charset=utf-8' },
    style: { body: style, type: 'text/css; charset=utf-8' },
    version: createHash('sha256').update(script).update(style).digest('base64url').slice(0, 12),
  }
}
