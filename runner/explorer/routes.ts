/**
 * Serves the explorer page at `/`, the departments' table at `/status`, the sharing catalogue at `/catalogue`, and what the page needs under `/explorer/`. Nothing comes
 * from elsewhere, and a strict content policy holds the browser to it. The token route exists only where a demo issuer runs.
 */
import type { FastifyInstance } from 'fastify'
import { guarded, html, json, sendAsset } from './replies.ts'
import { catalogueDocument, catalogueEntryDocument } from './catalogue-document.ts'
import type {
  CatalogueChoice,
  CatalogueItem,
  DepartmentStatus,
  Example,
  ExplorerConfig,
  Persona,
  PurposeChoice,
} from './contract.ts'
import { explorerDocument, statusDocument } from './documents.ts'
import { bundlePage, type PageBundle } from './page-bundle.ts'

export interface ExplorerOptions {
  /** The project's folder, where the page's sources and packages are. */
  readonly root: string
  readonly personas: readonly Persona[]
  readonly purposes: readonly PurposeChoice[]
  readonly examples: readonly Example[]
  /** A JWT of the demo issuer, of the persona's own department or another one; null where none runs (always in production). */
  readonly tokenFor: ((persona: string, department: string | null) => Promise<string>) | null
  readonly status: () => Promise<readonly DepartmentStatus[]>
  /** The sharing catalogue: what refusals point to. */
  readonly catalogue: (choice: CatalogueChoice) => Promise<readonly CatalogueItem[]>
  readonly catalogueCsv: (choice: CatalogueChoice) => Promise<string>
  /** In the order of the start table. */
  readonly departments: readonly { readonly name: string; readonly title: string }[]
  /** SDL that clients see; shown in the documentation pane, so that the page needs no introspection. */
  readonly schemaSdl: () => string
  readonly endpoint?: string
}

export function explorerRoutes(fastify: FastifyInstance, options: ExplorerOptions): void {
  // Bundled at the first visit, so that starting the hub does not wait for it.
  let bundle: Promise<PageBundle> | null = null
  const bundled = () => (bundle ??= bundlePage(options.root, 'runner/explorer/page.tsx'))

  fastify.get('/', async (_request, reply) => html(reply, explorerDocument((await bundled()).version)))
  fastify.get('/status', async (_request, reply) =>
    html(reply, statusDocument((await bundled()).version, await options.status())),
  )

  fastify.get<{ Querystring: Asked }>('/catalogue', async (request, reply) => {
    const choice = choiceOf(request.query)
    const items = await options.catalogue(choice)
    return html(reply, catalogueDocument((await bundled()).version, items, choice, options.departments))
  })
  fastify.get<{ Querystring: Asked }>('/catalogue.csv', async (request, reply) =>
    guarded(reply)
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="catalogue.csv"')
      .type('text/csv; charset=utf-8')
      .send(await options.catalogueCsv(choiceOf(request.query))),
  )
  fastify.get('/catalogue/*', async (request, reply) => {
    const all = await options.catalogue(choiceOf({}))
    const line = all.find((one) => one.path === request.url)
    if (!line) return json(guarded(reply).code(404), { code: 'NOT_FOUND' })
    return html(reply, catalogueEntryDocument((await bundled()).version, line))
  })

  for (const [path, asset] of [
    ['/explorer/page.js', 'script'],
    ['/explorer/page.css', 'style'],
  ] as const) {
    fastify.get(path, async (_request, reply) => sendAsset(reply, (await bundled())[asset]))
  }

  fastify.get('/explorer/config.json', async (_request, reply) => {
    const config: ExplorerConfig = {
      endpoint: options.endpoint ?? '/graphql',
      demoTokens: options.tokenFor !== null,
      personas: options.tokenFor === null ? [] : options.personas,
      purposes: options.purposes,
      examples: options.examples,
      schemaSdl: options.schemaSdl(),
    }
    return json(reply, config)
  })
  fastify.get('/explorer/status.json', async (_request, reply) => json(reply, await options.status()))

  const { tokenFor } = options
  if (tokenFor !== null) {
    fastify.get<{ Querystring: { persona?: string; department?: string } }>(
      '/explorer/token',
      async (request, reply) => {
        const persona = options.personas.find(({ name }) => name === request.query.persona)
        if (!persona) return json(guarded(reply).code(404), { code: 'NOT_FOUND' })
        const { department = null } = request.query
        if (department !== null && !options.departments.some(({ name }) => name === department))
          return json(guarded(reply).code(404), { code: 'NOT_FOUND' })
        return json(reply, { token: await tokenFor(persona.name, department) })
      },
    )
  }
}

// Private:

type Asked = Readonly<Record<string, string | readonly string[] | undefined>>

/** An empty field of the form asks for nothing; a level that is none, too. */
function choiceOf(asked: Asked): CatalogueChoice {
  const text = (name: string) => {
    const given = asked[name]
    return typeof given === 'string' && given !== '' ? given.slice(0, 100) : null
  }
  const level = Number(text('level'))
  return {
    department: text('department'),
    search: text('search'),
    level: level >= 1 && level <= 4 ? level : null,
    sharing: text('sharing'),
  }
}
