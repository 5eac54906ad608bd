/**
 * The whole hub in one process: store, departments, registry, gateway, audit, pages. The only place that knows both gateway and
 * subgraphs. The door opens at once and answers 503 until everything behind it is ready.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { AuditArchive } from '../access/audit-archive.ts'
import { seedAuditTerms } from '../access/audit-terms.ts'
import { createDecider } from '../access/decide.ts'
import { loadAccessContext, readReclassified, type AccessRequest } from '../access/policy-store.ts'
import { requireKnownPurposes } from '../access/known-purposes.ts'
import { GrantUses } from '../access/grant-life/uses.ts'
import { seedPolicy } from '../access/seed-policy.ts'
import type { Subgraph } from '../access/subgraph-call.ts'
import { AuditLog } from '../gateway/audit/audit-log.ts'
import { Refusals } from '../gateway/audit/refusals.ts'
import { personsBehind } from '../gateway/audit/persons-of-refs.ts'
import { openDepartments, type DepartmentOptions } from '../gateway/departments.ts'
import { RegisteredOperations, type RegisteredOperation } from '../gateway/registered-operations.ts'
import { Usage } from '../gateway/usage/usage.ts'
import { Gateway } from '../gateway/gateway.ts'
import type { Log } from '../gateway/log.ts'
import { createServer, type RunningServer } from '../gateway/server.ts'
import { deployMigrations } from '../prisma/migrate.ts'
import { openStore, type HubStore } from '../prisma/store.ts'
import { pentagraphError } from '../schema/errors.ts'
import type { DepartmentConfig, DepartmentStatus } from '../subgraphs/kit/department-runtime.ts'
import { createPolicy, POLICY } from '../subgraphs/policy/policy.ts'
import type { IndexSecrets } from '../subgraphs/registry/index-secrets.ts'
import { createRegistry, type Registry } from '../subgraphs/registry/registry.ts'
import { catalogueEntries, chineseNames } from './catalogue/entries.ts'
import { linesOf } from './catalogue/lines.ts'
import { archiveDaily } from './archive-daily.ts'
import { auditPlaces, auditSigner } from './audit-evidence.ts'
import { departments } from './departments.ts'
import { insideHost, remoteHost, type DepartmentHost, type Linked } from './department-hosts.ts'
import { openEstate, type Estate } from './estate.ts'
import type { CatalogueLine } from './explorer/contract.ts'
import { explorerPages } from './explorer-pages.ts'
import { faultLog } from './fault-log.ts'
import { openContextSigner, type ContextSigner } from './gateway-keys.ts'
import type { Progress } from './progress.ts'
import { openIndexSecrets } from './index-secrets.ts'
import { linkingSubgraph } from './linking-subgraph.ts'
import { policyDoors } from './policy-doors.ts'
import { createExporter, type PersonalExport } from './personal-export/exporter.ts'
import { projectFolder } from './project-folder.ts'
import { Reloader } from './reloader.ts'
import { readHubSecrets, type HubSecrets } from './secrets.ts'
import type { Settings } from './settings.ts'
import { openTokenIssuer, type TokenIssuer } from './token-issuer.ts'
import { Upkeep } from './upkeep.ts'

export interface HubOptions {
  readonly settings: Settings
  readonly env: NodeJS.ProcessEnv
  readonly progress: Progress
  readonly log: Log
  /** For tests that make departments slow or dead. */
  readonly departmentOptions?: DepartmentOptions
  /** For tests that wait less long than a city would: a department's way to its system, changed before it is opened. */
  readonly reach?: (department: string, config: DepartmentConfig) => DepartmentConfig
}

export interface Hub {
  readonly address: string
  readonly store: HubStore
  readonly estate: Estate
  readonly issuer: TokenIssuer
  readonly gateway: Gateway
  readonly server: RunningServer
  readonly registry: Registry
  /** Everything behind the gateway, by name: registry, the hub's own policy, departments. */
  readonly subgraphs: ReadonlyMap<string, Subgraph>
  readonly hosts: readonly DepartmentHost[]
  status(): Promise<readonly DepartmentStatus[]>
  linked(): Promise<ReadonlyMap<string, Linked>>
  close(): Promise<void>
}

/** How long the gateway waits for the registry: longer than for a department, within the time of an operation. */
const REGISTRY_MS = 9_000

