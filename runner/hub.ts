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
import { eraseDeleted } from '../prisma/erase.ts'
import { deployMigrations } from '../prisma/migrate.ts'
import { openStore, type HubStore } from '../prisma/store.ts'
import { pentagraphError } from '../schema/errors.ts'
import type { DepartmentConfig, DepartmentStatus } from '../subgraphs/kit/department-runtime.ts'
import type { OnLinkProgress } from '../subgraphs/registry/link-state.ts'
import { createPolicy, POLICY } from '../subgraphs/policy/policy.ts'
import { createRegistry, type Registry } from '../subgraphs/registry/registry.ts'
import { personalTables } from '../subgraphs/registry/rights/forget.ts'
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
import { openContextSigner } from './gateway-keys.ts'
import type { Progress } from './progress.ts'
import { logFormerSecrets, openIndexSecrets } from './index-secrets.ts'
import { linkingSubgraph } from './linking-subgraph.ts'
import { policyDoors } from './policy-doors.ts'
import { createExporter, type PersonalExport } from './personal-export/exporter.ts'
import { projectFolder } from './project-folder.ts'
import { Reloader } from './reloader.ts'
import { readHubSecrets } from './secrets.ts'
import type { Settings } from './settings.ts'
import { openTokenIssuer, type TokenIssuer } from './token-issuer.ts'

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

/** How often sources are looked at for newer data. */
const UPDATE_MS = 60_000
/** How often the outbox of base data is looked through for what is due. */
const DELIVER_MS = 5_000
/** How long the gateway waits for the registry: longer than for a department, within the time of an operation. */
const REGISTRY_MS = 9_000
/** How often what is past its term is looked for. */
const TERMS_MS = 24 * 3600_000
/** Live systems do not say what others changed in them: they are read through for linking this often. */
const RELINK_MS = 15 * 60_000

/** Resolves when the hub is ready. Throws when something that cannot be done without is missing or wrong. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { settings, env, progress, log } = options
  const stopping = new AbortController()
  const reloader = new Reloader(log, { onSignal: settings.production })
  const secrets = readHubSecrets(settings.data, env, reloader)
  const signer = await openContextSigner(settings.data, env, reloader)

  const migrations = await deployMigrations(settings.store)
  const store = await openStore(settings.store)
  const index = await openIndexSecrets(store, secrets, reloader, log).catch(async (error: unknown) => {
    reloader.close()
    await store.close()
    throw error
  })
  await seedPolicy(store, { demo: !settings.production })
  await seedAuditTerms(store)
  const places = auditPlaces(settings.data, env)
  const auditKey = auditSigner(settings.data, env, reloader)
  progress.done(
    migrations.length > 0 ? `Hub store brought up to date by ${migrations.length} migration(s)` : 'Hub store open',
  )

  const estate = await openEstate(resolve(settings.data, 'estate'), settings.persons, progress)
  const hosts: DepartmentHost[] = []
  for (const spec of departments) {
    const url = settings.urls[spec.name]
    const given = settings.connections[spec.name]
    const reach = async () => {
      const config = given ?? (await estate.connect(spec.name))
      return options.reach?.(spec.name, config) ?? config
    }
    hosts.push(
      url
        ? remoteHost(spec, url, signer)
        : await insideHost(spec, await reach(), settings.data, secrets.refMaster, faultLog(log)),
    )
  }
  const sources = hosts.map((host) => host.link)
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
    sources,
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
  const linked = async () =>
    new Map(
      (await registry.status()).map(({ department, linked, conflicts, inNoGrid, inSeveralGrids }) => [
        department,
        { linked, conflicts, outsideGrids: inNoGrid + inSeveralGrids },
      ]),
    )
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

  /** Loads what is new and links it. A department that cannot be read keeps what is known of it, and is tried again at the next turn. */
  let linkedState = ''
  const update = async (onProgress?: OnLinkProgress) => {
    for (const host of hosts) {
      await host.refresh(stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted)
          log.warn({ department: host.spec.name, err: error }, 'refresh failed; the old data stays')
      })
    }
    const dates = (await status()).map(({ name, asOf, ok }) => [name, ok, asOf])
    const state = JSON.stringify([Math.floor(Date.now() / RELINK_MS), dates, await index.present()])
    if (state === linkedState) return
    const failed = await registry.link(stopping.signal, onProgress)
    for (const { department, error } of failed) log.warn({ department, err: error }, 'not linked; tried again later')
    linkedState = failed.length === 0 ? state : ''
    await logFormerSecrets(index, log)
  }
  await update(({ kind, department, done }) =>
    progress.step(`Linking ${kind}${department === null ? '' : ` of ${department}`} … ${done}`),
  )
  await pages?.fill()
  progress.done('Legacy systems read and linked')
  ready = true
  if (settings.production)
    void loadAccessContext(store, { ...anyCitizen, at: Date.now() })
      .then((access) => copies.warm(access, stopping.signal))
      .catch((error: unknown) => log.error({ err: error }, 'copies of personal data are not planned ahead'))

  // Personal data that has lost its reason goes once a day; a fault now is tried again with the next turn.
  let termsKept = 0
  const keepTerms = async () => {
    if (Date.now() - termsKept < TERMS_MS) return
    const expired = await registry.keepTerms(Date.now(), stopping.signal)
    termsKept = Date.now()
    if (Object.keys(expired).length > 0) log.info({ expired }, 'past its term, deleted')
  }
  await eraseDeleted(store, personalTables)
    .then(keepTerms)
    .catch((error: unknown) => log.error({ err: error }, 'terms could not be kept'))

  // One at a time: at the size of a city an update takes longer than the pause between two.
  let updating = false
  const ticking = setInterval(() => {
    if (updating) return
    updating = true
    void update()
      .then(() => registry.carryOutCorrections(Date.now(), stopping.signal))
      .then(keepTerms)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error }, 'update failed')
      })
      .finally(() => {
        updating = false
      })
  }, UPDATE_MS)
  ticking.unref()
  let delivering = false
  const outbox = setInterval(() => {
    if (delivering) return
    delivering = true
    registry
      .deliverBaseData(Date.now(), stopping.signal)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error }, 'base data is not delivered; tried again')
      })
      .finally(() => {
        delivering = false
      })
  }, DELIVER_MS)
  outbox.unref()
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
      clearInterval(ticking)
      clearInterval(outbox)
      reloader.close()
      stopping.abort()
      await server.close()
      await refusals.close()
      await audit.close()
      await uses.close()
      await usage?.close()
      await archiving.close()
      await Promise.all(hosts.map((host) => host.close()))
      await estate.close()
      await store.close()
    },
  }
}

// Private:

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
