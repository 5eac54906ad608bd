/**
 * The registry: the hub's own subgraph and the linking behind it. It is the only door between the departments: whoever may not see an
 * entity gets no refs, and no department is asked.
 */
import { randomBytes } from 'node:crypto'
import type { AuditArchive } from '../../access/audit-archive.ts'
import { createDecider } from '../../access/decide.ts'
import type { Decider } from '../../access/decision.ts'
import { refSealer, refSecret } from '../../access/local-ref.ts'
import type { AccessContext } from '../../access/principal.ts'
import { SecretRing } from '../../access/secret-ring.ts'
import type { Subgraph, SubgraphRequest, SubgraphResponse } from '../../access/subgraph-call.ts'
import { eraseDeleted } from '../../prisma/erase.ts'
import type { HubStore } from '../../prisma/store.ts'
import type { BaseDataKeeper } from '../kit/base-data.ts'
import { OperationRunner, type FaultLog } from '../kit/execute.ts'
import type { FederatedSubgraph } from '../kit/federate.ts'
import type { EntityKind, LinkSource } from '../kit/identity.ts'
import type { CatalogueSource } from './graph/catalogue.ts'
import { inSlices } from './bulk.ts'
import { applyGoldenRules } from './golden-rules.ts'
import { carryOutAll } from './corrections/carry-out.ts'
import { correctionDoors, type CorrectionParts } from './corrections/doors.ts'
import { correctionCounts, type CorrectionCounts } from './corrections/lists.ts'
import { resealTexts } from './corrections/reseal.ts'
import { putDivisions } from './divisions.ts'
import { deliverDue } from './entries/deliver.ts'
import { entryDoors } from './entries/doors.ts'
import { resealDeliveries } from './entries/reseal.ts'
import type { IndexSecrets } from './index-secrets.ts'
import { resealReasons } from './link-decisions/reseal.ts'
import type { OnLinkProgress } from './link-state.ts'
import { Linker, type LinkedDepartment, type UnlinkedSource } from './linker.ts'
import { RegistryRequest, type ChineseNames, type RegistryDoors } from './request.ts'
import type { Exporter } from './rights/export.ts'
import { personalTables } from './rights/forget.ts'
import { carryOutAccepted } from './rights/requests.ts'
import { expire, seedTerms, type Expired } from './rights/retention.ts'
import { RowMates } from './row-mates.ts'
import { buildRegistry } from './subgraph.ts'

export interface RegistryOptions {
  readonly store: HubStore
  readonly archive: AuditArchive
  readonly sources: readonly LinkSource[]
  /** Master secret of the refs; each department's key is derived from it. */
  readonly refMaster: Uint8Array | SecretRing
  /** Of the index of persons' numbers. */
  readonly secrets: IndexSecrets
  readonly log: FaultLog
  /** The sharing catalogue of all departments; without one it is empty. */
  readonly catalogue?: CatalogueSource
  /** Chinese names of fields and departments; without them none is told. */
  readonly names?: () => ChineseNames
  /** The departments' side of corrections; without it nothing can be corrected. */
  readonly corrections?: CorrectionParts
  /** The departments' side of base data that is entered once, of those in `corrections`. */
  readonly keepers?: ReadonlyMap<string, BaseDataKeeper>
  /** Makes personal copies of the whole graph; without it there are none. */
  readonly exporter?: Exporter
}

export class Registry implements Subgraph {
  readonly name = 'registry'
  readonly subgraph: FederatedSubgraph
  private readonly doors: RegistryDoors
  private readonly runner: OperationRunner

  constructor(subgraph: FederatedSubgraph, doors: RegistryDoors, log: FaultLog) {
    this.subgraph = subgraph
    this.doors = doors
    this.runner = new OperationRunner(subgraph, log)
  }

  execute(request: SubgraphRequest): Promise<SubgraphResponse> {
    return this.runner.run(request, this.context(request.access, createDecider(request.access), request.signal))
  }

  /** What the subgraph's resolvers are given for one request. */
  context(access: AccessContext, decider: Decider, signal: AbortSignal): RegistryRequest {
    return new RegistryRequest(this.doors, access, decider, signal)
  }

