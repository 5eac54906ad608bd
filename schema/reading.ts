/** What comes of reading one raw value: a value, an issue, or both (a value with a flag). Nothing is guessed. */
import type { IssueCode } from './issues.ts'

export interface Reading<T> {
  readonly value: T | null
  /** Null when the value was as agreed. With a value it is a remark; without, the reason why there is none. */
  readonly issue: IssueCode | null
}

export const nothing: Reading<never> = { value: null, issue: null }
export const read = <T>(value: T): Reading<T> => ({ value, issue: null })
export const flagged = <T>(value: T, issue: IssueCode): Reading<T> => ({ value, issue })
export const unread = (issue: IssueCode): Reading<never> => ({ value: null, issue })
