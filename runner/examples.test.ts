import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { buildSchema, parse, validate } from 'graphql'
import { purposes } from '../access/purposes.ts'
import { examples, personas, terminalExample } from './examples.ts'

const ids = { person: 'p', house: 'h', caseNumber: 'JF1', reliefCase: 'BJ1', grid: 'g', organisation: 'o' }
const schema = buildSchema(readFileSync(new URL('../schema/api.graphql', import.meta.url), 'utf8'), {
  assumeValid: true,
})
const faults = (query: string) => validate(schema, parse(query)).map(({ message }) => message)

describe('the queries that a newcomer begins with', () => {
  test.each(examples(ids).map((example) => [example.title.en, example.query]))('“%s” is valid', (_, query) => {
    expect(faults(query)).toEqual([])
  })

  test('the one for the terminal is valid', () => {
    const body = JSON.parse(/-d '(.*)'/.exec(terminalExample('http://127.0.0.1:4000', ids))?.[1] ?? '') as {
      query: string
    }
    expect(faults(body.query)).toEqual([])
  })

  test('every purpose is open to the persona that uses it', () => {
    const open = (persona: string, purpose: string) =>
      purposes.some(({ code, scopes }) => code === purpose && persona in scopes)
    const used = [
      ...examples(ids).flatMap(({ persona, purpose }) => (purpose === null ? [] : [[persona, purpose] as const])),
      ...personas(ids).flatMap(({ name, purposes: own }) => own.map((purpose) => [name, purpose] as const)),
    ]
    expect(used.filter(([persona, purpose]) => !open(persona, purpose))).toEqual([])
  })
})
