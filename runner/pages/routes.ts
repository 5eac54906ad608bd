/**
 * Serves `/me` (本人) for citizens and `/workbench` (工作台) for those who apply for data, answer, and watch over it. The pages are clients of the
 * graph like any other: they ask `/graphql` by the committed operations of clients/, and there is no other way to what they show.
 */
import type { FastifyInstance } from 'fastify'
import { document } from '../explorer/documents.ts'
import { bundlePage, type PageBundle } from '../explorer/page-bundle.ts'
import { html, json, sendAsset } from '../explorer/replies.ts'
import type { PagesConfig } from './contract.ts'

interface PageRoutesOptions {
  /** The project's folder, where the pages' sources and packages are. */
  readonly root: string
  readonly config: () => PagesConfig
}

export function pageRoutes(fastify: FastifyInstance, { root, config }: PageRoutesOptions): void {
  for (const { name, title, entry } of pages) {
    // Bundled at the first visit, so that starting the hub does not wait for it.
    let bundle: Promise<PageBundle> | null = null
    const bundled = () => (bundle ??= bundlePage(root, entry))
    fastify.get(`/${name}`, async (_request, reply) => {
      const { version } = await bundled()
      const body = `<div id="root"></div><script type="module" src="/pages/${name}.js?v=${version}"></script>`
      return html(reply, document(title, version, body, `/pages/${name}.css`))
    })
    fastify.get(`/pages/${name}.js`, async (_request, reply) => sendAsset(reply, (await bundled()).script))
    fastify.get(`/pages/${name}.css`, async (_request, reply) => sendAsset(reply, (await bundled()).style))
  }
  fastify.get('/pages/config.json', async (_request, reply) => json(reply, config()))
}

// Private:

const pages = [
  { name: 'me', title: '谁看过我的信息 · Pentagraph', entry: 'runner/pages/me/page.tsx' },
  { name: 'workbench', title: '数据授权工作台 · Pentagraph', entry: 'runner/pages/workbench/page.tsx' },
] as const
