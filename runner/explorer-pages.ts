/** What the pages are filled with: explorer, status and catalogue, and those of citizens and officers. */
import type { FastifyInstance } from 'fastify'
import { printSchema } from 'graphql'
import { personas as personaNames, type PersonaName } from '../access/demo-issuer.ts'
import { readPurposes } from '../access/policy-store.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { HubStore } from '../prisma/store.ts'
import type { DepartmentStatus } from '../subgraphs/kit/department-runtime.ts'
import { selectEntries, type CatalogueSource } from '../subgraphs/registry/graph/catalogue.ts'
import type { Registry } from '../subgraphs/registry/registry.ts'
import type { DepartmentHost } from './department-hosts.ts'
import { demoIds, type DemoIds } from './demo-ids.ts'
import { examples, personas } from './examples.ts'
import type { Linked } from './department-hosts.ts'
import type { DepartmentStatus as StatusLine, PurposeChoice } from './explorer/contract.ts'
import { catalogueCsv } from './catalogue/csv.ts'
import { explorerRoutes } from './explorer/routes.ts'
import { pageRoutes } from './pages/routes.ts'
import { projectFolder } from './project-folder.ts'
import type { Settings } from './settings.ts'
import type { TokenIssuer } from './token-issuer.ts'

export interface PageSources {
  readonly gateway: Gateway
  readonly store: HubStore
  readonly issuer: TokenIssuer
  readonly hosts: readonly DepartmentHost[]
  readonly registry: Registry
  readonly settings: Settings
  readonly catalogue: CatalogueSource
  status(): Promise<readonly DepartmentStatus[]>
  linked(): Promise<ReadonlyMap<string, Linked>>
}

/** Adds the routes. What depends on the linked registry is filled in by `fill`, once the hub is ready. */
export function explorerPages(app: FastifyInstance, sources: PageSources): { fill(): Promise<void> } {
  const { issuer, store } = sources
  let ids: DemoIds | null = null
  let purposes: readonly PurposeChoice[] = []
  let sdl: string | null = null
  const { demo } = issuer
  const departments = [...HUB, ...sources.hosts.map(({ spec }) => ({ name: spec.name, title: spec.title }))]
  explorerRoutes(app, {
    root: projectFolder(),
    get personas() {
      return personas(ids)
    },
    get purposes() {
      return purposes
    },
    get examples() {
      return examples(ids)
    },
    tokenFor:
      demo && ((persona, department) => demo.token(personaOf(persona), department === null ? {} : { department })),
    status: () => departmentLines(sources),
    catalogue: async (choice) => selectEntries(await sources.catalogue(), choice),
    catalogueCsv: async (choice) => catalogueCsv(selectEntries(await sources.catalogue(), choice)),
    departments,
    // Where tokens are real, the schema is told to those who bring one: the page asks for it by introspection.
    schemaSdl: () => (demo ? (sdl ??= printSchema(sources.gateway.schema)) : ''),
  })
  pageRoutes(app, {
    root: projectFolder(),
    config: () => ({
      endpoint: '/graphql',
      personas: demo ? personas(ids).map(({ name, title }) => ({ name, title })) : [],
      departments,
    }),
  })
  return {
    async fill() {
      // The page is open to everybody: an example with ids in it belongs to the demo only.
      ids = demo && (await demoIds(store, sources.settings.data))
      purposes = [...(await readPurposes(store)).values()].map(({ code, name, caseNeeded }) => ({
        code,
        name,
        caseNeeded,
      }))
    },
  }
}

// Private:

/** What is the hub's own. */
const HUB = [
  { name: 'registry', title: '大数据中心' },
  { name: 'policy', title: '授权管理' },
]

function personaOf(name: string): PersonaName {
  const known = personaNames.find((one) => one === name)
  if (!known) throw new Error('no such persona')
  return known
}

async function departmentLines({ status, linked }: PageSources): Promise<StatusLine[]> {
  const [states, links] = await Promise.all([status(), linked()])
  return states.map(({ name, title, technology, ok, records, quarantined, asOf }) => ({
    name,
    title,
    technology,
    state: ok ? 'up' : 'down',
    records: ok ? records : null,
    quarantined: ok ? quarantined : null,
    linked: links.get(name)?.linked ?? null,
    asOf,
  }))
}
