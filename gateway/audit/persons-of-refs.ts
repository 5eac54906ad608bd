/** Whose records were handed out: departments report their own keys, the registry's links say which person each stands for. */
import type { AuditEntry } from '../../access/audit-record.ts'
import { readKept } from '../../prisma/kept-query.ts'
import type { HubStore } from '../../prisma/store.ts'

/** The entries with `persons` completed by the persons behind `refs`; lists sorted, nothing twice. One read for 500 refs. */
export async function personsOfRefs(store: HubStore, entries: readonly AuditEntry[]): Promise<AuditEntry[]> {
  const known = await lookUp(store, [...new Set(entries.flatMap((entry) => entry.refs))])
  return entries.map((entry) => {
    const persons = new Set(entry.persons)
    for (const ref of entry.refs) {
      const person = known.get(ref)
      if (person !== undefined) persons.add(person)
    }
    return { ...entry, persons: [...persons].sort(), refs: [...new Set(entry.refs)].sort() }
  })
}

/** How many persons the ids and the records stand for; a record that is linked to nobody counts as one that nobody else is. */
export async function personsBehind(
  store: HubStore,
  persons: readonly string[],
  refs: readonly string[],
): Promise<number> {
  const known = await lookUp(store, [...new Set(refs)])
  return new Set([...persons, ...refs.map((ref) => known.get(ref) ?? ref)]).size
}

// Private:

const REFS = 500

async function lookUp(store: HubStore, refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const persons = new Map<string, string>()
  for (let from = 0; from < refs.length; from += REFS) {
    const some = refs.slice(from, from + REFS).map(split)
    // Also finds the same key of another department among them; the map below keeps the two apart.
    const departments = [...new Set(some.map(({ department }) => department))]
    const localKeys = [...new Set(some.map(({ localKey }) => localKey))]
    const shape = `personsOfRefs ${departments.length} ${localKeys.length}`
    const rows = await readKept(store.sql, shape, [...departments, 'Person', ...localKeys], () =>
      store.sql
        .selectFrom('Link')
        .select(['department', 'localKey', 'entityId'])
        .where('department', 'in', departments)
        .where('kind', '=', 'Person')
        .where('localKey', 'in', localKeys),
    )
    for (const row of rows) persons.set(`${row.department}:${row.localKey}`, row.entityId)
  }
  return persons
}

function split(ref: string): { readonly department: string; readonly localKey: string } {
  const colon = ref.indexOf(':')
  return { department: ref.slice(0, colon), localKey: ref.slice(colon + 1) }
}
