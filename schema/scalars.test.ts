import { describe, expect, test } from '@jest/globals'
import { GraphQLError, Kind, type GraphQLScalarType } from 'graphql'
import { DayScalar, DecimalScalar, InstantScalar, LocalRefScalar } from './scalars.ts'

const parses = (scalar: GraphQLScalarType, value: unknown): unknown => scalar.parseValue(value)

function refusal(act: () => unknown): GraphQLError {
  try {
    act()
  } catch (error) {
    if (error instanceof GraphQLError) return error
  }
  throw new Error('nothing was refused')
}

describe('what a client may send', () => {
  test.each<[GraphQLScalarType, unknown, string]>([
    [DayScalar, '2024-01-31', '2024-01-31'],
    [DayScalar, '2024-01', '2024-01'],
    [DayScalar, '2024', '2024'],
    [InstantScalar, '2024-01-31T00:00:00Z', '2024-01-31T08:00:00+08:00'],
    [InstantScalar, '2024-01-31T08:00:00+08:00', '2024-01-31T08:00:00+08:00'],
    [DecimalScalar, '9007199254740993', '9007199254740993'],
    [DecimalScalar, '-0.10', '-0.10'],
    [LocalRefScalar, 'abc.def', 'abc.def'],
  ])('%s takes %s', (scalar, value, parsed) => {
    expect(parses(scalar, value)).toBe(parsed)
    expect(scalar.parseLiteral({ kind: Kind.STRING, value: String(value) })).toBe(parsed)
    expect(scalar.serialize(parsed)).toBe(parsed)
  })

  test.each<[GraphQLScalarType, unknown]>([
    [DayScalar, '2024-02-30'],
    [DayScalar, '20240131'],
    [DayScalar, '2024-01-31T00:00:00Z'],
    [DayScalar, 20240131],
    [InstantScalar, '2024-01-31T08:00:00'],
    [InstantScalar, '2024-01-31'],
    [InstantScalar, 1706659200000],
    [DecimalScalar, 0.1],
    [DecimalScalar, '1,000'],
    [DecimalScalar, '1e3'],
    [LocalRefScalar, ''],
    [LocalRefScalar, 'a b'],
  ])('%s refuses %s without repeating it', (scalar, value) => {
    const error = refusal(() => parses(scalar, value))
    expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT', scalar: scalar.name })
    if (value !== '') expect(JSON.stringify(error)).not.toContain(String(value))
  })

  test('numbers in the document are no decimals', () => {
    expect(refusal(() => DecimalScalar.parseLiteral({ kind: Kind.FLOAT, value: '0.1' })).extensions.code).toBe(
      'BAD_USER_INPUT',
    )
  })
})

test('a record that holds what the scalar does not allow is the department’s fault', () => {
  expect(refusal(() => DayScalar.serialize('1980年')).extensions).toEqual({ code: 'DEPARTMENT_FAULT', scalar: 'Day' })
  expect(refusal(() => DecimalScalar.serialize(0.1)).extensions.code).toBe('DEPARTMENT_FAULT')
})
