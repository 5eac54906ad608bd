/** What a list of fields in an application stands for: whether its names exist, how the data is graded, and whether one list lies within another. */
import { pentagraphError } from '../../schema/errors.ts'
import type { Classified, Sharing } from '../../schema/classification.ts'
import { EVERY_FIELD, isForPurpose, nameKind } from '../grant-fields.ts'
import type { Grant } from '../principal.ts'
import type { Purpose } from '../purposes.ts'

/** What the published graph has: given by whoever puts the hub together. */
export interface PublishedFields {
  /** Those of the names that the department does not have. */
  unknown(department: string, fields: readonly string[]): readonly string[]
  /** As they are graded now. */
  places(): readonly Classified[]
}

/**
 * The strictest sharing type of what is named. Throws BAD_USER_INPUT for names that do not exist, that the purpose does not open, or
 * that are never shared.
 */
export function sharingOf(
  published: PublishedFields,
  department: string,
  fields: readonly string[],
  purpose: Purpose,
): Sharing {
  requireNames(published, department, fields)
  let conditional = false
  for (const field of fields) {
    const named = placesOf(published, department, [field])
    const open = named.filter((place) => place.sharing !== 'NEVER')
    if (open.length === 0 && named.length > 0)
      throw pentagraphError('BAD_USER_INPUT', { argument: 'fields', problem: 'NOT_SHARED' })
    if (!open.some((place) => place.sharing === 'UNCONDITIONAL' || isForPurpose(purpose.fields, place)))
      throw pentagraphError('BAD_USER_INPUT', { argument: 'fields', problem: 'NOT_FOR_PURPOSE' })
    if (open.some((place) => place.sharing === 'CONDITIONAL')) conditional = true
  }
  return conditional ? 'CONDITIONAL' : 'UNCONDITIONAL'
}

/**
 * Throws BAD_USER_INPUT (`NAME_LEVEL_4`) where a type or a category would have to open level 4 plainly: it never does (decision 11, 3), and
 * whoever asked for it would learn so only from masked answers. What shows masked may be asked for by category.
 */
export function requireNamedLevel4(
  published: PublishedFields,
  department: string,
  fields: readonly string[],
  effect: Grant['effect'],
): void {
  if (effect !== 'PLAIN') return
  const unnamed = placesOf(published, department, fields).some(
    (place) => place.level >= BY_NAME_LEVEL && place.sharing !== 'NEVER' && nameKind(fields, place) !== 'COORDINATE',
  )
  if (unnamed) throw pentagraphError('BAD_USER_INPUT', { argument: 'fields', problem: 'NAME_LEVEL_4' })
}

/** Throws BAD_USER_INPUT unless there are some, each once, and the department has them all. */
export function requireNames(published: PublishedFields, department: string, fields: readonly string[]): void {
  if (fields.length === 0 || fields.length > MAX_FIELDS || new Set(fields).size !== fields.length)
    throw pentagraphError('BAD_USER_INPUT', { argument: 'fields' })
  if (fields.includes(EVERY_FIELD) || published.unknown(department, fields).length > 0)
    throw pentagraphError('BAD_USER_INPUT', { argument: 'fields', problem: 'UNKNOWN_FIELD' })
}

/**
 * Throws BAD_USER_INPUT unless every name of `part` opens no more than `whole` does. A coordinate of level 4 must be named by the whole
 * itself: a category would have shown it masked at most.
 */
export function requireWithin(
  published: PublishedFields,
  department: string,
  part: readonly string[],
  whole: readonly string[],
): void {
  const names = new Set(whole)
  const inside = part.every((name) => {
    if (names.has(name)) return true
    const places = placesOf(published, department, [name])
    return places.length > 0 && places.every((place) => place.level < BY_NAME_LEVEL && nameKind(whole, place) !== null)
  })
  if (part.length === 0 || !inside)
    throw pentagraphError('BAD_USER_INPUT', { argument: 'fields', problem: 'NOT_WITHIN' })
}

/** Every place of the department that the names stand for. */
export function placesOf(
  published: PublishedFields,
  department: string,
  fields: readonly string[],
): readonly Classified[] {
  return published.places().filter((place) => place.department === department && nameKind(fields, place) !== null)
}

// Private:

const MAX_FIELDS = 200
const BY_NAME_LEVEL = 4
