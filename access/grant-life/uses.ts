/**
 * How often grants are used, and for how many persons: counts by grant, subject and day (Asia/Shanghai). Of a grant with a number of
 * persons a day the count is in the store before the answer leaves, and the next request that starts is judged by it: so one answer may
 * go past the limit by what it holds itself, and none after it is given. Every person counts each time it is handed out. Counts of other
 * grants gather in memory and are written every few seconds; the audit, not they, is the proof of use.
 */
import { retryBusy } from '../../prisma/sql.ts'
import type { HubStore } from '../../prisma/store.ts'
import { shanghaiDay } from '../../schema/shanghai-time.ts'
import type { AccessContext, Grant } from '../principal.ts'

export interface Use {
  readonly grantId: string
  readonly subject: string
  readonly day: string
  readonly times: number
  readonly persons: number
  readonly lastAt: number
}

export interface GrantUsesOptions {
  readonly store: HubStore
  readonly everyMs?: number
  /** How many persons these ids and these records (`department:Record/role/key`) stand for. */
  readonly personsBehind: (persons: readonly string[], refs: readonly string[]) => Promise<number>
  /** Told of counts that could not be written; they are tried again. */
  readonly onFault: (error: unknown) => void
}

export class GrantUses {
  private readonly options: GrantUsesOptions
  private waiting = new Map<string, Use>()
  private readonly writing: NodeJS.Timeout

  constructor(options: GrantUsesOptions) {
    this.options = options
    this.writing = setInterval(() => void this.flush().catch(options.onFault), options.everyMs ?? EVERY_MS)
    this.writing.unref()
  }

  /** Notes one answer that rests on these grants. Rejects when the count of a limited grant cannot be written: then nobody is answered. */
  note(
    access: AccessContext,
    grantIds: readonly string[],
    persons: readonly string[],
    refs: readonly string[],
  ): Promise<void> | null {
    if (grantIds.length === 0) return null
    const limited: string[] = []
    // Records are counted where no person of the registry was handed out: looking each up would cost every request a read.
    const use = useOf(access, persons.length > 0 ? persons.length : refs.length)
    for (const grantId of grantIds) {
      if (access.usedUp !== undefined && isLimited(access.grants, grantId)) limited.push(grantId)
      else this.add({ ...use, grantId })
    }
    return limited.length > 0 ? this.noteLimited(access, limited, persons, refs) : null
  }

  async flush(): Promise<void> {
    const uses = [...this.waiting.values()]
    if (uses.length === 0) return
    this.waiting = new Map()
    try {
      await write(this.options.store, uses)
    } catch (error) {
      for (const use of uses) this.add(use)
      throw error
    }
  }

  async close(): Promise<void> {
    clearInterval(this.writing)
    await this.flush().catch(this.options.onFault)
  }

  // Private:

  private async noteLimited(
    access: AccessContext,
    grantIds: readonly string[],
    persons: readonly string[],
    refs: readonly string[],
  ): Promise<void> {
    const use = useOf(access, await this.options.personsBehind(persons, refs))
    await write(
      this.options.store,
      grantIds.map((grantId) => ({ ...use, grantId })),
    )
  }

  private add(use: Use): void {
    const key = `${use.day} ${use.grantId} ${use.subject}`
    const known = this.waiting.get(key)
    this.waiting.set(key, known === undefined ? use : sum(known, use))
  }
}

/** Those of the grants whose persons of the day this subject has used up. One statement. */
export async function usedUpOf(
  store: HubStore,
  grants: readonly Grant[],
  subject: string,
  at: number,
): Promise<readonly string[]> {
  const rows = await store.sql
    .selectFrom('GrantUse')
    .select(['grantId', 'persons'])
    .where('subject', '=', subject)
    .where('day', '=', shanghaiDay(at))
    .where(
      'grantId',
      'in',
      grants.map(({ id }) => id),
    )
    .execute()
  const used = new Map(rows.map(({ grantId, persons }) => [grantId, persons]))
  return grants
    .filter(({ id, personsPerDay }) => (used.get(id) ?? 0) >= (personsPerDay ?? Infinity))
    .map(({ id }) => id)
}

// Private:

const EVERY_MS = 5_000

/** One answer, without the grant. */
function useOf({ principal, at }: AccessContext, persons: number): Omit<Use, 'grantId'> {
  return { subject: principal.subject, day: shanghaiDay(at), times: 1, persons, lastAt: at }
}

function isLimited(grants: readonly Grant[], id: string): boolean {
  return grants.find((grant) => grant.id === id)?.personsPerDay !== undefined
}

function sum(a: Use, b: Use): Use {
  return {
    ...a,
    times: a.times + b.times,
    persons: a.persons + b.persons,
    lastAt: Math.max(a.lastAt, b.lastAt),
  }
}

async function write(store: HubStore, uses: readonly Use[]): Promise<void> {
  await retryBusy(() =>
    store.sql.transaction().execute(async (trx) => {
      for (const use of uses)
        await trx
          .insertInto('GrantUse')
          .values(use)
          .onConflict((on) =>
            on.columns(['grantId', 'subject', 'day']).doUpdateSet((row) => ({
              times: row('GrantUse.times', '+', use.times),
              persons: row('GrantUse.persons', '+', use.persons),
              lastAt: use.lastAt,
            })),
          )
          .execute()
    }),
  )
}
