/**
 * Holds what the linker did against the samples' truth: which records it put together that are one, which that are not, which it missed.
 * A process of its own, since it takes memory of its own. Prints one line of JSON: LinkVerdict.
 *
 * All counts are of pairs of records of one kind that the truth knows. What exact keys can give: pairs of one identity whose two rows both
 * carry, as the source writes them, a key of that identity unspoilt — its forms brought to one here and not by the hub's reader, so that a
 * form which the hub does not read counts against it. An organisation's credit code carries the 9 inner characters; codes and old numbers
 * meet where one row of the identity carries both.
 */
import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'libsql'
import type { EntityKind } from '../subgraphs/kit/identity.ts'
import type { RecordModel } from '../subgraphs/kit/record-model.ts'
import { idCheck, registrationNumber } from '../samples/numbers.ts'
import type { TruthEntity } from '../samples/truth.ts'
import { openHosts } from './link-hosts.ts'

export interface LinkVerdict {
  /** Right pairs of all pairs that were put together. */
  readonly precision: Readonly<Record<string, number>>
  readonly wrongPairs: number
  /** Pairs put together of those that exact keys can give. */
  readonly recall: Readonly<Record<string, number>>
  /** Pairs put together of all that are one, keys or none. */
  readonly recallOfAll: Readonly<Record<string, number>>
  readonly candidates: {
    readonly count: number
    /** Candidates whose two entities are one by the truth, or were made of one happening. */
    readonly precision: number
    /** Of the joins that are missing between entities of one identity, those that open candidates lead to. */
    readonly recall: number
    readonly byTier: Readonly<Record<string, { readonly count: number; readonly precision: number }>>
    readonly byKind: Readonly<
      Record<string, { readonly count: number; readonly precision: number; readonly recall: number }>
    >
  }
  /** Records of the truth that the hub does not know. */
  readonly unknownRecords: number
}

