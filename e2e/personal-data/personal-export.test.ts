/** The copy that a citizen may ask for: all that the graph would say to that person, and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { loadAccessContext } from '../../access/policy-store.ts'
import { departments } from '../../runner/departments.ts'
import { linesOf } from '../../runner/catalogue/lines.ts'
import { createExporter } from '../../runner/personal-export/exporter.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import { startTestHub, type Asked, type TestHub, type Who } from '../start-test-hub.ts'

interface Copy {
  readonly number: string
  readonly html: string
  readonly departments: readonly {
    readonly department: string
    readonly state: string
    readonly values: readonly {
      readonly path: string
      readonly coordinate: string
      readonly value: string
      readonly masked: boolean
      readonly source: string
      readonly asOf: string | null
    }[]
    readonly withheld: readonly { readonly path: string; readonly coordinate: string | null; readonly reason: string }[]
  }[]
}

let city: TestHub
beforeAll(async () => {
  const limits = { timeoutMs: 3_000, failures: 50, openMs: 300 }
  city = await startTestHub({ departmentOptions: { departments: { 'approval-service': limits, housing: limits } } })
})
afterAll(() => city.close())

const self = { purpose: 'SELF_ACCESS' }
const document = `mutation ($departments: [String!]) {
  exportMyData(departments: $departments) {
    number html madeAt
    departments {
      department title state
      values { path coordinate meaning value masked source asOf }
      withheld { path coordinate reason }
    }
  }
}`
const copyOf = (departments: readonly string[] | null = null, who: Who = 'citizen', asked: Asked = self, hub = city) =>
  hub.ask<{ exportMyData: Copy | null }>(who, asked, document, { departments })
const isPersonNumber = (text: string) => {
  const { valid, kind } = readPersonNumber(text)
  return valid && kind === 'RESIDENT_ID' && text.length === 18
}
/** Copies are counted: each test begins a new day. */
const anotherDay = () => city.hub.store.sql.deleteFrom('PersonalDataRequest').execute()

test('planned ahead with the rights of any citizen, a copy plans nothing more than who asks for it', async () => {
  const { gateway, store } = city.hub
  const lines = linesOf(gateway.supergraph, departments)
  const { warm } = createExporter({ gateway, lines, asOf: async () => new Map() })
  const access = await loadAccessContext(store, {
    principal: { subject: '', department: null, roles: ['citizen'], grids: [], staffKey: null, personId: null },
    purpose: { code: 'SELF_ACCESS', caseNumber: null },
    traceId: '',
    at: Date.now(),
  })
  const before = gateway.planCount
  await warm(access, new AbortController().signal)
  const planned = gateway.planCount
  expect(planned - before).toBeGreaterThan(10)
  await copyOf()
  expect(gateway.planCount).toBe(planned + 1)
})