  /** Links all departments' records. Again with nothing changed it reads only. Answers with the departments that could not be read. */
  async link(signal: AbortSignal, onProgress?: OnLinkProgress): Promise<readonly UnlinkedSource[]> {
    const { store, secrets, linker } = this.doors
    await putDivisions(store)
    await applyGoldenRules(store, Date.now())
    const number = await secrets.present()
    const failed = await linker.linkAll(signal, onProgress)
    if (failed.length === 0 && (await secrets.settle(number))) await eraseDeleted(store, personalTables)
    this.doors.mates.forget()
    this.doors.gridIds.clear()
    return failed
  }

  /** Links records that were just written, so that what the graph says of them is what they say now. */
  async linkWritten(
    department: string,
    kind: EntityKind,
    localKeys: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    await linkWritten(this.doors, department, kind, localKeys, signal)
  }

  /** Accepted corrections that are not written yet are tried again. Epoch ms. */
  carryOutCorrections(now: number, signal: AbortSignal): Promise<void> {
    return carryOutAll(this.doors.corrections, now, signal)
  }

  /** Base data that was entered and is due at a department is delivered. Epoch ms. */
  deliverBaseData(now: number, signal: AbortSignal): Promise<void> {
    return deliverDue(this.doors.entries, now, signal)
  }

  /** How departments answered what was asked of them, for the catalogue. Epoch ms. */
  correctionCounts(now: number): Promise<ReadonlyMap<string, CorrectionCounts>> {
    return correctionCounts(this.doors.store.sql, now)
  }

  /** What was decided on personal data and broke off is done, and what is past its term goes. Epoch ms. */
  async keepTerms(now: number, signal: AbortSignal): Promise<Expired> {
    await seedTerms(this.doors.store)
    await carryOutAccepted(this.doors)
    await resealTexts(this.doors.corrections, signal)
    await resealDeliveries(this.doors.entries, signal)
    const { secrets, corrections } = this.doors
    await resealReasons({ store: this.doors.store, secrets, texts: corrections.texts }, signal)
    const expired = await expire(this.doors.store, now, signal)
    if (Object.keys(expired).length > 0) this.doors.mates.forget()
    return expired
  }

  /** Under which the store is keyed. */
  get secrets(): IndexSecrets {
    return this.doors.secrets
  }

  /** Linked and unlinked records of each department, as of the last linking. */
  status(): Promise<LinkedDepartment[]> {
    return this.doors.linker.status()
  }

  /** Hub ids of the persons whom these local keys name, for the audit. A key that names nobody is left out. */
  async personIdsOf(department: string, localKeys: readonly string[]): Promise<string[]> {
    const rows = await inSlices([...new Set(localKeys)], (slice) =>
      this.doors.store.sql
        .selectFrom('Link')
        .select('entityId')
        .where('department', '=', department)
        .where('kind', '=', 'Person')
        .where('localKey', 'in', slice)
        .execute(),
    )
    return [...new Set(rows.map((row) => row.entityId))]
  }
}

export async function createRegistry(options: RegistryOptions): Promise<Registry> {
  const { store, sources, refMaster, secrets, log } = options
  const parts = options.corrections ?? {
    specs: [],
    correctors: new Map(),
    textSecret: new SecretRing([randomBytes(32)]),
  }
  const corrections = correctionDoors(parts, store, (department, kind, localKeys, signal) =>
    linkWritten(doors, department, kind, localKeys, signal),
  )
  const doors: RegistryDoors = {
    store,
    archive: options.archive,
    secrets,
    linker: new Linker(store, sources, secrets),
    mates: new RowMates(),
    gridIds: new Map(),
    catalogue: options.catalogue ?? (() => Promise.resolve([])),
    names: options.names ?? (() => noNames),
    corrections,
    entries: entryDoors({
      store,
      specs: parts.specs,
      texts: corrections.texts,
      keepers: options.keepers ?? new Map(),
      linkRecord: (department, row, signal) => corrections.linkRecord(department, row, signal),
    }),
    exporter: options.exporter ?? null,
    sealers: new Map(
      sources.map(({ department }) => [department, refSealer(department, refSecret(refMaster, department))]),
    ),
  }
  return new Registry(await buildRegistry(sources), doors, log)
}

// Private:

async function linkWritten(
  { linker, mates, gridIds }: RegistryDoors,
  department: string,
  kind: EntityKind,
  localKeys: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await linker.linkKeys(kind, department, localKeys, signal)
  mates.forget()
  gridIds.clear()
}

const noNames: ChineseNames = { fields: new Map(), departments: new Map() }
