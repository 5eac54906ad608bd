/** What persons may ask of the hub's own data, down to the bytes of the store's files. Invented persons: area 370283, sequence 000. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eraseDeleted } from '../../../prisma/erase.ts'
import { deployMigrations } from '../../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../../prisma/store.ts'
import type { Golden } from '../golden.ts'
import type { IndexSecrets } from '../index-secrets.ts'
import { Linker } from '../linker.ts'
import { MemorySource } from '../memory-source.ts'
import { countsIn } from '../test-counts.ts'
import { secretsFor } from '../test-secrets.ts'
import { forgetPerson, keptRows, idsOf, personalTables } from './forget.ts'
import { answerRequest, carryOutAccepted, fileRequest, readRequest, type NewRequest } from './requests.ts'
import { expire, seedTerms } from './retention.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-26T10:00:00+08:00')
/** Values that stand nowhere else: found in a file, they are this person's. */
const NAME = '欧阳寻踪'
const BIRTH = '1980-01-02'
const NUMBER = '370283198001020006'
const ADDRESS = 'FZ-CANARY-0001'

let folder = ''
let store: HubStore
let police: MemorySource
let housing: MemorySource
let linker: Linker
let secrets: IndexSecrets

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pentagraph-rights-'))
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  store = await openStore(url)
  await seedTerms(store)
  police = new MemorySource('public-security')
  housing = new MemorySource('housing')
  for (let at = 0; at < 50; at += 1)
    police.put('Person', `Resident/self/N${at}`, { name: `某${at}`, birthDate: '1990-01-01' })
  police.put('Person', 'Resident/self/R1', { name: NAME, birthDate: BIRTH, number: NUMBER, addressCode: ADDRESS })
  housing.put('Person', 'Title/owner/T1', { name: NAME, number: NUMBER })
  secrets = await secretsFor(store, new Uint8Array(32).fill(7))
  linker = new Linker(store, [police, housing], secrets)
  await link()
})
afterEach(async () => {
  const { kept, counted } = await countsIn(store)
  expect(kept).toEqual(counted)
  await store.close()
  rmSync(folder, { recursive: true })
})

const link = () => linker.linkAll(AbortSignal.timeout(20_000))
const doors = () => ({ store, secrets, linker })
const expireAt = (now: number) => expire(store, now, AbortSignal.timeout(20_000))

async function personOf(department: string, localKey: string): Promise<string> {
  const row = await store.sql
    .selectFrom('Link')
    .select('entityId')
    .where('department', '=', department)
    .where('localKey', '=', localKey)
    .executeTakeFirst()
  return row?.entityId ?? ''
}

/** The canaries that stand in any file of the store. */
function found(): string[] {
  const bytes = readdirSync(folder).map((file) => readFileSync(join(folder, file)))
  return [NAME, BIRTH, ADDRESS, 'Resident/self/R1', 'Title/owner/T1'].filter((value) =>
    bytes.some((file) => file.includes(Buffer.from(value))),
  )
}

async function goneEverywhere(): Promise<void> {
  police.remove('Person', 'Resident/self/R1')
  housing.remove('Person', 'Title/owner/T1')
  await link()
}

const asked = (more: Partial<NewRequest> & { personId: string }): NewRequest => ({
  kind: 'DELETION',
  field: null,
  department: null,
  text: `${NAME} asks`,
  subject: 'citizen-1',
  idempotencyKey: 'once-only-k',
  now: NOW,
  ...more,
})
const answered = (number: string, accept = true) =>
  answerRequest(doors(), { number, accept, answer: 'because', decider: 'officer-1', now: NOW })

