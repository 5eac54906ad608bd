import { describe, expect, test } from '@jest/globals'
import { gapsOf } from './gaps.ts'

const denied = (index: number) => ({
  message: 'This field is not open to this request.',
  path: ['persons', 'nodes', index, 'idNumber'],
  extensions: {
    code: 'FIELD_DENIED',
    reason: 'NO_GRANT',
    department: 'public-security',
    catalogue: 'public-security/Person.idNumber',
  },
})

describe('gapsOf', () => {
  test('is empty for an answer without gaps', () => {
    expect(gapsOf({ data: { me: null } })).toEqual([])
  })

  test('gives one row for the same refusal in a list', () => {
    expect(gapsOf({ data: {}, errors: [denied(0), denied(1), denied(19)] })).toEqual([
      {
        kind: 'REFUSED',
        code: 'FIELD_DENIED',
        path: 'persons.nodes.*.idNumber',
        count: 3,
        reason: 'NO_GRANT',
        department: 'public-security',
        since: null,
        catalogue: 'public-security/Person.idNumber',
        traceId: null,
      },
    ])
  })

  test('believes the hub’s count when it lists the first of many only', () => {
    const many = (index: number) => ({
      ...denied(index),
      extensions: { ...denied(index).extensions, occurrences: 100 },
    })
    expect(gapsOf({ data: {}, errors: [many(0), many(1)] }).map(({ count }) => count)).toEqual([100])
  })

  test('puts silent departments before refusals, and masks after them', () => {
    const answer = {
      data: {},
      errors: [
        denied(0),
        {
          message: '',
          path: ['house', 'titles'],
          extensions: { code: 'DEPARTMENT_UNAVAILABLE', department: 'housing' },
        },
      ],
      extensions: {
        masked: [
          { path: 'person.name', department: 'registry' },
          { path: 'persons.nodes[].phone', department: 'approval-service' },
        ],
        stale: [{ department: 'housing', since: '2026-11-20T02:00:00+08:00' }],
      },
    }
    expect(gapsOf(answer).map((gap) => [gap.kind, gap.path, gap.department])).toEqual([
      ['UNAVAILABLE', 'house.titles', 'housing'],
      ['REFUSED', 'persons.nodes.*.idNumber', 'public-security'],
      ['MASKED', 'person.name', 'registry'],
      ['MASKED', 'persons.nodes.*.phone', 'approval-service'],
      ['STALE', '', 'housing'],
    ])
  })

  test('calls a refused request a fault with an empty path', () => {
    expect(gapsOf({ errors: [{ message: 'x', extensions: { code: 'TOKEN_EXPIRED', traceId: 't1' } }] })).toMatchObject([
      { kind: 'FAULT', code: 'TOKEN_EXPIRED', path: '', traceId: 't1' },
    ])
  })

  test('survives what is not an answer', () => {
    expect(gapsOf('Bad Gateway')).toEqual([])
    expect(gapsOf({ errors: [null] })).toMatchObject([{ code: 'INTERNAL' }])
  })
})
