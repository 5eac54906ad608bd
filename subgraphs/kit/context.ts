/** What a department's own resolvers (`writes.ts`, `resolvers.ts`) are given: the request's rights, and guarded doors to the records. */
import type { Decider } from '../../access/decision.ts'
import type { AccessContext } from '../../access/principal.ts'
import type { Call } from '../../adapters/adapter.ts'
import type { Plain, RecordSpec } from './declaration.ts'
import type { ReportCollector } from './report.ts'

export interface SubgraphContext {
  readonly access: AccessContext
  readonly decider: Decider
  readonly report: ReportCollector
  readonly call: Call
  /** Plain records by key, batched over the whole request; null for the missing. For rules and writes; hand out only what `present` gives. */
  load(record: RecordSpec, key: string): Promise<Plain | null>
  /** The record as this principal may have it: row rule, guards, masks. Null when the row is not open to the request. */
  present(record: RecordSpec, plain: Plain | null): object | null
  /**
   * Writes through the adapter. `values` are by field name, in the graph's values; the kit turns them into the source's.
   * Answers with the record as it now stands. Adapter errors come out as VERSION_CONFLICT, IDEMPOTENCY_KEY_REUSED, WRITE_REFUSED.
   */
  write(record: RecordSpec, change: WriteChange): Promise<Plain>
  /** This row was entered by the principal, now or when the same was asked before: whoever entered it may read it back in the answer. */
  entered(record: RecordSpec, plain: Plain): void
  /** A named side service of the department, e.g. the verify API of public-security. */
  service(name: string): Pick<Service, 'post'>
}

export interface WriteChange {
  /** Null for a new record. */
  readonly key: string | null
  readonly values: Readonly<Record<string, unknown>>
  readonly idempotencyKey: string
  readonly expectedVersion: string | null
}

export interface Service {
  /** POSTs JSON, answers JSON; quota, timeout and breaker around it. Throws SourceError. */
  post(path: string, body: Readonly<Record<string, unknown>>, call: Call): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}
