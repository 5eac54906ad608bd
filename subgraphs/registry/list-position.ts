/** Where a page of a list goes on that is ordered by an instant and then by ids: the text inside its cursor. */
import { pentagraphError } from '../../schema/errors.ts'

/** `at`: epoch ms, or another whole number by which the list is ordered. */
export function positionText(at: number, ...ids: readonly string[]): string {
  return [at, ...ids].join(' ')
}

/** The number and as many ids as the list has. Throws BAD_USER_INPUT for a text of another list, or of nobody's. */
export function readPosition<Ids extends readonly string[]>(
  text: string,
  ids: Ids['length'],
): readonly [number, ...Ids] {
  const [at = '', ...rest] = text.split(' ')
  if (!/^\d{1,15}$/.test(at) || rest.length !== ids) throw pentagraphError('BAD_USER_INPUT', { argument: 'after' })
  return [Number(at), ...(rest as readonly string[] as Ids)]
}
