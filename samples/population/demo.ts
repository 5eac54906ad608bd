/**
 * The demo household: the same persons, house and firm for every seed and size, so that tokens, example queries and the explorer can
 * name them. They live in the first dwelling; the head is known to every department that knows persons.
 */
import type { Member } from './household.ts'

export const demo = {
  /** The first neighbourhood and the first two grids are drawn with this seed whatever the estate's. */
  seed: 1,
  /** Person indexes 0-3: head, spouse, parent, child. */
  persons: 4,
  home: 0,
  /** Owned by the head too; the fiftieth dwelling of the first neighbourhood lies in the second grid. */
  secondDwelling: 49,
  /** The company that the head leads. */
  organisation: 5,
  /** Of the first neighbourhood's events this many hotline orders and as many grid events happen in the house. */
  eventsInHome: 5,
} as const

export const demoMembers: readonly (Member & { readonly name: string })[] = [
  { name: '于志远', sex: 'M', born: 1979, relation: '02', marital: '21', sharesName: false },
  { name: '孙丽华', sex: 'F', born: 1981, relation: '12', marital: '21', sharesName: false },
  { name: '姜秀英', sex: 'F', born: 1953, relation: '52', marital: '30', sharesName: false },
  { name: '于子䶮', sex: 'M', born: 2008, relation: '20', marital: '10', sharesName: true },
]

export function isDemoHome(dwelling: number): boolean {
  return dwelling === demo.home
}

export function isDemoPerson(person: number): boolean {
  return person < demo.persons
}
