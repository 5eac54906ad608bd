import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { join } from 'node:path'
import type { Row } from '../adapter.ts'
import { adapterConformance, use, type Harness } from '../conformance.ts'
import { Guard } from '../guard.ts'
import { GuardedAdapter } from '../guarded.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { FeedAdapter, type Feed, type FeedOptions } from './adapter.ts'
import { Inlet } from './inlet.ts'
import { FeedStore } from './store.ts'

const call = { signal: new AbortController().signal }
const DAY = 86_400_000
const row = (key: string, more: Partial<Row> = {}): Row => ({
  BH: key,
  MC: '样',
  LX: '01',
  BZ: null,
  BBH: '1',
  ...more,
})

/** A feed without a line: the test itself puts into the inlet. */
class Hand implements Feed {
  up = true
  starts = 0
  start(): Promise<void> {
    this.starts++
    return Promise.resolve()
  }
  close(): Promise<void> {
    return Promise.resolve()
  }
}

async function open(path: string, more: Partial<FeedOptions<FeedStore>> = {}, mostQuarantined = 3) {
  const store = new FeedStore(join(path, 'feed.sqlite'), [{ use, columns: use.columns }], mostQuarantined)
  const inlet = new Inlet(store, () => store.remark('PARTY', 'QUEUE_FULL'), 4)
  const feed = new Hand()
  const adapter = await FeedAdapter.open({
    department: 'stand-in',
    technology: 'device',
    uses: [use],
    store,
    inlet,
    feed,
    silentMs: DAY,
    down: 'NOT_LISTENING',
    ...more,
  })
  return { store, inlet, feed, adapter }
}

adapterConformance('feed', async (rows): Promise<Harness> => {
  const { path, remove } = await temporaryFolder()
  const { inlet, adapter } = await open(path)
  let keys: string[] = []
  const bring = async (next: readonly Row[]) => {
    const before = keys
    keys = next.map((one) => one['BH'] ?? '')
    await inlet.put((store) => {
      for (const gone of before.filter((key) => !keys.includes(key))) store.delete('PARTY', gone)
      for (const one of next) store.upsert('PARTY', one)
      store.heard(Date.now())
    })
  }
  await bring(rows)
  await inlet.put((store) => store.quarantine({ table: 'PARTY', file: 'hand', line: 1, code: 'MESSAGE_CUT', raw: '' }))
  return {
    adapter: new GuardedAdapter(adapter, new Guard('stand-in', {})),
    quarantine: { code: 'MESSAGE_CUT' },
    replace: bring,
    close: async () => {
      await adapter.close()
      await remove()
    },
  }
})

