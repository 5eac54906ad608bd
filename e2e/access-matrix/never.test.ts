/** What is never shared is told to nobody, by no way: to no persona, not to the department's own people, not to the person oneself. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { getNamedType, isInputObjectType, isObjectType } from 'graphql'
import { refSealer } from '../../access/local-ref.ts'
import { loadAccessContext } from '../../access/policy-store.ts'
import type { Principal } from '../../access/principal.ts'
import { readPlaces } from '../../gateway/places.ts'
import { graphEntries } from '../../gateway/supergraph.ts'
import { readRefSecret } from '../../runner/secrets.ts'
import { refField } from '../../subgraphs/kit/subgraph.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type Asked, type TestHub, type Who } from '../start-test-hub.ts'
import { rows } from './matrix.ts'
import { neverShared, type NeverShared } from './never.ts'

let city: TestHub
beforeAll(async () => {
  city = await startTestHub()
})
afterAll(() => city.close())

const names = new Set(neverShared.flatMap(({ fields }) => fields.map((field) => field.slice(field.indexOf('.') + 1))))
const join = (way: 'person' | 'event' | 'organisation' | 'root') => neverShared.map((one) => one[way] ?? '').join('\n')

const ways: Readonly<Record<string, string>> = {
  'the person': `query ($person: ID!) { person(id: $person) { ${join('person')} } }`,
  oneself: `{ me { ${join('person')} } }`,
  'the list of persons': `{ persons(first: 100) { nodes { ${join('person')} } } }`,
  search: `{ search(text: "于志远", kinds: [Person], first: 20) { ... on Person { ${join('person')} } } }`,
  'the organisation': `query ($organisation: ID!) { organisation(id: $organisation) { ${join('organisation')} } }`,
  'the list of organisations': `{ organisations(first: 100) { nodes { ${join('organisation')} } } }`,
  'the events of the person': `query ($person: ID!) { person(id: $person) { events(first: 50) { nodes { ${join('event')} } } } }`,
  'the list of events': `{ events(first: 100) { nodes { ${join('event')} } } }`,
  'the departments’ own lists': `{ ${join('root')} }`,
}

/** Own people of each department that has such data, with the widest rows there are; and everybody of the matrix. */
const askers: readonly { readonly who: Who; readonly asked: Asked }[] = [
  ...rows,
  ...neverShared.map(({ department }) => ({ who: staffOf(department), asked: { purpose: 'DATA_QUALITY' } })),
]
/** Coordinates at which somebody was refused with NOT_SHARED because the way to them was open. */
const refusedAt = new Map<string, Set<string>>()

describe('the list of what is never shared', () => {
  test('is the one of the published graph', () => {
    const { fields, roots, records, waysThere } = published()
    const sorted = (of: (one: NeverShared) => readonly string[] | undefined) =>
      neverShared.flatMap((one) => of(one) ?? []).sort()
    expect(fields).toEqual(sorted((one) => one.fields))
    expect(roots).toEqual([])
    expect(waysThere).toEqual([])
    expect(records).toEqual(sorted((one) => one.records))
  })

  test('has no filter: nobody finds out by asking for those of whom it holds', () => {
    const { api } = city.hub.gateway.supergraph
    const types = Object.values(api.getTypeMap()).filter(isInputObjectType)
    expect(types.length).toBeGreaterThan(20)
    for (const { fields } of neverShared)
      for (const field of fields) {
        const [record = '', name = ''] = field.split('.')
        const filter = types.find((type) => type.name === `${record}Filter`)
        expect(Object.keys(filter?.getFields() ?? {})).not.toContain(name)
      }
  })
})

describe.each(Object.entries(ways))('by %s', (way, query) => {
  test.each(askers.map(({ who, asked }) => [title(who), asked.purpose ?? 'no purpose', who, asked] as const))(
    '%s, %s, is told nothing of it',
    async (_who, _purpose, who, asked) => {
      const { person, organisation, caseNumber, reliefCase } = city.ids
      const real: Readonly<Record<string, string>> = { JF: caseNumber, BJ: reliefCase }
      const stated = real[asked.caseNumber ?? '']
      const answer = await city.raw(
        who,
        stated === undefined ? asked : { ...asked, caseNumber: stated },
        query,
        variablesOf(query, { person, organisation }),
      )
      expect(answer.status).toBe(200)
      const { data, errors = [] } = JSON.parse(answer.text) as Answer
      expect(told(data)).toEqual([])
      for (const { extensions } of errors) {
        if (extensions.reason !== 'NOT_SHARED') continue
        const at = extensions.coordinate ?? ''
        refusedAt.set(at, (refusedAt.get(at) ?? new Set()).add(way))
      }
    },
  )
})

