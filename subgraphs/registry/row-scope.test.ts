/** Whom a request may reach, kind by kind; on a store with two cases and their parties. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { putLinkedCase } from '../../access/cases/linked-case.ts'
import type { AccessContext, Principal, RowScope } from '../../access/principal.ts'
import type { HubStore } from '../../prisma/store.ts'
import { embeddedStore } from '../../prisma/test-store.ts'
import type { EntityKind } from '../kit/identity.ts'
import type { RowMates } from './row-mates.ts'
import { RowScopes } from './row-scope.ts'

const GRID = '370283001001001'
const OTHER_GRID = '370283001001002'
const kinds: readonly EntityKind[] = ['Person', 'Event', 'House', 'ManagedObject', 'Organisation', 'Grid']
let store: HubStore
let close: () => Promise<void>

beforeAll(async () => {
  ;({ store, close } = await embeddedStore())
  const put = (kind: EntityKind, id: string, more: object = {}) =>
    store.sql
      .insertInto('Entity')
      .values({ id, kind, golden: '{}', stale: 0, updatedAt: 0, changeSeq: 0, ...more })
      .execute()
  for (const kind of kinds) {
    await put(kind, `${kind}-1`, { gridCode: GRID })
    await put(kind, `${kind}-2`, { gridCode: OTHER_GRID })
  }
  const dispute = { department: 'justice', kind: 'Event' } as const
  for (const [number, department, handler] of [
    ['JF1', 'justice', 'TJY1'],
    ['JF2', 'justice', 'null'],
    ['JF3', 'null', 'TJY1'],
  ] as const) {
    const eventId = await putLinkedCase(store, {
      ...dispute,
      department,
      localKey: `MediationCase/self/${number}`,
      handler,
    })
    const personId = `Party-${number}`
    await put('Person', personId, { houseId: `Home-${number}` })
    await put('House', `Home-${number}`)
    await store.sql
      .insertInto('Participation')
      .values({ eventId, personId, department, localKey: `Party/person/${number}` })
      .execute()
  }
})
afterAll(() => close())

/** Ids that a request reaches of each kind; '*' for all of them. */
async function reached(
  rowScope: RowScope,
  principal: Partial<Principal> = {},
  caseNumber: string | null | undefined = undefined,
) {
  const access = {
    rowScope,
    principal: { department: 'justice', staffKey: null, grids: [], personId: null, ...principal },
    purpose: caseNumber === undefined ? null : { code: 'MEDIATION', caseNumber },
  } as unknown as AccessContext
  const mates = {
    of: () =>
      Promise.resolve(
        new Map<EntityKind, string[]>([
          ['Person', ['Person-1']],
          ['House', ['House-2']],
        ]),
      ),
  } as unknown as RowMates
  const scopes = RowScopes.of(store.sql, access, mates)
  const found: Partial<Record<EntityKind, string>> = {}
  for (const kind of kinds) {
    const reach = await scopes.reach(kind)
    const all = store.sql.selectFrom('Entity').select('id').where('kind', '=', kind).orderBy('id')
    const query = reach === null ? all : all.where(reach)
    // PostgreSQL takes no empty list, so none may ever be asked for; nor anything of which there is no value.
    const { sql, parameters } = query.compile()
    expect(sql).not.toMatch(/in \(\)/)
    expect(parameters.filter((value) => value === undefined || value === null)).toHaveLength(0)
    const rows = await query.execute()
    found[kind] = reach === null ? '*' : rows.map(({ id }) => id).join(' ')
  }
  return found
}

const registers = { Organisation: '*', Grid: '*' }
const nothing = { Person: '', Event: '', House: '', ManagedObject: '*', ...registers }

describe('reached are', () => {
  test('all rows, by who reaches all', async () => {
    expect(await reached('ALL')).toEqual({ Person: '*', Event: '*', House: '*', ManagedObject: '*', ...registers })
  })

  test('without rows: nobody, and events of nobody', async () => {
    expect(await reached('NONE')).toEqual({
      Person: '',
      Event: 'Event-1 Event-2',
      House: '*',
      ManagedObject: '*',
      ...registers,
    })
  })

  test('those of the own grids; of none, none', async () => {
    const inside = (...numbers: number[]) => ({
      ...Object.fromEntries(
        (['Person', 'Event', 'House', 'ManagedObject'] as const).map((kind) => [
          kind,
          numbers.map((number) => `${kind}-${number}`).join(' '),
        ]),
      ),
      ...registers,
    })
    expect(await reached('GRIDS', { grids: [GRID] })).toEqual(inside(1))
    expect(await reached('GRIDS', { grids: [GRID, OTHER_GRID] })).toEqual(inside(1, 2))
    expect(await reached('GRIDS')).toEqual(inside())
  })

  test('oneself and what stands in one record with oneself', async () => {
    expect(await reached('SELF', { personId: 'Person-1' })).toEqual({
      Person: 'Person-1',
      Event: '',
      House: 'House-2',
      ManagedObject: '',
      ...registers,
    })
    expect(await reached('SELF')).toEqual({ Person: '', Event: '', House: '', ManagedObject: '', ...registers })
  })

  test('the own case, its parties and their homes; of another’s, nothing', async () => {
    expect(await reached('CASE', { staffKey: 'TJY1' }, 'JF1')).toEqual({
      Person: 'Party-JF1',
      Event: 'Event-MediationCase/self/JF1'.replace('Event-', 'E-'),
      House: 'Home-JF1',
      ManagedObject: '*',
      ...registers,
    })
    for (const number of ['JF2', 'JF9', null, undefined])
      expect(await reached('CASE', { staffKey: 'TJY1' }, number)).toEqual(nothing)
  })

  test('nothing by who has no key or no department, though somebody is called so', async () => {
    expect((await reached('CASE', { staffKey: 'null' }, 'JF2')).Person).toBe('Party-JF2')
    expect(await reached('CASE', { staffKey: null }, 'JF2')).toEqual(nothing)
    expect((await reached('CASE', { staffKey: 'TJY1', department: 'null' }, 'JF3')).Person).toBe('Party-JF3')
    expect(await reached('CASE', { staffKey: 'TJY1', department: null }, 'JF3')).toEqual(nothing)
  })
})
