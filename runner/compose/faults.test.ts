import { describe, expect, test } from '@jest/globals'
import { compositionFaults } from './faults.ts'

const header =
  'directive @classified(level: Int!, category: String!, sharing: Sharing!) on FIELD_DEFINITION | OBJECT enum Sharing { UNCONDITIONAL CONDITIONAL NEVER }'
const registry = `${header}
type Person @key(fields: "id") @key(fields: "ref") {
  id: ID!
  ref: String
  justiceRef: String
  "Day of birth." birthDate: String @classified(level: 3, category: "人口", sharing: CONDITIONAL)
  "Band of age." ageBand: String @classified(level: 3, category: "人口", sharing: CONDITIONAL)
}`
const justice = (fields: string) => `${header}
type Person @key(fields: "id") @key(fields: "ref", resolvable: false) { id: ID! ref: String justiceRef: String ${fields} }`
const faults = (sdl: string) =>
  compositionFaults([
    { name: 'registry', sdl: registry },
    { name: 'justice', sdl },
  ])

describe('what composes but must not be published', () => {
  test('a department that keeps the rules has no faults', () => {
    expect(
      faults(
        justice(
          '"Cases." cases: String @requires(fields: "justiceRef") @classified(level: 3, category: "调解", sharing: CONDITIONAL)',
        ),
      ),
    ).toEqual([])
  })

  test('a field made from a graded field is at least as graded', () => {
    const found = faults(
      justice(
        'birthDate: String @external "Old?" elderly: Boolean @requires(fields: "birthDate") @classified(level: 2, category: "人口", sharing: CONDITIONAL)',
      ),
    )
    expect(found).toContain('justice: Person.elderly is less classified than birthDate, which it is made from')
  })

  test('a field that is shared more freely than what it is made from', () => {
    const found = faults(
      justice(
        'ageBand: String @external "Old?" elderly: Boolean @requires(fields: "ageBand") @classified(level: 3, category: "人口", sharing: UNCONDITIONAL)',
      ),
    )
    expect(found).toContain('justice: Person.elderly is less classified than ageBand, which it is made from')
  })

  test('a non-null department field on an entity', () => {
    const found = faults(
      justice('"Cases." cases: String! @classified(level: 3, category: "调解", sharing: CONDITIONAL)'),
    )
    expect(found).toContain('justice: Person.cases must be nullable, or an outage would null what others know')
  })

  test('a second resolvable key outside the registry', () => {
    const found = faults(`${header} type Person @key(fields: "id") @key(fields: "ref") { id: ID! ref: String }`)
    expect(found).toContain('justice: Person has 2 resolvable keys; only the registry may have more than one')
  })

  test('a classification on an interface has no effect', () => {
    const found = faults(
      `${header} interface Named { name: String @classified(level: 3, category: "人口", sharing: CONDITIONAL) }`,
    )
    expect(found).toContain('justice: Named is an interface or union; its classification has no effect')
  })

  test('a field without classification or description', () => {
    const found = faults(`${header} type Case { number: String }`)
    expect(found).toEqual(['justice: Case.number is not classified', 'justice: Case.number is not described'])
  })
})
