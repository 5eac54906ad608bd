import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import { catalogue } from '../kit/catalogue.ts'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec, Plain } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import type { EntityKind, Identity } from '../kit/identity.ts'
import { CityComponent, mayOpenUrbanCase, UrbanCase } from './records.ts'
import { urbanManagement } from './urban-management.ts'

function rows() {
  const folder = mkdtempSync(join(tmpdir(), 'urban-'))
  const own = join(import.meta.dirname, 'rows')
  for (const name of readdirSync(own)) if (name.startsWith('BJ_')) cpSync(join(own, name), join(folder, name))
  const database = new Database(join(folder, 'cases.db'))
  database.exec(readFileSync(join(own, 'cases.sql'), 'utf8'))
  database.close()
  return {
    connection: { parts: { cases: { path: join(folder, 'cases.db') }, survey: { path: folder } } },
    folder,
    close: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  }
}

conformance(urbanManagement, () => Promise.resolve(rows()))

describe('what the registry gets', () => {
  const given = rows()
  const signal = AbortSignal.timeout(20_000)
  let runtime: DepartmentRuntime

  beforeAll(async () => {
    const snapshots = join(given.folder, 'snapshots')
    const secret = new Uint8Array(32).fill(7)
    runtime = await DepartmentRuntime.open(
      urbanManagement,
      { connection: { snapshots, ...given.connection } },
      secret,
      () => {},
    )
    await runtime.adapter.refresh({ signal })
  })
  afterAll(async () => {
    await runtime.close()
    await given.close()
  })

  async function identities(kind: EntityKind): Promise<ReadonlyMap<string, Identity>> {
    const all: Identity[] = []
    for await (const batch of runtime.link.identities(kind, signal)) all.push(...batch)
    return new Map(all.map((identity) => [identity.key, identity]))
  }
  const placeOf = (identity: Identity | undefined) =>
    [identity?.values.longitude, identity?.values.latitude].map((half) => half && Number(half).toFixed(5))

  test('O07: the lamp of the projected survey and the case of the phone in GCJ-02 stand at one place', async () => {
    const [objects, events] = [await identities('ManagedObject'), await identities('Event')]
    const lamp = ['119.96000', '36.79000']
    expect(placeOf(objects.get('CityComponent/self/3702830112000001'))).toEqual(lamp)
    expect(placeOf(events.get('UrbanCase/self/RW202603010000001'))).toEqual(lamp)
    // Axes swapped by the phone, and by the surveyor.
    expect(placeOf(events.get('UrbanCase/self/RW202603020000002'))).toEqual(lamp)
    expect(placeOf(objects.get('CityComponent/self/3702839901000001'))).toEqual(['119.98000', '36.80000'])
  })

  test('a zero point and a shape that is none are no point', async () => {
    const [objects, events] = [await identities('ManagedObject'), await identities('Event')]
    expect(placeOf(events.get('UrbanCase/self/RW202603030000003'))).toEqual([undefined, undefined])
    expect(placeOf(objects.get('CityComponent/self/3702830118000001'))).toEqual([undefined, undefined])
  })

  test('a component that was deleted from the survey is none', async () => {
    expect((await identities('ManagedObject')).has('CityComponent/self/3702830402000001')).toBe(false)
  })

  test('a case names its component by the code of 16 digits, never by the old one of 14', async () => {
    const objects = await identities('ManagedObject')
    expect(objects.get('UrbanCase/component/RW202603010000001')?.values).toEqual({ code: '3702830112000001' })
    expect(objects.has('UrbanCase/component/RW202603030000003')).toBe(false)
  })

  test('a case made of a hotline order names it', async () => {
    const events = await identities('Event')
    expect(events.get('UrbanCase/order/RW202603010000001')?.values).toEqual({ number: 'GD202600000001' })
    expect(events.has('UrbanCase/order/RW202603020000002')).toBe(false)
  })

  test('a penalised person takes part in the case; a penalised unit is no person', async () => {
    const persons = await identities('Person')
    expect(persons.get('AdministrativePenalty/person/CF0000000001')?.values).toMatchObject({
      name: '测甲',
      event: 'UrbanCase/self/RW202603020000002',
    })
    expect(persons.has('AdministrativePenalty/person/CF0000000002')).toBe(false)
    const units = await identities('Organisation')
    expect(units.has('AdministrativePenalty/organisation/CF0000000002')).toBe(true)
    expect(persons.get('AdministrativePenalty/person/CF0000000003')?.numberValid).toBe(false)
  })
})

describe('who may open a case', () => {
  const asked = (rowScope: RowScope, grids: readonly string[] = []): AccessContext => ({
    principal: { subject: 'someone', department: 'town', roles: [], grids, staffKey: null, personId: null },
    purpose: { code: 'GRID_EVENT', caseNumber: null },
    rowScope,
    grants: [],
    purposeFields: ['*'],
    policyVersion: 'test',
    at: 0,
    traceId: 'test',
  })
  const inGrid = { id: 'RW1', gridCode: '370283001001001' } as Plain
  const without = { id: 'RW2', gridCode: null } as Plain

  test('a grid lists its own cases only; one that the registry found by its point is open over the event', () => {
    const own = asked('GRIDS', ['370283001001001'])
    expect(mayOpenUrbanCase(inGrid, own, 'root')).toBe(true)
    expect(mayOpenUrbanCase(inGrid, asked('GRIDS', ['370283001001002']), 'root')).toBe(false)
    expect(mayOpenUrbanCase(without, own, 'root')).toBe(false)
    expect(mayOpenUrbanCase(without, own, 'entity')).toBe(true)
  })

  test('a mediator has the cases of a party, not the list; nobody has any without a purpose', () => {
    expect(mayOpenUrbanCase(inGrid, asked('CASE'), 'entity')).toBe(true)
    expect(mayOpenUrbanCase(inGrid, asked('CASE'), 'root')).toBe(false)
    expect(mayOpenUrbanCase(inGrid, asked('NONE'), 'entity')).toBe(false)
    expect(mayOpenUrbanCase(inGrid, asked('ALL'), 'root')).toBe(true)
  })
})

describe('what urban management says of itself', () => {
  const grades = new Map(
    catalogue(urbanManagement).map(({ path, level, sharing }) => [
      path.split('/').slice(3).join('.'),
      `${level} ${sharing}`,
    ]),
  )

  test('levels are those of the catalogue', () => {
    expect(grades.get('CityComponent.code')).toBe('1 UNCONDITIONAL')
    expect(grades.get('CityComponent.class')).toBe('1 UNCONDITIONAL')
    expect(grades.get('CityComponent.ownerName')).toBe('2 CONDITIONAL')
    for (const name of ['taskNumber', 'category', 'place', 'state', 'dueAt'])
      expect(grades.get(`UrbanCase.${name}`)).toBe('2 CONDITIONAL')
    expect(grades.get('SitePhoto.handle')).toBe('3 CONDITIONAL')
    expect(grades.get('AdministrativePenalty.penalisedName')).toBe('3 CONDITIONAL')
  })

  test('neither components nor cases lead to a person', () => {
    const targets = [CityComponent, UrbanCase].flatMap(({ fields }: { fields: FieldsSpec }) =>
      Object.values(fields).flatMap((field) =>
        field.kind === 'one' || field.kind === 'many'
          ? [field.to().name]
          : field.kind === 'entity'
            ? [field.entity]
            : [],
      ),
    )
    expect(targets).not.toContain('Person')
    expect(targets).not.toContain('AdministrativePenalty')
  })
})
