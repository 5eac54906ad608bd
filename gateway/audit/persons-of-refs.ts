/** Whose records were handed out: departments report their own keys, the registry's links say which person each stands for. */
import type { AuditEntry } from '../../access/audit-record.ts'
import type { HubStore } from '../../prisma/store.ts'

/** The entries with `persons` completed by the persons behind `refs`; lists sorted, nothing twice. One read a department and 500 refs. */
export async function personsOfRefs(store: HubStore, entries: readonly AuditEntry[]): Promise<AuditEntry[]> {
  const known = await lookUp(store, new Set(entries.flatMap((entry) => entry.refs)))
  return entries.map((entry) => {
    const persons = new Set(entry.persons)
    for (const ref of entry.refs) {
      const person = known.get(ref)
      if (person !== undefined) persons.add(person)
    }
    return { ...entry, persons: [...persons].sort(), refs: [...new Set(entry.refs)].sort() }
  })
}

// Private:

const KEYS = 500

async function lookUp(store: HubStore, refs: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const keysOf = new Map<string, string[]>()
  for (const ref of refs) {
    const colon = ref.indexOf(':')
    const department = ref.slice(0, colon)
    const keys = keysOf.get(department)
    if (keys) keys.push(ref.slice(colon + 1))
    else keysOf.set(department, [ref.slice(colon + 1)])
  }
  const persons = new Map<string, string>()
  for (const [department, keys] of keysOf) {
    for (let from = 0; from < keys.length; from += KEYS) {
      const rows = await store.sql
        .selectFrom('Link')
        .select(['localKey', 'entityId'])
        .where('department', '=', department)
        .where('kind', '=', 'Person')
        .where('localKey', 'in', keys.slice(from, from + KEYS))
        .execute()
      for (const row of rows) persons.set(`${department}:${row.localKey}`, row.entityId)
    }
  }
  return persons
}
