/**
 * Which audit records tell of a look at a person. The records themselves say it; AuditPerson is an index of that, which follows the chain
 * in batches (a row for each person of each record would cost more than the record). Up to `AuditHead.indexed` the index is complete; what
 * came since is looked for in the records, so that a look is found from the moment it was written.
 */
import type { Kysely } from 'kysely'
import type { HubTables } from '../prisma/tables.ts'
import { parseAuditBody } from './audit-record.ts'

/** Up to which record the index is complete. */
export async function indexedTo(db: Kysely<HubTables>): Promise<number> {
  const head = await db.selectFrom('AuditHead').select('indexed').where('id', '=', 1).executeTakeFirst()
  return head?.indexed ?? 0
}

/** Numbers below `before` of records that tell of a look at one of the persons, newest first, `limit` at most. */
export async function recordsOf(
  db: Kysely<HubTables>,
  personIds: readonly string[],
  before: number,
  limit: number,
): Promise<number[]> {
  const to = await indexedTo(db)
  const rows = await db
    .selectFrom('AuditPerson')
    .select('seq')
    .distinct()
    .where('personId', 'in', [...personIds])
    .where('seq', '<', before)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  const newest = before > to + 1 ? await notIndexed(db, personIds, to, before) : []
  const found = new Set([...newest, ...rows.map((row) => row.seq)])
  return [...found].sort((a, b) => b - a).slice(0, limit)
}

// Private:

async function notIndexed(
  db: Kysely<HubTables>,
  personIds: readonly string[],
  after: number,
  before: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom('AuditRecord')
    .select(['seq', 'body'])
    .where('seq', '>', after)
    .where('seq', '<', before)
    .where((eb) => eb.or(personIds.map((id) => eb('body', 'like', `%"${id}"%`))))
    .execute()
  const wanted = new Set(personIds)
  return rows.filter(({ body }) => parseAuditBody(body)?.persons.some((id) => wanted.has(id))).map(({ seq }) => seq)
}
