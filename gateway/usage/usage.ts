/**
 * Counts the persons that each principal reads for each purpose, and the cost of what is asked, and refuses the first request after a
 * limit of usage-limits.ts is reached. Persons are counted from what the audit wrote (a look-up that finds nobody counts as one, or it
 * would tell for free who is not there), each once an hour.
 *
 * The counts are in the hub store, so they hold over all gateways on it and over restarts. A gateway knows its own at once; what others
 * counted it learns when it looks again, a second later at most, and always before it refuses. Writes are grouped.
 */
import type { GraphQLError } from 'graphql'
import type { AuditEntry } from '../../access/audit-record.ts'
import type { AccessContext } from '../../access/principal.ts'
import { readKept } from '../../prisma/kept-query.ts'
import { retryBusy } from '../../prisma/sql.ts'
import type { HubStore } from '../../prisma/store.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { Lru } from '../lru.ts'
import { usageLimitOf, type UsageLimit } from './usage-limits.ts'

export interface UsageOptions {
  readonly store: HubStore
  readonly limits: readonly UsageLimit[]
  /** Told of what no request waits for: counts that cannot be written; they are tried again. */
  readonly onFault: (error: unknown) => void
}

export class Usage {
  private readonly options: UsageOptions
  private readonly accounts = new Lru<string, Account>(ACCOUNTS)
  private waiting = new Set<Account>()
  private writing: Promise<void> | null = null
  /** Writes so far: what was read while one ended may lack it, or hold it twice. */
  private written = 0
  private readonly ticking: NodeJS.Timeout

  constructor(options: UsageOptions) {
    this.options = options
    this.ticking = setInterval(() => void this.write(), WRITE_EVERY_MS)
    this.ticking.unref()
  }

  /** Null when the request may go on; its cost is counted then. RATE_LIMITED or COST_BUDGET_USED_UP, with the seconds to wait. */
  async admit({ principal, purpose, at }: AccessContext, cost: number): Promise<GraphQLError | null> {
    const limit = usageLimitOf(this.options.limits, principal.roles, purpose?.code ?? null)
    const account = this.account(principal.subject, purpose?.code ?? null, at)
    const counts = await this.counts(account, at, (now) => reached(now, limit, cost) !== null)
    const over = reached(counts, limit, cost)
    if (over !== null)
      return pentagraphError(over === 'costAnHour' ? 'COST_BUDGET_USED_UP' : 'RATE_LIMITED', {
        limit: over,
        max: limit[over],
        retryAfterSeconds: Math.ceil((HOUR_MS - (at % HOUR_MS)) / 1000),
      })
    account.cost += cost
    this.waiting.add(account)
    return null
  }

  /** What the audit has just written of an operation that was answered. */
  note(entry: Pick<AuditEntry, 'subject' | 'purpose' | 'at' | 'persons' | 'reads' | 'traceId' | 'outcome'>): void {
    const nobodyFound = entry.persons.length === 0 && entry.reads.includes('Query.personByNumber')
    if (entry.outcome === 'REFUSED' || (entry.persons.length === 0 && !nobodyFound)) return
    const account = this.account(entry.subject, entry.purpose, entry.at)
    for (const person of nobodyFound ? [`nobody:${entry.traceId}`] : entry.persons)
      if (!account.written.has(person)) account.persons.add(person)
    if (account.persons.size > 0) this.waiting.add(account)
  }

  /** Writes what waits and stops. */
  async close(): Promise<void> {
    clearInterval(this.ticking)
    await this.writing
    await this.write()
  }

  // Private:

  private account(subject: string, purpose: string | null, at: number): Account {
    const hour = Math.floor(at / HOUR_MS)
    const key = JSON.stringify([subject, purpose, hour])
    let account = this.accounts.get(key)
    if (!account) {
      account = {
        subject,
        purpose: purpose ?? '',
        hour,
        persons: new Set(),
        written: new Set(),
        cost: 0,
        known: null,
        knownAt: 0,
      }
      this.accounts.set(key, account)
    }
    return account
  }

  /** As of the last look and what came since; looked at anew when that is old, or when it would refuse. */
  private async counts(account: Account, at: number, wouldRefuse: (counts: Counts) => boolean): Promise<Counts> {
    const estimate = account.known && withOwn(account.known, account)
    if (estimate && at - account.knownAt < LOOK_EVERY_MS && !wouldRefuse(estimate)) return estimate
    await this.write()
    let seen: number
    do {
      seen = this.written
      account.known = await this.read(account)
    } while (seen !== this.written)
    account.knownAt = at
    return withOwn(account.known, account)
  }

