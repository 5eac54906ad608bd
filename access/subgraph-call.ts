/** What the gateway sends to a department and gets back, in process or over HTTP: the one door into every subgraph. */
import type { DocumentNode } from 'graphql'
import type { AccessContext } from './principal.ts'

export interface SubgraphRequest {
  /** The operation's text; equal texts are the same operation, so that what was parsed and validated is kept by it. */
  readonly query: string
  readonly document?: DocumentNode
  readonly operationName?: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
  readonly access: AccessContext
  readonly signal: AbortSignal
}

/** What was read, for the audit; filled by the subgraph while it answers. Never holds a value. */
export interface ReadReport {
  /** Hub ids of persons whose data was handed out (registry). */
  readonly persons: readonly string[]
  /** `department:Record/role/key` of records handed out that describe a person (departments); the audit looks the ids up. */
  readonly refs: readonly string[]
  /** Coordinates whose values were masked or hidden by a MASK decision. */
  readonly masked: readonly string[]
  /** `Record/self/key` of records that were written, so that the registry links them at once. */
  readonly written: readonly string[]
  /** Set when the department's data is older than its declared cycle: the instant it stems from. */
  readonly staleSince: string | null
}

export interface SubgraphError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  /** `code` is one of schema/errors.ts. */
  readonly extensions?: Readonly<Record<string, unknown>>
}

export interface SubgraphResponse {
  readonly data: Record<string, unknown> | null
  readonly errors?: readonly SubgraphError[]
  readonly report: ReadReport
}

export interface Subgraph {
  readonly name: string
  execute(request: SubgraphRequest): Promise<SubgraphResponse>
}
