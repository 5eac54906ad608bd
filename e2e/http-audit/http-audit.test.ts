/**
 * GraphQL over HTTP as others measure it: every audit of the `graphql-http` package against the hub's own door, with its token, its limits
 * and its prevention of forged requests in force. Its audits are named by the level of the rule: MUST, SHOULD, MAY.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { serverAudits } from 'graphql-http'
import { startTestHub, type TestHub } from '../start-test-hub.ts'

let city: TestHub
let token: string

beforeAll(async () => {
  city = await startTestHub()
  if (!city.hub.issuer.demo) throw new Error('no demo issuer')
  token = await city.hub.issuer.demo.token('data-officer')
}, 120_000)
afterAll(() => city.close())

const url = () => `${city.hub.address}/graphql`

/** What the hub asks of every client: a token, and of a GET without a content type a header that no form can send. */
const asClient: typeof fetch = (address, init = {}) => {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${token}`)
  headers.set('apollo-require-preflight', 'true')
  return fetch(address, { ...init, headers })
}

test('every audit is ok, with forged requests prevented and the schema open to staff only', async () => {
  const audits = serverAudits({ url, fetchFn: asClient })
  const found: { readonly status: string; readonly what: string }[] = []
  // One after the other: an audit that times out beside others would say nothing of the door.
  for (const audit of audits) {
    const result = await audit.fn()
    const reason = 'reason' in result ? ` (${result.reason})` : ''
    found.push({ status: result.status, what: `${audit.id} ${audit.name}${reason}` })
  }
  const of = (status: string) => found.filter((one) => one.status === status).map(({ what }) => what)
  const forged = await fetch(`${url()}?query=%7B__typename%7D`, { headers: { authorization: `Bearer ${token}` } })
  const schemaFor = async (who: 'data-officer' | 'citizen') =>
    (await city.raw(who, {}, '{ __schema { queryType { name } } }')).text.includes('"name":"Query"')
  const open = { staff: await schemaFor('data-officer'), citizens: await schemaFor('citizen') }
  process.stdout.write(
    `${of('ok').length} ok, ${of('notice').length} notices, ${of('warn').length} warn, ${of('error').length} error; ` +
      `prevention of forged requests on; introspection: staff ${open.staff ? 'yes' : 'no'}, citizens ${open.citizens ? 'yes' : 'no'}\n`,
  )
  expect(forged.status).toBe(400)
  expect(open).toEqual({ staff: true, citizens: false })
  expect([...of('notice'), ...of('warn'), ...of('error')]).toEqual([])
  expect(of('ok')).toHaveLength(audits.length)
  expect(audits.length).toBeGreaterThanOrEqual(FEWEST)
}, 120_000)

// Private:

/** Audits of any version of the package so far: with fewer the test would say less than it seems to. */
const FEWEST = 58
