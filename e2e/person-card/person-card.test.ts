/** One person over six departments: as the mediator of the case, without a purpose, as a stranger, and as the person oneself. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Principal } from '../../access/principal.ts'
import type { Demo } from '../../samples/demo-file.ts'
import { PersonCardDocument } from '../../clients/generated/operations.ts'
import { auditEvidence } from '../../runner/audit-evidence.ts'
import { verifyAudit } from '../../gateway/audit/verify.ts'
import { handlerKey } from '../../access/own-case.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type Asked, type TestHub, type Who } from '../start-test-hub.ts'

const card = readFileSync(new URL('person-card.graphql', import.meta.url), 'utf8')
const names = ['于志远', '孙丽华', '姜秀英', '于子䶮']

const colleague: Principal = {
  subject: 'another-mediator',
  department: 'justice',
  roles: ['mediator'],
  grids: [],
  staffKey: 'TJY00002',
  personId: null,
}

let city: TestHub
let demo: Demo
/** A case of the same mediator between other people. */
let otherCase: string
const mediator = () => ({ purpose: 'MEDIATION', caseNumber: city.ids.caseNumber })
const self = { purpose: 'SELF_ACCESS' }
const ask = (who: Who, asked: Asked) => city.ask(who, asked, card, { id: city.ids.person })

beforeAll(async () => {
  city = await startTestHub()
  demo = JSON.parse(readFileSync(join(city.data, 'estate/truth/demo.json'), 'utf8')) as Demo
  const own = handlerKey('justice', demo.mediation.TJYBH)
  const { code } = await city.hub.store.sql
    .selectFrom('Entity')
    .select('code')
    .where('kind', '=', 'Event')
    .where('code', 'like', 'JF%')
    .where('code', 'not in', demo.mediation.cases)
    .where('handler', '=', own)
    .orderBy('code')
    .executeTakeFirstOrThrow()
  otherCase = code ?? ''
})
afterAll(() => city.close())

describe('the mediator of the case, under MEDIATION', () => {
  test('sees the facts of the case over six departments', async () => {
    const { status, data } = await ask('mediator', mediator())
    expect(status).toBe(200)
    expect(data).toMatchObject({
      person: {
        id: city.ids.person,
        name: '于志远',
        grid: { code: demo.grid.code },
        household: {
          size: 4,
          members: {
            nodes: ['HEAD', 'WIFE', 'MOTHER', 'SON'].map((relationToHead, i) => ({ relationToHead, name: names[i] })),
          },
        },
        properties: { totalCount: 2 },
        // The same mediator's other case of this person is not the stated one.
        mediationCases: { totalCount: 1, nodes: [{ number: demo.mediation.JFBH }] },
        headedOrganisations: {
          nodes: [
            {
              role: 'LEGAL_REPRESENTATIVE',
              organisation: { name: demo.company.name, creditCode: demo.company.creditCode },
            },
          ],
        },
      },
    })
    expect(lookAt(data, 'person.hotlineOrders.nodes.*.number')).toEqual([...demo.orders].sort())
    expect(lookAt(data, 'person.gridEvents.nodes.*.number')).toEqual(
      expect.arrayContaining([...demo.gridEvents].slice(0, 4)),
    )
    expect(lookAt(data, 'person.events.nodes')).toEqual([{ number: demo.mediation.JFBH, department: 'justice' }])
  })

  test('recognises, but cannot read, what identifies somebody', async () => {
    const { data } = await ask('mediator', mediator())
    expect(lookAt(data, 'person.idNumber')).toBe('3****************3')
    expect(lookAt(data, 'person.phone')).toBe('189****0003')
    expect(lookAt(data, 'person.residence.address')).toBe('山东省青岛市平度市东阁街道****')
    expect(lookAt(data, 'person.properties.nodes.*.certificate')).toEqual([
      '*******************001号',
      '*******************059号',
    ])
    expect(lookAt(data, 'person.hotlineOrders.nodes.*.callerPhone')).toContain('189****0003')
  })

  test('is told of each mask where it stands', async () => {
    const { text } = await city.raw('mediator', mediator(), card, { id: city.ids.person })
    const { extensions } = JSON.parse(text) as { extensions: { masked: readonly object[] } }
    expect(extensions.masked).toContainEqual({
      path: 'person.idNumber',
      coordinate: 'Person.idNumber',
      department: 'public-security',
      reason: 'MASKED',
    })
    expect(extensions.masked).toHaveLength(5)
  })

  test('is refused the rest, each with its reason and where to apply', async () => {
    const { data, gaps } = await ask('mediator', mediator())
    expect(
      gaps.map(({ code, path, department, reason, catalogue }) => [
        code,
        path.join('.'),
        department,
        reason,
        catalogue,
      ]),
    ).toEqual([
      ['FIELD_DENIED', 'person.vehicles', 'public-security', 'NO_GRANT', '/catalogue/public-security/Person/vehicles'],
      ['FIELD_DENIED', 'person.rentals', 'housing', 'GRANT_EXPIRED', '/catalogue/housing/Person/rentals'],
      [
        'FIELD_DENIED',
        'person.resident.caseInvolvement',
        'public-security',
        'NOT_SHARED',
        '/catalogue/public-security/Resident/caseInvolvement',
      ],
    ])
    expect(data).toMatchObject({ person: { vehicles: null, rentals: null, resident: { caseInvolvement: null } } })
  })

  test('can follow every refusal to its catalogue entry', async () => {
    const { gaps } = await ask('mediator', mediator())
    for (const { catalogue } of gaps) {
      const response = await fetch(`${city.hub.address}${catalogue ?? '/nowhere'}`)
      expect([catalogue, response.status]).toEqual([catalogue, 200])
    }
  })

  test('reaches nobody over houses but who lives where a party lives', async () => {
    const { data } = await city.ask(
      'mediator',
      mediator(),
      '{ houses(first: 100) { nodes { id residentRecords(first: 100) { nodes { name } } } } }',
    )
    const homes = lookAt(data, 'houses.nodes') as readonly { readonly id: string }[]
    expect(homes.map(({ id }) => id)).toEqual([city.ids.house])
    expect(lookAt(homes, '0.residentRecords.nodes.*.name')).toEqual(names)
  })

  test('gets the same by the app’s own operation', async () => {
    const { data, gaps } = await city.ask('mediator', mediator(), PersonCardDocument, { id: city.ids.person })
    expect(gaps).toEqual([])
    expect(data?.person).toMatchObject({ name: '于志远', ageBand: '40-49', household: { size: 4 } })
  })
})

