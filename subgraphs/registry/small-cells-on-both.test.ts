/** What is left out of two maps, on maps small enough to follow by hand. */
import { describe, expect, test } from '@jest/globals'
import type { Atom, Path } from './placed-counts.ts'
import { suppressedOnBoth } from './small-cells.ts'

/** Where they were counted, where that lies today unless it is the same, and how many: `A/a/1 > B/b/3 : 20`. */
function atom(text: string): Atom {
  const [places = '', count = ''] = text.split(' : ')
  const [recorded = '', current = recorded] = places.split(' > ')
  return { recorded: path(recorded), current: path(current), count: Number(count) }
}

/** Town, village, grid; `1|2` is one of both. */
const path = (text: string): Path => text.split('/').map((among) => among.split('|'))

function leftOut(...atoms: readonly string[]): { recorded: string; current: string } {
  const { recorded, current } = suppressedOnBoth(atoms.map(atom))
  return { recorded: [...recorded].sort().join(' '), current: [...current].sort().join(' ') }
}

describe('small cells of two maps', () => {
  test('a map that did not change leaves out the small and one beside it', () => {
    const same = '1 2'
    expect(leftOut('A/a/1 : 3', 'A/a/2 : 10', 'A/a/3 : 20', 'B/b/4 : 30')).toEqual({ recorded: same, current: same })
  })

  test('what moved in great numbers is shown on both', () => {
    expect(leftOut('A/a/1 > A/a/3 : 20', 'A/a/2 > A/a/3 : 30', 'B/b/4 : 30')).toEqual({ recorded: '', current: '' })
  })

  test('where few moved, the old areas are left out, and the new ones are shown', () => {
    expect(leftOut('A/a/1 > A/a/3 : 4', 'A/a/2 > A/a/3 : 30', 'A/a/5 : 30', 'A/b/4 : 30')).toEqual({
      recorded: '1 2',
      current: '',
    })
  })

  test('few who moved out of a town leave out its old map, up to the town', () => {
    expect(
      leftOut('A/a/1 : 35', 'A/c/2 : 35', 'B/b/3 > A/a/7 : 1', 'B/b/4 : 16', 'B/d/5 : 15', 'B/d/6 > A/a/7 : 35'),
    ).toEqual({ recorded: '1 2 3 4 5 6 A B a b c d', current: '1 2 4 5 7 a b c d' })
  })

  test('a village that moved takes few of another with it', () => {
    expect(leftOut('A/a/1 : 18', 'A/b/2 > B/c/6 : 28', 'B/c/3 : 9', 'B/d/4 : 39', 'B/d/5 : 5', 'B/c/6 : 3')).toEqual({
      recorded: '1 2 3 4 5 6 A B a b c d',
      current: '1 3 4 5 6 a c d',
    })
  })

  test('one of several areas is a cell of its own', () => {
    expect(
      leftOut(
        'A/a/1 : 4',
        'A/b/2 > A|B/a|c/7|8 : 14',
        'A/b/2 > A/a/7 : 3',
        'A/b/3 : 33',
        'B/c/4 : 20',
        'B/c/5 : 6',
        'B/d/6 : 40',
        'B/d/9 : 38',
        'B/c/8 : 11',
      ),
    ).toEqual({ recorded: '1 2 3 5 6 8 9 A B a b c d', current: '1 3 5 6 7 7|8 8 9 A|B B a a|c b c d' })
  })

  test('what is left out already is not left out beside others once more', () => {
    expect(
      leftOut(
        'A/a/1 : 1',
        'A/b/2 : 22',
        'A/b/3 : 7',
        'B/c/4 : 10',
        'B/c/5 : 22',
        'B/d/6 : 24',
        'B/d/7 > A/b/8 : 34',
        'A/b/8 : 18',
      ),
    ).toEqual({ recorded: '1 2 3 8 a b', current: '1 2 3 a b' })
  })

  test('a village without grids is counted like any other, on either map', () => {
    expect(leftOut('A/a : 3', 'A/b : 10', 'A/c : 20')).toEqual({ recorded: 'a b', current: 'a b' })
    expect(leftOut('A/a : 3', 'A/b > A/b/1 : 10', 'A/c/2 > A/c : 20')).toEqual({ recorded: 'a b', current: '1 a b' })
  })
})
