/**
 * Whether reading golden records gets dearer as the city grows: one person and a hundred, by id and by ref, from a store of a hundredth of
 * the persons and from one of all of them. CPU of one read against the other's, in turn (harness.ts); at 1.4 million persons it may
 * cost 1.5 times what it costs at 14,000. The stores hold as many entities and links a person as the linked estate has.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from '../prisma/migrate.ts'
import { openStore, type HubStore } from '../prisma/store.ts'
import { insertRows } from '../subgraphs/registry/bulk.ts'
import { emptyEntity } from '../subgraphs/registry/link-batch.ts'
import { Keyring } from '../subgraphs/registry/keyring.ts'
import { Reader } from '../subgraphs/registry/reader.ts'
import { progressLine } from '../samples/progress.ts'
import type { Benchmark } from './benchmark.ts'
import { compare, table, type Variant } from './harness.ts'

const DEFAULT_PERSONS = 1_400_000
/** Records of one person in the linked estate: 13. */
const departments = Array.from({ length: 13 }, (_, at) => `department-${at}`)
/** Different reads, in the order of chance: neighbours in the store are not asked together. */
const ASKED = 20_000
const BATCH = 100
const keyring = new Keyring(new Uint8Array(32).fill(7))

export const goldenReads: Benchmark = async (options) => {
  const persons = options.persons ?? DEFAULT_PERSONS
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'pentagraph-golden-'))
  mkdirSync(folder, { recursive: true })
  const sizes = { small: Math.max(BATCH, Math.round(persons / 100)), large: persons }
  const stores = { small: await filled(folder, sizes.small), large: await filled(folder, sizes.large) }
  try {
    const ratios: Record<string, number> = {}
    const microseconds: Record<string, number> = {}
    for (const what of Object.keys(readsOf(stores.small, sizes.small))) {
      const variants = (['small', 'large'] as const).map((size): Variant => {
        const run = readsOf(stores[size], sizes[size])[what]
        if (!run) throw new TypeError(`no read ${what}`)
        return { name: size, run }
      })
      const found = await compare(variants, options)
      console.log(`${what}\n${table(found, 'small')}\n`)
      ratios[what] = Math.round(found.ratio('large', 'small').cpu * 100) / 100
      microseconds[what] = Math.round((found.costs['large']?.cpuMs ?? 0) * 1000)
    }
    return { persons: sizes, ratios, worst: Math.max(...Object.values(ratios)), microseconds }
  } finally {
    await Promise.all(Object.values(stores).map((store) => store.close()))
    if (options.folder === null) rmSync(folder, { recursive: true, force: true })
  }
}

// Private:

function readsOf(store: HubStore, persons: number): Readonly<Record<string, () => Promise<unknown>>> {
  const reader = new Reader(store.sql, { reach: async () => null })
  let at = 0
  // A stride that shares no factor with the sizes: every person in turn, none beside the one before.
  const next = () => (at = (at + 7_919) % Math.min(persons, ASKED * 70))
  const some = (count: number) => Array.from({ length: count }, next)
  const byRef = async (keys: readonly string[]) => {
    const ids = await reader.idsOfKeys('Person', 'department-3', keys)
    return reader.byIds('Person', [...ids.values()])
  }
  const withRefs = async (ids: readonly string[]) => [await reader.byIds('Person', ids), await reader.links(ids)]
  return {
    'one by id': () => withRefs(some(1).map(idOf)),
    'one by ref': () => byRef(some(1).map(keyOf)),
    'a hundred by id': () => withRefs(some(BATCH).map(idOf)),
    'a hundred by ref': () => byRef(some(BATCH).map(keyOf)),
  }
}

const ids: string[] = []

function idOf(index: number): string {
  return (ids[index] ??= keyring.entityId('Person', 'department-0', keyOf(index), 0))
}

const keyOf = (index: number) => `Resident/self/RY${String(index).padStart(10, '0')}`

async function filled(folder: string, persons: number): Promise<HubStore> {
  const url = `file:${join(folder, `golden-${persons}.db`)}`
  await deployMigrations(url)
  const store = await openStore(url)
  const { count } = await store.sql
    .selectFrom('Entity')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count === persons) return store
  const progress = progressLine(`Store of ${persons} persons`, process.stderr)
  for (let from = 0; from < persons; from += 1_000) {
    const some = Array.from({ length: Math.min(1_000, persons - from) }, (_, at) => from + at)
    await store.sql.transaction().execute(async (trx) => {
      await insertRows(
        trx,
        'Entity',
        some.map((index) => personRow(index)),
      )
      for (const department of departments)
        await insertRows(
          trx,
          'Link',
          some.map((index) => linkRow(department, index)),
        )
    })
    progress(from + some.length, persons)
  }
  return store
}

function personRow(index: number) {
  const grid = `370283001${String(index % 500).padStart(3, '0')}001`
  const value = (text: string) => ({
    value: text,
    source: 'department-0',
    asOf: '2026-01-01T00:00:00+08:00',
    others: [],
  })
  const golden = {
    name: value(`测试${index % 997}`),
    sex: value('MALE'),
    birthDate: value('1980-01-02'),
    gridCode: value(grid),
  }
  return {
    ...emptyEntity(idOf(index), 'Person', 0),
    gridCode: grid,
    townCode: grid.slice(0, 9),
    villageCode: grid.slice(0, 12),
    searchName: `测试${index % 997}`,
    golden: JSON.stringify(golden),
    stale: 0,
  }
}

function linkRow(department: string, index: number) {
  return {
    department,
    kind: 'Person',
    localKey: keyOf(index),
    entityId: idOf(index),
    tier: 'NUMBER',
    matchKey: null,
    linkedAt: 0,
    digest: idOf(index),
    eventKey: null,
    identity: JSON.stringify({
      asOf: '2026-01-01T00:00:00+08:00',
      values: { name: `测试${index % 997}`, sex: 'MALE' },
    }),
    live: 1,
    goneAt: null,
  }
}