/** Resolves when the hub is ready. Throws when something that cannot be done without is missing or wrong. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { settings, env, progress, log } = options
  const stopping = new AbortController()
  const reloader = new Reloader(log, { onSignal: settings.production })
  const secrets = readHubSecrets(settings.data, env, reloader)
  const signer = await openContextSigner(settings.data, env, reloader)

  const { store, index, migrations } = await openHubStore(options, secrets, reloader)
  const places = auditPlaces(settings.data, env)
  const auditKey = auditSigner(settings.data, env, reloader)
  progress.done(migrations > 0 ? `Hub store brought up to date by ${migrations} migration(s)` : 'Hub store open')

  const estate = await openEstate(resolve(settings.data, 'estate'), settings.persons, progress)
  const hosts = await openHosts(options, estate, secrets, signer)
  let lines: readonly CatalogueLine[] = []
  const catalogue = catalogueEntries({
    lines: () => lines,
    hosts,
    corrections: () => registry.correctionCounts(Date.now()),
    reclassified: () => readReclassified(store),
  })
  let names = chineseNames([])
  let personalExport: PersonalExport | null = null as PersonalExport | null
  const registry = await createRegistry({
    exporter: (access, only, signal) => {
      if (!personalExport) throw pentagraphError('NOT_READY')
      return personalExport.copy(access, only, signal)
    },
    store,
    archive: new AuditArchive(store, places.archiveFolder),
    catalogue,
    names: () => names,
    sources: hosts.map((host) => host.link),
    corrections: {
      specs: departments,
      correctors: new Map(hosts.map((host) => [host.spec.name, host.corrections])),
      textSecret: secrets.texts,
    },
    keepers: new Map(hosts.map((host) => [host.spec.name, host.baseData])),
    refMaster: secrets.refMaster,
    secrets: index,
    log: faultLog(log),
  })
  progress.done(`${hosts.length} departments and the registry built`)

  const supergraphSdl = readFileSync(resolve(projectFolder(), 'schema/supergraph.graphql'), 'utf8')
  let ready = false
  let pages: { fill(): Promise<void> } | null = null as { fill(): Promise<void> } | null
  const subgraphs = new Map<string, Subgraph>([
    ['registry', registry],
    ...hosts.map(
      ({ spec, subgraph }) => [spec.name, linkingSubgraph(subgraph, spec, registry, faultLog(log))] as const,
    ),
  ])
  subgraphs.set(
    POLICY,
    await createPolicy(
      policyDoors(
        store,
        supergraphSdl,
        () => lines,
        () => audit,
        log,
      ),
      faultLog(log),
    ),
  )
  // A personal copy asks the whole graph from within the registry: a department that hangs must not cost the copy.
  const registryDoor = { registry: { timeoutMs: REGISTRY_MS }, ...options.departmentOptions?.departments }
  const open = openDepartments(subgraphs, log, { ...options.departmentOptions, departments: registryDoor })
  const usage =
    settings.usage &&
    new Usage({
      store,
      limits: settings.usage,
      onFault: (error) => log.error({ err: error }, 'usage is not written; tried again'),
    })
  const audit = new AuditLog({
    store,
    url: settings.store,
    anchorFile: places.anchorFile,
    signer: auditKey,
    onFault: (error) => log.error({ err: error }, 'audit anchor'),
    ...(usage && { onWritten: (entry) => usage.note(entry) }),
  })
  await requireKnownPurposes(store, supergraphSdl)
  const uses = new GrantUses({
    store,
    personsBehind: (persons, refs) => personsBehind(store, persons, refs),
    onFault: (error) => log.error({ err: error }, 'uses of grants not counted'),
  })
  const gateway = new Gateway({
    supergraphSdl,
    departments: open,
    log,
    audit,
    uses,
    introspection: (access) => access.principal.department !== null,
  })
  lines = linesOf(gateway.supergraph, departments)
  names = chineseNames(lines)
  const issuer = await openTokenIssuer(settings, store, env, reloader)
  const refusals = new Refusals({
    audit,
    authenticate: issuer.authenticate,
    onFault: (error) => log.error({ err: error }, 'audit of refusals'),
  })
  const status = () => Promise.all(hosts.map((host) => host.status(AbortSignal.timeout(5_000))))
  const copies = createExporter({
    gateway,
    lines,
    asOf: async () => new Map((await status()).map(({ name, asOf }) => [name, asOf])),
  })
  personalExport = copies
  const linked = () => linkedOf(registry)
  const server = await createServer({
    gateway,
    log,
    admit: async (rawHeaders, traceId, at) => {
      const { principal, purpose } = await issuer.authenticate(rawHeaders, at)
      return loadAccessContext(store, { principal, purpose, traceId, at })
    },
    createDecider,
    refusals,
    ...(usage && { usage }),
    ...(settings.registeredOnly && { registered: readRegistered() }),
    ready: () => ready,
    health: async () => ({ unavailable: open.unavailable() }),
    routes: (app) => {
      pages = explorerPages(app, { gateway, store, issuer, hosts, registry, catalogue, status, linked, settings })
    },
  })
  const address = await server.app
    .listen({ port: settings.port, host: settings.host })
    .catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' ? new Error(`Port ${settings.port} is taken; PORT=… chooses another.`) : error
    })

  const upkeep = new Upkeep({ store, hosts, status, registry, index, log, signal: stopping.signal })
  await upkeep.update(({ kind, department, done }) =>
    progress.step(`Linking ${kind}${department === null ? '' : ` of ${department}`} … ${done}`),
  )
  await pages?.fill()
  progress.done('Legacy systems read and linked')
  ready = true
  if (settings.production)
    void loadAccessContext(store, { ...anyCitizen, at: Date.now() })
      .then((access) => copies.warm(access, stopping.signal))
      .catch((error: unknown) => log.error({ err: error }, 'copies of personal data are not planned ahead'))

  await upkeep.begin()
  const archiving = archiveDaily(
    { store, folder: places.archiveFolder, signer: auditKey, signal: stopping.signal },
    log,
  )
  return {
    address,
    store,
    estate,
    issuer,
    gateway,
    server,
    registry,
    subgraphs,
    hosts,
    status,
    linked,
    async close() {
      reloader.close()
      stopping.abort()
      await server.close()
      await refusals.close()
      await audit.close()
      await uses.close()
      await usage?.close()
      await archiving.close()
      await upkeep.close()
      await Promise.all(hosts.map((host) => host.close()))
      await estate.close()
      await store.close()
    },
  }
}

// Private:

/** The store, up to date and with what every hub has in it. */
async function openHubStore(
  { settings, log }: HubOptions,
  secrets: HubSecrets,
  reloader: Reloader,
): Promise<{ readonly store: HubStore; readonly index: IndexSecrets; readonly migrations: number }> {
  const migrations = await deployMigrations(settings.store)
  const store = await openStore(settings.store)
  const index = await openIndexSecrets(store, secrets, reloader, log).catch(async (error: unknown) => {
    reloader.close()
    await store.close()
    throw error
  })
  await seedPolicy(store, { demo: !settings.production })
  await seedAuditTerms(store)
  return { store, index, migrations: migrations.length }
}

