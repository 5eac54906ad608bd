/** What people write in their own words: reasons, answers, objections. */
import { pentagraphError } from '../schema/errors.ts'

/** Characters, without the blanks around them. */
const LONGEST_TEXT = 2_000

/** Text that must be there, cut at its ends; null where it may be missing and is. Throws BAD_USER_INPUT with the argument. */
export function written(argument: string, text: string | null | undefined, needed: true, longest?: number): string
export function written(
  argument: string,
  text: string | null | undefined,
  needed: boolean,
  longest?: number,
): string | null
export function written(
  argument: string,
  text: string | null | undefined,
  needed: boolean,
  longest = LONGEST_TEXT,
): string | null {
  const kept = text?.trim() ?? ''
  if (kept.length > longest || (needed && kept === '')) throw pentagraphError('BAD_USER_INPUT', { argument })
  return kept === '' ? null : kept
}
