/**
 * Who looked at a person: read from the audit log for the person concerned. Looks for a purpose whose notice may wait by law (PIPL art.
 * 35; `noticeDelayDays` of the purpose) are left out until then. Names of staff are not told: department, role and purpose are.
 */
import type { HubStore } from '../prisma/store.ts'
import type { AuditArchive } from './audit-archive.ts'
import type { AuditBody } from './audit-record.ts'
import { isEmergencyGrant } from './grant-life/break-glass.ts'
import { recordsOf } from './person-index.ts'
import type { Role } from './principal.ts'
import { readPurposes } from './policy-store.ts'
import type { Purpose } from './purposes.ts'

export interface Look {
  /** Position in the log: the cursor of a page. */
  readonly seq: number
  /** Epoch ms. */
  readonly at: number
  /** Null for a citizen, i.e. the person concerned. */
  readonly department: string | null
  readonly roles: readonly Role[]
  readonly purpose: string | null
  /** Chinese name of the purpose, and what the person is told about it. */
  readonly purposeName: string | null
  readonly notice: string | null
  readonly caseNumber: string | null
  /** Coordinates that were handed out to that operation. */
  readonly reads: readonly string[]
  /** It rested on a right that was taken in an emergency. */
  readonly emergency: boolean
}

export interface LookPage {
  readonly looks: readonly Look[]
  readonly hasNext: boolean
}

/** Newest first, from the store and from the archives; `after` is the `seq` of the last look of the page before. Looks at ids that were merged into the person count too. */
export async function looksAt(
  archive: AuditArchive,
  personId: string,
  page: { readonly first: number; readonly after: number | null },
  now = Date.now(),
): Promise<LookPage> {
  const { store } = archive
  const ids = await idsOf(store, personId)
  const purposes = await readPurposes(store)
  const looks: Look[] = []
  let before = page.after ?? Number.MAX_SAFE_INTEGER
  for (;;) {
    const seqs = await recordsOf(store.sql, ids, before, BATCH)
    for (const body of await archive.bodies(seqs)) {
      const purpose = body.purpose === null ? undefined : purposes.get(body.purpose)
      if (isDelayed(body, purpose, now)) continue
      if (looks.length === page.first) return { looks, hasNext: true }
      looks.push(told(body, purpose))
    }
    const last = seqs.at(-1)
    if (last === undefined || seqs.length < BATCH) return { looks, hasNext: false }
    before = last
  }
}

/**
 * A look at the person; null when there is none, when it is not a look at this person, or when the person may not be told of
 * it yet: the three look alike.
 */
export async function lookAt(archive: AuditArchive, personId: string, seq: number, now: number): Promise<Look | null> {
  const ids = await idsOf(archive.store, personId)
  const [body] = await archive.bodies([seq])
  if (!body?.persons.some((id) => ids.includes(id))) return null
  const purposes = await readPurposes(archive.store)
  const purpose = body.purpose === null ? undefined : purposes.get(body.purpose)
  return isDelayed(body, purpose, now) ? null : told(body, purpose)
}

// Private:

const BATCH = 200
const DAY_MS = 86_400_000

/** Without the names of staff. */
function told(body: AuditBody, purpose: Purpose | undefined): Look {
  const { seq, at, department, roles, caseNumber, reads } = body
  const { name = null, notice = null } = purpose ?? {}
  const emergency = body.grants.some(isEmergencyGrant)
  return { seq, at, department, roles, purpose: body.purpose, purposeName: name, notice, caseNumber, reads, emergency }
}

function isDelayed(body: AuditBody, purpose: Purpose | undefined, now: number): boolean {
  return body.at > now - (purpose?.noticeDelayDays ?? 0) * DAY_MS
}

/** The id and all that were merged into it, over several merges. */
async function idsOf(store: HubStore, personId: string): Promise<string[]> {
  const ids = [personId]
  for (let from = 0; from < ids.length;) {
    const next = ids.slice(from)
    from = ids.length
    const merged = await store.sql.selectFrom('Entity').select('id').where('mergedInto', 'in', next).execute()
    for (const { id } of merged) if (!ids.includes(id)) ids.push(id)
  }
  return ids
}