/** Departments run inside the hub unless the settings say where one runs. */
async function openHosts(
  { settings, log, reach }: HubOptions,
  estate: Estate,
  { refMaster }: HubSecrets,
  signer: ContextSigner,
): Promise<readonly DepartmentHost[]> {
  const hosts: DepartmentHost[] = []
  for (const spec of departments) {
    const url = settings.urls[spec.name]
    if (url) {
      hosts.push(remoteHost(spec, url, signer))
      continue
    }
    const config = settings.connections[spec.name] ?? (await estate.connect(spec.name))
    const reached = reach?.(spec.name, config) ?? config
    hosts.push(await insideHost(spec, reached, settings.data, refMaster, faultLog(log)))
  }
  return hosts
}

async function linkedOf(registry: Registry): Promise<ReadonlyMap<string, Linked>> {
  const states = await registry.status()
  return new Map(
    states.map(({ department, linked, conflicts, inNoGrid, inSeveralGrids }) => [
      department,
      { linked, conflicts, outsideGrids: inNoGrid + inSeveralGrids },
    ]),
  )
}

/** Whose rights a copy of the own data is planned with before anybody asks: all citizens have the same. */
const anyCitizen: AccessRequest = {
  principal: { subject: '', department: null, roles: ['citizen'], grids: [], staffKey: null, personId: null },
  purpose: { code: 'SELF_ACCESS', caseNumber: null },
  traceId: '',
  at: 0,
}

function readRegistered(): RegisteredOperations {
  const file = resolve(projectFolder(), 'clients/generated/registered-operations.json')
  return new RegisteredOperations(JSON.parse(readFileSync(file, 'utf8')) as RegisteredOperation[])
}
