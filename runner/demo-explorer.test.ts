import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { buildSchema, parse, validate } from 'graphql'
import { explorerExamples, explorerPersonas, explorerPurposes } from './demo-explorer.ts'

const facts = { residentKey: 'RY1', mediatorKey: 'TJY1', caseNumber: 'JF1', grids: [] }

describe('the explorer over the stand-in estate', () => {
  const schema = buildSchema(readFileSync(new URL('../schema/api.graphql', import.meta.url), 'utf8'), {
    assumeValid: true,
  })

  test.each(explorerExamples.map((example) => [example.title.en, example] as const))(
    '“%s” is a valid query',
    (_, { query }) => {
      expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([])
    },
  )

  test('every example names a persona, and a purpose that is open to it', () => {
    const personas = new Map(explorerPersonas(facts).map((persona) => [persona.name, persona]))
    for (const { persona, purpose } of explorerExamples) {
      const known = personas.get(persona)
      expect(known).toBeDefined()
      if (purpose !== null) expect(known?.purposes).toContain(purpose)
    }
  })

  test('only the mediator has a case, and no persona lacks a purpose', () => {
    expect(
      explorerPersonas(facts)
        .filter((one) => one.caseNumber !== undefined)
        .map((one) => one.name),
    ).toEqual(['mediator'])
    expect(explorerPersonas(null).every((one) => one.caseNumber === undefined && one.purposes.length > 0)).toBe(true)
    expect(explorerPurposes.find(({ code }) => code === 'MEDIATION')?.caseNeeded).toBe(true)
  })
})
