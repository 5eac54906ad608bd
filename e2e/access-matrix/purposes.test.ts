/** Purposes against the running hub: who may state which, with which case; and what a narrower area, fewer fields, an end change at once. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { personas, type PersonaName } from '../../access/demo-issuer.ts'
import { fieldNames } from '../../access/grant-fields.ts'
import { putPurpose } from '../../access/grants.ts'
import { purposes, type Purpose } from '../../access/purposes.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'
import { byCase, byPersona, cases, refusals, stated, type Case } from './purposes.ts'

const names = fieldNames(readFileSync('schema/supergraph.graphql', 'utf8'))
const numbers = new Map<Case, string>()
let city: TestHub
beforeAll(async () => {
  city = await startTestHub()
  numbers.set('the dispute', city.ids.caseNumber)
  numbers.set('the application for relief', city.ids.reliefCase)
  numbers.set('none', 'JF2026999999')
}, 120_000)
afterAll(() => city.close())

const letters = (line: string) => line.trim().split(/ +/)

describe.each(Object.entries(byPersona))('%s', (who, line) => {
  test.each(stated.map((purpose, i) => [purpose, letters(line)[i] ?? ''] as const))(
    'without a case, %s: %s',
    async (purpose, letter) => {
      const { code } = await city.ask(who as PersonaName, { purpose }, '{ __typename }')
      expect(code).toBe(refusals[letter])
    },
  )
})

test('the table has every purpose and every persona, a letter in each cell', () => {
  expect([...stated].sort()).toEqual(purposes.map(({ code }) => code).sort())
  expect(Object.keys(byPersona).sort()).toEqual([...personas].sort())
  for (const line of Object.values(byPersona)) expect(letters(line)).toHaveLength(stated.length)
})

describe.each(
  byCase.map((row) => [typeof row.who === 'string' ? row.who : row.who.subject, row.purpose, row] as const),
)('%s, %s: %#', (_who, _purpose, { who, purpose, grid, letters: line }) => {
  test.each(cases.map((one, i) => [one, letters(line)[i] ?? ''] as const))('%s: %s', async (one, letter) => {
    const { code, status } = await city.ask(
      who,
      { purpose, caseNumber: numbers.get(one) ?? '', ...(grid !== undefined && { token: { grid } }) },
      '{ __typename }',
    )
    expect([code, status]).toEqual([refusals[letter], letter === 'P' ? 200 : 403])
  })
})

describe('a purpose that is changed, from the next request on', () => {
  const change = (code: string, changes: Partial<Purpose>) =>
    putPurpose(city.hub.store, { ...seeded(code), ...changes }, names)
  const person = (selection: string) => `query ($id: ID!) { person(id: $id) { ${selection} } }`
  const mediator = (selection: string) =>
    city.ask('mediator', { purpose: 'MEDIATION', caseNumber: city.ids.caseNumber }, person(selection), {
      id: city.ids.person,
    })
  const officer = (selection: string) =>
    city.ask('data-officer', { purpose: 'DATA_QUALITY' }, person(selection), { id: city.ids.person })

  test('opens no more than its fields, though the grants are in force', async () => {
    const properties = 'name properties { totalCount }'
    expect(lookAt((await mediator(properties)).data, 'person.properties.totalCount')).toBe(2)
    await change('MEDIATION', { fields: seeded('MEDIATION').fields.filter((name) => name !== 'category:房屋权属') })
    const { data, gaps } = await mediator(properties)
    expect(data).toEqual({ person: { name: '于志远', properties: null } })
    expect(gaps).toMatchObject([{ path: ['person', 'properties'], reason: 'NOT_FOR_PURPOSE', department: 'housing' }])
    await change('MEDIATION', {})
  })

  test('reaches nobody outside its area, by id or in lists, and no case', async () => {
    const inside = city.ids.grid.slice(0, 9)
    await change('DATA_QUALITY', { area: [inside] })
    expect(lookAt((await officer('id')).data, 'person.id')).toBe(city.ids.person)
    await change('DATA_QUALITY', { area: ['370283124'] })
    expect((await officer('id')).data).toEqual({ person: null })
    const list = await city.ask('data-officer', { purpose: 'DATA_QUALITY' }, '{ persons(first: 5) { nodes { id } } }')
    expect(list.data).toEqual({ persons: { nodes: [] } })
    await change('MEDIATION', { area: ['370283124'] })
    expect((await mediator('id')).code).toBe('CASE_UNKNOWN')
    await change('DATA_QUALITY', {})
    await change('MEDIATION', {})
    expect(lookAt((await officer('id')).data, 'person.id')).toBe(city.ids.person)
  })

  test('is refused once it has ended', async () => {
    await change('MEDIATION', { validUntil: Date.now() - 1 })
    expect((await mediator('id')).code).toBe('PURPOSE_EXPIRED')
    await change('MEDIATION', {})
    expect((await mediator('id')).code).toBeNull()
  })
})

// Private:

function seeded(code: string): Purpose {
  const found = purposes.find((one) => one.code === code)
  if (!found) throw new Error(`no purpose ${code}`)
  return found
}
