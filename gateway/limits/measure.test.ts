/** What a document measures, counted by hand. */
import { expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { measure, type Measures } from './measure.ts'

const measured = (query: string, variables: Record<string, unknown> = {}) => measure(parse(query), variables)

test.each<[string, Partial<Measures>]>([
  ['{ a { b c } }', { depth: 2, selections: 3, rootFields: 1, aliases: 0, duplicates: 0 }],
  ['{ x: a y: a { z: b } }', { aliases: 3, rootFields: 2 }],
  ['{ a a a ... { a } }', { duplicates: 2, selections: 5, rootFields: 4 }],
  ['query @x { a @y @z ...f @y } fragment f on T { b @x }', { directives: 5 }],
  ['{ ...f } fragment f on T { a { ...g } b } fragment g on U { c }', { depth: 2, rootFields: 2, selections: 5 }],
  ['{ a(x: [1, [1, 2, 3]], y: { z: [1, 2] }) }', { listItems: 3, inputDepth: 2 }],
  ['{ a } fragment unused on T { b { c { d } } }', { depth: 1, selections: 1 }],
  ['{ a } query Two { b { c } d }', { depth: 2, selections: 3, rootFields: 2 }],
  ['{ ...f } fragment f on T { ...f }', { depth: Infinity, selections: Infinity }],
  ['{ ...nowhere }', { depth: 0, selections: 1, rootFields: 0 }],
])('%s', (query, expected) => {
  expect(measured(query)).toMatchObject(expected)
})

test('variables: the longest list, the depth and the number of all that is in them', () => {
  const of = (variables: Record<string, unknown>) => {
    const { listItems, inputDepth, inputValues } = measured('{ a }', variables)
    return [listItems, inputDepth, inputValues]
  }
  expect(of({})).toEqual([0, 0, 0])
  expect(of({ a: null, b: 'text', c: 7 })).toEqual([0, 0, 3])
  expect(of({ a: [1, 2, { b: [null] }] })).toEqual([3, 3, 6])
  expect(of({ a: { b: { c: {} } } })).toEqual([0, 3, 3])
})
