/** A mask is named only where there is something in the answer that it masks. */
import { expect, test } from '@jest/globals'
import { standsIn } from './masked-paths.ts'

const data = {
  person: { name: null, marriages: { nodes: [{ partner: null }, { since: '2001', partner: { name: '测*' } }] } },
  nobody: null,
  none: { nodes: [] },
  list: [null, { name: 'x' }],
}

test.each([
  'person.name',
  'person.marriages.nodes[].partner',
  'person.marriages.nodes[].since',
  'person.marriages.nodes[].partner.name',
  'nobody',
  'none.nodes[]',
  'list[].name',
])('there: %s', (path) => {
  expect(standsIn(data, path)).toBe(true)
  expect(standsIn(data, path)).toBe(true)
})

test.each([
  'person.number',
  'person.name.first',
  'person.marriages.nodes[].partner.number',
  'nobody.name',
  'none.nodes[].name',
  'list[].number',
  'toString',
  'person.constructor.name',
  'person.marriages.nodes[].length',
])('not there: %s', (path) => {
  expect(standsIn(data, path)).toBe(false)
})

test('nothing stands in no answer', () => {
  for (const nothing of [null, undefined, 'text', 7]) expect(standsIn(nothing, 'person.name')).toBe(false)
})
