/**
 * The first linking of an estate takes another way to the entities' rows than every later one: the store says the same after both, row by row.
 * On a store of any provider.
 */
import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from '../../prisma/migrate.ts'
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { generateEstate } from '../../samples/generate.ts'
import { entityKinds } from '../../subgraphs/kit/identity.ts'
import { insertRows } from '../../subgraphs/registry/bulk.ts'
import { emptyEntity } from '../../subgraphs/registry/link-batch.ts'
import { openLoadingHub } from '../chaos/open-loading-hub.ts'

const tables = [
  'Entity',
  'Link',
  'NumberIndex',
  'Candidate',
  'Conflict',
  'Participation',
  'PlacedPoint',
  'FirstLoad',
] as const
const STRANGER = 'AN-ENTITY-OF-ONES-OWN'
/** When it was written, and at which tick: another time each time. */
const written = ['linkedAt', 'updatedAt', 'createdAt', 'changeSeq']

/** `urlOf` names an empty store; `folder` is there for the time of the test. */
export function firstLinkingSuite(urlOf: (folder: string, name: string) => string): void {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-first-linking-'))
  const estate = join(folder, 'estate')
  afterAll(() => rmSync(folder, { recursive: true }))

  async function linked(name: string, before: (store: HubStore) => Promise<void>) {
    const url = urlOf(folder, name)
    await deployMigrations(url)
    const hub = await openLoadingHub(url, estate, join(folder, name))
    try {
      await before(hub.store)
      await hub.turn()
      const said = new Map<string, string[]>()
      for (const table of tables) said.set(table, await rowsOf(hub.store, table))
      return said
    } finally {
      await hub.close()
    }
  }

  test('what is linked for the first time, and what is linked beside entities that are known, is the same', async () => {
    await generateEstate({ persons: 700, seed: 4, out: estate })
    const first = await linked('first', async () => undefined)
    const later = await linked('later', async (store) => {
      const rows = entityKinds.map((kind) => ({ ...emptyEntity(`${kind}-${STRANGER}`, kind, 0), stale: 0 }))
      await insertRows(store.sql, 'Entity', rows)
    })
    expect(first.get('Entity')?.length).toBeGreaterThan(1_000)
    expect(first.get('FirstLoad')).toEqual([])
    // Counted and not shown: a row that differs would stand in the output, with the numbers that it holds.
    const differing = tables.map((table) => [table, difference(first.get(table) ?? [], later.get(table) ?? [])])
    expect(differing).toEqual(tables.map((table) => [table, 0]))
  }, 180_000)
}

// Private:

async function rowsOf(store: HubStore, table: keyof HubTables): Promise<string[]> {
  const rows = await store.sql.selectFrom(table).selectAll().execute()
  return rows
    .filter((row) => !('id' in row && String(row.id).endsWith(STRANGER)))
    .map((row) =>
      JSON.stringify(Object.fromEntries(Object.entries(row).filter(([column]) => !written.includes(column)))),
    )
    .sort()
}

/** Rows that stand in one list only; both are sorted, and no row comes twice. */
function difference(some: readonly string[], others: readonly string[]): number {
  const [one, other] = [new Set(some), new Set(others)]
  return some.filter((row) => !other.has(row)).length + others.filter((row) => !one.has(row)).length
}
