import { getEventListeners } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { SourceError, type Call, type SourceErrorCode } from './adapter.ts'
import { expectCode } from './conformance.ts'
import { Guard } from './guard.ts'
import { Quota } from './quota.ts'
import { isOpen, shanghaiTime } from './service-hours.ts'

const call: Call = { signal: new AbortController().signal }
const failing = (code: SourceErrorCode) => () => Promise.reject(new SourceError(code, 'stand-in', code))
const hang = ({ signal }: Call) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))

describe('the guard', () => {
  test('a source that takes too long is given up, and told so', async () => {
    let told = false
    const guard = new Guard('stand-in', { timeoutMs: 20 })
    await expectCode('TIMEOUT', () =>
      guard.run('read', call, (inner) => {
        inner.signal.addEventListener('abort', () => (told = true))
        return hang(inner)
      }),
    )
    expect(told).toBe(true)
    await expectCode('TIMEOUT', () => guard.run('read', call, () => setTimeout(200)))
  })

  test('a caller who gives up is answered at once, whatever the source does', async () => {
    const guard = new Guard('stand-in', {})
    const caller = new AbortController()
    const reading = guard.run('read', { signal: caller.signal }, () => setTimeout(2000, undefined, { ref: false }))
    caller.abort()
    await expectCode('ABORTED', () => reading)
  })

  test('reads of an unreachable source are tried twice, writes and other failures once', async () => {
    const guard = new Guard('stand-in', {})
    const count = async (kind: 'read' | 'write', code: SourceErrorCode) => {
      let tries = 0
      await expectCode(code, () =>
        guard.run(kind, call, () => {
          tries++
          return failing(code)()
        }),
      )
      return tries
    }
    expect(await count('read', 'UNAVAILABLE')).toBe(2)
    expect(await count('write', 'UNAVAILABLE')).toBe(1)
    expect(await count('read', 'FAULT')).toBe(1)
    expect(await count('read', 'TIMEOUT')).toBe(1)
  })

  test('a source that took too long five times is left alone, and callers who gave up do not count', async () => {
    const guard = new Guard('stand-in', { timeoutMs: 5 })
    for (let i = 0; i < 10; i++) {
      const caller = new AbortController()
      const reading = guard.run('read', { signal: caller.signal }, hang)
      caller.abort()
      await expectCode('ABORTED', () => reading)
    }
    for (let i = 0; i < 5; i++) await expectCode('TIMEOUT', () => guard.run('read', call, hang))
    await expectCode('BREAKER_OPEN', () => guard.run('read', call, hang))
  })

  test('the breaker opens after five failures of the source, and not for errors about one request', async () => {
    const guard = new Guard('stand-in', {})
    for (let i = 0; i < 10; i++)
      await expectCode('VERSION_CONFLICT', () => guard.run('write', call, failing('VERSION_CONFLICT')))
    for (let i = 0; i < 5; i++) await expectCode('UNAVAILABLE', () => guard.run('write', call, failing('UNAVAILABLE')))
    let asked = false
    await expectCode('BREAKER_OPEN', () =>
      guard.run('read', call, async () => {
        asked = true
      }),
    )
    expect(asked).toBe(false)
  })

  test('no more calls at the same time than the source allows', async () => {
    const guard = new Guard('stand-in', { concurrency: 2 })
    let now = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 9 }, () =>
        guard.run('read', call, async () => {
          most = Math.max(most, ++now)
          await setTimeout(2)
          now--
        }),
      ),
    )
    expect(most).toBe(2)
  })

  test('who gives up while waiting for a turn leaves the queue, and who gives up while served frees the turn', async () => {
    const guard = new Guard('stand-in', { concurrency: 1 })
    const [served, waiting] = [new AbortController(), new AbortController()]
    const first = guard.run('read', { signal: served.signal }, hang)
    let asked = 0
    const ask = async () => ++asked
    const second = guard.run('read', { signal: waiting.signal }, ask)
    const third = guard.run('read', call, ask)
    waiting.abort()
    await expectCode('ABORTED', () => second)
    expect(asked).toBe(0)
    served.abort()
    await expectCode('ABORTED', () => first)
    expect(await third).toBe(1)
    expect(await guard.run('read', call, ask)).toBe(2)
  })

  test('nobody waits in an endless queue', async () => {
    const guard = new Guard('stand-in', { concurrency: 1 })
    const caller = new AbortController()
    const runs = Array.from({ length: 1001 }, () => guard.run('read', { signal: caller.signal }, hang))
    await expectCode('UNAVAILABLE', () => guard.run('write', call, async () => 'answer'))
    caller.abort()
    for (const run of runs) await expectCode('ABORTED', () => run)
    expect(await guard.run('write', call, async () => 'answer')).toBe('answer')
  })

  test('after the call nothing listens on the signal of the caller, and the work was told of no end', async () => {
    const guard = new Guard('stand-in', {})
    const caller = new AbortController()
    const seen: AbortSignal[] = []
    const answered = Array.from({ length: 20 }, () =>
      guard.run('read', { signal: caller.signal }, async ({ signal }) => seen.push(signal)),
    )
    await Promise.all(answered)
    await expectCode('FAULT', () => guard.run('read', { signal: caller.signal }, failing('FAULT')))
    expect(getEventListeners(caller.signal, 'abort')).toEqual([])
    expect(seen.filter((signal) => signal.aborted)).toEqual([])
  })

  test('a source inside the process has breaker, second try and hours, but no turns', async () => {
    const guard = new Guard('stand-in', { concurrency: 1 }, { synchronous: true })
    let tries = 0
    const busyOnce = async () => {
      if (++tries === 1) throw new SourceError('UNAVAILABLE', 'stand-in', 'locked')
      return tries
    }
    expect(await guard.run('read', call, busyOnce)).toBe(2)
    expect(await guard.run('read', call, () => guard.run('read', call, async () => 'inside'))).toBe('inside')
    for (let i = 0; i < 5; i++) await expectCode('UNAVAILABLE', () => guard.run('write', call, failing('UNAVAILABLE')))
    await expectCode('BREAKER_OPEN', () => guard.run('read', call, async () => 'answer'))
  })

  test('anything that is thrown comes out typed', async () => {
    const guard = new Guard('stand-in', {})
    await expectCode('FAULT', () => guard.run('read', call, () => Promise.reject(new TypeError('x'))))
    await expectCode('FAULT', () =>
      guard.run('read', call, () => {
        throw new RangeError('y')
      }),
    )
  })

  test('outside its service hours a source is not asked', async () => {
    const at = (time: string) =>
      new Guard(
        'stand-in',
        { hours: { from: '08:00', to: '20:00' } },
        { now: () => new Date(`2026-01-05T${time}+08:00`) },
      )
    expect(await at('08:00:00').run('read', call, async () => 'answer')).toBe('answer')
    await expectCode('OUT_OF_HOURS', () => at('20:00:00').run('read', call, async () => 'answer'))
  })
})

test('service hours are local to Shanghai and may run over midnight', () => {
  const night = { from: '22:00', to: '06:00' }
  expect(['15:00', '21:59', '22:00'].map((utc) => isOpen(night, new Date(`2026-01-05T${utc}:00Z`)))).toEqual([
    true,
    true,
    false,
  ])
  expect(shanghaiTime(new Date('2026-01-05T16:00:00Z'))).toBe('2026-01-06 00:00:00')
})

test('a quota counts by the second and by the day of Shanghai', () => {
  let now = new Date('2026-01-05T15:59:58.000Z')
  const quota = new Quota('stand-in', { perSecond: 2, perDay: 3 }, () => now)
  const taken = () => {
    try {
      quota.take()
      return true
    } catch (error) {
      expect((error as SourceError).code).toBe('QUOTA_EXCEEDED')
      return false
    }
  }
  expect([taken(), taken(), taken()]).toEqual([true, true, false])
  now = new Date('2026-01-05T15:59:59.000Z')
  expect([taken(), taken()]).toEqual([true, false])
  now = new Date('2026-01-05T16:00:00.000Z')
  expect(taken()).toBe(true)
})
