/** Linking again where a source cannot tell what changed: which rows are read again, what goes, and what happens when a reading breaks off. */
import { expect, test } from '@jest/globals'
import type { HubStore } from '../../prisma/store.ts'
import { withStore } from '../../prisma/test-store.ts'
import type { EntityKind, Feed, Identity, LinkSource, RowPage, SourceRow } from '../kit/identity.ts'
import { Linker } from './linker.ts'
import { secretsFor } from './test-secrets.ts'

const PAGE = 8

/** A department whose one record is read through page by page, in the order of keys. */
class PagedSource implements LinkSource {
  readonly department = 'justice'
  readonly entities: readonly EntityKind[]
  /** Keys of the rows that were read since this was emptied. */
  readonly read: string[] = []
  /** Pages that were asked for since this was zero. */
  asked = 0
  reading = 'first'
  /** Throws instead of giving this page; -1 never. */
  breaksAt = -1
  private readonly rows = new Map<string, string>()

  constructor(entities: readonly EntityKind[] = ['Person']) {
    this.entities = entities
  }

  put(key: string, name: string): this {
    this.rows.set(key, name)
    return this
  }

  remove(key: string): this {
    this.rows.delete(key)
    return this
  }

  feeds(kind: EntityKind): readonly Feed[] {
    return [
      {
        name: 'Party',
        prefixes: ['Party/self/'],
        late: false,
        reading: this.reading,
        changes: null,
        identities: () => this.identities(kind),
        rows: {
          record: 'Party',
          pages: () => this.pages(),
          identities: (rows) =>
            rows.map(({ row }) => {
              this.read.push(row['key'] ?? '')
              return identityOf(kind, row['key'] ?? '', row['name'] ?? '')
            }),
        },
      },
    ]
  }

  async *identities(kind: EntityKind): AsyncIterable<readonly Identity[]> {
    yield [...this.rows].map(([key, name]) => identityOf(kind, key, name))
  }

  async identify(kind: EntityKind, keys: readonly string[]): Promise<(Identity | null)[]> {
    return keys.map((key) => {
      const name = this.rows.get(keyOf(key))
      return name === undefined ? null : identityOf(kind, keyOf(key), name)
    })
  }

  private async *pages(): AsyncIterable<RowPage> {
    const keys = [...this.rows.keys()].sort()
    for (let from = 0; from < keys.length; from += PAGE) {
      if (from / PAGE === this.breaksAt) throw new Error('the line is down')
      this.asked += 1
      const rows = keys.slice(from, from + PAGE).map((key): SourceRow => {
        const row = { key, name: this.rows.get(key) ?? '' }
        return { text: JSON.stringify(row), row, asOf: null }
      })
      yield { place: from === 0 ? '' : (keys[from - 1] ?? ''), rows }
    }
  }
}

function identityOf(entity: EntityKind, key: string, name: string): Identity {
  return {
    department: 'justice',
    entity,
    key: `Party/self/${key}`,
    asOf: null,
    values: { name },
    numberKind: null,
    numberValid: false,
    live: true,
  }
}

const keyOf = (localKey: string) => localKey.replace('Party/self/', '')
const keys = Array.from({ length: 20 }, (_, at) => String(at + 10))
const source = () => keys.reduce((all, key) => all.put(key, '测甲'), new PagedSource())

async function link(store: HubStore, department: PagedSource) {
  department.read.length = 0
  department.asked = 0
  const secrets = await secretsFor(store, new Uint8Array(32).fill(3))
  return new Linker(store, [department], secrets).linkAll(AbortSignal.timeout(20_000))
}

const named = async (store: HubStore, name: string) => {
  const links = await store.sql.selectFrom('Link').select(['localKey', 'identity']).where('live', '=', 1).execute()
  return links
    .filter(({ identity }) => identity.includes(name))
    .map(({ localKey }) => keyOf(localKey))
    .sort()
}

test('rows that say what they said are not read again, but for a few beside one that changed', () =>
  withStore(async (store) => {
    const department = source()
    await link(store, department)
    expect(department.read).toHaveLength(20)
    await link(store, department)
    expect(department.read).toEqual([])
    await link(store, department.put('15', '试乙'))
    expect(department.read).toEqual(['14', '15', '16', '17'])
    expect(await named(store, '试乙')).toEqual(['15'])
    await link(store, department.put('30', '样丙'))
    expect(department.read).toEqual(['30'])
    expect(await named(store, '样丙')).toEqual(['30'])
  }))

test('a row that goes speaks for nobody any more, and is met again when it comes back', () =>
  withStore(async (store) => {
    const department = source()
    await link(store, department)
    await link(store, department.remove('12'))
    expect(await named(store, '测甲')).toEqual(keys.filter((key) => key !== '12'))
    await link(store, department.put('12', '测甲'))
    expect(await named(store, '测甲')).toEqual(keys)
    await link(store, department)
    expect(department.read).toEqual([])
  }))

test('after a reading that broke off everything is read, and nothing is missed that changed back meanwhile', () =>
  withStore(async (store) => {
    const department = source()
    await link(store, department)
    department.breaksAt = 1
    expect(await link(store, department.put('11', '试乙'))).toMatchObject([{ department: 'justice' }])
    department.breaksAt = -1
    expect(await link(store, department.put('11', '测甲'))).toEqual([])
    expect(department.read).toHaveLength(20)
    expect(await named(store, '测甲')).toEqual(keys)
  }))

test('a record that is read otherwise, and one not read for a week, is read', () =>
  withStore(async (store) => {
    const department = source()
    await link(store, department)
    department.reading = 'second'
    await link(store, department)
    expect(department.read).toHaveLength(20)
    await store.sql.updateTable('LinkCursor').set({ begunAt: 0 }).execute()
    await link(store, department)
    expect(department.read).toHaveLength(20)
    await link(store, department)
    expect(department.read).toEqual([])
  }))

test('what is kept of a page names no row', () =>
  withStore(async (store) => {
    await link(store, source())
    const pages = await store.sql.selectFrom('ReadPage').selectAll().execute()
    expect(pages).toHaveLength(3)
    expect(JSON.stringify(pages)).not.toMatch(/测甲|"1\d"|"2\d"/)
  }))

test('a record that names two kinds is read once where little changed, for either of them', () =>
  withStore(async (store) => {
    const department = new PagedSource(['Organisation', 'Person'])
    for (const key of keys) department.put(key, '测甲')
    await link(store, department)
    expect(department.asked).toBe(6)
    await link(store, department.put('15', '试乙').put('30', '样丙').remove('27'))
    expect(department.asked).toBe(3)
    expect(department.read.filter((key) => key === '15')).toHaveLength(2)
    expect(await named(store, '试乙')).toEqual(['15', '15'])
    expect(await named(store, '样丙')).toEqual(['30', '30'])
    expect(await named(store, '测甲')).not.toContain('27')
    expect(await link(store, department)).toEqual([])
    expect(department.read).toEqual([])
  }))

test('a kind that has more to read than another reads for itself', () =>
  withStore(async (store) => {
    const department = new PagedSource(['Organisation', 'Person'])
    for (const key of keys) department.put(key, '测甲')
    await link(store, department)
    await store.sql.deleteFrom('ReadPage').where('kind', '=', 'Person').execute()
    await link(store, department.put('15', '试乙'))
    expect(department.asked).toBe(6)
    expect(await named(store, '试乙')).toEqual(['15', '15'])
  }))
