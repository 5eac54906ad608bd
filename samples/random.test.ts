import { describe, expect, test } from '@jest/globals'
import { Draw } from './random.ts'

describe('randomness by counting', () => {
  test('the same seed, stream and index draw the same', () => {
    const draws = (draw: Draw) => [draw.bits(), draw.int(100), draw.between(5, 9), draw.pick(['a', 'b', 'c'])]
    expect(draws(new Draw(1, 'person', 17))).toEqual(draws(new Draw(1, 'person', 17)))
  })

  test('seed, stream and index each make a difference', () => {
    const bits = [
      new Draw(1, 'person', 0),
      new Draw(2, 'person', 0),
      new Draw(1, 'house', 0),
      new Draw(1, 'person', 1),
    ].map((d) => d.bits())
    expect(new Set(bits).size).toBe(4)
  })

  test('first draws of neighbouring indexes are spread evenly', () => {
    const boxes = Array.from({ length: 16 }, () => 0)
    for (let index = 0; index < 16_000; index++) {
      const box = new Draw(1, 'person', index).int(16)
      boxes[box] = (boxes[box] ?? 0) + 1
    }
    // 1000 each; five standard deviations are 153.
    for (const count of boxes) expect(Math.abs(count - 1000)).toBeLessThan(153)
  })

  test('weights are kept', () => {
    let heavy = 0
    for (let index = 0; index < 10_000; index++)
      if (
        new Draw(1, 'w', index).weigh([
          ['light', 1],
          ['heavy', 9],
        ]) === 'heavy'
      )
        heavy++
    expect(Math.abs(heavy - 9000)).toBeLessThan(150)
  })
})