describe('whoever has no right to the person', () => {
  test('without a purpose gets no conditional data', async () => {
    const { status, data, gaps } = await ask('mediator', {})
    expect([status, data]).toEqual([200, { person: null }])
    expect(gaps).toMatchObject([
      { code: 'FIELD_DENIED', path: ['person'], reason: 'NO_PURPOSE', department: 'registry' },
    ])
  })

  test.each([
    ['a mediator of another case', 'mediator', () => ({ purpose: 'MEDIATION', caseNumber: otherCase })],
    ['a mediator who takes down an application', 'mediator', () => ({ purpose: 'MEDIATION_INTAKE' })],
    [
      'the grid worker of another grid',
      'grid-worker',
      () => ({ purpose: 'GRID_EVENT', token: { grid: demo.otherGrid.code } }),
    ],
  ] as [string, Who, () => Asked][])('%s finds nobody, as if the person did not exist', async (_, who, askedOf) => {
    const asked = askedOf()
    expect(await whole(who, asked, city.ids.person)).toBe(await whole(who, asked, 'P-00000000000000000000'))
    expect((await ask(who, asked)).data).toEqual({ person: null })
  })

  test('MEDIATION without a case is refused as a whole', async () => {
    expect(await ask('mediator', { purpose: 'MEDIATION' })).toMatchObject({ status: 403, code: 'CASE_REQUIRED' })
  })

  test('a case that does not exist and a colleague’s case are refused as a whole, alike', async () => {
    const nobodys = { purpose: 'MEDIATION', caseNumber: 'JF2026999999' }
    const refused = await whole(colleague, mediator(), city.ids.person)
    expect(refused).toContain('403 ')
    expect(refused).toContain('CASE_UNKNOWN')
    for (const who of ['mediator', colleague] as const) expect(await whole(who, nobodys, city.ids.person)).toBe(refused)
  })

  test('a purpose that is not one’s own is refused as a whole', async () => {
    expect(await ask('grid-worker', mediator())).toMatchObject({ status: 403, code: 'PURPOSE_NOT_PERMITTED' })
  })

  /** The answer byte for byte, but for the id that was asked and the trace id. */
  async function whole(who: Who, asked: Asked, id: string): Promise<string> {
    const { status, text } = await city.raw(who, asked, card, { id })
    return `${status} ${text}`.replace(/"traceId":"[^"]*"/g, '"traceId":""').replaceAll(id, 'ID')
  }
})

