/** How much an operation may ask for. One table; each number was chosen so that every operation of clients/ stays far below it. */

export interface Limits {
  /** Bytes of a request body. */
  readonly bodyBytes: number
  readonly tokens: number
  /** Characters of the document: what is remembered of documents must not grow by long literals. */
  readonly characters: number
  /** Fields below each other; the usual introspection query has 15. */
  readonly depth: number
  readonly aliases: number
  /** Fields that repeat a response name in one selection set. */
  readonly duplicates: number
  /** Fields and fragments, after every fragment has been written out where it is used. */
  readonly selections: number
  readonly directives: number
  /** Root fields of one operation. */
  readonly rootFields: number
  /** Items of one list in an argument or a variable. */
  readonly listItems: number
  /** Lists and objects in each other in one argument or in the variables. */
  readonly inputDepth: number
  /** Values in the variables, those inside of lists and objects too. */
  readonly inputValues: number
  readonly first: number
  /** Estimated objects and fields of the answer, see cost.ts. */
  readonly cost: number
}
export type LimitName = keyof Limits

export const usualLimits: Limits = {
  bodyBytes: 256 * 1024,
  tokens: 1_000,
  characters: 20_000,
  depth: 20,
  aliases: 30,
  duplicates: 20,
  selections: 2_000,
  directives: 50,
  rootFields: 20,
  listItems: 100,
  inputDepth: 10,
  inputValues: 5_000,
  first: 100,
  cost: 20_000,
}

/** For conformance suites behind an open gateway: still bounded, so that no document hangs the process. */
export const openLimits: Limits = {
  bodyBytes: 4 * 1024 * 1024,
  tokens: 20_000,
  characters: 1_000_000,
  depth: 100,
  aliases: 2_000,
  duplicates: 2_000,
  selections: 20_000,
  directives: 2_000,
  rootFields: 500,
  listItems: 10_000,
  inputDepth: 100,
  inputValues: 1_000_000,
  first: 1_000_000,
  cost: Number.MAX_SAFE_INTEGER,
}
