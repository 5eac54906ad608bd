/**
 * Base data for a department in a process of its own that is down, hangs, is slow, or before which something answers rubbish: its delivery
 * waits, the others go on, and it is written once when the department is well.
 */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { seedLimits } from '../../access/grant-life/limits.ts'
import { makeSigningKey } from '../../access/keys.ts'
import { SecretRing } from '../../access/secret-ring.ts'
import { embeddedStore, type OpenedStore } from '../../prisma/test-store.ts'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import type { RowChange } from '../../subgraphs/kit/base-data.ts'
import { TextSealer } from '../../subgraphs/registry/corrections/sealed-text.ts'
import { deliverDue, deliverEntry } from '../../subgraphs/registry/entries/deliver.ts'
import { entryDoors, type EntryDoors } from '../../subgraphs/registry/entries/doors.ts'
import { deliveriesByEntry } from '../../subgraphs/registry/entries/lists.ts'
import { recordBaseData } from '../../subgraphs/registry/entries/record.ts'
import { seenText } from '../../subgraphs/registry/entries/seen.ts'
import { by, NOW, open, Source, specs, worker } from '../../subgraphs/registry/entries/test-ledgers.ts'
import { remoteLink } from './remote-link.ts'

type Answer = (reply: ServerResponse, good: () => Promise<unknown>) => unknown
const well: Answer = async (reply, good) => reply.end(JSON.stringify({ value: await good() }))
const says =
  (text: string, status = 200): Answer =>
  (reply) =>
    reply.writeHead(status).end(text)

let opened: OpenedStore
let ledgers: Source
let doors: EntryDoors
let server: Server
/** How it answers when a row is read, and when one is written. */
let answers: { row: Answer; write: Answer }

beforeEach(async () => {
  opened = await embeddedStore()
  await seedLimits(opened.store)
  ledgers = new Source()
  const plans = new Source()
  ledgers.change('1', { use: 'OWN', residents: '2' }, '2026-01-01T00:00:00+08:00')
  plans.change('7', { use: 'OWN' }, '2025-01-01T00:00:00+08:00')
  answers = { row: well, write: well }
  server = createServer((request, reply) => {
    void (async () => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const asked = JSON.parse(body) as RowChange
      if (request.url === '/base-data/row') await answers.row(reply, () => ledgers.row(asked))
      else await answers.write(reply, () => ledgers.write(asked).then(() => null))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const key = await makeSigningKey()
  const [spec] = specs as [DepartmentSpec, DepartmentSpec]
  doors = entryDoors({
    store: opened.store,
    specs,
    texts: new TextSealer(new SecretRing([randomBytes(32)])),
    keepers: new Map([
      ['ledgers', remoteLink(spec, `http://127.0.0.1:${port}`, () => key).baseData],
      ['plans', plans],
    ]),
    linkRecord: () => Promise.resolve(),
  })
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await opened.close()
})

async function enter(): Promise<string> {
  const entity = {
    id: 'H-1',
    kind: 'House',
    gridCode: '370283001001001',
    golden: {},
    links: new Map([
      ['ledgers', ['Ledger/house/1']],
      ['plans', ['Plan/house/7']],
    ]),
  } as const
  const seen = seenText(doors.texts, entity.id, NOW, [
    { record: 'Ledger', key: '1', version: '1' },
    { record: 'Plan', key: '7', version: '1' },
  ])
  const given = { subject: entity.id, values: [{ item: 'HOUSE_USE', value: 'LET' }] as const, seen }
  return recordBaseData(doors, given, open, by(worker), () => Promise.resolve(entity))
}
const rowsOf = async (entry: string) => (await deliveriesByEntry(opened.store.sql, [entry])).get(entry) ?? []

const rubbish: readonly (readonly [string, Answer])[] = [
  ['the connection breaks', (reply) => reply.destroy()],
  ['nothing is said', () => undefined],
  ['an error of the server', says('{"value":null}', 500)],
  ['an error page under 200', says('<html><body>502 Bad Gateway</body></html>')],
  ['an error in a 200', says('{"code":"500","msg":"系统繁忙"}')],
  ['an error of something that stands before it', says('{"error":"Bad Gateway","statusCode":502}')],
  ['a code that nobody knows', says('{"error":{"code":"NO_SUCH_CODE","details":{}}}')],
  ['nothing at all', says('null')],
  ['a list', says('[]')],
  ['half an answer', says('{"val')],
]

test.each(rubbish.flatMap(([name, answer]) => (['row', 'write'] as const).map((at) => [name, at, answer] as const)))(
  '%s, on its %s: the delivery waits, and is written when the department is well',
  async (_name, at, answer) => {
    const entry = await enter()
    answers[at] = answer
    await deliverEntry(doors, entry, NOW, AbortSignal.timeout(700))
    expect(await rowsOf(entry)).toMatchObject([
      { department: 'ledgers', state: 'PENDING', fault: 'DEPARTMENT_UNAVAILABLE', tries: 1 },
      { department: 'plans', state: 'INSTRUCTED' },
    ])
    expect(ledgers.writes).toBe(0)
    answers[at] = well
    await deliverDue(doors, NOW + 60_000, AbortSignal.timeout(20_000))
    expect(await rowsOf(entry)).toMatchObject([{ state: 'WRITTEN', values: null }, { state: 'INSTRUCTED' }])
    expect([ledgers.writes, ledgers.rows.get('1')?.values['use']]).toEqual([1, 'LET'])
  },
)

test('what was written under an answer that nobody understood is not written twice', async () => {
  const entry = await enter()
  answers.write = async (reply, good) => {
    await good()
    reply.end('<html>')
  }
  await deliverEntry(doors, entry, NOW, AbortSignal.timeout(20_000))
  expect(await rowsOf(entry)).toMatchObject([{ state: 'PENDING', tries: 1 }, {}])
  answers.write = well
  await deliverDue(doors, NOW + 60_000, AbortSignal.timeout(20_000))
  expect(await rowsOf(entry)).toMatchObject([{ state: 'WRITTEN' }, {}])
  expect(ledgers.writes).toBe(1)
})

test('a late answer is an answer', async () => {
  const entry = await enter()
  answers.row = (reply, good) => setTimeout(() => void well(reply, good), 150)
  await deliverEntry(doors, entry, NOW, AbortSignal.timeout(20_000))
  expect(await rowsOf(entry)).toMatchObject([{ state: 'WRITTEN', tries: 0 }, {}])
})
