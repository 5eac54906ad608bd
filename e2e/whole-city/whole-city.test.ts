/** One person over the whole city: what all departments know, who is told how much of it, and why not the rest. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import { lookAt } from '../look-at.ts'
import { startTestHub, type Answered, type Asked, type TestHub, type Who } from '../start-test-hub.ts'
import { departmentsIn, departmentsOn } from './departments-in.ts'

const text = readFileSync(new URL('whole-city.graphql', import.meta.url), 'utf8')

let city: TestHub
beforeAll(async () => {
  city = await startTestHub()
})
afterAll(() => city.close())

const ask = (who: Who, asked: Asked) => city.ask(who, asked, text, { id: city.ids.person })
const of = ({ data }: Answered<unknown>) => {
  const found = departmentsIn(city.hub.gateway.supergraph, parse(text), data)
  return (entity: string) => [...(found.get(entity) ?? [])].filter((department) => department !== 'registry').sort()
}
const relief = () => ({ purpose: 'SOCIAL_RELIEF', caseNumber: city.ids.reliefCase })
interface Benefit {
  readonly kind: string | null
  readonly idNumber: string | null
  readonly memberName: string | null
}
const departmentsOf = (entity: string) =>
  [...departmentsOn(city.hub.gateway.supergraph, entity)].filter((department) => department !== 'registry').sort()
const refusals = ({ gaps }: Answered<unknown>) => gaps.filter(({ code }) => code === 'FIELD_DENIED')

describe('the citizen oneself', () => {
  let answer: Answered<unknown>
  beforeAll(async () => {
    answer = await ask('citizen', { purpose: 'SELF_ACCESS' })
  })

  test('is told by at least twelve departments about oneself, in one question', () => {
    expect([answer.status, answer.code]).toEqual([200, null])
    const departments = of(answer)('Person')
    expect(departments.length).toBeGreaterThanOrEqual(12)
    expect(departments).toEqual(
      expect.arrayContaining([
        'agriculture',
        'civil-affairs',
        'court',
        'education',
        'health',
        'human-resources',
        'medical-insurance',
        'natural-resources',
        'party-organisation',
        'publicity',
        'urban-management',
        'veterans',
      ]),
    )
    expect(lookAt(answer.data, 'person.marriages.nodes.0.kind')).toBe('MARRIAGE')
    expect(lookAt(answer.data, 'person.veteranRecord.isVeteran')).toBe(true)
    expect(lookAt(answer.data, 'person.medicalInsurance.nodes.0.insurances.nodes.0.state')).toBe('INSURED')
  })

  test('about the houses by five, about the firm by six at least, about the grid by those that place something there', () => {
    expect(of(answer)('House')).toEqual([
      'agriculture',
      'housing',
      'natural-resources',
      'political-legal',
      'public-security',
    ])
    expect(of(answer)('Organisation').length).toBeGreaterThanOrEqual(6)
    expect(of(answer)('Grid')).toEqual([
      'civil-affairs',
      'emergency',
      'environment',
      'party-organisation',
      'political-legal',
      'publicity',
      'veterans',
    ])
  })

  test('is refused nothing of one’s own', () => {
    const own = answer.gaps.filter(({ path }) => path?.length === 2)
    expect(own.filter(({ code }) => code === 'FIELD_DENIED')).toEqual([])
  })
})

describe('others with a right to some of it', () => {
  test('the mediator of the case is told what a dispute may need, and refused the rest with reason and catalogue entry', async () => {
    const answer = await ask('mediator', { purpose: 'MEDIATION', caseNumber: city.ids.caseNumber })
    const told = of(answer)('Person')
    expect(told).toEqual(expect.arrayContaining(['housing', 'human-resources', 'justice', 'public-security']))
    for (const closed of ['health', 'medical-insurance', 'veterans', 'party-organisation', 'education', 'publicity'])
      expect(told).not.toContain(closed)
    const refused = refusals(answer)
    for (const path of ['healthRecord', 'medicalInsurance', 'veteranRecord', 'partyMembership', 'guardedPupils'])
      expect(refused.map((gap) => gap.path?.join('.'))).toContain(`person.${path}`)
    for (const { reason, department, catalogue } of refused) {
      expect(reason).toMatch(/^(NOT_FOR_PURPOSE|NO_GRANT|NOT_SHARED|OUT_OF_SCOPE|GRANT_EXPIRED)$/)
      expect(catalogue).toMatch(new RegExp(`^/catalogue/${department}/`))
    }
  })

  test('a grid worker on an event of the grid is told who lives where, of no family, no money, no sickness', async () => {
    const answer = await ask('grid-worker', { purpose: 'GRID_EVENT' })
    expect(of(answer)('Person')).toEqual(['approval-service', 'political-legal', 'public-security'])
    expect(of(answer)('House')).toEqual(['housing', 'natural-resources', 'political-legal', 'public-security'])
    expect(of(answer)('Organisation')).toEqual([])
    expect(of(answer)('Grid')).toEqual([
      'civil-affairs',
      'emergency',
      'environment',
      'health',
      'political-legal',
      'publicity',
      'urban-management',
      'veterans',
    ])
    for (const { reason, catalogue } of refusals(answer)) {
      expect(reason).toMatch(/^(NOT_FOR_PURPOSE|NO_GRANT)$/)
      expect(catalogue).not.toBeNull()
    }
  })

  test('a grid worker on a relief case is told of insurance, pension and homes, of no sickness, no party, no firm', async () => {
    const answer = await ask('grid-worker', relief())
    // Nor of what happened in the grid, though that is the worker's own department's: relief is no purpose for it.
    expect(of(answer)('Person')).toEqual(['housing', 'human-resources', 'medical-insurance', 'public-security'])
    expect(lookAt(answer.data, 'person.medicalInsurance.nodes.0.insurances.nodes.0.state')).toBe('INSURED')
    expect(lookAt(answer.data, 'person.veteranRecord.isVeteran')).toBeNull()
    expect(of(answer)('Organisation')).toEqual([])
  })

  test('who gets relief already shows in a relief case, the number of whoever gets it only masked', async () => {
    const benefits = `query ($after: String) {
      persons(first: 100, after: $after) {
        nodes { benefits { nodes { kind state idNumber memberName } } }
        pageInfo { endCursor hasNextPage }
      }
    }`
    const found: Benefit[] = []
    for (let after: unknown = null, more: unknown = true; more === true;) {
      const { data } = await city.ask('grid-worker', relief(), benefits, { after })
      found.push(...((lookAt(data, 'persons.nodes.*.benefits.nodes') as readonly unknown[]).flat() as Benefit[]))
      more = lookAt(data, 'persons.pageInfo.hasNextPage')
      after = lookAt(data, 'persons.pageInfo.endCursor')
    }
    expect(found.some(({ idNumber }) => idNumber !== null)).toBe(true)
    for (const { kind, idNumber, memberName } of found) {
      expect(kind).not.toBeNull()
      expect(idNumber ?? '3*X').toMatch(/^[0-9]\*+[0-9X]$/)
      expect(memberName ?? '于*').toMatch(/\*/)
    }
  })

  test('a data officer sees only masks of what a person is, and what each department places in a grid', async () => {
    const answer = await ask('data-officer', { purpose: 'DATA_QUALITY' })
    expect(lookAt(answer.data, 'person.name')).toMatch(/\*/)
    expect(lookAt(answer.data, 'person.medicalInsurance.nodes.0.insurances.nodes.0.state')).toBeNull()
    // Of the ten that place something in a grid only education has no school in this one.
    const placing = departmentsOf('Grid')
    expect(placing).toHaveLength(10)
    expect(of(answer)('Grid')).toEqual(placing.filter((department) => department !== 'education'))
  })
})

describe('whoever has no right', () => {
  test('without a purpose is told nothing of the person, and why', async () => {
    const answer = await ask('mediator', {})
    expect(of(answer)('Person')).toEqual([])
    expect(refusals(answer).map(({ reason }) => reason)).toEqual(expect.arrayContaining(['NO_PURPOSE']))
  })

  test('another citizen finds nobody, as if the person did not exist', async () => {
    const stranger = { subject: 'stranger', department: null, roles: ['citizen' as const], grids: [], staffKey: null }
    const answer = await ask({ ...stranger, personId: `P-${'0'.repeat(20)}` }, { purpose: 'SELF_ACCESS' })
    expect([answer.status, lookAt(answer.data, 'person')]).toEqual([200, null])
    expect(refusals(answer)).toEqual([])
  })
})
