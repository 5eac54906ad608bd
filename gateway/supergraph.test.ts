import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { getVariableValues, Kind, parse, validate, type OperationDefinitionNode } from 'graphql'
import { loadSupergraph } from './supergraph.ts'

const { api } = loadSupergraph(readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'))

/** An argument of each scalar of the graph's own, as a client writes it. */
const asked = {
  Day: (value: string) => `{ events(first: 1, filter: { asOf: ${value} }) { totalCount } }`,
  Instant: (value: string) => `{ auditRecords(first: 1, filter: { from: ${value} }) { totalCount } }`,
}

describe('scalars of the graph, before a plan is made', () => {
  test.each([
    ['Day', '"2026-02-30"'],
    ['Day', '"31.01.2026"'],
    ['Day', '20260131'],
    ['Instant', '"2026-01-01"'],
    ['Instant', '"2026-01-01T00:00:00"'],
    ['Instant', '1767196800000'],
  ] as const)('%s: %s is refused, and the error does not repeat it', (scalar, value) => {
    const [error, ...more] = validate(api, parse(asked[scalar](value)))
    expect(more).toEqual([])
    expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', scalar })
    expect(error?.message).not.toContain(value.replaceAll('"', ''))
  })

  test.each([
    ['Day', '"2026-01"'],
    ['Instant', '"2026-01-01T00:00:00Z"'],
  ] as const)('%s: %s is taken', (scalar, value) => {
    expect(validate(api, parse(asked[scalar](value)))).toEqual([])
  })

  test('a variable goes on in the one form of its scalar; one that is none is refused', () => {
    const [operation] = parse(
      'query ($from: Instant) { auditRecords(first: 1, filter: { from: $from }) { totalCount } }',
    ).definitions as readonly OperationDefinitionNode[]
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation')
    const read = (from: string) => getVariableValues(api, operation.variableDefinitions ?? [], { from })
    expect(read('2025-12-31T16:00:00Z').coerced).toEqual({ from: '2026-01-01T00:00:00+08:00' })
    expect(read('yesterday').errors).toHaveLength(1)
  })
})
