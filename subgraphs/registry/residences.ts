/**
 * Where departments' records said that a person lives, and until when: a new delivery that moves somebody does not take away what was said
 * before. Kept by record and person, shown while both belong together: where a record turns out to be somebody else's, or its key was given to somebody
 * else, what it said before is told of neither. `since` is the day of the row when it
 * was first seen so, `until` the day on which the hub saw that it says otherwise, or nothing any more.
 */
import { readKept } from '../../prisma/kept-query.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { inSlices, insertRows, type Db } from './bulk.ts'
import { dayOf, dayOfInstant } from './grid-by-point.ts'

export type ResidenceRow = HubTables['Residence']

/** What a live record of a person says now. */
export interface SaidHome {
  readonly entityId: string
  readonly department: string
  readonly localKey: string
  readonly asOf: string | null
  readonly values: Readonly<Partial<Record<string, string>>>
}

const columns = ['personId', 'department', 'localKey', 'addressCode', 'gridCode', 'since'] as const

/** `said`: by all live records of these persons. */
export async function keepResidences(
  db: Db,
  personIds: readonly string[],
  said: readonly SaidHome[],
  now: number,
): Promise<void> {
  const today = dayOf(now)
  const open = await inSlices(personIds, (slice) =>
    db
      .selectFrom('Link')
      .innerJoin('Residence', (join) =>
        join.onRef('Residence.department', '=', 'Link.department').onRef('Residence.localKey', '=', 'Link.localKey'),
      )
      .selectAll('Residence')
      .where('Link.kind', '=', 'Person')
      .where('Link.entityId', 'in', slice)
      .where('Residence.until', 'is', null)
      .execute(),
  )
  const homes = new Map(said.flatMap((record) => homeOf(record, today)))
  const stands = new Set<string>()
  const ended = open.filter((row) => {
    const home = homes.get(nameOf(row))
    const same =
      home?.personId === row.personId && home.addressCode === row.addressCode && home.gridCode === row.gridCode
    if (same) stands.add(nameOf(row))
    return !same
  })
  await insertRows(
    db,
    'Residence',
    ended.map((row) => ({ ...row, until: today })),
    columns,
  )
  const begun = [...homes].flatMap(([name, home]) => (stands.has(name) ? [] : [home]))
  await insertRows(db, 'Residence', begun, columns)
}

/** Of one person, and of those who were merged into the person, the present first. */
export async function residencesOf(db: Db, personId: string): Promise<readonly ResidenceRow[]> {
  const rows = await readKept(db, 'residencesOf', [personId, 'Person', personId, personId], () =>
    db
      .selectFrom('Link')
      .innerJoin('Residence', (join) =>
        join.onRef('Residence.department', '=', 'Link.department').onRef('Residence.localKey', '=', 'Link.localKey'),
      )
      .selectAll('Residence')
      .where('Link.entityId', '=', personId)
      .where('Link.kind', '=', 'Person')
      .where((eb) =>
        eb.or([
          eb('Residence.personId', '=', personId),
          eb('Residence.personId', 'in', eb.selectFrom('Entity').select('id').where('mergedInto', '=', personId)),
        ]),
      ),
  )
  return [...rows].sort((a, b) => (orderOf(a) < orderOf(b) ? 1 : -1))
}

/** Goes with the record. Answers how many rows went. */
export async function dropResidences(
  db: Db,
  records: readonly { readonly department: string; readonly localKey: string }[],
): Promise<number> {
  let dropped = 0
  for (const { department, localKey } of records) {
    const { numDeletedRows } = await db
      .deleteFrom('Residence')
      .where('department', '=', department)
      .where('localKey', '=', localKey)
      .executeTakeFirst()
    dropped += Number(numDeletedRows)
  }
  return dropped
}

// Private:

function homeOf(
  { entityId: personId, department, localKey, asOf, values }: SaidHome,
  today: string,
): [string, ResidenceRow][] {
  const { addressCode = '', gridCode = '' } = values
  if (addressCode === '' && gridCode === '') return []
  const since = dayOfInstant(asOf ?? undefined) ?? today
  const row = { personId, department, localKey, addressCode, gridCode, since, until: null }
  return [[nameOf(row), row]]
}

function nameOf({ department, localKey }: { readonly department: string; readonly localKey: string }): string {
  return `${department} ${localKey}`
}

function orderOf({ since, until, department, localKey }: ResidenceRow): string {
  return `${until ?? '9999-12-31'} ${since} ${department} ${localKey}`
}
