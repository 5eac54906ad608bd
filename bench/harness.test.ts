/** On toy variants whose ratio is known. Ratios only: absolute times mean nothing on a shared machine. */
import { describe, expect, test } from '@jest/globals'
import { compare, median, table, type Variant } from './harness.ts'

let kept: unknown
/** Does the same small work `times` times. */
const working = (name: string, times: number): Variant => ({
  name,
  run: () => {
    let sum = 0
    for (let i = 0; i < times * 200_000; i++) sum = (sum * 31 + i) % 1_000_003
    kept = sum
  },
})
/** Allocates `times` arrays of the same size. */
const allocating = (name: string, times: number): Variant => ({
  name,
  run: () => {
    const arrays: number[][] = []
    for (let i = 0; i < times; i++) arrays.push(new Array<number>(1000).fill(i + 0.5))
    kept = arrays
  },
})
const turns = { rounds: 6, operationsPerTurn: 60, warmUpOperations: 60 }

describe('compare', () => {
  test('tells how many times the CPU one variant takes of another', async () => {
    const { ratio } = await compare([working('one', 1), working('eight', 8)], {
      rounds: 6,
      operationsPerTurn: 20,
      warmUpOperations: 20,
    })
    // Wide, for the machine is shared: a mix-up of the variants would give 1 or an eighth.
    expect(ratio('eight', 'one').cpu).toBeGreaterThan(2)
    expect(ratio('eight', 'one').cpu).toBeLessThan(32)
    expect(ratio('one', 'one').cpu).toBe(1)
  })

  test('counts what was allocated, though it was collected meanwhile', async () => {
    const { costs, ratio } = await compare([allocating('ten', 10), allocating('hundred', 100)], turns)
    // 1,000 doubles are 8 KB; sixty operations of the larger one are 48 MB, far above the young generation.
    expect(costs['hundred']?.bytes).toBeGreaterThan(700_000)
    expect(costs['hundred']?.bytes).toBeLessThan(1_100_000)
    expect(ratio('hundred', 'ten').bytes).toBeGreaterThan(8)
    expect(ratio('hundred', 'ten').bytes).toBeLessThan(12)
    expect(kept).toHaveLength(10)
  })

  test('takes turns forwards and backwards, awaits each operation, and what it leaves for later within the turn', async () => {
    const order: string[] = []
    const named = (name: string): Variant => ({
      name,
      run: async () => {
        order.push(`${name}(`)
        await new Promise((resolve) => setImmediate(resolve))
        order.push(')')
      },
    })
    const settling: Variant = { ...named('b'), settle: async () => void order.push('.') }
    await compare([named('a'), settling], { rounds: 4, operationsPerTurn: 1, warmUpOperations: 0 })
    expect(order.join('')).toBe('.a()b().b().a()a()b().b().a()')
  })

  test('refuses an odd number of rounds and an unknown variant', async () => {
    await expect(compare([working('one', 1)], { ...turns, rounds: 3 })).rejects.toThrow(RangeError)
    const { ratio } = await compare([working('one', 1)], { rounds: 2, operationsPerTurn: 1, warmUpOperations: 0 })
    expect(() => ratio('two', 'one')).toThrow(RangeError)
  })

  test('prints a row a variant', async () => {
    const comparison = await compare([working('one', 1), working('two', 2)], {
      rounds: 2,
      operationsPerTurn: 5,
      warmUpOperations: 5,
    })
    expect(table(comparison, 'one').split('\n')).toHaveLength(3)
    expect(table(comparison, 'one')).toContain('1.00×')
  })
})

test('median takes the middle, or the mean of the two middle values', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(() => median([])).toThrow(RangeError)
})
