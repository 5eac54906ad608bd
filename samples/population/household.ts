/**
 * Who lives together: five dwellings in a row hold fourteen persons, in one of a few mixtures, so that a person's household follows
 * from the person's index. Roles, ages and relations to the head (GB/T 4761) come from the size of the household.
 */
import type { Draw } from '../random.ts'
import { thisYear } from './calendar.ts'

export const perBlock = { persons: 14, dwellings: 5 } as const

/** Persons in each of the five dwellings; 0 stands empty or is let by the room. Each row sums to fourteen. */
export const mixtures: readonly (readonly number[])[] = [
  [4, 3, 3, 2, 2],
  [4, 4, 3, 2, 1],
  [3, 3, 3, 3, 2],
  [5, 3, 3, 2, 1],
  [5, 4, 2, 2, 1],
  [4, 4, 3, 3, 0],
  [6, 4, 2, 2, 0],
  [5, 4, 3, 1, 1],
]

export interface Member {
  readonly sex: 'M' | 'F'
  readonly born: number
  /** GB/T 4761: relation to the head of the household. */
  readonly relation: string
  /** GB/T 2261.2, two digits. */
  readonly marital: string
  /** The child of the head carries the head's surname; a head's parent may too. */
  readonly sharesName: boolean
}

/** The first member is the head. */
export function household(draw: Draw, size: number): Member[] {
  if (size === 0) return []
  const headSex = draw.chance(size === 1 ? 0.5 : 0.85) ? 'M' : 'F'
  const headAge = size === 1 ? draw.between(22, 88) : size === 2 ? draw.between(27, 82) : draw.between(28, 58)
  const head: Member = {
    sex: headSex,
    born: thisYear - headAge,
    relation: '02',
    marital: size === 1 ? draw.pick(['10', '30', '40']) : '21',
    sharesName: false,
  }
  if (size === 1) return [head]
  const spouseSex = headSex === 'M' ? 'F' : 'M'
  const members: Member[] = [
    head,
    {
      sex: spouseSex,
      born: head.born + draw.between(-3, 4),
      relation: spouseSex === 'F' ? '12' : '11',
      marital: '21',
      sharesName: false,
    },
  ]
  const parents = size >= 5 ? draw.between(1, 2) : size === 4 && draw.chance(0.3) ? 1 : 0
  for (let i = 0; i < parents; i++) {
    const sex = i === 0 ? 'F' : 'M'
    members.push({
      sex,
      born: Math.max(1925, head.born - draw.between(22, 30)),
      relation: sex === 'M' ? '51' : '52',
      marital: parents === 1 ? '30' : '21',
      sharesName: sex === 'M',
    })
  }
  while (members.length < size) {
    const sex = draw.chance(0.52) ? 'M' : 'F'
    const born = Math.min(thisYear - 1, head.born + draw.between(23, 33))
    members.push({
      sex,
      born,
      relation: sex === 'M' ? '20' : '30',
      marital: thisYear - born > 30 && draw.chance(0.3) ? '21' : '10',
      sharesName: true,
    })
  }
  return members
}