describe('the citizen oneself', () => {
  test('sees the own data plainly', async () => {
    const { data } = await ask('citizen', self)
    expect(data).toMatchObject({
      person: {
        name: demo.citizen.name,
        idNumber: demo.citizen.number,
        phone: `+86${demo.citizen.phone}`,
        vehicles: { nodes: [{ plate: demo.vehicle.plate }] },
        properties: { totalCount: 2 },
        rentals: { totalCount: 0 },
      },
    })
    expect(lookAt(data, 'person.properties.nodes.0.certificate')).toBe('鲁(2025)平度市不动产权第0000001号')
    expect(lookAt(data, 'person.events.nodes.*.department')).toEqual(
      expect.arrayContaining(['political-legal', 'approval-service', 'justice']),
    )
  })

  test('sees the others of the household masked', async () => {
    const { data } = await ask('citizen', self)
    expect(lookAt(data, 'person.household.members.nodes.*.name')).toEqual(['于志远', '孙**', '姜**', '于**'])
  })

  test('is not told what nobody is told', async () => {
    const { data, gaps } = await ask('citizen', self)
    expect(lookAt(data, 'person.resident.caseInvolvement')).toBeNull()
    expect(gaps).toMatchObject([{ path: ['person', 'resident', 'caseInvolvement'], reason: 'NOT_SHARED' }])
  })

  test('cannot read another person, nor a member of the own household', async () => {
    const members = await city.ask(
      'mediator',
      mediator(),
      'query ($id: ID!) { person(id: $id) { household { members(first: 9) { nodes { self { id } } } } } }',
      { id: city.ids.person },
    )
    const ids = lookAt(members.data, 'person.household.members.nodes.*.self.id') as (string | null)[]
    for (const id of ids.filter((one) => one !== null && one !== city.ids.person)) {
      expect((await city.ask('citizen', self, card, { id })).data).toEqual({ person: null })
    }
  })

  test('reads who looked: the department, what for, and at which fields', async () => {
    const { data, gaps } = await city.ask(
      'citizen',
      self,
      '{ whoLookedAtMe(first: 100) { nodes { at department purpose purposeName notice fields } } }',
    )
    const looks = lookAt(data, 'whoLookedAtMe.nodes') as {
      purpose: string
      department: string | null
      fields: string[]
    }[]
    expect(gaps).toEqual([])
    const look = looks.find(({ purpose, fields }) => purpose === 'MEDIATION' && fields.includes('Resident.name'))
    expect(look).toMatchObject({ department: 'justice', purposeName: '矛盾纠纷调解' })
    expect(look?.fields).toEqual(
      expect.arrayContaining(['Person.name', 'Person.idNumber', 'PropertyTitle.certificate']),
    )
    expect(look?.fields).not.toContain('Person.vehicles')
    expect(new Set(looks.map(({ purpose }) => purpose))).toEqual(new Set(['MEDIATION', 'SELF_ACCESS']))
  })
})

describe('the audit log', () => {
  const verdict = () => verifyAudit(auditEvidence(city.hub.store, city.data, city.env))

  test('is whole, and names the record in which one byte is flipped', async () => {
    const good = await verdict()
    expect(good).toMatchObject({ ok: true })
    const { seq, body } = await city.hub.store.sql
      .selectFrom('AuditRecord')
      .select(['seq', 'body'])
      .where('seq', '=', 3)
      .executeTakeFirstOrThrow()
    const flipped = body.replace('MEDIATION', 'MEDIATIOM')
    expect(flipped).not.toBe(body)
    await city.hub.store.sql.updateTable('AuditRecord').set({ body: flipped }).where('seq', '=', seq).execute()
    expect(await verdict()).toEqual({ ok: false, seq, fault: 'CHANGED' })
    await city.hub.store.sql.updateTable('AuditRecord').set({ body }).where('seq', '=', seq).execute()
    expect(await verdict()).toEqual(good)
  })

  test('holds no value of a person', async () => {
    const records = await city.hub.store.sql.selectFrom('AuditRecord').select('body').execute()
    const text = records.map(({ body }) => body).join('\n')
    for (const value of [...names, demo.citizen.number, demo.citizen.phone, demo.vehicle.plate]) {
      expect(text.includes(value)).toBe(false)
    }
  })
})
