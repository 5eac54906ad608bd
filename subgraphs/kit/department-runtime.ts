/** A department that runs: its adapter open, its subgraph built, its doors for gateway, registry and start table. */
import { createDecider } from '../../access/decide.ts'
import type { Decider } from '../../access/decision.ts'
import { refSealer } from '../../access/local-ref.ts'
import type { SecretRing } from '../../access/secret-ring.ts'
import type { AccessContext } from '../../access/principal.ts'
import type { Subgraph, SubgraphRequest, SubgraphResponse } from '../../access/subgraph-call.ts'
import type { Adapter, TableState } from '../../adapters/adapter.ts'
import { openAdapter } from '../../adapters/open-adapter.ts'
import { technologyOf, type Connection } from '../../adapters/open.ts'
import { openService } from '../../adapters/rest/service.ts'
import { pentagraphError } from '../../schema/errors.ts'
import type { Service } from './context.ts'
import { knownTo, readKept, rowOfEntry, type BaseDataKeeper } from './base-data.ts'
import { lookAt, rowOfChange, spotValue, type Corrector } from './corrections.ts'
import type { DepartmentSpec } from './declaration.ts'
import { DepartmentRequest, faultsAsCodes, type DepartmentDoors } from './department-request.ts'
import { OperationRunner, type FaultLog } from './execute.ts'
import type { FederatedSubgraph } from './federate.ts'
import type { LinkSource } from './identity.ts'
import { linkSource } from './link-source.ts'
import type { RecordModel } from './record-model.ts'
import { buildDepartment } from './subgraph.ts'
import { lookupsOf, tableUses } from './table-uses.ts'

/** How to reach a department's systems: configuration, not declaration. */
export interface DepartmentConfig {
  readonly connection: Connection
  /** One connection for each declared side service. */
  readonly services?: Readonly<Record<string, Connection>>
}

export interface DepartmentStatus {
  readonly name: string
  readonly title: string
  readonly technology: string
  readonly records: number
  readonly quarantined: number
  /** Instant (ISO) of the oldest table; null for a live source. */
  readonly asOf: string | null
  readonly remarks: readonly string[]
  readonly ok: boolean
}

/** How long a freshness reading is good for. */
const STATE_FOR_MS = 10_000

export class DepartmentRuntime implements Subgraph {
  readonly name: string
  readonly spec: DepartmentSpec
  readonly models: ReadonlyMap<string, RecordModel>
  readonly subgraph: FederatedSubgraph
  readonly adapter: Adapter
  readonly link: LinkSource
  readonly corrections: Corrector
  readonly baseData: BaseDataKeeper
  private readonly runner: OperationRunner
  private readonly doors: DepartmentDoors
  private freshness: { readonly until: number; readonly staleSince: string | null } = { until: 0, staleSince: null }

  private constructor(
    built: { spec: DepartmentSpec; models: ReadonlyMap<string, RecordModel>; subgraph: FederatedSubgraph },
    adapter: Adapter,
    services: ReadonlyMap<string, Service>,
    refSecret: Uint8Array | SecretRing,
    log: FaultLog,
  ) {
    const { spec, models, subgraph } = built
    this.name = spec.name
    this.spec = spec
    this.models = models
    this.subgraph = subgraph
    this.adapter = adapter
    this.link = linkSource(spec, models, adapter)
    this.runner = new OperationRunner(subgraph, log)
    const lookups = new Map([...models].map(([name, model]) => [name, lookupsOf(spec.system, model, models)]))
    this.doors = {
      name: spec.name,
      adapter,
      sealer: refSealer(spec.name, refSecret),
      models,
      services,
      lookups: (model) => lookups.get(model.spec.name) ?? [],
    }
    this.corrections = this.corrector()
    this.baseData = this.baseDataKeeper()
  }

  /** Opens the adapter (without loading: see `refresh`) and builds the subgraph. Throws on a wrong declaration or configuration. */
  static async open(
    spec: DepartmentSpec,
    config: DepartmentConfig,
    refSecret: Uint8Array | SecretRing,
    log: FaultLog,
  ): Promise<DepartmentRuntime> {
    const built = await buildDepartment(spec)
    const adapter = await openAdapter(spec.name, spec.system, tableUses(spec.system, built.models), config.connection)
    const services = new Map<string, Service>()
    for (const name of spec.services ?? []) {
      const connection = config.services?.[name]
      if (connection) services.set(name, openService(spec.name, name, connection))
    }
    return new DepartmentRuntime(built, adapter, services, refSecret, log)
  }