describe('a copy of one’s own data', () => {
  let copy: Copy
  beforeAll(async () => {
    // The first copy of a process plans as it goes; what does not come in time is asked for again, as a person would.
    for (let at = 0; at < 8; at += 1) {
      const { data, gaps } = await copyOf()
      expect(gaps).toEqual([])
      copy = data?.exportMyData as Copy
      if (copy.departments.every(({ state }) => state === 'COMPLETE')) break
    }
  })
  const values = (department: string) => copy.departments.find((one) => one.department === department)?.values ?? []
  const value = (department: string, path: string) => values(department).find((one) => one.path === path)

  test('holds every department that knows the person, each value with source and date', () => {
    expect(copy.departments.length).toBeGreaterThanOrEqual(18)
    expect(copy.departments.map(({ state }) => state)).toEqual(copy.departments.map(() => 'COMPLETE'))
    expect(value('registry', 'name')).toMatchObject({ value: '于志远', source: 'public-security', masked: false })
    expect(value('registry', 'name')?.asOf).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect(value('public-security', 'idNumber')).toMatchObject({ value: '370290197901010013', masked: false })
    for (const department of copy.departments) for (const one of department.values) expect(one.source).not.toBe('')
  })

  test('is what the graph says field by field', async () => {
    const { data } = await city.ask<{ me: { properties: { nodes: Record<string, string>[] } } }>(
      'citizen',
      self,
      '{ me { properties(first: 100) { nodes { certificate state registeredOn } } } }',
    )
    expect(data?.me.properties.nodes).toHaveLength(2)
    data?.me.properties.nodes.forEach((node, at) => {
      for (const [name, said] of Object.entries(node))
        expect(value('housing', `properties.nodes.${at}.${name}`)?.value).toBe(said)
    })
  })

  test('leaves out what is never shared, and says so; masks what tells of others', () => {
    const never = new Set(city.hub.gateway.supergraph.sdl.match(/sharing: NEVER/g) ? ['Resident.caseInvolvement'] : [])
    expect(never.size).toBe(1)
    const all = copy.departments.flatMap(({ department, values: some }) => some.map((one) => ({ department, ...one })))
    expect(all.filter(({ coordinate }) => never.has(coordinate))).toEqual([])
    expect(copy.departments.flatMap((one) => one.withheld)).toContainEqual({
      path: 'resident.caseInvolvement',
      coordinate: 'Resident.caseInvolvement',
      reason: 'NOT_SHARED',
    })
    // Of all the numbers of persons in all the records only the own one is plain.
    const foreign = all.filter(({ value: text }) => isPersonNumber(text) && text !== '370290197901010013')
    expect(foreign.map(({ department, path }) => `${department} ${path}`)).toEqual([])
    expect(all.some(({ masked, value: text }) => masked && text.includes('*'))).toBe(true)
  })

  test('is a page to read too, without script or link', () => {
    expect(copy.html).toContain('于志远')
    expect(copy.html).toContain('NOT_SHARED')
    expect(copy.html).not.toMatch(/<script|<a |href|src=|http/i)
  })

  test('is in the audit with what was read, and in the person’s own list', async () => {
    const records = await city.hub.store.sql
      .selectFrom('AuditRecord')
      .select('body')
      .where('body', 'like', '%PersonalCopy%')
      .execute()
    const body = records.map((record) => record.body).join()
    expect(body).toContain(city.ids.person)
    expect(body).toContain('PropertyTitle.certificate')
    expect(body).not.toContain('于志远')
    const { data } = await city.ask<{ myPersonalDataRequests: unknown[] }>(
      'citizen',
      self,
      '{ myPersonalDataRequests { number kind } }',
    )
    expect(data?.myPersonalDataRequests).toContainEqual({ number: copy.number, kind: 'EXPORT' })
  })
})

test('one department alone; one that is not there is refused', async () => {
  await anotherDay()
  const { data } = await copyOf(['housing'])
  expect(data?.exportMyData?.departments.map(({ department }) => department)).toEqual(['housing'])
  expect((await copyOf(['tax'])).gaps.map((gap) => gap.code)).toEqual(['BAD_USER_INPUT'])
})

test('ten a day', async () => {
  await anotherDay()
  const copies = []
  for (let at = 0; at < 12; at += 1) copies.push(await copyOf(['veterans']))
  expect(copies.filter(({ data }) => data?.exportMyData)).toHaveLength(10)
  expect(copies.at(-1)?.gaps.map((gap) => gap.code)).toEqual(['WRITE_REFUSED'])
})

test.each([
  ['mediator', 'MEDIATION'],
  ['grid-worker', 'GRID_EVENT'],
  ['developer', 'DATA_QUALITY'],
  ['data-officer', 'DATA_QUALITY'],
  ['bi', 'ASSESSMENT'],
  ['auditor', 'AUDIT_REVIEW'],
  ['citizen', undefined],
] as const)('%s under %s gets no copy', async (who, purpose) => {
  await anotherDay()
  const asked = { ...(purpose && { purpose }), ...(purpose === 'MEDIATION' && { caseNumber: city.ids.caseNumber }) }
  const { data } = await copyOf(null, who, asked)
  expect(data?.exportMyData ?? null).toBeNull()
  expect(await city.hub.store.sql.selectFrom('PersonalDataRequest').select('number').execute()).toEqual([])
})

test('departments that are down or hang cost their own part, and can be asked again', async () => {
  await anotherDay()
  const hotline = city.hub.estate.servers.get('approval-service')
  hotline?.setFault({ kind: 'hang' })
  await city.hub.hosts.find(({ spec }) => spec.name === 'housing')?.close()
  const { data } = await copyOf()
  const states = new Map(data?.exportMyData?.departments.map(({ department, state }) => [department, state]))
  expect([states.get('housing'), states.get('approval-service')]).toEqual(['UNAVAILABLE', 'UNAVAILABLE'])
  expect([states.get('registry'), states.get('public-security'), states.get('veterans')]).toEqual([
    'COMPLETE',
    'COMPLETE',
    'COMPLETE',
  ])
  const withheld = data?.exportMyData?.departments.find(({ department }) => department === 'housing')?.withheld
  expect(withheld?.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^DEPARTMENT_(UNAVAILABLE|FAULT)$/)]),
  )
  hotline?.setFault(null)
  const again = await copyOf(['approval-service'])
  expect(again.data?.exportMyData?.departments.map(({ state }) => state)).toEqual(['COMPLETE'])
})