describe('by the department itself, past the gateway', () => {
  test.each(neverShared.filter(({ root }) => root).map((one) => [one.department, one] as const))(
    '%s: its own list',
    async (department, { root = '' }) => {
      const { data, reasons } = await direct(department, `{ ${root} }`, {})
      expect(told(data)).toEqual([])
      expect(reasons).toContain('NOT_SHARED')
    },
  )

  test.each(neverShared.filter(({ person }) => person).map((one) => [one.department, one] as const))(
    '%s: what it knows of the person',
    async (department, { person = '' }) => {
      const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { ${person} } } }`
      const of = [{ __typename: 'Person', id: city.ids.person, [refField(department)]: await sealed(department) }]
      for (const oneself of [false, true]) {
        const { data, reasons } = await direct(department, query, { of }, oneself)
        expect(told(data)).toEqual([])
        // Level 4 as a whole: the department's own people need a grant for the way there.
        expect(reasons).toContain(department === 'education' && !oneself ? 'NO_GRANT' : 'NOT_SHARED')
      }
    },
  )
})

describe('by what is wrong with the data', () => {
  test.each(
    neverShared.flatMap(({ department, issuesOf = [] }) => issuesOf.map((record) => [department, record] as const)),
  )('%s: %s, its own people are not shown what was written', async (department, record) => {
    const root = `${refField(department).slice(0, -'Ref'.length)}DataIssues`
    const query = `query ($record: String!) { ${root}(record: $record, first: 100) { nodes { field raw } } }`
    const { code, data } = await city.ask(staffOf(department), { purpose: 'DATA_QUALITY' }, query, { record })
    expect(code).toBeNull()
    const nodes = (lookAt(data, `${root}.nodes`) ?? []) as readonly { field: string | null; raw: string | null }[]
    const whole = neverShared.some(({ records }) => records?.includes(record))
    expect(nodes.filter(({ field, raw }) => raw !== null && (whole || names.has(field ?? '')))).toEqual([])
  })
})

describe('and it was tried', () => {
  test('every such field was reached by somebody who may read all around it, and refused as NOT_SHARED', () => {
    const reachable = neverShared.flatMap(({ fields }) => fields)
    expect([...refusedAt.keys()].sort()).toEqual(reachable.sort())
  })
})

// Private:

interface Answer {
  readonly data: unknown
  readonly errors?: readonly { readonly extensions: { readonly reason?: string; readonly coordinate?: string } }[]
}

/** What stands in an answer at a field of that name, wherever it is. */
function told(data: unknown): unknown[] {
  if (Array.isArray(data)) return data.flatMap(told)
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([name, value]: [string, unknown]) =>
    names.has(name) && value !== null && typeof value !== 'undefined' ? [`${name} is told`] : told(value),
  )
}

function staffOf(department: string): Principal {
  return {
    subject: `staff-${department}`,
    department,
    roles: ['data-officer'],
    grids: [],
    staffKey: null,
    personId: null,
  }
}

async function direct(
  department: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  oneself = false,
) {
  const host = city.hub.hosts.find(({ spec }) => spec.name === department)
  if (!host) throw new Error(`no department ${department}`)
  const access = await loadAccessContext(city.hub.store, {
    principal: oneself
      ? { ...staffOf(department), department: null, roles: ['citizen'], personId: city.ids.person }
      : staffOf(department),
    purpose: { code: oneself ? 'SELF_ACCESS' : 'DATA_QUALITY', caseNumber: null },
    traceId: 'trace',
    at: Date.now(),
  })
  const { data, errors = [] } = await host.subgraph.execute({
    query,
    variables,
    access,
    signal: AbortSignal.timeout(10_000),
  })
  return { data, reasons: errors.map(({ extensions }) => extensions?.['reason']) }
}

/** What the registry would send along: all that the department knows of the demo person. */
async function sealed(department: string): Promise<string> {
  const links = await city.hub.store.sql
    .selectFrom('Link')
    .select('localKey')
    .where('department', '=', department)
    .where('kind', '=', 'Person')
    .where('entityId', '=', city.ids.person)
    .execute()
  return refSealer(department, readRefSecret(department, city.data, city.env)).seal(
    links.map(({ localKey }) => localKey),
  )
}

function places() {
  const { document } = city.hub.gateway.supergraph
  return readPlaces(document, new Map(graphEntries(document).map(({ value, name }) => [value, name])))
}

/** Of the published graph: never-shared fields in records that are shared, root fields, records that are not shared at all, what leads there. */
function published() {
  const { api } = city.hub.gateway.supergraph
  const read = places()
  const found = { fields: [] as string[], roots: [] as string[], records: [] as string[], waysThere: [] as string[] }
  for (const type of Object.values(api.getTypeMap())) {
    if (!isObjectType(type) || /(?:Connection|Edge)$/.test(type.name)) continue
    const all = Object.keys(type.getFields())
    const never = all.filter((name) => read.field(type.name, name)?.place?.sharing === 'NEVER')
    if (type.name === 'Query') found.roots.push(...never)
    else if (never.length > 0 && all.every((name) => name === 'id' || never.includes(name)))
      found.records.push(type.name)
    else found.fields.push(...never.map((name) => `${type.name}.${name}`))
  }
  for (const type of Object.values(api.getTypeMap())) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields()))
      if (found.records.some((record) => getNamedType(field.type).name.replace(/(?:Connection|Edge)$/, '') === record))
        found.waysThere.push(`${type.name}.${field.name}`)
  }
  return { ...found, fields: found.fields.sort(), roots: found.roots.sort(), records: found.records.sort() }
}

function variablesOf(query: string, all: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(all).filter(([name]) => query.includes(`$${name}:`)))
}

function title(who: Who): string {
  return typeof who === 'string' ? who : who.subject
}
