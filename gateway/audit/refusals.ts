/**
 * Whatever is refused before an operation reaches the gateway: a purpose that is not theirs, a limit, a document that is no GraphQL, a
 * request that a browser could be tricked into. Who is known leaves a record each; who is not known is counted, a record a minute, so
 * that a flood of attempts cannot fill the chain. So is who is known and asks on although a limit of use (status 429) was reached.
 */
import type { GraphQLError } from 'graphql'
import { auditedContext, nothingRead, operationHash, type AuditEntry } from '../../access/audit-record.ts'
import type { AccessContext, Principal, PurposeUse } from '../../access/principal.ts'
import { errorCodes, type ErrorCode } from '../../schema/errors.ts'
import { principalOfRefusal, type Authenticate } from '../authenticate.ts'

/** A request as it came, and what it was told. */
export interface RefusedRequest {
  /** The rights of the request, when it came so far. */
  readonly access: AccessContext | null
  readonly rawHeaders: readonly string[]
  readonly traceId: string
  /** Epoch ms at which it was received. */
  readonly at: number
  readonly code: ErrorCode
  /** Name of the limit that it went past. */
  readonly limit: string | null
  /** The document, when there was one: kept by its hash. */
  readonly query: string | null
}

export interface RefusalOptions {
  readonly audit: { append(entry: AuditEntry): Promise<unknown> }
  readonly authenticate: Authenticate
  readonly everyMs?: number
  /** Told when a count cannot be written; it goes on counting. */
  readonly onFault: (error: unknown) => void
}

/** Name in the log of whoever could not say who they are. */
export const NOBODY = 'nobody'

export class Refusals {
  private readonly options: RefusalOptions
  private readonly counting: NodeJS.Timeout
  private counts = new Map<ErrorCode, number>()
  /** Epoch ms of the first attempt that was counted. */
  private since = 0
  /** Who reached a limit of use in this minute, by subject, purpose and code. */
  private readonly asksOn = new Map<string, { readonly first: AuditEntry; times: number }>()

  constructor(options: RefusalOptions) {
    this.options = options
    this.counting = setInterval(() => void this.writeCounts(), options.everyMs ?? 60_000)
    this.counting.unref()
  }

  /** Resolves when the refusal may be answered. Rejects with AUDIT_UNAVAILABLE: no audit, no answer, not even a refusal. */
  async record(refused: RefusedRequest): Promise<void> {
    const who = refused.access ?? (await this.known(refused))
    if (who === null) return this.count(refused)
    const entry = entryOf(refused, who)
    const key = JSON.stringify([entry.subject, entry.purpose, entry.code])
    const known = this.asksOn.get(key)
    if (known) {
      known.times += 1
      return
    }
    await this.options.audit.append(entry)
    if (errorCodes[refused.code].status === TOO_MANY) this.asksOn.set(key, { first: entry, times: 0 })
  }

  /** Writes what was counted. */
  async close(): Promise<void> {
    clearInterval(this.counting)
    await this.writeCounts()
  }

  // Private:

  /** A token that was good is good here too; who sent a bad header with it is known all the same. */
  private async known({ code, rawHeaders, at }: RefusedRequest): Promise<Known | null> {
    if (namesNobody.has(code)) return null
    try {
      return await this.options.authenticate(rawHeaders, at)
    } catch (error) {
      const principal = principalOfRefusal(error as GraphQLError)
      return principal && { principal, purpose: null }
    }
  }

  private count({ code, at }: RefusedRequest): void {
    if (this.counts.size === 0) this.since = at
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1)
  }

  private async writeCounts(): Promise<void> {
    await this.writeAsksOn()
    if (this.counts.size === 0) return
    const { counts, since } = this
    this.counts = new Map()
    const attempts = Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    try {
      await this.options.audit.append({ ...nobody, at: since, attempts })
    } catch (error) {
      for (const [code, times] of counts) this.counts.set(code, (this.counts.get(code) ?? 0) + times)
      this.since = since
      this.options.onFault(error)
    }
  }

  private async writeAsksOn(): Promise<void> {
    for (const [key, { first, times }] of [...this.asksOn]) {
      this.asksOn.delete(key)
      if (times === 0) continue
      try {
        await this.options.audit.append({ ...first, operation: 'none', attempts: { [String(first.code)]: times } })
      } catch (error) {
        this.asksOn.set(key, { first, times })
        this.options.onFault(error)
      }
    }
  }
}

// Private:

/** Status of a refusal for asking too much. */
const TOO_MANY = 429

interface Known {
  readonly principal: Principal
  readonly purpose: PurposeUse | null
}

/** The token itself was not good: there is nobody to be named. */
const namesNobody: ReadonlySet<ErrorCode> = new Set(['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'TOKEN_INVALID'])

const nothing = { ...nothingRead, operation: 'none', operationName: null, outcome: 'REFUSED' } as const

const nobody = {
  ...nothing,
  traceId: 'none',
  subject: NOBODY,
  department: null,
  roles: [],
  purpose: null,
  caseNumber: null,
  policyVersion: 'none',
  code: 'UNAUTHENTICATED',
} as const

/** The operation's name is left out: it is the client's text, and nobody has looked at it yet. */
function entryOf(refused: RefusedRequest, { principal, purpose, ...rest }: Known | AccessContext): AuditEntry {
  const { at, traceId, code, limit, query } = refused
  const policyVersion = 'policyVersion' in rest ? rest.policyVersion : 'none'
  return {
    ...nothing,
    ...auditedContext({ principal, purpose, policyVersion, at, traceId }),
    operation: query === null ? 'none' : operationHash(query),
    code,
    ...(limit !== null && { limit }),
  }
}
