/** One request in the policy subgraph: who asks, and the doors that stay the same over all requests. */
import type { Decider } from '../../access/decision.ts'
import type { PublishedNames } from '../../access/grant-life/classification-changes.ts'
import type { AccessContext } from '../../access/principal.ts'
import { ADMINISTRATION } from '../../access/purposes.ts'
import type { HubStore } from '../../prisma/store.ts'
import { pentagraphError } from '../../schema/errors.ts'
import type { GuardContext } from '../kit/guards.ts'
import { ReportCollector } from '../kit/report.ts'

/** What is told when somebody breaks the glass, before anything opens. */
export interface Alarm {
  readonly id: string
  readonly grants: readonly string[]
  readonly purpose: string
  readonly access: AccessContext
}

export interface PolicyDoors {
  readonly store: HubStore
  readonly published: () => Promise<PublishedNames>
  /** What a purpose may name. */
  readonly fieldNames: () => ReadonlySet<string>
  /** Log at warn, and an audit record of its own. When it rejects, the glass stays whole. */
  readonly alarm: (alarm: Alarm) => Promise<void>
}

export class PolicyRequest implements GuardContext {
  readonly doors: PolicyDoors
  readonly access: AccessContext
  readonly decider: Decider
  readonly report = new ReportCollector()

  constructor(doors: PolicyDoors, access: AccessContext, decider: Decider) {
    this.doors = doors
    this.access = access
    this.decider = decider
  }

  /** Who changes what, under which key; only for the purpose that is there for it. */
  asking(idempotencyKey: string) {
    if (this.access.purpose?.code !== ADMINISTRATION)
      throw pentagraphError('FIELD_DENIED', { reason: 'NOT_FOR_PURPOSE', department: 'policy' })
    return { actor: this.access.principal, at: this.access.at, idempotencyKey }
  }
}
