/** Two entities become one. The id that goes keeps resolving to the one that stays. */
import type { Db } from './bulk.ts'

export async function mergeEntities(db: Db, from: string, into: string): Promise<void> {
  if (from === into) return
  await db.updateTable('Link').set({ entityId: into }).where('entityId', '=', from).execute()
  await db.updateTable('NumberIndex').set({ entityId: into }).where('entityId', '=', from).execute()
  await moveParticipations(db, from, into)
  await db.updateTable('Entity').set({ houseId: into, stale: 1 }).where('houseId', '=', from).execute()
  await db.updateTable('Entity').set({ mergedInto: into }).where('mergedInto', '=', from).execute()
  await db.updateTable('Entity').set({ mergedInto: into, stale: 0 }).where('id', '=', from).execute()
  await db.updateTable('Entity').set({ stale: 1 }).where('id', '=', into).execute()
}

// Private:

/** A plain update could meet a row that is there already. */
async function moveParticipations(db: Db, from: string, into: string): Promise<void> {
  const rows = await db
    .selectFrom('Participation')
    .selectAll()
    .where((eb) => eb.or([eb('eventId', '=', from), eb('personId', '=', from)]))
    .execute()
  if (rows.length === 0) return
  await db
    .deleteFrom('Participation')
    .where((eb) => eb.or([eb('eventId', '=', from), eb('personId', '=', from)]))
    .execute()
  const moved = rows.map((row) => ({
    eventId: row.eventId === from ? into : row.eventId,
    personId: row.personId === from ? into : row.personId,
    department: row.department,
    localKey: row.localKey,
  }))
  await db
    .insertInto('Participation')
    .values(moved)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
