/** The outcome of a decision on one piece of data. `access/decide.ts` makes them; gateway and subgraphs only read them. */
import type { Classified } from '../schema/classification.ts'

export const denyReasons = [
  'NO_PURPOSE',
  'NOT_FOR_PURPOSE',
  'NO_GRANT',
  'GRANT_EXPIRED',
  'GRANT_SUSPENDED',
  'OUTSIDE_HOURS',
  'VOLUME_USED_UP',
  'NOT_SHARED',
  'OUT_OF_SCOPE',
  'NOT_CLASSIFIED',
] as const
export type DenyReason = (typeof denyReasons)[number]

export type Decision =
  | { readonly verdict: 'ALLOW'; readonly grant: string | null }
  | {
      readonly verdict: 'MASK'
      readonly grant: string | null
      /** Graded anew since its guard was made: a way to other data is hidden then, whatever stands behind it. */
      readonly regraded?: true
    }
  | { readonly verdict: 'DENY'; readonly reason: DenyReason }

/** Decides for one request; keeps its decisions by the identity of the classified place (about 0.1 µs when kept). */
export interface Decider {
  decide(place: Classified): Decision
  /** The place as it is graded now. */
  gradeOf(place: Classified): Classified
}
