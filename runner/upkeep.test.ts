import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../gateway/log.ts'
import { embeddedStore, type OpenedStore } from '../prisma/test-store.ts'
import { secretsFor } from '../subgraphs/registry/test-secrets.ts'
import type { DepartmentHost } from './department-hosts.ts'
import { Upkeep, type UpkeepOptions } from './upkeep.ts'

describe('upkeep', () => {
  let opened: OpenedStore
  let said: string[]
  let stopping: AbortController
  beforeEach(async () => {
    opened = await embeddedStore()
    said = []
    stopping = new AbortController()
  })
  afterEach(() => opened.close())

  const log = () => {
    const say = (bindings: object, message: string) =>
      said.push('department' in bindings ? `${String(bindings.department)}: ${message}` : message)
    return { info: say, warn: say, error: say } as unknown as Log
  }

  /** A department whose data are of the day that `asOf` says, and that cannot be read while that is null. */
  function host(name: string, asOf: () => string | null): DepartmentHost {
    return {
      spec: { name },
      refresh: () => (asOf() === null ? Promise.reject(new Error('unreachable')) : Promise.resolve()),
      status: () => Promise.resolve({ name, ok: asOf() !== null, asOf: asOf() }),
    } as unknown as DepartmentHost
  }

  async function upkeepOf(
    hosts: readonly DepartmentHost[],
    registry: Partial<UpkeepOptions['registry']>,
    pauses?: UpkeepOptions['pauses'],
  ): Promise<Upkeep> {
    const { store } = opened
    const status = () => Promise.all(hosts.map((one) => one.status(AbortSignal.timeout(1_000))))
    const index = await secretsFor(store, new Uint8Array(32).fill(1))
    const nothing = {
      link: () => Promise.resolve([]),
      carryOutCorrections: () => Promise.resolve(),
      deliverBaseData: () => Promise.resolve(),
      keepTerms: () => Promise.resolve({}),
    }
    const whole = { ...nothing, ...registry } as UpkeepOptions['registry']
    return new Upkeep({
      store,
      hosts,
      status,
      registry: whole,
      index,
      log: log(),
      signal: stopping.signal,
      ...(pauses && { pauses }),
    })
  }

  test('links when a department has other data than before, not otherwise', async () => {
    let asOf = '2026-11-01'
    let linked = 0
    const link = () => Promise.resolve([]).finally(() => (linked += 1))
    const upkeep = await upkeepOf([host('housing', () => asOf)], { link })
    await upkeep.update()
    await upkeep.update()
    expect(linked).toBe(1)
    asOf = '2026-11-02'
    await upkeep.update()
    expect(linked).toBe(2)
    expect(said).toEqual([])
  })

  test('a department that cannot be read does not keep the others from being linked', async () => {
    let linked = 0
    const link = () => Promise.resolve([]).finally(() => (linked += 1))
    const upkeep = await upkeepOf([host('housing', () => null), host('justice', () => '2026-11-01')], { link })
    await upkeep.update()
    expect(linked).toBe(1)
    expect(said).toEqual(['housing: refresh failed; the old data stays'])
  })

  test('a department that could not be linked is linked at the next turn, though nothing has changed', async () => {
    const failures = [[{ department: 'housing', error: new Error('gone') }], []]
    let linked = 0
    const link = () => Promise.resolve(failures[linked++] ?? [])
    const upkeep = await upkeepOf([host('housing', () => '2026-11-01')], { link })
    for (const _turn of [1, 2, 3]) await upkeep.update()
    expect(linked).toBe(2)
    expect(said).toEqual(['housing: not linked; tried again later'])
  })

  test('does one thing at a time, and has ended all of it when it is closed', async () => {
    const events: string[] = []
    const deliverBaseData = async (_now: number, signal: AbortSignal) => {
      events.push('begun')
      while (!signal.aborted) await setImmediate()
      events.push('ended')
    }
    const upkeep = await upkeepOf([], { deliverBaseData }, { updateMs: 60_000, deliverMs: 1 })
    await upkeep.begin()
    await pause(50)
    expect(events).toEqual(['begun'])
    stopping.abort()
    await upkeep.close()
    expect(events).toEqual(['begun', 'ended'])
    await pause(20)
    expect(events).toHaveLength(2)
  })

  test('a turn that fails is told, and the next one comes', async () => {
    let turns = 0
    const deliverBaseData = () => Promise.reject(new Error('the store is locked')).finally(() => (turns += 1))
    const upkeep = await upkeepOf([], { deliverBaseData }, { updateMs: 60_000, deliverMs: 1 })
    await upkeep.begin()
    while (turns < 2) await setImmediate()
    stopping.abort()
    await upkeep.close()
    expect(said.length).toBeGreaterThanOrEqual(1)
    expect(new Set(said)).toEqual(new Set(['base data is not delivered; tried again']))
  })
})
