/** One rule for the keys by which a change that is asked twice is known as one: printable, no blanks, long enough not to be met by chance. */
import { pentagraphError } from '../schema/errors.ts'

/** The key itself. Throws BAD_USER_INPUT with the argument. */
export function idempotencyKeyOf(key: string, argument = 'idempotencyKey'): string {
  if (!/^[\x21-\x7e]{8,128}$/.test(key)) throw pentagraphError('BAD_USER_INPUT', { argument })
  return key
}