describe('deleting a person', () => {
  test('is not possible while departments keep records, and says which', async () => {
    const person = await personOf('public-security', 'Resident/self/R1')
    expect(await forgetPerson(store, person)).toEqual({
      outcome: 'KEPT',
      departments: ['housing', 'public-security'],
    })
    const { number } = await fileRequest(doors(), asked({ personId: person }))
    await expect(answered(number)).rejects.toMatchObject({
      extensions: {
        code: 'WRITE_REFUSED',
        reason: 'KEPT_BY_DEPARTMENTS',
        departments: ['housing', 'public-security'],
      },
    })
    expect((await answered(number, false)).state).toBe('REFUSED')
    expect((await idsOf(store.sql, person)).length).toBe(1)
  })

  test('leaves not one value in the files of the store, and a receipt of counts', async () => {
    const person = await personOf('public-security', 'Resident/self/R1')
    expect(found()).toHaveLength(5)
    await goneEverywhere()
    const { number } = await fileRequest(doors(), asked({ personId: person }))
    const done = await answered(number)
    expect(done).toMatchObject({ state: 'DONE', text: '' })
    expect(JSON.parse(done.receipt ?? '')).toMatchObject({ deleted: { Entity: 1, Link: 2, NumberIndex: 2 } })
    expect(found()).toEqual([])
    const rows = await keptRows(store.sql, [person])
    expect(Object.entries(rows).filter(([, count]) => count > 0)).toEqual([['PersonalDataRequest', 1]])
    expect(await personOf('public-security', 'Resident/self/N7')).not.toBe('')
  })

  test('that broke off after the transaction is completed at the next start', async () => {
    const person = await personOf('public-security', 'Resident/self/R1')
    await goneEverywhere()
    const { number } = await fileRequest(doors(), asked({ personId: person }))
    const decided = { state: 'ACCEPTED', decider: 'officer-1', answer: 'because', decidedAt: NOW }
    await store.sql.updateTable('PersonalDataRequest').set(decided).where('number', '=', number).execute()
    await carryOutAccepted(doors())
    await carryOutAccepted(doors())
    expect(await readRequest(store, number)).toMatchObject({ state: 'DONE' })
    expect(found()).toEqual([])
  })

  test('is undone by nobody; who is delivered again is a new person of a new record', async () => {
    const person = await personOf('public-security', 'Resident/self/R1')
    await goneEverywhere()
    await forgetPerson(store, person)
    await link()
    expect(await personOf('public-security', 'Resident/self/R1')).toBe('')
    police.put('Person', 'Resident/self/R1', { name: NAME, birthDate: BIRTH, number: NUMBER })
    await link()
    expect(await personOf('public-security', 'Resident/self/R1')).not.toBe('')
  })
})

describe('what is past its term', () => {
  test('goes by itself: the record first, the person with the last record', async () => {
    const person = await personOf('public-security', 'Resident/self/R1')
    housing.remove('Person', 'Title/owner/T1')
    await link()
    const gone = Date.now()
    expect(await expireAt(gone + 179 * DAY)).toEqual({})
    expect(await expireAt(gone + 181 * DAY)).toEqual({ Link: 1 })
    expect(await idsOf(store.sql, person)).toEqual([person])
    expect(found()).not.toContain('Title/owner/T1')
    police.remove('Person', 'Resident/self/R1')
    await link()
    expect(await expireAt(gone + 400 * DAY)).toMatchObject({ Link: 1, Entity: 1 })
    expect(found()).toEqual([])
  })

  test('terms are rows; a record that came back is not gone', async () => {
    await store.sql.updateTable('RetentionTerm').set({ days: 1 }).where('code', '=', 'GONE_RECORD').execute()
    await seedTerms(store)
    housing.remove('Person', 'Title/owner/T1')
    await link()
    housing.put('Person', 'Title/owner/T1', { name: NAME, number: NUMBER })
    await link()
    expect(await expireAt(Date.now() + 30 * DAY)).toEqual({})
    housing.remove('Person', 'Title/owner/T1')
    await link()
    expect(await expireAt(Date.now() + 2 * DAY)).toEqual({ Link: 1 })
  })

  test('closed requests too, open ones not', async () => {
    const person = await personOf('public-security', 'Resident/self/R1')
    const { number } = await fileRequest(doors(), asked({ personId: person }))
    await fileRequest(doors(), asked({ personId: person, idempotencyKey: 'once-only-other' }))
    await answered(number, false)
    expect(await expireAt(NOW + 1_096 * DAY)).toEqual({ PersonalDataRequest: 1 })
  })
})

