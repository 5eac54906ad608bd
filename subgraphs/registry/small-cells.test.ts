/** Counts that must not tell of single persons. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { suppressed, THRESHOLD, type Cell } from './small-cells.ts'

const cell = (key: string, count: number, inside: Cell[] = []): Cell => ({ key, count, inside })

describe('small cells', () => {
  test('below five is left out, zero is not', () => {
    expect([...suppressed([cell('a', 4), cell('b', 3), cell('c', 0), cell('d', 5)])].sort()).toEqual(['a', 'b'])
  })

  test('a single one takes the next smallest with it', () => {
    expect([...suppressed([cell('a', 4), cell('b', 90), cell('c', 7)])].sort()).toEqual(['a', 'c'])
  })

  test('what was left out for another’s sake does not come out by adding up its parts', () => {
    const groups = [
      cell('a', 4, [cell('a1', 4)]),
      cell('b', 30, [cell('b1', 10), cell('b2', 20)]),
      cell('c', 50, [cell('c1', 50)]),
    ]
    const hidden = suppressed(groups)
    expect(hidden.has('b')).toBe(true)
    expect(hidden.has('b1') || hidden.has('b2')).toBe(true)
    expect(hidden.has('c1')).toBe(false)
  })

  test('no hidden cell can be computed from the total of its group', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 2, maxLength: 12 }), (counts) => {
        const hidden = suppressed(counts.map((count, at) => cell(String(at), count)))
        const left = counts.filter((_, at) => hidden.has(String(at)))
        for (const [at, count] of counts.entries())
          if (count > 0 && count < THRESHOLD) expect(hidden.has(String(at))).toBe(true)
        const others = counts.filter((count, at) => count > 0 && !hidden.has(String(at)))
        // One cell alone is hidden only where there is no other to hide with it: then the total is that small cell itself.
        if (left.length === 1) expect(others).toEqual([])
      }),
    )
  })
})
