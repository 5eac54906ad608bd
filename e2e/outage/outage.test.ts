/** One department stopped and another hanging: everything else stays whole, each gap says who and why, and nobody restarts anything. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { PersonCardDocument } from '../../clients/generated/operations.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'

const TIMEOUT_MS = 400
const OPEN_MS = 1_000
const down = readFileSync(new URL('../cases/F05_down.graphql', import.meta.url), 'utf8')

let city: TestHub
const mediator = () => ({ purpose: 'MEDIATION', caseNumber: city.ids.caseNumber })
const card = () => city.ask('mediator', mediator(), PersonCardDocument, { id: city.ids.person })
const hotline = () => {
  const server = city.hub.estate.servers.get('approval-service')
  if (!server) throw new Error('no stand-in of the approval service')
  return server
}

beforeAll(async () => {
  const limits = { timeoutMs: TIMEOUT_MS, failures: 2, openMs: OPEN_MS }
  city = await startTestHub({ departmentOptions: { departments: { 'approval-service': limits, housing: limits } } })
})
afterAll(() => city.close())

describe('with housing stopped and the hotline hanging', () => {
  beforeAll(async () => {
    // The first card loads what is loaded once, so that the time below is that of the outage alone.
    await card()
    await city.hub.hosts.find(({ spec }) => spec.name === 'housing')?.close()
    hotline().setFault({ kind: 'hang' })
  })

  test('the card answers 200 with all other departments whole, within the time limit', async () => {
    const since = Date.now()
    const { status, data, gaps } = await card()
    // Unasked, a department is waited for 5 s.
    expect(Date.now() - since).toBeLessThan(4_500)
    expect(status).toBe(200)
    expect(data).toMatchObject({
      person: {
        name: '于志远',
        idNumber: '3****************3',
        household: { size: 4 },
        mediationCases: { totalCount: 1 },
        headedOrganisations: { nodes: [{ role: 'LEGAL_REPRESENTATIVE' }] },
        events: { nodes: [{ department: 'justice' }] },
        properties: null,
        hotlineOrders: null,
      },
    })
    expect(
      gaps
        .map(({ code, path, department }) => [code, path.join('.'), department])
        .sort(([, a], [, b]) => String(a).localeCompare(String(b))),
    ).toEqual([
      ['DEPARTMENT_UNAVAILABLE', 'person.hotlineOrders', 'approval-service'],
      ['DEPARTMENT_UNAVAILABLE', 'person.properties', 'housing'],
    ])
  })

  test('each gap has the client’s path, under the client’s names', async () => {
    const { gaps } = await city.ask('mediator', mediator(), down, { id: city.ids.person })
    expect(gaps.map(({ path }) => path.join('.')).sort()).toEqual(['one.calls', 'one.homes'])
  })

  test('nothing of the cause reaches the client', async () => {
    const { text } = await city.raw('mediator', mediator(), down, { id: city.ids.person })
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN|sqlite|\.dbf|timeout|stack|at file|hotline\/orders/i)
    const { errors } = JSON.parse(text) as { errors: { extensions: Record<string, unknown> }[] }
    for (const { extensions } of errors) {
      expect(Object.keys(extensions).sort()).toEqual(['code', 'department', 'traceId'])
    }
  })

  test('a department that failed again and again is not waited for any more', async () => {
    await card()
    const before = hotline().calls
    const { gaps } = await card()
    expect(hotline().calls).toBe(before)
    expect(gaps).toHaveLength(2)
    const health = (await (await fetch(`${city.hub.address}/health`)).json()) as { unavailable: string[] }
    // Housing says at once that its source is closed: there is nothing to wait for, so its breaker stays as it is.
    expect(health.unavailable).toEqual(['approval-service'])
  })

  test('the hub stays ready', async () => {
    expect((await fetch(`${city.hub.address}/health`)).status).toBe(200)
  })
})

describe('when the hotline answers again', () => {
  test('its field comes back without a restart', async () => {
    hotline().setFault(null)
    await new Promise((resume) => setTimeout(resume, OPEN_MS + 50))
    const { data, gaps } = await card()
    expect(lookAt(data, 'person.hotlineOrders.nodes')).toHaveLength(5)
    expect(gaps.map(({ department }) => department)).toEqual(['housing'])
  })

  test.each(['500', 'inBand', 'reset', 'half', 'html', 'tooMany'] as const)(
    'a fault of the kind “%s” costs its own field only',
    async (kind) => {
      hotline().setFault({ kind })
      const { status, data, gaps } = await card()
      expect(status).toBe(200)
      expect(lookAt(data, 'person.mediationCases.totalCount')).toBe(1)
      const [gap] = gaps.filter(({ department }) => department === 'approval-service')
      expect(gap).toMatchObject({ path: ['person', 'hotlineOrders'] })
      expect(['DEPARTMENT_UNAVAILABLE', 'DEPARTMENT_FAULT']).toContain(gap?.code)
      hotline().setFault(null)
      await new Promise((resume) => setTimeout(resume, OPEN_MS + 50))
    },
  )
})
