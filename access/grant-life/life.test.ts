/** What only the store shows: the clock of an application, one change for two requests, and a part that follows the whole. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { epochOf } from '../../schema/shanghai-time.ts'
import {
  applicant,
  asking,
  grantedTo,
  holder,
  openGrantOffice,
  owner,
  place,
  published,
  security,
  thursday,
  unconditioned,
  wanted,
  who,
  type GrantOffice,
} from '../cases/grant-office.ts'
import type { HubStore } from '../../prisma/store.ts'
import { loadAccessContext } from '../policy-store.ts'
import type { Principal } from '../principal.ts'
import { answerApplication, applyForGrant } from './applications.ts'
import type { PublishedFields } from './asked-fields.ts'
import { breakGlass, reviewBreakGlass } from './break-glass.ts'
import { delegateGrant, suspendGrant } from './grants-in-force.ts'
import { GrantUses } from './uses.ts'

let office: GrantOffice
let store: HubStore
beforeAll(async () => {
  office = await openGrantOffice()
  store = office.store
})
afterAll(() => office.close())

const dueDay = async (id: string) => {
  const row = await store.sql
    .selectFrom('GrantApplication')
    .select('dueAt')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.dueAt
}
const grantsOf = async (principal: Principal) => {
  const request = { principal, purpose: { code: 'DATA_QUALITY', caseNumber: null }, traceId: 't', at: thursday + 1 }
  return loadAccessContext(store, request)
}

describe('the clock', () => {
  test('10 working days for conditional data, 1 for unconditional, as the rows say', async () => {
    const conditional = await applyForGrant(store, published, wanted, asking(applicant))
    expect(await dueDay(conditional)).toBe(epochOf('2026-12-11', 0, 480) - 1)
    const open = { ...wanted, fields: ['Estate.name'] }
    const unconditional = await applyForGrant(store, published, open, asking(applicant))
    expect(await dueDay(unconditional)).toBe(epochOf('2026-11-28', 0, 480) - 1)
    await store.sql.updateTable('PolicyLimit').set({ amount: 2 }).where('code', '=', 'ANSWER_UNCONDITIONAL').execute()
    const later = await applyForGrant(store, published, open, asking(applicant))
    expect(await dueDay(later)).toBe(epochOf('2026-12-01', 0, 480) - 1)
  })

  test('what is never shared, level 4 behind a category: neither is asked for by the way', async () => {
    const refused = { extensions: { code: 'BAD_USER_INPUT' } }
    await expect(
      applyForGrant(store, published, { ...wanted, fields: ['Title.secret'] }, asking(applicant)),
    ).rejects.toMatchObject(refused)
    const id = await grantedTo(store)
    const part = { grantId: id, seen: '1', role: 'developer' as const, subject: 'x', masked: false, rows: null }
    const more = { termDays: 5, personsPerDay: null, reason: null }
    await expect(
      delegateGrant(store, published, { ...part, ...more, fields: ['Title.mortgage'] }, asking(holder)),
    ).rejects.toMatchObject(refused)
  })

  test('level 4 behind a category: not plainly, at the application nor at the answer', async () => {
    const refused = { extensions: { code: 'BAD_USER_INPUT', argument: 'fields', problem: 'NAME_LEVEL_4' } }
    const mortgages = { ...wanted, fields: ['category:房屋抵押'] }
    await expect(applyForGrant(store, published, mortgages, asking(applicant))).rejects.toMatchObject(refused)
    expect(await grantedTo(store, {}, { ...mortgages, effect: 'MASKED' })).toMatch(/^grant:/)
    expect(await grantedTo(store, {}, { ...mortgages, fields: ['Title.mortgage'] })).toMatch(/^grant:/)
    // Graded up while it waited.
    const id = await applyForGrant(store, published, wanted, asking(applicant))
    const raised: PublishedFields = {
      ...published,
      places: () => published.places().map((one) => ({ ...one, level: 4 })),
    }
    const answer = { decision: 'GRANT', reasons: null, conditions: unconditioned } as const
    await expect(answerApplication(store, raised, id, '1', answer, asking(owner))).rejects.toMatchObject(refused)
    const masked = { ...answer, conditions: { ...unconditioned, masked: true } }
    expect(await answerApplication(store, raised, id, '1', masked, asking(owner))).toBe(id)
  })
})

describe('changes', () => {
  test('two at the same time over the same version: one is made', async () => {
    const id = await grantedTo(store)
    const step = { id, seen: '1', reason: 'why' }
    const both = await Promise.allSettled([
      suspendGrant(store, step, asking(owner)),
      suspendGrant(store, step, asking(owner)),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a part of a grant rests with it, and never has more persons a day', async () => {
    const id = await grantedTo(store, { personsPerDay: 10 })
    const part = {
      grantId: id,
      seen: '1',
      role: 'developer' as const,
      subject: 'clerk',
      fields: ['category:房屋权属'],
      masked: false,
      rows: null,
      termDays: 5,
      reason: null,
    }
    await expect(delegateGrant(store, published, { ...part, personsPerDay: 11 }, asking(holder))).rejects.toMatchObject(
      { extensions: { code: 'BAD_USER_INPUT' } },
    )
    const made = await delegateGrant(store, published, { ...part, personsPerDay: null }, asking(holder))
    const clerk = who('clerk', 'emergency', 'developer')
    const state = async () => (await grantsOf(clerk)).grants.find((one) => one.id === made)
    expect(await state()).toMatchObject({ personsPerDay: 10 })
    await suspendGrant(store, { id, seen: '1', reason: 'why' }, asking(owner))
    expect(await state()).toMatchObject({ suspended: true })
  })
})

describe('uses', () => {
  test('of a limited grant are in the store at once; of others after a while', async () => {
    const limited = await grantedTo(store, { personsPerDay: 2 })
    const free = await grantedTo(store)
    const uses = new GrantUses({
      store,
      everyMs: 3_600_000,
      personsBehind: (persons) => Promise.resolve(persons.length),
      onFault: () => undefined,
    })
    const stored = async (id: string) =>
      (await store.sql.selectFrom('GrantUse').selectAll().where('grantId', '=', id).execute())[0] ?? null
    const context = await grantsOf(applicant)
    expect(context.usedUp).toEqual([])
    await uses.note(context, [limited, free], ['P-1', 'P-2'], [])
    expect(await stored(limited)).toMatchObject({ times: 1, persons: 2, subject: 'applicant' })
    expect(await stored(free)).toBeNull()
    expect((await grantsOf(applicant)).usedUp).toEqual([limited])
    expect((await grantsOf({ ...applicant, subject: 'another' })).usedUp).toEqual([])
    await uses.close()
    expect(await stored(free)).toMatchObject({ times: 1, persons: 2 })
  })
})

describe('emergencies', () => {
  const breaking = {
    purpose: 'EMERGENCY_RESCUE',
    reason: '燃气泄漏',
    opened: [{ department: 'housing', fields: ['Home.address'] }],
  }
  const homes: PublishedFields = {
    unknown: () => [],
    places: () => [{ ...place('Home.address', 'CONDITIONAL', 3), category: '房屋信息' }],
  }
  const duty = who('duty', 'emergency', 'data-officer')

  test('do not open when nobody can be told', async () => {
    const silence = () => Promise.reject(new Error('the log is full'))
    await expect(breakGlass(store, homes, breaking, asking(duty), silence)).rejects.toThrow('the log is full')
    expect(await store.sql.selectFrom('BreakGlass').select('id').execute()).toEqual([])
  })

  test('last for the hours of the rule, and are reviewed by another one within working days', async () => {
    const heard: string[] = []
    const loud = ({ id }: { readonly id: string }) => {
      heard.push(id)
      return Promise.resolve()
    }
    const id = await breakGlass(store, homes, breaking, asking(duty), loud)
    expect(heard).toEqual([id])
    const row = await store.sql.selectFrom('BreakGlass').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ endsAt: thursday + 4 * 3_600_000, reviewDueAt: epochOf('2026-12-01', 0, 480) - 1 })
    const review = { id, seen: '1', verdict: 'UNJUSTIFIED' as const, note: 'no reason' }
    await expect(reviewBreakGlass(store, review, asking(owner))).rejects.toMatchObject({
      extensions: { code: 'NOT_FOUND' },
    })
    await reviewBreakGlass(store, review, asking(security))
    const [grant] = await store.sql.selectFrom('AccessGrant').selectAll().where('emergencyId', '=', id).execute()
    expect(grant).toMatchObject({ suspendedBy: 'SECURITY', version: 2 })
  })
})
