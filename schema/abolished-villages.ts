/** Codes of villages that the mergers abolished, brought to the village that each went into (former-divisions.ts). */
import { divisionOf, type Division } from './divisions.ts'
import { formerDivisionOf } from './former-divisions.ts'
import { flagged, nothing, read, unread, type Reading } from './reading.ts'
import { isFiller, plainToken } from './source-text.ts'

/** The present village of an abolished code; null for a code that was never a village's, still is, or was divided among several. */
export function successorOf(code: string): Division | null {
  const [successor, another] = formerDivisionOf(code)?.successors ?? []
  return successor === undefined || another !== undefined ? null : divisionOf(successor)
}

/**
 * The present village of a code: 12 digits, or a longer code that begins with them (grid, plot, contractor). An abolished one is brought to
 * its successor and flagged; one that was divided, or is in no list, stays as it is, flagged.
 */
export function readVillageCode(raw: string): Reading<string> {
  const text = plainToken(raw)
  if (text === '') return nothing
  if (isFiller(text)) return unread('FILLER')
  const code = /^\d{12}/.exec(text)?.[0]
  if (code === undefined) return unread('AREA_UNKNOWN')
  if (divisionOf(code) !== null) return read(code)
  const successor = successorOf(code)
  if (successor !== null) return flagged(successor.code, 'AREA_ABOLISHED')
  return flagged(code, formerDivisionOf(code) === null ? 'AREA_UNKNOWN' : 'AREA_ABOLISHED')
}
