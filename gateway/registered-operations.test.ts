/** Which operations an app may send, and how they are known. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'graphql'
import type { AccessContext, Role } from '../access/principal.ts'
import { normalText, operationId, RegisteredOperations, type RegisteredOperation } from './registered-operations.ts'

const document = parse(
  'query Card($id: ID!) { person(id: $id) { ...b ...a } } fragment b on Person { name } fragment a on Person { id }',
)
const card: RegisteredOperation = { id: operationId(document), name: 'Card', client: 'app', text: normalText(document) }
const registered = new RegisteredOperations([card])
const asker = (...roles: Role[]) => ({ principal: { roles } }) as unknown as AccessContext
const codeOf = (query: string, ...roles: Role[]) => registered.check(query, asker(...roles))?.extensions['code'] ?? null

describe('an app', () => {
  test('may send what is registered, however it is laid out', () => {
    expect(codeOf(card.text, 'mediator')).toBeNull()
    expect(
      codeOf(
        'fragment a on Person { id }\n# a note\nquery Card($id: ID!) { person(id: $id) { ...b ...a } } fragment b on Person{name}',
        'citizen',
      ),
    ).toBeNull()
  })

  test.each([
    ['one field more', card.text.replace('name', 'name idNumber')],
    ['a second operation beside it', `${card.text} query Other { __typename }`],
    ['another variable’s default', card.text.replace('$id: ID!', '$id: ID! = "1"')],
    ['another alias', card.text.replace('person(', 'p: person(')],
    ['what cannot be parsed', '{ person('],
    ['nothing', ''],
  ])('may not send %s', (_what, query) => {
    for (const role of ['grid-worker', 'mediator', 'citizen'] as const)
      expect(codeOf(query, role)).toBe('OPERATION_NOT_REGISTERED')
  })

  test('does not become free by holding two app roles; whoever writes queries is', () => {
    expect(codeOf('{ __typename }', 'grid-worker', 'mediator')).toBe('OPERATION_NOT_REGISTERED')
    for (const role of ['developer', 'bi', 'data-officer', 'auditor'] as const)
      expect(codeOf('{ __typename }', role)).toBeNull()
  })
})

test('ids give texts, and an id that is not its text’s stops the start', () => {
  expect(registered.textOf(card.id)).toBe(card.text)
  expect(registered.textOf('sha256:0')).toBeNull()
  expect(() => new RegisteredOperations([{ ...card, text: '{ __typename }' }])).toThrow('Card')
})

test('every operation of the clients is registered under its id', () => {
  const file = new URL('../clients/generated/registered-operations.json', import.meta.url)
  const operations = JSON.parse(readFileSync(file, 'utf8')) as RegisteredOperation[]
  expect(new Set(operations.map(({ client }) => client)).size).toBeGreaterThanOrEqual(3)
  for (const operation of operations) expect(operationId(parse(operation.text))).toBe(operation.id)
})
