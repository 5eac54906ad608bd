/**
 * The graph's own scalars. All travel as JSON strings; parsing is strict and errors never repeat the value. `readDay` and its like
 * read legacy forms; here only the one agreed form of each is accepted.
 */
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { isDay } from './day.ts'
import { isDecimal } from './decimal.ts'
import { pentagraphError } from './errors.ts'
import { parseInstant } from './instant.ts'
import { instantText } from './shanghai-time.ts'

export const DayScalar = textScalar(
  'Day',
  'A day of the calendar without time and zone, as precise as the source: `2024-01-31`, `2024-01` or `2024`. (日期)',
  (text) => (isDay(text) ? text : null),
)

export const InstantScalar = textScalar(
  'Instant',
  'A moment in ISO 8601 with its zone; given out in the time of China: `2024-01-31T08:00:00+08:00`. (时间)',
  (text) => {
    const epoch = parseInstant(text)
    return epoch === null ? null : instantText(epoch)
  },
)

export const DecimalScalar = textScalar(
  'Decimal',
  'A decimal number as text, with exactly the digits of the source: `"12345678901234568.10"`. Never a JSON number. (数值)',
  (text) => (isDecimal(text) ? text : null),
)

/** Longest sealed list of local keys; a person has a few dozen records in one department at most. */
const MAX_REF_LENGTH = 65_536

export const LocalRefScalar = textScalar(
  'LocalRef',
  'A sealed reference between the hub and one department; it means nothing to anybody else. (内部引用)',
  (text) => (/^\S+$/.test(text) && text.length <= MAX_REF_LENGTH ? text : null),
)

// Private:

/** `accept` gives the text in its one form, or null when it is not acceptable. */
function textScalar(
  name: string,
  description: string,
  accept: (text: string) => string | null,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    const accepted = typeof value === 'string' ? accept(value) : null
    if (accepted === null) throw pentagraphError('BAD_USER_INPUT', { scalar: name })
    return accepted
  }
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => {
      const accepted = typeof value === 'string' ? accept(value) : null
      // The record is at fault, not the caller.
      if (accepted === null) throw pentagraphError('DEPARTMENT_FAULT', { scalar: name })
      return accepted
    },
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined),
  })
}
