/** Who takes part in which event: a department's record names a person and, in the same row, the event. */
import type { Identity } from '../kit/identity.ts'
import { inSlices, insertRows, readIn, type Db } from './bulk.ts'

export interface Part {
  readonly identity: Identity
  readonly personId: string
  /** True when the record was linked before, so that what was said then must go. */
  readonly known: boolean
}

export async function linkParticipations(db: Db, department: string, parts: readonly Part[]): Promise<void> {
  const known = parts.flatMap((part) => (part.known ? [part.identity.key] : []))
  await inSlices(known, async (slice) => {
    await db.deleteFrom('Participation').where('department', '=', department).where('localKey', 'in', slice).execute()
    return []
  })
  const saying = parts.filter((part) => part.identity.values.event !== undefined)
  if (saying.length === 0) return
  const eventKeys = [...new Set(saying.map((part) => part.identity.values.event ?? ''))]
  const links = await readIn(db, 'entities by key', [department, 'Event'], eventKeys, (slice) =>
    db
      .selectFrom('Link')
      .select(['localKey', 'entityId'])
      .where('department', '=', department)
      .where('kind', '=', 'Event')
      .where('localKey', 'in', slice),
  )
  const events = new Map(links.map((link) => [link.localKey, link.entityId]))
  const rows = saying.flatMap(({ identity, personId }) => {
    const eventId = events.get(identity.values.event ?? '')
    return eventId === undefined ? [] : [{ eventId, personId, department, localKey: identity.key }]
  })
  await insertRows(db, 'Participation', rows)
}
