/** What a follower of changes learns, on each kind of store. Invented persons: area 370283, sequence 000. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import type { HubStore } from '../../prisma/store.ts'
import type { OpenedStore } from '../../prisma/test-store.ts'
import { entityKinds, type EntityKind } from '../kit/identity.ts'
import { positionText, readFeed, readPosition, type Change, type FeedPosition } from './change-feed.ts'
import { Linker } from './linker.ts'
import { MemorySource } from './memory-source.ts'
import { mergeEntities, undoMerge } from './merge.ts'
import { Reader } from './reader.ts'
import { forgetPerson } from './rights/forget.ts'
import { RowMates } from './row-mates.ts'
import { RowScopes } from './row-scope.ts'
import { secretsFor } from './test-secrets.ts'

const GRID = '370283001001001'
const OTHER_GRID = '370283001001002'
const secret = new Uint8Array(32).fill(9)

export function changeFeedSuite(open: () => Promise<OpenedStore>): void {
  let opened: OpenedStore
  let store: HubStore
  let police: MemorySource
  let linker: Linker

  beforeEach(async () => {
    opened = await open()
    ;({ store } = opened)
    police = new MemorySource('public-security')
    linker = new Linker(store, [police], await secretsFor(store, secret))
  })
  afterEach(() => opened.close())

  const link = () => linker.linkAll(AbortSignal.timeout(20_000))
  const live = (key: string, name: string, gridCode = GRID) =>
    police.put('Person', `Resident/self/${key}`, { name, gridCode })
  const idOf = async (key: string) => {
    const links = store.sql.selectFrom('Link').select('entityId').where('localKey', '=', `Resident/self/${key}`)
    return (await links.executeTakeFirstOrThrow()).entityId
  }
  const pageAfter = (
    after: FeedPosition | null,
    { rowScope = 'ALL' as RowScope, size = 100, kinds = ['Person'] as readonly EntityKind[] } = {},
  ) => {
    const principal = { subject: 's', department: 'd', roles: [], grids: [GRID], staffKey: null, personId: null }
    const access = { principal, rowScope, purpose: null } as unknown as AccessContext
    const reader = new Reader(store.sql, RowScopes.of(store.sql, access, new RowMates()))
    return readFeed({ db: store.sql, reader, everybody: rowScope === 'ALL' }, kinds, after, size)
  }
  const told = (changes: readonly Change[]) => changes.map(({ id, change }) => `${id} ${change}`)

  test('tells of what is new, then of what changed, and of nothing else', async () => {
    live('1', '测甲')
    live('2', '试乙')
    await link()
    const first = await pageAfter(null)
    expect(told(first.changes).sort()).toEqual([`${await idOf('1')} CHANGED`, `${await idOf('2')} CHANGED`].sort())
    expect(first.more).toBe(false)
    await link()
    live('1', '测甲')
    await link()
    expect(await pageAfter(first.end)).toEqual({ changes: [], end: first.end, more: false })
    live('2', '试丙')
    await link()
    const next = await pageAfter(first.end)
    expect(told(next.changes)).toEqual([`${await idOf('2')} CHANGED`])
    expect(next.changes[0]?.row?.golden).toContain('试丙')
    expect(next.changes[0]?.at).toBeGreaterThanOrEqual(first.changes[0]?.at ?? Infinity)
  })

  test('is read in pages over several kinds, each entity once, in the order of the ticks', async () => {
    for (let at = 0; at < 7; at += 1) {
      live(String(at), `例${at}`)
      police.put('House', `Resident/dwelling/${at}`, { addressCode: `37028300100100000${at}` })
      if (at % 3 === 0) await link()
    }
    await link()
    const kinds = entityKinds
    const whole = await pageAfter(null, { kinds })
    for (const size of [1, 2, 3]) {
      const found: Change[] = []
      for (let after: FeedPosition | null = null, more = true; more;) {
        const page = await pageAfter(after, { kinds, size })
        expect(page.changes.length).toBeLessThanOrEqual(size)
        found.push(...page.changes)
        after = page.end
        more = page.more
      }
      expect(told(found)).toEqual(told(whole.changes))
    }
    expect(new Set(whole.changes.map(({ id }) => id)).size).toBe(14)
    const ticks = whole.changes.map(({ seq }) => seq)
    expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
  })

  test('of a merged id tells which entity goes on, and that it is back when the merge is undone', async () => {
    live('1', '样丁')
    live('2', '样丁')
    await link()
    const { end } = await pageAfter(null)
    const [one, two] = [await idOf('1'), await idOf('2')]
    const decision = { reason: 'CLERK', decider: 'clerk', now: 5 } as const
    const merge = await store.sql.transaction().execute((trx) => mergeEntities(trx, one, two, decision))
    await linker.makeGolden('Person')
    const merged = await pageAfter(end)
    expect(merged.changes).toMatchObject([{ id: one, change: 'MERGED', at: 5, row: { id: two } }])
    await store.sql.transaction().execute((trx) => undoMerge(trx, merge, 6))
    await linker.makeGolden('Person')
    expect(told((await pageAfter(merged.end)).changes)).toContain(`${one} CHANGED`)
  })

  test('tells of nothing out of reach, and goes on behind it', async () => {
    live('1', '测甲', OTHER_GRID)
    live('2', '试乙', OTHER_GRID)
    live('3', '例戊')
    await link()
    const [one, two, three] = [await idOf('1'), await idOf('2'), await idOf('3')]
    const decision = { reason: 'CLERK', decider: 'clerk', now: 5 } as const
    await store.sql.transaction().execute((trx) => mergeEntities(trx, one, two, decision))
    const mine = await pageAfter(null, { rowScope: 'GRIDS' })
    expect(told(mine.changes)).toEqual([`${three} CHANGED`])
    expect(mine.end).toMatchObject({ id: one })
    expect((await pageAfter(null, { rowScope: 'NONE' })).changes).toEqual([])
  })

  test('tells of what was deleted for good to those who reach everybody, and to nobody else', async () => {
    live('1', '测甲')
    await link()
    const { end } = await pageAfter(null)
    const id = await idOf('1')
    police.remove('Person', 'Resident/self/1')
    await link()
    expect(await forgetPerson(store, id)).toMatchObject({ outcome: 'FORGOTTEN' })
    expect((await pageAfter(end)).changes).toMatchObject([{ id, change: 'DELETED', row: null }])
    expect((await pageAfter(end, { rowScope: 'GRIDS' })).changes).toEqual([])
  })

  describe('a follower', () => {
    const step = fc.record({
      act: fc.constantFrom('put', 'rename', 'read', 'link'),
      key: fc.integer({ min: 0, max: 5 }).map(String),
      name: fc.constantFrom('测甲', '试乙', '例丙'),
    })
    test('who reads while things change holds in the end what the registry holds', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
          const copy = new Map<string, string>()
          let after: FeedPosition | null = null
          const read = async (size: number) => {
            const page = await pageAfter(after, { size })
            after = page.end
            for (const { id, row } of page.changes) copy.set(id, row?.golden ?? '')
            return page.more
          }
          for (const { act, key, name } of steps) {
            if (act === 'read') await read(2)
            else if (act === 'link') await link()
            else live(key, name)
          }
          await link()
          for (let more = true; more;) more = await read(2)
          const all = await store.sql.selectFrom('Entity').select(['id', 'golden']).execute()
          expect(copy).toEqual(new Map(all.map(({ id, golden }) => [id, golden])))
        }),
        { numRuns: 15, seed: 5 },
      )
    })
  })

  test('a position is text that is read back, and nothing else is', () => {
    expect(readPosition(positionText({ seq: 12, id: 'P-0A' }))).toEqual({ seq: 12, id: 'P-0A' })
    expect(readPosition(positionText({ seq: 0, id: '' }))).toEqual({ seq: 0, id: '' })
    expect(readPosition(null)).toBeNull()
    for (const text of ['', 'x', '1', '-1 P-1', "1 ' OR 1=1", '1 P-1 ', '９ P-1'])
      expect(() => readPosition(text)).toThrow(
        expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }),
      )
  })
}
