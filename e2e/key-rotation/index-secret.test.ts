/**
 * The secret under which identity numbers are indexed is exchanged under a running hub: citizens are themselves, a number finds whom it
 * found, new records find their persons; and with a wrong secret nothing starts.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AddPartyDocument } from '../../clients/generated/operations.ts'
import { keep } from '../../gateway/cases/kept-log.ts'
import { createLog } from '../../gateway/log.ts'
import type { Demo } from '../../samples/demo-file.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'

const secrets = { A: randomBytes(32), B: randomBytes(32), C: randomBytes(32) }
const lines: string[] = []
const log = createLog({
  destination: {
    write(line) {
      lines.push(line)
      keep('answers', line)
    },
  },
})
const data = mkdtempSync(join(tmpdir(), 'pentagraph-index-secret-'))
let city: TestHub
let demo: Demo
/** The entity of each record, before anything was exchanged. */
let links: ReadonlyMap<string, string>

beforeAll(async () => {
  mkdirSync(join(data, 'keys'), { recursive: true })
  put('A')
  city = await start()
  demo = JSON.parse(readFileSync(join(data, 'estate/truth/demo.json'), 'utf8')) as Demo
  links = await linked()
  const look = { purpose: 'MEDIATION', caseNumber: city.ids.caseNumber }
  await city.ask('mediator', look, 'query ($id: ID!) { person(id: $id) { name } }', { id: city.ids.person })
})
afterAll(async () => {
  await city.close()
  rmSync(data, { recursive: true })
})

test('exchanged under running requests: nobody is anybody else, and nobody is met twice', async () => {
  await underRequests(async () => {
    put('A', 'B')
    await noticed()
    put('B', 'A')
    await noticed()
    // A party who comes in before anything was read anew is the citizen whom everybody knows.
    expect(await partyAdded('party-before')).toBe(city.ids.person)
    await relinked()
    expect(await partyAdded('party-after')).toBe(city.ids.person)
    expect(await states()).toEqual(['SPENT', 'PRESENT'])
    put('B')
    await noticed()
    expect(await partyAdded('party-alone')).toBe(city.ids.person)
    await relinked()
  })
  expect(await moved()).toEqual([])
  expect(lines.join()).not.toContain('not usable')
})

test('the former secret is taken away too early: it stays in force, and the log says how much is left', async () => {
  put('C', 'B')
  await noticed()
  await city.hub.registry.secrets.present()
  put('C')
  await noticed()
  expect(lines.find((line) => line.includes('INDEX_SECRET_STILL_NEEDED'))).toMatch(/"keys":\d{3}/)
  await underRequests(() => noticed())
  await city.close()
  await expect(start()).rejects.toMatchObject({ code: 'INDEX_SECRET_STILL_NEEDED' })
  put('C', 'B')
  city = await start()
  expect(await states()).toEqual(['SPENT', 'SPENT', 'PRESENT'])
  expect(lines.join()).toContain('take it away')
})

test('with the new secret alone the hub starts and knows everybody; with another one it does not start', async () => {
  await city.close()
  put('A')
  await expect(start()).rejects.toMatchObject({ code: 'INDEX_SECRET_UNKNOWN' })
  put('C')
  city = await start()
  await underRequests(() => noticed())
  expect(await moved()).toEqual([])
  const all = Object.values(secrets).map((secret) => secret.toString('base64url'))
  expect(all.filter((secret) => lines.join().includes(secret))).toEqual([])
})

test('what those who looked left in the audit is found by the citizen as before', async () => {
  const looked =
    'query ($after: String) { whoLookedAtMe(first: 100, after: $after) { nodes { department } pageInfo { endCursor } } }'
  const departments: unknown[] = []
  for (let after: unknown = null, more = true; more;) {
    const { data } = await city.ask('citizen', { purpose: 'SELF_ACCESS' }, looked, { after })
    departments.push(...(lookAt(data, 'whoLookedAtMe.nodes.*.department') as unknown[]))
    after = lookAt(data, 'whoLookedAtMe.pageInfo.endCursor')
    more = after !== null && !departments.includes('justice')
  }
  expect(departments).toContain('justice')
})

// What the story needs:

function start(): Promise<TestHub> {
  return startTestHub({ data, log })
}

/** Asks without a pause while `rotate` works; every answer must be the person. */
async function underRequests(rotate: () => Promise<void>): Promise<void> {
  let running = true
  const answers: unknown[] = []
  const ask = async () => {
    do answers.push(await oneself())
    while (running)
  }
  const asking = [ask(), ask()]
  await rotate().finally(() => {
    running = false
  })
  await Promise.all(asking)
  const whole = { me: { id: city.ids.person, name: demo.citizen.name }, personByNumber: { id: city.ids.person } }
  expect(answers.filter((answer) => JSON.stringify(answer) !== JSON.stringify(whole))).toEqual([])
  expect(answers.length).toBeGreaterThan(4)
}

/** The citizen by the token, and by the number. */
async function oneself(): Promise<unknown> {
  const query = 'query ($n: String!) { me { id name } personByNumber(number: $n) { id } }'
  const asked = await city.ask('citizen', { purpose: 'SELF_ACCESS' }, query, { n: demo.citizen.number })
  return asked.data
}

/** The person who became party of the mediator's case by name and number. */
async function partyAdded(idempotencyKey: string): Promise<unknown> {
  const { name, number } = demo.citizen
  const { data } = await city.ask('mediator', { purpose: 'MEDIATION_INTAKE' }, AddPartyDocument, {
    caseId: `justice:MediationCase:${city.ids.caseNumber}`,
    input: { role: 'APPLICANT', name, documentKind: 'RESIDENT_ID', idNumber: number },
    idempotencyKey,
  })
  const [, , key] = String(lookAt(data, 'addParty.id')).split(':')
  const link = city.hub.store.sql.selectFrom('Link').select('entityId').where('department', '=', 'justice')
  const found = await link
    .where('kind', '=', 'Person')
    .where('localKey', 'like', `Party/%/${key ?? ''}`)
    .execute()
  return found.map(({ entityId }) => entityId).join()
}

async function relinked(): Promise<void> {
  expect(await city.hub.registry.link(AbortSignal.timeout(60_000))).toEqual([])
}

async function states(): Promise<readonly string[]> {
  return (await city.hub.registry.secrets.state()).map(({ state }) => state)
}

async function linked(): Promise<ReadonlyMap<string, string>> {
  const columns = ['department', 'kind', 'localKey', 'entityId'] as const
  const rows = await city.hub.store.sql.selectFrom('Link').select(columns).execute()
  return new Map(
    rows.map(({ department, kind, localKey, entityId }) => [`${department} ${kind} ${localKey}`, entityId]),
  )
}

/** Records that are another entity's now, or nobody's. Feeds bring new ones all the time. */
async function moved(): Promise<readonly string[]> {
  const now = await linked()
  expect(links.size).toBeGreaterThan(1_000)
  return [...links].flatMap(([record, entityId]) => (now.get(record) === entityId ? [] : [record]))
}

/** As an operator does: written beside, then put in place whole. */
function put(...names: readonly (keyof typeof secrets)[]): void {
  const file = join(data, 'keys', 'index.secret')
  const text = names.map((name) => `${secrets[name].toString('base64url')}\n`).join('')
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Files are looked at every second. */
function noticed(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_300))
}