const [folder = ''] = process.argv.slice(2)
if (!folder) throw new Error('Use: link-truth FOLDER')
const signal = new AbortController().signal
const file = join(folder, 'truth.db')
rmSync(file, { force: true })
const db = new Database(file)
db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;
  CREATE TABLE identity (id INTEGER PRIMARY KEY, kind TEXT, name TEXT, number TEXT, inside TEXT, old TEXT, address TEXT, happening TEXT, UNIQUE (kind, name));
  CREATE TABLE record (department TEXT, kind TEXT, localKey TEXT, identity INTEGER, keys INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (department, kind, localKey)) WITHOUT ROWID`)
/** Bits of `record.keys`. */
const [EXACT, INSIDE, OLD] = [1, 2, 4]

const hosts = await openHosts(folder)
const models = hosts.flatMap(({ spec, runtime }) =>
  [...(runtime?.models.values() ?? [])].map((model) => ({ department: spec.name, model })),
)
await readTruth()
await readKeys()
const verdict = judge()
db.close()
rmSync(file, { force: true })
console.log(JSON.stringify(verdict satisfies LinkVerdict))
process.exit(0)

async function readTruth(): Promise<void> {
  const places = new Map<string, string | null>()
  const identity = db.prepare(
    'INSERT INTO identity VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, name) DO NOTHING',
  )
  const known = db.prepare('SELECT id FROM identity WHERE kind = ? AND name = ?').raw()
  const record = db.prepare('INSERT OR IGNORE INTO record (department, kind, localKey, identity) VALUES (?, ?, ?, ?)')
  db.exec('BEGIN')
  let next = 1
  const lines = createInterface({ input: createReadStream(join(folder, 'estate/truth/entities.jsonl')) })
  for await (const line of lines) {
    const { entity, id, is, records } = JSON.parse(line) as TruthEntity
    const credit = is['creditCode'] ?? null
    const inside = credit?.slice(8, 17) ?? null
    // Firms of the city count by one index, which both of their numbers hold.
    const old =
      credit && /^O\d+$/.test(id) ? registrationNumber(Number(credit.slice(10, 16)), credit.startsWith('92')) : null
    // A lead, a complaint, a case made of a happening is an entity of its own, and the clerk's question all the same.
    const happening = entity === 'Event' ? (is['happening'] ?? /^E(\d+)$/.exec(id)?.[1] ?? null) : null
    const exact = is['number'] ?? credit
    identity.run(next, entity, id, exact ?? null, inside, old, is['addressCode'] ?? is['code'] ?? null, happening)
    next += 1
    const [row] = known.all(entity, id) as [number][]
    for (const [department, table, key, role] of records) {
      const place = `${entity} ${department} ${table} ${role}`
      let prefix = places.get(place)
      if (prefix === undefined) {
        prefix = prefixOf(entity, department, table, role)
        if (prefix === null) console.error(`the hub has no role for ${place}`)
        places.set(place, prefix)
      }
      if (prefix !== null) record.run(department, entity, prefix + key, row?.[0] ?? 0)
    }
  }
  db.exec('COMMIT')
}

/** The truth names a role by a column of the name; the declaration by a word of its own, mapping that column. */
function prefixOf(entity: string, department: string, table: string, role: string): string | null {
  for (const { department: of, model } of models) {
    if (of !== department || model.spec.from.table !== table) continue
    const roles = model.entities.filter(([, field]) => field.entity === entity)
    const found =
      roles.find(([name]) => name === role) ??
      roles.find(([, field]) =>
        columnsOf(model, field.values).some((column) => column.toLowerCase() === role.toLowerCase()),
      ) ??
      (roles.length === 1 ? roles[0] : undefined)
    if (found) return `${model.spec.name}/${found[0]}/`
  }
  return null
}

function columnsOf(model: RecordModel, values: Readonly<Partial<Record<string, string>>>): string[] {
  return Object.values(values).flatMap((name) => columnOf(model, name) ?? [])
}

function columnOf(model: RecordModel, field: string | undefined): string | undefined {
  const spec = field === undefined ? undefined : model.spec.fields[field]
  return spec?.kind === 'value' ? spec.column : undefined
}

/** Notes which records carry a key of their identity, by the raw rows. */
async function readKeys(): Promise<void> {
  const find = db
    .prepare(
      'SELECT number, inside, old, address FROM record JOIN identity ON identity.id = record.identity WHERE department = ? AND record.kind = ? AND localKey = ?',
    )
    .raw()
  const note = db.prepare('UPDATE record SET keys = ? WHERE department = ? AND kind = ? AND localKey = ?')
  db.exec('BEGIN')
  for (const host of hosts) {
    for (const model of host.runtime?.models.values() ?? []) {
      const roles = model.entities.flatMap(([role, field]) => {
        const values = field.values as Readonly<Partial<Record<string, string>>>
        const columns = ['number', 'creditCode', 'oldNumber', 'addressCode', 'code'].map((name) =>
          columnOf(model, values[name]),
        )
        return columns.some((column) => column !== undefined) ? [{ role, kind: field.entity, columns }] : []
      })
      if (roles.length === 0) continue
      const table = host.runtime?.adapter.table(model.spec.from.table)
      for (let after: string | null = null, first = true; table && (first || after !== null); first = false) {
        const page: Awaited<ReturnType<typeof table.scan>> = await table.scan({ after, limit: 1_000 }, { signal })
        for (const row of page.rows) {
          const key = row[model.spec.from.key]
          if (!key) continue
          for (const { role, kind, columns } of roles) {
            const localKey = `${model.spec.name}/${role}/${key}`
            const [truth] = find.all(host.spec.name, kind, localKey) as [
              string | null,
              string | null,
              string | null,
              string | null,
            ][]
            if (!truth) continue
            const keys = keysOf(
              kind,
              columns.map((column) => oneForm(column === undefined ? null : (row[column] ?? null))),
              truth,
            )
            if (keys > 0) note.run(keys, host.spec.name, kind, localKey)
          }
        }
        after = page.next
      }
    }
  }
  db.exec('COMMIT')
}

function keysOf(kind: EntityKind, raw: readonly string[], truth: readonly (string | null)[]): number {
  const [said = '', credit = '', oldSaid = '', address = '', code = ''] = raw
  const [number, inside, old, place] = truth
  if (kind === 'Person') return eighteen(said) === number ? EXACT : 0
  if (kind === 'Organisation') {
    const codes = [credit, oldSaid]
    return (
      (codes.some((one) => one !== '' && (one === number || one === inside)) ? INSIDE : 0) |
      (codes.some((one) => one !== '' && one === old) ? OLD : 0)
    )
  }
  const own = kind === 'House' ? address : code
  return own !== '' && own === place?.toUpperCase() ? EXACT : 0
}

/** Half width, without blanks and marks of spreadsheets, in capitals. */
function oneForm(raw: string | null): string {
  return (raw ?? '')
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/['\s\u3000]/g, '')
    .toUpperCase()
}

function eighteen(number: string): string {
  if (!/^\d{15}$/.test(number)) return number
  const first17 = `${number.slice(0, 6)}19${number.slice(6)}`
  return first17 + idCheck(first17)
}

function judge(): LinkVerdict {
  db.exec(`ATTACH 'file:${join(folder, 'hub.db')}' AS hub;
    CREATE TEMP TABLE linked AS SELECT record.kind AS kind, record.identity AS identity, record.keys AS keys, hub.Link.entityId AS entityId
      FROM record LEFT JOIN hub.Link ON Link.department = record.department AND Link.kind = record.kind AND Link.localKey = record.localKey`)
  const [unknown] = db.prepare('SELECT count(*) FROM linked WHERE entityId IS NULL').raw().all() as [number][]
  const sums = new Map<string, { put: number; right: number; all: number; reachable: number; reached: number }>()
  const sumOf = (kind: string) => {
    const known = sums.get(kind) ?? { put: 0, right: 0, all: 0, reachable: 0, reached: 0 }
    sums.set(kind, known)
    return known
  }
  const put = db.prepare('SELECT kind, count(*) FROM linked WHERE entityId IS NOT NULL GROUP BY kind, entityId').raw()
  for (const [kind, count] of put.iterate() as IterableIterator<[string, number]>) sumOf(kind).put += pairs(count)
  const parts = db
    .prepare(
      'SELECT kind, identity, entityId, keys, count(*) FROM linked GROUP BY kind, identity, entityId, keys ORDER BY kind, identity',
    )
    .raw()
  let group: { kind: string; identity: number; rows: Part[] } = { kind: '', identity: 0, rows: [] }
  const missing = new Map<string, number>()
  const settle = () => {
    if (group.rows.length === 0) return
    missing.set(group.kind, (missing.get(group.kind) ?? 0) + addGroup(sumOf(group.kind), group.rows))
  }
  for (const [kind, identity, entityId, keys, count] of parts.iterate() as IterableIterator<
    [string, number, string | null, number, number]
  >) {
    if (group.kind !== kind || group.identity !== identity) {
      settle()
      group = { kind, identity, rows: [] }
    }
    group.rows.push({ entityId: entityId ?? '', keys, count })
  }
  settle()
  const total = sumOf('all')
  for (const [kind, sum] of sums)
    if (kind !== 'all') for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += sum[name]
  const per = (of: (sum: typeof total) => number) =>
    Object.fromEntries([...sums].filter(([kind]) => kind !== 'Grid').map(([kind, sum]) => [kind, of(sum)]))
  return {
    precision: per(({ put, right }) => ratio(right, put)),
    wrongPairs: total.put - total.right,
    recall: per(({ reached, reachable }) => ratio(reached, reachable)),
    recallOfAll: per(({ right, all }) => ratio(right, all)),
    candidates: candidates(missing),
    unknownRecords: unknown?.[0] ?? 0,
  }
}

interface Part {
  readonly entityId: string
  readonly keys: number
  readonly count: number
}

/** Adds one identity's pairs; answers how many joins are missing between its entities. */
function addGroup(
  sum: { right: number; all: number; reachable: number; reached: number },
  rows: readonly Part[],
): number {
  const bridged = rows.some(({ keys }) => (keys & (INSIDE | OLD)) === (INSIDE | OLD))
  sum.all += pairs(total(rows))
  for (const part of byEntity(rows)) sum.right += pairs(part)
  const tiers = bridged ? [INSIDE | OLD, EXACT] : [INSIDE, OLD, EXACT]
  for (const tier of tiers) {
    const carrying = rows.filter(({ keys }) => (keys & tier) !== 0)
    sum.reachable += pairs(total(carrying))
    for (const part of byEntity(carrying)) sum.reached += pairs(part)
  }
  return new Set(rows.flatMap(({ entityId }) => entityId || [])).size - 1
}

function byEntity(rows: readonly Part[]): Iterable<number> {
  const counts = new Map<string, number>()
  for (const { entityId, count } of rows) if (entityId !== '') counts.set(entityId, (counts.get(entityId) ?? 0) + count)
  return counts.values()
}

/** An entity is what most of its records are. */
function candidates(missing: ReadonlyMap<string, number>): LinkVerdict['candidates'] {
  db.exec(`CREATE TEMP TABLE mostly AS SELECT entityId, identity, max(n) FROM
      (SELECT entityId, identity, count(*) AS n FROM linked WHERE entityId IS NOT NULL GROUP BY entityId, identity) GROUP BY entityId;
    CREATE INDEX temp.mostlyBy ON mostly (entityId)`)
  const rows = db
    .prepare(
      `SELECT c.kind, c.tier, c.first, c.second, a.identity = b.identity, a.identity = b.identity OR coalesce(i.happening = j.happening, 0) FROM hub.Candidate c
        JOIN mostly a ON a.entityId = c.first JOIN mostly b ON b.entityId = c.second
        JOIN identity i ON i.id = a.identity JOIN identity j ON j.id = b.identity WHERE c.state = 'OPEN'`,
    )
    .raw()
  const byTier = new Map<string, { count: number; right: number }>()
  const byKind = new Map([...missing.keys()].map((kind) => [kind, { count: 0, right: 0, joined: 0 }]))
  const heads = new Map<string, string>()
  const head = (id: string): string => {
    const up = heads.get(id)
    if (up === undefined) return id
    const top = head(up)
    heads.set(id, top)
    return top
  }
  for (const [kind, tier, first, second, same, right] of rows.iterate() as IterableIterator<
    [string, string, string, string, number, number]
  >) {
    const ofKind = byKind.get(kind) ?? { count: 0, right: 0, joined: 0 }
    byKind.set(kind, ofKind)
    ofKind.count += 1
    ofKind.right += right
    const sum = byTier.get(tier) ?? { count: 0, right: 0 }
    byTier.set(tier, { count: sum.count + 1, right: sum.right + right })
    if (same === 0 || head(first) === head(second)) continue
    heads.set(head(first), head(second))
    ofKind.joined += 1
  }
  const all = [...byTier.values()]
  const count = all.reduce((sum, one) => sum + one.count, 0)
  const right = all.reduce((sum, one) => sum + one.right, 0)
  return {
    count,
    precision: ratio(right, count),
    recall: ratio(
      total([...byKind.values()].map(({ joined }) => ({ count: joined }))),
      total([...missing.values()].map((one) => ({ count: one }))),
    ),
    byTier: Object.fromEntries(
      [...byTier].map(([tier, sum]) => [tier, { count: sum.count, precision: ratio(sum.right, sum.count) }]),
    ),
    byKind: Object.fromEntries(
      [...byKind]
        .filter(([kind, { count }]) => count > 0 || (missing.get(kind) ?? 0) > 0)
        .map(([kind, { count, right, joined }]) => [
          kind,
          { count, precision: ratio(right, count), recall: ratio(joined, missing.get(kind) ?? 0) },
        ]),
    ),
  }
}

function total(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0)
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2
}

/** Five digits, cut and not rounded: 0.99999… is not 1. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.floor((part / whole) * 1e5) / 1e5
}
