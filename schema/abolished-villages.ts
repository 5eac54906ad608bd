/**
 * Villages that the mergers of 2019-2021 abolished, with the village that each went into. The statistics bureau lists the living only, and
 * the orders of the mergers are with the civil affairs bureau: a city puts its rows here. These are the rows of the stand-in city, in which
 * every village took in one other: its code had the same town and a sequence 500 (of four hundred) higher.
 */
import { divisionOf, divisions, type Division } from './divisions.ts'
import { flagged, nothing, read, unread, type Reading } from './reading.ts'
import { isFiller, plainToken } from './source-text.ts'

/** The present village of an abolished code; null for a code that was never a village's, or still is. */
export function successorOf(code: string): Division | null {
  return successors.get(code) ?? null
}

/**
 * The present village of a code: 12 digits, or a longer code that begins with them (grid, plot, contractor). An abolished one is brought to
 * its successor and flagged; one that is in no list stays as it is, flagged.
 */
export function readVillageCode(raw: string): Reading<string> {
  const text = plainToken(raw)
  if (text === '') return nothing
  if (isFiller(text)) return unread('FILLER')
  const code = /^\d{12}/.exec(text)?.[0]
  if (code === undefined) return unread('AREA_UNKNOWN')
  if (divisionOf(code) !== null) return read(code)
  const successor = successorOf(code)
  return successor === null ? flagged(code, 'AREA_UNKNOWN') : flagged(successor.code, 'AREA_ABOLISHED')
}

// Private:

const successors: ReadonlyMap<string, Division> = new Map(
  divisions
    .filter(({ level }) => level === 'VILLAGE')
    .map((village) => [village.code.slice(0, 9) + String(500 + (Number(village.code.slice(9)) % 400)), village]),
)
