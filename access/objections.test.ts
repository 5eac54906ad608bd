/** Who may object to which look, who may answer, and that the same asked twice is one. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from '../prisma/migrate.ts'
import { openStore, type HubStore } from '../prisma/store.ts'
import { shanghaiDay } from '../schema/shanghai-time.ts'
import { AuditArchive } from './audit-archive.ts'
import { nothingRead, type AuditBody } from './audit-record.ts'
import { looksAt, lookAt } from './looks.ts'
import {
  answerObjection,
  isOverdue,
  objectToLook,
  readObjections,
  type Objection,
  type ObjectionAnswer,
} from './objections.ts'
import { addMissing } from './grants.ts'
import { purposes } from './purposes.ts'

const NOW = Date.parse('2026-11-26T02:00:00Z')
const DAY = 86_400_000
const INDEXED = 2
const folder = mkdtempSync(join(tmpdir(), 'pentagraph-objections-'))
let store: HubStore
let archive: AuditArchive

beforeAll(async () => {
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  store = await openStore(url)
  archive = new AuditArchive(store, folder)
  await addMissing(
    store,
    purposes.map((one) => (one.code === 'HOTLINE' ? { ...one, noticeDelayDays: 10 } : one)),
    [],
  )
  await store.sql
    .insertInto('Entity')
    .values({ id: 'P-old', kind: 'Person', mergedInto: 'P-1', golden: '{}', stale: 0, updatedAt: 0, changeSeq: 0 })
    .execute()
  for (const [seq, personId, changes] of [
    [1, 'P-1', {}],
    [2, 'P-1', { subject: 'auditor-1', purpose: null }],
    [3, 'P-2', {}],
    [4, 'P-1', { purpose: 'HOTLINE' }],
    [5, 'P-old', { purpose: 'GONE', grants: ['emergency:1:housing'] }],
    [6, 'P-1', { subject: 'citizen-1', purpose: 'SELF_ACCESS', department: null }],
    // Names the person, but not as one whose data was read.
    [7, 'P-2', { caseNumber: 'P-1' }],
  ] as const) {
    const body: AuditBody = {
      ...nothingRead,
      at: NOW - DAY,
      traceId: 't',
      subject: 'officer-1',
      department: 'justice',
      roles: ['mediator'],
      purpose: 'MEDIATION',
      caseNumber: null,
      policyVersion: '1',
      operation: 'o',
      operationName: null,
      outcome: 'ANSWERED',
      code: null,
      persons: [personId],
      seq,
      previous: '',
      ...changes,
    }
    await store.sql
      .insertInto('AuditRecord')
      .values({ seq, body: JSON.stringify(body), hash: '' })
      .execute()
    // The index by person follows the records; what is not in it yet is found too.
    if (seq <= INDEXED) await store.sql.insertInto('AuditPerson').values({ personId, seq }).execute()
  }
  await store.sql.insertInto('AuditHead').values({ id: 1, seq: 7, hash: '', indexed: INDEXED }).execute()
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const object = (seq: number, idempotencyKey: string, changes: object = {}) =>
  objectToLook(archive, {
    personId: 'P-1',
    subject: 'citizen-1',
    seq,
    reason: '与我无关',
    idempotencyKey: idempotencyKey.padEnd(8, '-'),
    at: NOW,
    ...changes,
  })
const answer = (id: string, changes: Partial<ObjectionAnswer> = {}) =>
  answerObjection(archive, { id, state: 'UPHELD', answer: '属实', subject: 'auditor-1', at: NOW + 1, ...changes })
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    ({ extensions }: { extensions?: Record<string, unknown> }) =>
      [extensions?.['code'], extensions?.['reason'] ?? extensions?.['argument']].filter(Boolean).join(' '),
  )

describe('a look', () => {
  test('is told to the person, with those at what was merged into the person; those that may wait come later', async () => {
    const told = async (first: number, after: number | null, now = NOW) => {
      const page = await looksAt(archive, 'P-1', { first, after }, now)
      return [page.looks.map(({ seq }) => seq), page.hasNext]
    }
    expect(await told(10, null)).toEqual([[6, 5, 2, 1], false])
    expect(await told(2, null)).toEqual([[6, 5], true])
    expect(await told(2, 5)).toEqual([[2, 1], false])
    expect(await told(10, null, NOW + 9 * DAY)).toEqual([[6, 5, 4, 2, 1], false])
    expect(await looksAt(archive, 'P-3', { first: 10, after: null }, NOW)).toEqual({ looks: [], hasNext: false })
    expect(await lookAt(archive, 'P-1', 5, NOW)).toMatchObject({ purpose: 'GONE', purposeName: null, emergency: true })
    expect(await lookAt(archive, 'P-1', 2, NOW)).toMatchObject({ purpose: null, purposeName: null, emergency: false })
    expect(await lookAt(archive, 'P-1', 1, NOW)).toMatchObject({
      purposeName: expect.any(String),
      department: 'justice',
    })
    for (const [person, seq] of [
      ['P-1', 3],
      ['P-1', 4],
      ['P-1', 99],
      ['P-2', 1],
    ] as const)
      expect(await lookAt(archive, person, seq, NOW)).toBeNull()
  })
})

describe('an objection', () => {
  test('is made by the person concerned, to a look that they may be told of, with a reason', async () => {
    for (const seq of [3, 4, 99]) expect(await codeOf(object(seq, `none-${seq}`))).toBe('NOT_FOUND')
    expect(await codeOf(object(1, 'blank', { reason: ' ' }))).toBe('BAD_USER_INPUT input.reason')
    expect(await codeOf(object(1, 'k'.repeat(201)))).toBe('BAD_USER_INPUT input.idempotencyKey')
    expect(await object(1, 'first')).toMatchObject({ state: 'OPEN', seq: 1, personId: 'P-1', dueOn: '2026-12-17' })
  })

  test('is one though it is asked twice, also at once; a second one waits for the answer to the first', async () => {
    const again = await object(1, 'first')
    expect(again.seq).toBe(1)
    expect(await codeOf(object(1, 'first', { reason: '别的' }))).toBe('IDEMPOTENCY_KEY_REUSED')
    expect(await codeOf(object(2, 'first'))).toBe('IDEMPOTENCY_KEY_REUSED')
    expect(await codeOf(object(1, 'second'))).toBe('WRITE_REFUSED ALREADY_OPEN')
    const [one, other] = await Promise.all([object(5, 'at-once'), object(5, 'at-once')])
    expect(one?.id).toBe(other?.id)
  })

  test('is answered once, by somebody whose look it is not', async () => {
    const { id } = await object(1, 'first')
    expect(await codeOf(answer('objection-none'))).toBe('NOT_FOUND')
    expect(await codeOf(answer(id, { answer: '' }))).toBe('BAD_USER_INPUT input.answer')
    expect(await codeOf(answer(id, { subject: 'officer-1' }))).toBe('WRITE_REFUSED OWN_LOOK')
    expect(await codeOf(answer(id, { subject: 'citizen-1' }))).toBe('WRITE_REFUSED OWN_LOOK')
    expect(await answer(id)).toMatchObject({ state: 'UPHELD', answer: '属实', answeredBy: 'auditor-1' })
    expect(await answer(id, { at: NOW + 2 })).toMatchObject({ answeredAt: NOW + 1 })
    for (const other of [{ state: 'REJECTED' as const }, { answer: '不属实' }, { subject: 'auditor-2' }])
      expect(await codeOf(answer(id, other))).toBe('TRANSITION_NOT_PERMITTED')
    expect(await codeOf(object(1, 'second'))).toBe('done')
    const own = await object(2, 'the-auditors-look')
    expect(await codeOf(answer(own.id))).toBe('WRITE_REFUSED OWN_LOOK')
    // An objection to a look whose record is gone is answered all the same.
    const gone = await object(5, 'at-once')
    await store.sql.deleteFrom('AuditRecord').where('seq', '=', 5).execute()
    expect(await codeOf(answer(gone.id))).toBe('done')
  })

  test('is listed newest first, page by page, for one person or all, open or overdue', async () => {
    const read = async (filter: Parameters<typeof readObjections>[1], first = 10, after: string | null = null) => {
      const page = await readObjections(store, filter, { first, after })
      return {
        seqs: page.objections.map(({ seq }) => seq).sort(),
        hasNext: page.hasNext,
        last: page.objections.at(-1)?.id,
      }
    }
    const all = await read({})
    expect(all).toMatchObject({ seqs: [1, 1, 2, 5], hasNext: false })
    expect(await read({ personId: 'P-2' })).toMatchObject({ seqs: [] })
    expect(await read({ state: 'OPEN' })).toMatchObject({ seqs: [1, 2] })
    expect(await read({ overdueOn: '2026-12-17' })).toMatchObject({ seqs: [] })
    expect(await read({ overdueOn: '2026-12-18' })).toMatchObject({ seqs: [1, 2] })
    const first = await read({}, 3)
    expect(first.hasNext).toBe(true)
    const rest = await read({}, 3, first.last)
    expect([...first.seqs, ...rest.seqs].sort()).toEqual(all.seqs)
    expect(rest.hasNext).toBe(false)
    expect(await codeOf(read({}, 3, 'objection-none'))).toBe('BAD_USER_INPUT after')
  })

  test('is overdue on the day after its last, as long as it is open', () => {
    const open = { state: 'OPEN', dueOn: shanghaiDay(NOW) } as Objection
    expect([isOverdue(open, NOW), isOverdue(open, NOW + DAY)]).toEqual([false, true])
    expect(isOverdue({ ...open, state: 'UPHELD' }, NOW + DAY)).toBe(false)
  })
})