  private async read({ subject, purpose, hour }: Account): Promise<Counts> {
    const { sql } = this.options.store
    const persons = await readKept<{ hours: number; days: number }>(
      sql,
      'usage of persons',
      [hour, subject, purpose, hour - 24, hour],
      () =>
        sql
          .selectFrom('UsagePerson')
          .select(({ fn, eb }) => [
            fn.sum<number>(eb.case().when('hour', '=', hour).then(1).else(0).end()).as('hours'),
            fn.count<number>('personId').distinct().as('days'),
          ])
          .where('subject', '=', subject)
          .where('purpose', '=', purpose)
          .where('hour', '>', hour - 24)
          .where('hour', '<=', hour),
    )
    const costs = await readKept<{ cost: number }>(sql, 'usage of cost', [subject, purpose, hour], () =>
      sql
        .selectFrom('UsageCost')
        .select('cost')
        .where('subject', '=', subject)
        .where('purpose', '=', purpose)
        .where('hour', '=', hour),
    )
    return {
      personsAnHour: Number(persons[0]?.hours ?? 0),
      personsADay: Number(persons[0]?.days ?? 0),
      cost: Number(costs[0]?.cost ?? 0),
    }
  }

  private write(): Promise<void> {
    this.writing ??= this.writeWaiting().finally(() => (this.writing = null))
    return this.writing
  }

  private async writeWaiting(): Promise<void> {
    const accounts = [...this.waiting]
    this.waiting = new Set()
    const parts = accounts.map((account) => ({ account, persons: [...account.persons], cost: account.cost }))
    if (parts.every(({ persons, cost }) => persons.length === 0 && cost === 0)) return
    try {
      await retryBusy(() => this.writeAll(parts))
      this.written += 1
      for (const { account, persons, cost } of parts) {
        for (const person of persons) {
          account.persons.delete(person)
          account.written.add(person)
        }
        account.cost -= cost
        // What was written must be counted once: by the next look.
        account.known = null
      }
    } catch (error) {
      for (const account of accounts) this.waiting.add(account)
      this.options.onFault(error)
    }
  }

  private async writeAll(
    parts: readonly { readonly account: Account; readonly persons: readonly string[]; readonly cost: number }[],
  ): Promise<void> {
    const oldest = Math.min(...parts.map(({ account }) => account.hour)) - KEPT_HOURS
    await this.options.store.sql.transaction().execute(async (trx) => {
      for (const { account, persons, cost } of parts) {
        const { subject, purpose, hour } = account
        for (let from = 0; from < persons.length; from += SLICE)
          await trx
            .insertInto('UsagePerson')
            .values(persons.slice(from, from + SLICE).map((personId) => ({ subject, purpose, hour, personId })))
            .onConflict((on) => on.doNothing())
            .execute()
        if (cost > 0)
          await trx
            .insertInto('UsageCost')
            .values({ subject, purpose, hour, cost })
            .onConflict((on) =>
              on
                .columns(['subject', 'purpose', 'hour'])
                .doUpdateSet((eb) => ({ cost: eb('UsageCost.cost', '+', cost) })),
            )
            .execute()
      }
      await trx.deleteFrom('UsagePerson').where('hour', '<', oldest).execute()
      await trx.deleteFrom('UsageCost').where('hour', '<', oldest).execute()
    })
  }
}

// Private:

const HOUR_MS = 3_600_000
const LOOK_EVERY_MS = 1_000
const WRITE_EVERY_MS = 500
const KEPT_HOURS = 48
/** Accounts of one hour kept in memory; one that goes is read again. */
const ACCOUNTS = 5_000
const SLICE = 200

type Limit = ReturnType<typeof usageLimitOf>

interface Counts {
  readonly personsAnHour: number
  readonly personsADay: number
  readonly cost: number
}

/** One principal, purpose and hour. `persons` and `cost` are not written yet. */
interface Account {
  readonly subject: string
  readonly purpose: string
  readonly hour: number
  readonly persons: Set<string>
  readonly written: Set<string>
  cost: number
  known: Counts | null
  knownAt: number
}

function withOwn(known: Counts, { persons, cost }: Account): Counts {
  return {
    personsAnHour: known.personsAnHour + persons.size,
    personsADay: known.personsADay + persons.size,
    cost: known.cost + cost,
  }
}

/** The limit that is reached, or would be passed by the cost. Who may read nobody is not refused for having read nobody. */
function reached(counts: Counts, limit: Limit, cost: number): keyof Limit | null {
  for (const name of ['personsAnHour', 'personsADay'] as const)
    if (counts[name] > 0 && counts[name] >= limit[name]) return name
  return counts.cost + cost > limit.costAnHour ? 'costAnHour' : null
}