  async execute(request: SubgraphRequest): Promise<SubgraphResponse> {
    const context = this.context(request.access, createDecider(request.access), request.signal)
    context.report.staleSince = await this.staleSince(request)
    return this.runner.run(request, context)
  }

  /** What the subgraph's resolvers are given for one request. */
  context(access: AccessContext, decider: Decider, signal: AbortSignal): DepartmentRequest {
    return new DepartmentRequest(this.doors, access, decider, { signal })
  }

  async status(signal: AbortSignal): Promise<DepartmentStatus> {
    const { name, title, system } = this.spec
    const base = { name, title, technology: technologyOf(system) }
    try {
      const states = await this.adapter.state({ signal })
      const dates = states.map((state) => state.asOf).filter((asOf) => asOf !== null)
      return {
        ...base,
        records: sum(states, (state) => state.rows),
        quarantined: sum(states, (state) => state.quarantined),
        asOf: this.adapter.capabilities.snapshot ? (dates.sort()[0] ?? null) : null,
        remarks: states.flatMap((state) => state.remarks.map((remark) => `${state.table}: ${remark}`)),
        ok: true,
      }
    } catch {
      return { ...base, records: 0, quarantined: 0, asOf: null, remarks: ['does not answer'], ok: false }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.doors.services.values()].map((service) => service.close()))
    await this.adapter.close()
  }

  private corrector(): Corrector {
    return {
      look: (access, asked, signal) => {
        const request = this.context(access, createDecider(access), signal)
        return request.guarded(() => lookAt(request, this.spec, this.subgraph.places, asked))
      },
      read: (spot, signal) =>
        faultsAsCodes(async () => {
          const model = this.modelNamed(spot.record)
          const [row] = await this.adapter.table(model.spec.from.table).getMany([spot.key], { signal })
          const plain = row ? model.plain(row) : null
          return plain && spotValue(model, plain, spot.field)
        }),
      write: (change, signal) =>
        faultsAsCodes(async () => {
          const model = this.modelNamed(change.spot.record)
          const values = rowOfChange(model, change)
          const { idempotencyKey, expectedVersion, spot } = change
          const { table } = model.spec.from
          await this.adapter.write({ table, key: spot.key, values, idempotencyKey, expectedVersion }, { signal })
        }),
    }
  }

  private baseDataKeeper(): BaseDataKeeper {
    return {
      known: (access, asked, signal) => {
        const request = this.context(access, createDecider(access), signal)
        return request.guarded(() => knownTo(request, this.spec, this.subgraph.places, asked, this.adapter))
      },
      row: ({ record, key }, signal) =>
        faultsAsCodes(() => readKept(this.modelNamed(record), key, this.adapter, { signal })),
      write: (change, signal) =>
        faultsAsCodes(async () => {
          const model = this.modelNamed(change.record)
          const values = rowOfEntry(model, change)
          const { idempotencyKey, expectedVersion } = change
          const key = expectedVersion === null ? null : change.key
          await this.adapter.write(
            { table: model.spec.from.table, key, values, idempotencyKey, expectedVersion },
            { signal },
          )
        }),
    }
  }

  private modelNamed(record: string): RecordModel {
    const model = this.models.get(record)
    if (!model) throw pentagraphError('BAD_USER_INPUT', { argument: 'field' })
    return model
  }

  /** Snapshots grow old; a live source does not. */
  private async staleSince(request: SubgraphRequest): Promise<string | null> {
    if (!this.adapter.capabilities.snapshot) return null
    if (request.access.at < this.freshness.until) return this.freshness.staleSince
    const states = await this.adapter.state({ signal: request.signal })
    const oldest =
      states
        .map((state) => state.asOf)
        .filter((asOf) => asOf !== null)
        .sort()[0] ?? null
    const stale = oldest !== null && request.access.at - Date.parse(oldest) > this.spec.cycleHours * 3_600_000
    this.freshness = { until: request.access.at + STATE_FOR_MS, staleSince: stale ? oldest : null }
    return this.freshness.staleSince
  }
}

// Private:

function sum(states: readonly TableState[], of: (state: TableState) => number): number {
  return states.reduce((total, state) => total + of(state), 0)
}
