/**
 * The words for one field of a record: where it comes from, what it becomes, what it means, who may see it.
 * A word is added at its third user; anything special is an ordinary TypeGraphQL resolver in the department's `resolvers.ts`.
 */
import { Int } from 'type-graphql'
import type { Mask } from '../../access/masks.ts'
import { idNumberMask, nameMask, phoneMask, addressMask } from '../../access/masks.ts'
import type { Classification, Level, Sharing } from '../../schema/classification.ts'
import { readVillageCode } from '../../schema/abolished-villages.ts'
import { readCode, type CodeList } from '../../schema/code-list.ts'
import { readDay } from '../../schema/day.ts'
import { readDecimal, readInteger } from '../../schema/decimal.ts'
import { readInstant } from '../../schema/instant.ts'
import { readOrganisationCode } from '../../schema/organisation-code.ts'
import { readPersonName } from '../../schema/person-name.ts'
import { readPersonNumber, type PersonNumber } from '../../schema/person-number.ts'
import { readPhone } from '../../schema/phone.ts'
import type { Reading } from '../../schema/reading.ts'
import { DayScalar, DecimalScalar, InstantScalar } from '../../schema/scalars.ts'
import { readStandardCode } from '../../schema/standard-code.ts'
import { readText } from '../../schema/text.ts'
import { readArea } from '../../schema/wkt.ts'
import type { CoordinateSystem } from '../../adapters/coordinates/system.ts'
import { readCoordinate } from './coordinate.ts'
import type { EntityKind, IdentityField } from './identity.ts'

/** What a field may say beyond its record's classification. */
export interface FieldOptions {
  readonly level?: Level
  readonly category?: string
  readonly sharing?: Sharing
  /** How a MASK decision shows the value; without one the value is hidden. */
  readonly mask?: Mask
  /** Root lists of the record can be filtered by this field (equality for codes and text, from/to for days and instants). */
  readonly filter?: boolean
  /** Of an entity: its values find the entity and are not told of it, so that nobody learns from them who knows it. Always so at level 4. */
  readonly quiet?: boolean
  /**
   * Of a person's name, number or telephone that no role maps: whose it is, a role of the record or OTHER for somebody without one. Who reads
   * the own record sees numbers and telephones of other people masked.
   */
  readonly of?: string
}

/** Somebody in the record who has no role: the hub links nobody by a name and a telephone. */
export const OTHER = 'other'

export type Scalar = 'text' | 'code' | 'day' | 'instant' | 'decimal' | 'integer' | 'flag'

/** A value read from one column. `T` is what the graph gives. */
export interface FieldSpec<T = unknown> {
  readonly kind: 'value'
  readonly scalar: Scalar
  readonly column: string
  readonly description: string
  readonly options: FieldOptions
  /** GraphQL type as TypeGraphQL wants it. For codes the kit registers an enum of `list`. */
  readonly type: () => unknown
  readonly list?: CodeList
  /** For flags: what the source writes. */
  readonly flags?: { readonly yes: readonly string[]; readonly no: readonly string[] }
  /** A second column without which the value cannot be read: the other half of a point. */
  readonly other?: string
  /** Reads the raw text (and that of `other`); never throws, never guesses. */
  readonly read: (raw: string, other?: string | null) => Reading<T>
  /** For person numbers: the kind of document, when the value is good as a key. */
  readonly identityKind?: (raw: string) => string | null
}

/** The entity that this record describes (`role` self) or names. `values` maps identifying values to fields of the same record. */
export interface EntitySpec<K extends EntityKind = EntityKind> {
  readonly kind: 'entity'
  readonly entity: K
  readonly values: Readonly<Partial<Record<IdentityField<K>, string>>>
  readonly description: string
  readonly options: EntityOptions
}

export interface EntityOptions extends FieldOptions {
  /** The role is empty where this code field of the record has this value: a row that says itself that it names a unit names no person. */
  readonly unless?: readonly [field: string, value: string]
}

type Word<T> = (column: string, description: string, options?: FieldOptions) => FieldSpec<T>
const word =
  <T>(scalar: Scalar, type: () => unknown, read: (raw: string) => Reading<T>, mask?: Mask): Word<T> =>
  (column, description, options = {}) => ({
    kind: 'value',
    scalar,
    column,
    description,
    type,
    read,
    options: mask && !options.mask ? { ...options, mask } : options,
  })