describe('correcting a person', () => {
  const golden = async (person: string) => {
    const row = await store.sql.selectFrom('Entity').select('golden').where('id', '=', person).executeTakeFirstOrThrow()
    return JSON.parse(row.golden) as Golden
  }

  test('an accepted request marks the value until a department says something else', async () => {
    const personId = await personOf('public-security', 'Resident/self/R1')
    const { number, dueAt } = await fileRequest(doors(), asked({ personId, kind: 'CORRECTION', field: 'birthDate' }))
    expect(new Date(dueAt).toISOString()).toBe('2026-12-10T15:59:59.999Z')
    expect((await golden(personId)).birthDate?.contested).toBeUndefined()
    expect((await answered(number)).state).toBe('ACCEPTED')
    expect(await golden(personId)).toMatchObject({ birthDate: { value: BIRTH, contested: true } })
    expect((await golden(personId)).name?.contested).toBeUndefined()
    police.put('Person', 'Resident/self/R1', { name: NAME, birthDate: '1980-02-01', number: NUMBER })
    await link()
    expect((await golden(personId)).birthDate).toEqual(
      expect.not.objectContaining({ contested: expect.anything() as unknown }),
    )
    expect((await readRequest(store, number))?.state).toBe('DONE')
  })

  test('records of another person are taken away, and no number brings them back', async () => {
    const personId = await personOf('public-security', 'Resident/self/R1')
    const correction = { personId, kind: 'CORRECTION', field: 'RECORD', department: 'housing' } as const
    const { number } = await fileRequest(doors(), asked(correction))
    expect(await answered(number)).toMatchObject({ state: 'DONE', receipt: '{"separated":1}' })
    const other = await personOf('housing', 'Title/owner/T1')
    expect(other).not.toBe(personId)
    housing.put('Person', 'Title/owner/T1', { name: NAME, number: NUMBER, birthDate: BIRTH })
    await link()
    expect(await personOf('housing', 'Title/owner/T1')).toBe(other)
    expect(await personOf('public-security', 'Resident/self/R1')).toBe(personId)
  })

  test('asked or answered twice is once; answered otherwise is refused', async () => {
    const personId = await personOf('public-security', 'Resident/self/R1')
    const request = asked({ personId, kind: 'CORRECTION', field: 'name' })
    const { number } = await fileRequest(doors(), request)
    expect((await fileRequest(doors(), request)).number).toBe(number)
    await expect(fileRequest(doors(), { ...request, field: 'sex' })).rejects.toMatchObject({
      extensions: { code: 'IDEMPOTENCY_KEY_REUSED' },
    })
    await answered(number, false)
    expect((await answered(number, false)).state).toBe('REFUSED')
    await expect(answered(number)).rejects.toMatchObject({ extensions: { code: 'TRANSITION_NOT_PERMITTED' } })
    await expect(answered('GR000000000000')).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } })
  })

  test('what has no text, no department or no key is not taken in, nor what goes on for pages', async () => {
    const personId = await personOf('public-security', 'Resident/self/R1')
    const argumentOf = (more: Partial<NewRequest>) =>
      fileRequest(doors(), asked({ personId, kind: 'CORRECTION', field: 'name', ...more })).then(
        () => null,
        ({ extensions }: { extensions: Record<string, unknown> }) =>
          `${String(extensions['code'])} ${String(extensions['argument'])}`,
      )
    for (const text of ['', ' ', 'x'.repeat(2_001)]) expect(await argumentOf({ text })).toBe('BAD_USER_INPUT text')
    for (const idempotencyKey of ['', 'short', 'with a blank', 'k'.repeat(129)])
      expect(await argumentOf({ idempotencyKey })).toBe('BAD_USER_INPUT idempotencyKey')
    expect(await argumentOf({ field: 'RECORD' })).toBe('BAD_USER_INPUT department')
    expect(await argumentOf({ text: 'x'.repeat(2_000), idempotencyKey: 'k'.repeat(128) })).toBeNull()
    const { number } = await fileRequest(doors(), asked({ personId, kind: 'CORRECTION', field: 'name' }))
    for (const answer of ['', ' ', 'x'.repeat(2_001)])
      await expect(
        answerRequest(doors(), { number, accept: false, answer, decider: 'officer-1', now: NOW }),
      ).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'answer' } })
  })

  test('the same key asks for the same, and one answer is the answer', async () => {
    const personId = await personOf('public-security', 'Resident/self/R1')
    const request = asked({ personId, kind: 'CORRECTION', field: 'name', department: 'housing' })
    const { number } = await fileRequest(doors(), request)
    const another = await personOf('public-security', 'Resident/self/N1')
    for (const other of [{ personId: another }, { kind: 'DELETION' as const }, { department: null }, { text: 'else' }])
      await expect(fileRequest(doors(), { ...request, ...other })).rejects.toMatchObject({
        extensions: { code: 'IDEMPOTENCY_KEY_REUSED' },
      })
    // What was written goes when the person is forgotten; who asks again is not asked what it was.
    await store.sql.updateTable('PersonalDataRequest').set({ text: '' }).where('number', '=', number).execute()
    expect((await fileRequest(doors(), { ...request, text: 'else' })).number).toBe(number)
    expect(await answered(number)).toMatchObject({ state: 'ACCEPTED' })
    // It names a department, but asks for none of its records.
    expect(await personOf('housing', 'Title/owner/T1')).toBe(personId)
    for (const other of [{ decider: 'officer-2' }, { answer: 'else' }, { accept: false }])
      await expect(
        answerRequest(doors(), { number, accept: true, answer: 'because', decider: 'officer-1', now: NOW, ...other }),
      ).rejects.toMatchObject({ extensions: { code: 'TRANSITION_NOT_PERMITTED' } })
  })

  test('what was carried out is not carried out again', async () => {
    const personId = await personOf('public-security', 'Resident/self/R1')
    const correction = { personId, kind: 'CORRECTION', field: 'RECORD', department: 'housing' } as const
    const { number } = await fileRequest(doors(), asked(correction))
    expect((await answered(number)).state).toBe('DONE')
    housing.put('Person', 'Title/owner/T2', { name: NAME, number: NUMBER })
    await link()
    expect(await personOf('housing', 'Title/owner/T2')).toBe(personId)
    expect(await answered(number)).toMatchObject({ state: 'DONE', receipt: '{"separated":1}' })
    expect(await personOf('housing', 'Title/owner/T2')).toBe(personId)
  })

  test('ten open requests at a time', async () => {
    const personId = await personOf('public-security', 'Resident/self/R1')
    for (let at = 0; at < 10; at += 1)
      await fileRequest(doors(), asked({ personId, idempotencyKey: `once-only-k${at}` }))
    await expect(fileRequest(doors(), asked({ personId, idempotencyKey: 'once-only-more' }))).rejects.toMatchObject({
      extensions: { code: 'WRITE_REFUSED', reason: 'TOO_MANY_OPEN' },
    })
  })
})

test('without erasing, the log of the store still holds what was deleted: the search can find it', async () => {
  const person = await personOf('public-security', 'Resident/self/R1')
  await goneEverywhere()
  await forgetPerson(store, person)
  expect(found()).not.toEqual([])
  await eraseDeleted(store, personalTables)
  expect(found()).toEqual([])
})
