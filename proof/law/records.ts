/**
 * What the departments' published pages (docs/departments) say of their records: the key, which fields have a masked form, in which
 * roles a record names persons and other entities. The pages are made for readers, and the oracle is one.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PublishedRecord {
  readonly name: string
  readonly department: string
  /** Field that shows the row's key, and its level; null where none does. */
  readonly keyField: string | null
  readonly keyLevel: number
  readonly fields: ReadonlySet<string>
  readonly masked: ReadonlySet<string>
  /** Roles in which it names a person. */
  readonly persons: readonly string[]
  readonly entities: readonly string[]
}

/** By name of the record. Names are unique in the graph. */
export function readRecords(folder: string): ReadonlyMap<string, PublishedRecord> {
  const records = new Map<string, PublishedRecord>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
    const department = file.replace(/\.md$/, '')
    const sections = readFileSync(join(folder, file), 'utf8').split(/^## /m).slice(1)
    for (const section of sections) {
      const key = /Table `[^`]+`, key `([^`]+)`/.exec(section)?.[1]
      const name = /^(\w+)/.exec(section)?.[1] ?? ''
      if (key === undefined) continue
      const rows = [...section.matchAll(/^\| `(\w+)` \| ([^|]*) \|.*?\| (L\d)? ?\| ([^|]*)\|$/gm)].map(
        ([, field = '', from = '', level = '', sharing = '']) => ({ field, from: from.trim(), level, sharing }),
      )
      const keyed = rows.find(({ from }) => from === `\`${key}\``)
      records.set(name, {
        name,
        department,
        keyField: keyed?.field ?? null,
        keyLevel: Number(keyed?.level.slice(1) ?? 0),
        fields: new Set(rows.map(({ field }) => field)),
        masked: new Set(rows.filter(({ sharing }) => sharing.includes('masked')).map(({ field }) => field)),
        persons: rows.filter(({ from }) => from === '→ Person').map(({ field }) => field),
        entities: rows.filter(({ from }) => from.startsWith('→')).map(({ field }) => field),
      })
    }
  }
  return records
}

/** What the registry's own entities show masked: the hub's table of golden fields, and what departments lift onto them. */
export const maskedOfEntities: ReadonlySet<string> = new Set([
  'Person.name',
  'Person.birthDate',
  'Person.idNumber',
  'Person.phone',
  'House.address',
  'Event.title',
  'ManagedObject.code',
  'ManagedObject.address',
])
