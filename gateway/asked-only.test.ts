/** What a department added to its answer does not come in. */
import { expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { askedOnly } from './asked-only.ts'

const cut = (query: string, data: object) => askedOnly(parse(query), data as Record<string, unknown>)

test('members that were asked for stay, under their aliases, through fragments and lists; no others', () => {
  const query = `query q { person { n: name ...ref homes { code } tags } } query other { events { id } }
    fragment ref on Person { ref ... on Person { home { code } } }`
  const person = {
    n: '测甲',
    name: '测乙',
    ref: 'r',
    justiceRef: 'stolen',
    home: { code: 'h', address: 'street' },
    homes: [{ code: 'a', secret: 1 }, null, { secret: 2 }],
    tags: [{ any: 'scalar' }],
  }
  expect(cut(query, { person, events: [{ id: 1, more: 2 }], extra: true })).toEqual({
    person: {
      n: '测甲',
      ref: 'r',
      home: { code: 'h' },
      homes: [{ code: 'a' }, null, {}],
      tags: [{ any: 'scalar' }],
    },
    events: [{ id: 1 }],
  })
})

test('an object asked for in two places is one; what is missing stays missing', () => {
  expect(cut('{ home { code } home { address } grid { code } }', { home: { code: 1, address: 2, more: 3 } })).toEqual({
    home: { code: 1, address: 2 },
  })
})

test('a member of the prototype is no answer, and a text where an object should be is none', () => {
  expect(cut('{ toString constructor { name } home { code } }', { home: 'text' })).toEqual({ home: null })
})

test('a spread of no fragment asks for nothing', () => {
  expect(cut('{ a ...nowhere }', { a: 1, b: 2 })).toEqual({ a: 1 })
})