describe('a feed', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let opened: Awaited<ReturnType<typeof open>>
  const reopen = async (more: Partial<FeedOptions<FeedStore>> = {}) => {
    await opened.adapter.close()
    opened = await open(folder.path, more)
  }
  const remarks = async () => (await opened.adapter.state())[0]?.remarks ?? []
  beforeEach(async () => {
    folder = await temporaryFolder()
    opened = await open(folder.path)
  })
  afterEach(async () => {
    await opened.adapter.close()
    await folder.remove()
  })

  test('what was put is there when the sender is told, for another process too', async () => {
    await opened.inlet.put((store) => store.upsert('PARTY', row('K1')))
    const other = new Database(join(folder.path, 'feed.sqlite'), { readonly: true })
    expect(other.prepare('SELECT count(*) FROM t0').raw().all()).toEqual([[1]])
    other.close()
  })

  test('work that fails is undone and costs itself only', async () => {
    const done = await Promise.allSettled([
      opened.inlet.put((store) => store.upsert('PARTY', row('K1'))),
      opened.inlet.put((store) => {
        store.upsert('PARTY', row('K2'))
        throw new Error('no')
      }),
      opened.inlet.put((store) => store.upsert('PARTY', row('K3'))),
    ])
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await opened.adapter.state()).toMatchObject([{ rows: 2 }])
    expect(await opened.adapter.table('PARTY').getMany(['K1', 'K2', 'K3'], call)).toMatchObject([
      { BH: 'K1' },
      null,
      { BH: 'K3' },
    ])
  })

  test('more than can wait wait outside, none is lost, and it is remarked', async () => {
    const order: number[] = []
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        opened.inlet.put((store) => store.upsert('PARTY', row(`K${n}`))).then(() => order.push(n)),
      ),
    )
    expect(order).toEqual(Array.from({ length: 50 }, (_, n) => n))
    expect(await opened.adapter.state()).toMatchObject([{ rows: 50 }])
    expect(await remarks()).toContain('QUEUE_FULL')
  })

  test('of what is quarantined the oldest goes, and the remarks say how much went', async () => {
    for (const line of [1, 2, 3, 4, 5]) {
      const code = line < 3 ? 'MESSAGE_CUT' : 'MESSAGE_UNREADABLE'
      await opened.inlet.put((store) => store.quarantine({ table: 'PARTY', file: 'hand', line, code, raw: 'x' }))
    }
    const kept = await opened.adapter.quarantined('PARTY', { after: 0, limit: 10 })
    expect(kept.map(({ line }) => line)).toEqual([3, 4, 5])
    expect(await opened.adapter.state()).toMatchObject([{ quarantined: 3 }])
    expect(await remarks()).toContain('QUARANTINE_DROPPED:MESSAGE_CUT:2')
  })

  test('rows outlive a restart and go when they are old; whoever asked before is told', async () => {
    let now = Date.parse('2026-03-10T00:00:00Z')
    const keep = [
      { table: 'PARTY', column: 'BBH', days: 5, write: (at: number) => new Date(at).toISOString().slice(0, 10) },
    ]
    await reopen({ keep, now: () => now })
    await opened.inlet.put((store) => {
      store.upsert('PARTY', row('OLD', { BBH: '2026-03-06' }))
      store.upsert('PARTY', row('NEW', { BBH: '2026-03-10' }))
      store.heard(now)
    })
    const table = opened.adapter.table('PARTY')
    const { cursor } = await table.changes(null, call)
    await opened.adapter.refresh(call)
    expect(await opened.adapter.state()).toMatchObject([{ rows: 2 }])
    now += 2 * DAY
    await opened.adapter.refresh(call)
    expect((await table.changes(cursor, call)).changes).toEqual([{ kind: 'delete', key: 'OLD', row: null }])
    await reopen({ keep, now: () => now })
    expect(await opened.adapter.state()).toMatchObject([{ rows: 1, asOf: '2026-03-10T00:00:00.000Z' }])
  })

  test('deletions are forgotten after a month; a cursor from before begins anew instead of missing them', async () => {
    let now = Date.parse('2026-03-10T00:00:00Z')
    const keep = [{ table: 'PARTY', column: 'BBH', days: 5, write: () => '1' }]
    await reopen({ keep, now: () => now })
    await opened.inlet.put((store) => ['K1', 'K2'].map((key) => store.upsert('PARTY', row(key))))
    const table = opened.adapter.table('PARTY')
    const { cursor } = await table.changes(null, call)
    await opened.inlet.put((store) => store.delete('PARTY', 'K1'))
    await opened.adapter.refresh(call)
    const later = (await table.changes(cursor, call)).cursor
    now += 31 * DAY
    await opened.adapter.refresh(call)
    expect((await table.changes(cursor, call)).changes).toMatchObject([{ kind: 'upsert', key: 'K2' }])
    expect((await table.changes((await table.changes(later, call)).cursor, call)).changes).toEqual([])
  })

  test('a line that says nothing, and one that is down, are ill', async () => {
    let now = Date.parse('2026-03-10T00:00:00Z')
    await reopen({ now: () => now })
    await opened.inlet.put((store) => store.heard(now))
    expect(await opened.adapter.health()).toMatchObject({ ok: true })
    now += 2 * DAY
    expect(await opened.adapter.health()).toMatchObject({ ok: false, code: 'TIMEOUT' })
    expect(await remarks()).toContain('SILENT')
    opened.feed.up = false
    expect(await opened.adapter.health()).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
    expect(await remarks()).toContain('NOT_LISTENING')
    const { starts } = opened.feed
    await opened.adapter.refresh(call)
    expect(opened.feed.starts).toBe(starts + 1)
  })
})
