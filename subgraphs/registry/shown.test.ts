/**
 * How the registry shows an entity: each value by its decision, refs to whom they belong, provenance as far as the values are open. And what
 * the departments are told about the levels of an entity's values (kit/identity.ts) is how the registry shows them.
 */
import { describe, expect, test } from '@jest/globals'
import type { Decision } from '../../access/decision.ts'
import { refSealer } from '../../access/local-ref.ts'
import type { Classified } from '../../schema/classification.ts'
import { classificationIn } from '../kit/guards.ts'
import { buildSchema, isObjectType, type GraphQLSchema } from 'graphql'
import { readFileSync } from 'node:fs'
import { shownLevels, type EntityKind } from '../kit/identity.ts'
import { ReportCollector } from '../kit/report.ts'
import type { EntityLinks, ReadEntity } from './reader.ts'
import type { RegistryRequest } from './request.ts'
import { goldenOf, type GoldenValue } from './golden.ts'
import { confidenceOf, provenanceOf, serveRefsOf, shownClass, shownFields, valueFor, type Confidence } from './shown.ts'

/** Values that are shown as something else: where a thing lies, as its grid or its house. */
const shownAs: Readonly<Record<string, string>> = { gridCode: 'grid', addressCode: 'house' }

test.each(
  Object.entries(shownLevels).flatMap(([kind, levels]) =>
    Object.entries(levels ?? {}).map(([value, level]) => [kind, value, level] as const),
  ),
)('%s.%s is shown at level %d', (kind, value, level) => {
  const type = registry().getType(kind)
  const field = isObjectType(type) ? type.getFields()[shownAs[value] ?? value] : undefined
  expect(classificationIn([field?.astNode])?.level).toBe(level)
})

const allow: Decision = { verdict: 'ALLOW', grant: null }
const mask: Decision = { verdict: 'MASK', grant: 'g' }
const deny: Decision = { verdict: 'DENY', reason: 'NO_GRANT' }

describe('how sure a value is', () => {
  const said = { value: '测甲', source: 'public-security', asOf: null, others: [] }
  const other = { value: '测乙', source: 'housing', asOf: null }
  test.each<[string, GoldenValue, Confidence]>([
    ['one says so', said, 'STATED'],
    ['another says the same', { ...said, confirmed: true }, 'CONFIRMED'],
    ['it was worked out', { ...said, derivedFrom: 'POINT' }, 'DERIVED'],
    ['another says otherwise, whoever confirms it', { ...said, confirmed: true, others: [other] }, 'DISPUTED'],
    ['the person contests it', { ...said, confirmed: true, contested: true }, 'DISPUTED'],
    ['it was worked out against what another says', { ...said, derivedFrom: 'POINT', others: [other] }, 'DISPUTED'],
  ])('%s', (_, golden, confidence) => {
    expect(confidenceOf(golden)).toBe(confidence)
  })

  test('two records of one department confirm nothing, two departments do, in any spelling', () => {
    const witness = (department: string, name: string) => ({
      department,
      describes: true,
      asOf: null,
      values: { name },
    })
    const name = (...witnesses: ReturnType<typeof witness>[]) => goldenOf('Person', witnesses)['name']
    const own = witness('public-security', '测甲')
    expect(name(own, own)).not.toHaveProperty('confirmed')
    expect(name(own, witness('housing', '测 甲'))).toMatchObject({ value: '测甲', confirmed: true, others: [] })
    expect(name(own, witness('housing', '测乙'))).not.toHaveProperty('confirmed')
    // Two others that agree with each other do not confirm the one that counts.
    expect(name(own, witness('housing', '测乙'), witness('health', '测乙'))).not.toHaveProperty('confirmed')
  })
})

