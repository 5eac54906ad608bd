import { describe, expect, test } from '@jest/globals'
import { compose } from './compose.ts'
import { readOperations } from './plans.ts'
import { faultsAgainst, ruleFaults } from './schema-faults.ts'

const head = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@composeDirective", "@inaccessible"])
  @link(url: "https://pentagraph.invalid/classified/v1.0", import: ["@classified"])
  @composeDirective(name: "@classified")
directive @classified(level: Int!, category: String!, sharing: Sharing!) on FIELD_DEFINITION | OBJECT
enum Sharing { UNCONDITIONAL CONDITIONAL NEVER }
`
const free = '@classified(level: 1, category: "测", sharing: UNCONDITIONAL)'
const registry = {
  name: 'registry',
  sdl: `${head}
type Query { "A person." person(id: ID!): Person ${free} }
type Person @key(fields: "id") @key(fields: "ref") { id: ID! ref: String "Name." name: String ${free} }`,
}
const department = (name: string, fields: string, rest = '') => ({
  name,
  sdl: `${head} ${rest}
type Person @key(fields: "id") @key(fields: "ref", resolvable: false) { id: ID! ref: String ${fields} }`,
})
const state = (values: string) => `"State." enum CaseState { ${values} }`
const justice = department(
  'justice',
  `"Cases." cases: Int ${free} "Case." case(kind: CaseState): CaseState ${free}`,
  state('OPEN CLOSED'),
)
const published = compose([registry, justice])
const operations = readOperations(['query Card($id: ID!) { person(id: $id) { name cases } }'])

const against = (...subgraphs: readonly { name: string; sdl: string }[]) =>
  faultsAgainst(published, compose(subgraphs), operations)

describe('against what clients use today', () => {
  test('nothing changed, nothing said', () => {
    expect(against(registry, justice)).toEqual([])
  })

  test('a field that is gone breaks, and so does the client that asked for it', () => {
    const found = against(
      registry,
      department('justice', `"Case." case(kind: CaseState): CaseState ${free}`, state('OPEN CLOSED')),
    )
    expect(found).toEqual([
      'breaking: field removed: Person.cases was removed.',
      'breaking: operation Card of a client no longer fits',
    ])
  })

  test('a field of another type, a required argument, a code that is gone', () => {
    const found = against(
      registry,
      department(
        'justice',
        `"Cases." cases(year: Int!): String ${free} "Case." case(kind: CaseState): CaseState ${free}`,
        state('OPEN'),
      ),
    )
    expect(found).toContain('breaking: field of another type: Person.cases changed type from Int to String.')
    expect(found).toContain('breaking: required argument added: A required arg year on Person.cases was added.')
    expect(found).toContain('breaking: code removed: CLOSED was removed from enum type CaseState.')
  })

  test('a field that moves to another department changes the plan of who asks for it', () => {
    const found = against(
      registry,
      department('justice', `"Case." case(kind: CaseState): CaseState ${free}`, state('OPEN CLOSED')),
      department('petitions', `"Cases." cases: Int ${free}`),
    )
    expect(found).toEqual(['plan: plan of Card changed: was registry > justice; is registry > petitions'])
  })

  test('what is merely new is welcome', () => {
    expect(against(registry, justice, department('petitions', `"Visits." visits: Int ${free}`))).toEqual([])
  })
})

describe('rules without a base', () => {
  test('one code list with different values names list, value and department', () => {
    const other = department('petitions', `"Case." petition: CaseState ${free}`, state('OPEN'))
    expect(ruleFaults([registry, justice, other])).toEqual([
      'petitions: code list CaseState lacks the value CLOSED, which justice has',
    ])
  })

  test('an unclassified, an undescribed, and a field that could null what others know', () => {
    const bad = department('petitions', `visits: Int ${free} "Last." last: Int "Sum." sum: Int! ${free}`)
    expect(ruleFaults([registry, justice, bad])).toEqual([
      'petitions: Person.visits is not described',
      'petitions: Person.last is not classified',
      'petitions: Person.sum must be nullable, or an outage would null what others know',
    ])
  })
})
