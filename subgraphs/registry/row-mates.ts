/**
 * What stands in one record with a person: the event one reported, the house one holds a title of, the car one owns. A record names
 * entities in roles (`PropertyTitle/owner/7`, `PropertyTitle/house/7`), so the mates of a key differ from it in the role only.
 */
import { formatLocalKey, parseLocalKey } from '../../schema/local-key.ts'
import type { EntityKind } from '../kit/identity.ts'
import type { Db } from './bulk.ts'

const mateKinds: readonly EntityKind[] = ['House', 'Event', 'ManagedObject']

export class RowMates {
  /** Roles by department, kind and record; they change with a release, so they are kept until the next linking. */
  private readonly roles = new Map<string, Promise<readonly string[]>>()

  forget(): void {
    this.roles.clear()
  }

  /** The person itself, and by kind what stands in one record with the person or is the person's residence. */
  async of(db: Db, personId: string): Promise<ReadonlyMap<EntityKind, readonly string[]>> {
    const given = await db
      .selectFrom('Entity')
      .select(['id', 'mergedInto', 'houseId'])
      .where('id', '=', personId)
      .where('kind', '=', 'Person')
      .executeTakeFirst()
    if (!given) return new Map()
    const person = given.mergedInto ?? given.id
    const links = await db
      .selectFrom('Link')
      .select(['department', 'localKey'])
      .where('entityId', '=', person)
      .where('live', '=', 1)
      .execute()
    const found = new Map<EntityKind, Set<string>>([['Person', new Set([person])]])
    for (const kind of mateKinds) found.set(kind, await this.mates(db, kind, links))
    const events = await db.selectFrom('Participation').select('eventId').where('personId', '=', person).execute()
    for (const { eventId } of events) found.get('Event')?.add(eventId)
    const { houseId } = await db
      .selectFrom('Entity')
      .select('houseId')
      .where('id', '=', person)
      .executeTakeFirstOrThrow()
    if (houseId !== null) found.get('House')?.add(houseId)
    return new Map([...found].map(([kind, ids]) => [kind, [...ids]]))
  }

  // Private:

  private async mates(
    db: Db,
    kind: EntityKind,
    links: readonly { department: string; localKey: string }[],
  ): Promise<Set<string>> {
    const ids = new Set<string>()
    for (const { department, localKey } of links) {
      const { record, key } = parseLocalKey(localKey)
      const roles = await this.rolesOf(db, department, kind, record)
      if (roles.length === 0) continue
      const keys = roles.map((role) => formatLocalKey(record, role, key))
      const mates = await db
        .selectFrom('Link')
        .select('entityId')
        .where('department', '=', department)
        .where('kind', '=', kind)
        .where('localKey', 'in', keys)
        .where('live', '=', 1)
        .execute()
      for (const mate of mates) ids.add(mate.entityId)
    }
    return ids
  }

  private rolesOf(db: Db, department: string, kind: EntityKind, record: string): Promise<readonly string[]> {
    const name = `${department} ${kind} ${record}`
    let known = this.roles.get(name)
    if (!known) this.roles.set(name, (known = readRoles(db, department, kind, record)))
    return known
  }
}

// Private:

/** Goes from role to role through the index of local keys, not through the keys themselves. */
async function readRoles(db: Db, department: string, kind: EntityKind, record: string): Promise<readonly string[]> {
  const roles: string[] = []
  // '0' is the character after '/': `Record/role0` lies behind every key of that role.
  for (let after = `${record}/`; ; after = `${record}/${roles.at(-1) ?? ''}0`) {
    const next = await db
      .selectFrom('Link')
      .select('localKey')
      .where('department', '=', department)
      .where('kind', '=', kind)
      .where('localKey', '>', after)
      .where('localKey', '<', `${record}0`)
      .orderBy('localKey')
      .limit(1)
      .executeTakeFirst()
    if (!next) return roles
    roles.push(parseLocalKey(next.localKey).role)
  }
}