describe('a value', () => {
  const field = (kind: EntityKind, name: string) => {
    const found = shownFields[kind].find((one) => one.name === name)
    if (!found) throw new Error(name)
    return found
  }
  const seen = (kind: EntityKind, name: string, value: string, decision: Decision) => {
    const request = requestWith(() => decision)
    return [valueFor(request, field(kind, name), value), request.report.report().masked]
  }

  test('is shown, made, masked or hidden', () => {
    expect(seen('Person', 'name', '测甲', allow)).toEqual(['测甲', []])
    expect(seen('House', 'longitude', '119.9', allow)).toEqual([119.9, []])
    expect(seen('Person', 'name', '测甲', mask)).toEqual(['测*', ['Person.name']])
    expect(seen('Person', 'sex', 'MALE', mask)).toEqual([null, ['Person.sex']])
    expect(seen('Person', 'name', '测甲', deny)).toEqual([null, []])
  })

  test('that is not there is null, and nothing was masked', () => {
    const request = requestWith(() => mask)
    const shown = entity('Person', { name: '测甲' }, request)
    expect([shown['name'], shown['sex'], shown['ageBand']]).toEqual(['测*', null, null])
    expect(request.report.report().masked).toEqual(['Person.name'])
  })
})

describe('refs', () => {
  test('are sealed for the department that they belong to; there is none without keys or without a seal', () => {
    const sealer = refSealer('justice', new Uint8Array(32).fill(1))
    const request = requestWith(() => allow, new Map([['justice', sealer]]))
    const links = new Map([
      ['justice', ['Party/person/1']],
      ['housing', ['Title/owner/1']],
    ])
    for (const department of ['justice', 'housing', 'health', 'justice']) serveRefsOf(department)
    const shown = entity('Person', {}, request, links)
    expect(shown['justiceRef']).toBe(sealer.seal(['Party/person/1']))
    expect([shown['housingRef'], shown['healthRef'], shown['ref']]).toEqual([null, null, null])
    expect(entity('Person', {}, request)['justiceRef']).toBeNull()
  })
})

describe('provenance', () => {
  const told = (kind: EntityKind, values: Readonly<Record<string, string>>, decide: (place: Classified) => Decision) =>
    provenanceOf(entity(kind, values, requestWith(decide)) as never, requestWith(decide)).map(
      ({ field, value, others }) => [field, value, others.map((other) => other.value)],
    )

  test('is told of what has a value and is open, as it is shown', () => {
    const person = { name: '测甲', birthDate: '1980-01-02' }
    expect(told('Person', person, () => allow)).toEqual([
      ['name', '测甲', ['other 测甲']],
      ['birthDate', '1980-01-02', ['other 1980-01-02']],
    ])
    expect(told('Person', person, () => mask)).toEqual([
      ['name', '测*', ['o*******']],
      ['birthDate', '1980', ['othe']],
    ])
    expect(told('Person', person, ({ coordinate }) => (coordinate === 'Person.name' ? deny : allow))).toEqual([
      ['birthDate', '1980-01-02', ['other 1980-01-02']],
    ])
  })

  test('of a grid too, and of numbers as text; a value that is hidden has none', () => {
    const house = { gridCode: '370283001001001', longitude: '119.9' }
    expect(told('House', house, () => allow)).toEqual([
      ['longitude', '119.9', ['NaN']],
      ['grid', '370283001001001', ['other 370283001001001']],
    ])
    expect(told('House', house, () => mask)).toEqual([
      ['longitude', null, [null]],
      ['grid', null, [null]],
    ])
    expect(told('Grid', { code: '370283001001001' }, () => allow)).toHaveLength(1)
  })
})

// Private:

function requestWith(decide: (place: Classified) => Decision, sealers = new Map()): RegistryRequest {
  return {
    decider: { decide },
    report: new ReportCollector(),
    access: { at: 0 },
    doors: { sealers },
  } as unknown as RegistryRequest
}

/** With one other value of another source for each. */
function entity(
  kind: EntityKind,
  values: Readonly<Record<string, string>>,
  request: RegistryRequest,
  links: EntityLinks | null = null,
): Readonly<Record<string, unknown>> {
  const golden = Object.entries(values).map(([name, value]) => [
    name,
    { value, source: 's', asOf: null, others: [{ value: `other ${value}`, source: 'o', asOf: null }] },
  ])
  const row = { id: 'E-1', kind, golden: JSON.stringify(Object.fromEntries(golden)) } as unknown as ReadEntity
  return new (shownClass(kind))(row, request, links) as unknown as Readonly<Record<string, unknown>>
}

let schema: GraphQLSchema | null = null

function registry(): GraphQLSchema {
  const sdl = readFileSync('schema/subgraphs/registry.graphql', 'utf8')
  return (schema ??= buildSchema(sdl, { assumeValidSDL: true }))
}