export const text = word<string>('text', () => String, readText)
export const day = word<string>(
  'day',
  () => DayScalar,
  (raw) => readDay(raw),
)
export const instant = word<string>('instant', () => InstantScalar, readInstant)
/** A decimal as text: digits are kept as the source wrote them. */
export const decimal = word<string>('decimal', () => DecimalScalar, readDecimal)
export const integer = word<number>('integer', () => Int, readInteger)
export const personName = word<string>('text', () => String, readPersonName, nameMask)
export const phone = word<string>('text', () => String, readPhone, phoneMask)
export const address = word<string>('text', () => String, readText, addressMask)
/** A code whose shape a standard prescribes (schema/standard-code.ts); null in any other shape. */
export const standardCode = (
  column: string,
  shape: RegExp,
  description: string,
  options: FieldOptions = {},
): FieldSpec<string> => ({
  kind: 'value',
  scalar: 'text',
  column,
  description,
  type: () => String,
  read: (raw) => readStandardCode(raw, shape),
  options,
})
/** A boundary as well-known text, longitude before latitude. */
export const area = word<string>('text', () => String, readArea)
/**
 * One half of a point, in CGCS2000 degrees whatever the source writes: `other` is the column of the other half, `system` what both are.
 * Swapped axes are put right, zero is no point; what was wrong is an issue of the longitude.
 */
export const longitude = coordinate('longitude')
export const latitude = coordinate('latitude')
/** Code of the village as it is today, 12 digits; from a longer code that begins with it, too. */
export const villageCode = word<string>('text', () => String, readVillageCode)
export const organisationCode = word<string>('text', () => String, readOrganisationCode)
/** A person's document number; an invalid one is kept out of linking and flagged. */
export const personNumber: Word<string> = (column, description, options = {}) => {
  // Whoever links a row asks for the number and for its kind, one after the other.
  let last: { readonly raw: string; readonly number: PersonNumber } | null = null
  const numberOf = (raw: string) => {
    if (last?.raw !== raw) last = { raw, number: readPersonNumber(raw) }
    return last.number
  }
  return {
    kind: 'value',
    scalar: 'text',
    column,
    description,
    type: () => String,
    read: (raw) => {
      const { norm, issue } = numberOf(raw)
      return { value: norm, issue }
    },
    identityKind: (raw) => {
      const { valid, kind } = numberOf(raw)
      return valid ? kind : null
    },
    options: { mask: idNumberMask, ...options },
  }
}

export const code = <V extends string>(
  column: string,
  list: CodeList<V>,
  description: string,
  options: FieldOptions = {},
): FieldSpec<V> => ({
  kind: 'value',
  scalar: 'code',
  column,
  description,
  options,
  list,
  type: () => String,
  read: (raw) => readCode(list, raw),
})

/** Yes or no: `yes` and `no` list what the source writes. */
export const flag = (
  column: string,
  yes: readonly string[],
  no: readonly string[],
  description: string,
  options: FieldOptions = {},
): FieldSpec<boolean> => ({
  kind: 'value',
  scalar: 'flag',
  column,
  description,
  options,
  type: () => Boolean,
  flags: { yes, no },
  read: (raw) => {
    const given = raw.trim()
    if (yes.includes(given)) return { value: true, issue: null }
    if (no.includes(given)) return { value: false, issue: null }
    return { value: null, issue: given === '' ? null : 'UNKNOWN_CODE' }
  },
})

export const entity = <K extends EntityKind>(
  kind: K,
  values: Readonly<Partial<Record<IdentityField<K>, string>>>,
  description: string,
  options: EntityOptions = {},
): EntitySpec<K> => ({ kind: 'entity', entity: kind, values, description, options })

function coordinate(half: 'longitude' | 'latitude') {
  return (
    column: string,
    other: string,
    system: CoordinateSystem,
    description: string,
    options: FieldOptions = {},
  ): FieldSpec<string> => ({
    kind: 'value',
    scalar: 'decimal',
    column,
    other,
    description,
    type: () => DecimalScalar,
    read: (raw, beside) => readCoordinate(half, raw, beside ?? null, system),
    options,
  })
}

/** The classification of one field: the record's, unless the field says otherwise. */
export function classificationOf(record: Classification, options: FieldOptions): Classification {
  return {
    level: options.level ?? record.level,
    category: options.category ?? record.category,
    sharing: options.sharing ?? record.sharing,
  }
}
