/** Linking again where a source tells what changed: what is read, what goes, and what happens when the source or the declaration forgets. */
import { expect, jest, test } from '@jest/globals'
import type { HubStore } from '../../prisma/store.ts'
import { withStore } from '../../prisma/test-store.ts'
import { WriteBehind } from '../../prisma/write-behind.ts'
import type { EntityKind, Feed, Identity, LinkSource } from '../kit/identity.ts'
import { Linker } from './linker.ts'
import { secretsFor } from './test-secrets.ts'

const PAGE = 2

/** A department whose one record of persons remembers its changes, until it forgets them. */
class TellingSource implements LinkSource {
  readonly department = 'human-resources'
  readonly entities: readonly EntityKind[] = ['Person']
  /** Local keys of what linking was given since this was emptied. */
  readonly given: string[] = []
  reading = 'first'
  /** Throws before it gives this page of the next reading; -1 never. */
  breaksAt = -1
  private history = 0
  private readonly rows = new Map<string, Identity>()
  private log: string[] = []

  put(key: string, values: Readonly<Record<string, string>>): this {
    const number = values['number'] !== undefined
    this.rows.set(`Insured/self/${key}`, {
      department: this.department,
      entity: 'Person',
      key: `Insured/self/${key}`,
      asOf: null,
      values,
      numberValid: number,
      numberKind: number ? 'RESIDENT_ID' : null,
      live: true,
    })
    this.log.push(`Insured/self/${key}`)
    return this
  }

  remove(key: string): this {
    this.rows.delete(`Insured/self/${key}`)
    this.log.push(`Insured/self/${key}`)
    return this
  }

  /** What was told before is no longer known, deletions neither. */
  forget(): this {
    this.history += 1
    this.log = [...this.rows.keys()]
    return this
  }

  feeds(): readonly Feed[] {
    return [
      {
        name: 'Insured',
        prefixes: ['Insured/self/'],
        late: false,
        reading: this.reading,
        changes: (since) => this.changesSince(since),
        identities: () => this.identities(),
      },
    ]
  }

  async *identities(): AsyncIterable<readonly Identity[]> {
    yield [...this.rows.values()]
  }

  async identify(_kind: EntityKind, keys: readonly string[]): Promise<(Identity | null)[]> {
    return keys.map((key) => this.rows.get(key) ?? null)
  }

  private async *changesSince(since: string | null) {
    const [history, at] = since === null ? [this.history, 0] : since.split(':').map(Number)
    const anew = history !== this.history
    let from = anew ? 0 : (at ?? 0)
    for (let page = 0, first = true; first || from < this.log.length; page += 1, first = false) {
      if (page === this.breaksAt) throw new Error('the line is down')
      const keys = this.log.slice(from, from + PAGE)
      from += keys.length
      this.given.push(...keys)
      const identities = keys.flatMap((key) => this.rows.get(key) ?? [])
      const gone = keys.filter((key) => !this.rows.has(key))
      yield { identities, gone, cursor: `${this.history}:${from}`, anew: anew && first }
    }
  }
}

const secret = new Uint8Array(32).fill(3)
const numberOf = (day: number) => `37028319900307000${day}`
const source = () =>
  new TellingSource()
    .put('1', { name: '测甲', number: numberOf(1) })
    .put('2', { name: '试乙', number: numberOf(2) })
    .put('3', { name: '样丙', number: numberOf(3) })

async function link(store: HubStore, department: TellingSource) {
  department.given.length = 0
  const linker = new Linker(store, [department], await secretsFor(store, secret))
  return linker.linkAll(AbortSignal.timeout(20_000))
}

const liveKeys = async (store: HubStore) => {
  const links = await store.sql.selectFrom('Link').select('localKey').where('live', '=', 1).execute()
  return links.map(({ localKey }) => localKey.replace('Insured/self/', '')).sort()
}

test('linking again reads what changed, and nothing when nothing did', () =>
  withStore(async (store) => {
    const department = source()
    await link(store, department)
    expect(department.given).toHaveLength(3)
    await link(store, department)
    expect(department.given).toEqual([])
    await link(store, department.put('4', { name: '例丁' }))
    expect(department.given).toEqual(['Insured/self/4'])
    expect(await liveKeys(store)).toEqual(['1', '2', '3', '4'])
  }))

test('what the source tells to be gone speaks for nobody any more', () =>
  withStore(async (store) => {
    const department = source()
    await link(store, department)
    await link(store, department.remove('2'))
    expect(department.given).toEqual(['Insured/self/2'])
    expect(await liveKeys(store)).toEqual(['1', '3'])
    await link(store, department.put('2', { name: '试乙', number: numberOf(2) }))
    expect(await liveKeys(store)).toEqual(['1', '2', '3'])
    expect(await store.sql.selectFrom('Entity').select('id').execute()).toHaveLength(3)
  }))

test('rows that name nobody do not keep the first linking from handing over what the others say', () =>
  withStore(async (store) => {
    const add = jest.spyOn(WriteBehind.prototype, 'add')
    try {
      await link(store, source().put('4', { name: '例丁' }).remove('4'))
      expect(await liveKeys(store)).toEqual(['1', '2', '3'])
      const handed = await Promise.allSettled(add.mock.results.map(({ value }) => value as Promise<unknown>))
      expect(handed.length).toBeGreaterThan(3)
      expect(handed.filter(({ status }) => status === 'rejected')).toEqual([])
    } finally {
      add.mockRestore()
    }
  }))

test('a source that breaks off is followed from where it broke off', () =>
  withStore(async (store) => {
    const department = source()
    department.breaksAt = 1
    expect(await link(store, department)).toMatchObject([{ department: 'human-resources' }])
    expect(await liveKeys(store)).toEqual(['1', '2'])
    department.breaksAt = -1
    expect(await link(store, department)).toEqual([])
    expect(department.given).toEqual(['Insured/self/3'])
    expect(await liveKeys(store)).toEqual(['1', '2', '3'])
  }))

test('a source that forgot what went is read anew, and what is not there is looked for', () =>
  withStore(async (store) => {
    const department = source()
    await link(store, department)
    await link(store, department.remove('1').forget())
    expect(await liveKeys(store)).toEqual(['2', '3'])
    // Broken off in the middle of it, too.
    department.breaksAt = 1
    await link(store, department.put('4', { name: '例丁' }).remove('2').forget())
    department.breaksAt = -1
    await link(store, department)
    expect(await liveKeys(store)).toEqual(['3', '4'])
  }))

test('a record that is read otherwise, and one not read through for a week, is read through', () =>
  withStore(async (store) => {
    const department = source()
    await link(store, department)
    department.reading = 'second'
    await link(store, department)
    expect(department.given).toHaveLength(3)
    await store.sql.updateTable('LinkCursor').set({ begunAt: 0 }).execute()
    await link(store, department)
    expect(department.given).toHaveLength(3)
    await link(store, department)
    expect(department.given).toEqual([])
  }))

test('under another index secret everything is read once, so that it is keyed anew', () =>
  withStore(async (store) => {
    const department = source()
    await link(store, department)
    department.given.length = 0
    const secrets = await secretsFor(store, new Uint8Array(32).fill(4), secret)
    await new Linker(store, [department], secrets).linkAll(AbortSignal.timeout(20_000))
    expect(department.given).toHaveLength(3)
  }))
