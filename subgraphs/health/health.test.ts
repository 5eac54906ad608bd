import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessContext } from '../../access/principal.ts'
import type { Adapter, Row } from '../../adapters/adapter.ts'
import { openAdapter } from '../../adapters/open-adapter.ts'
import { buildDepartment } from '../kit/subgraph.ts'
import { conformance } from '../kit/conformance.ts'
import { catalogue } from '../kit/catalogue.ts'
import type { FieldsSpec } from '../kit/declaration.ts'
import { classificationOf } from '../kit/fields.ts'
import { tableUses } from '../kit/table-uses.ts'
import { health } from './health.ts'
import { BirthCertificate, Vaccination } from './messages.ts'
import {
  FamilyDoctorContract,
  HealthInstitution,
  HotlineMonth,
  HotlineRecord,
  SevereMentalDisorder,
} from './records.ts'

function register(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'health-'))
  const path = join(folder, 'health.db')
  const database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/health.sql'), 'utf8'))
  database.close()
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
const messages = { path: join(import.meta.dirname, 'rows/messages') }

conformance(health, () => {
  const { path, remove } = register()
  return Promise.resolve({ connection: { parts: { register: { path }, messages } }, close: async () => remove() })
})

describe('what hospitals told', () => {
  const call = { signal: new AbortController().signal }
  const folder = mkdtempSync(join(tmpdir(), 'health-store-'))
  const database = register()
  let adapter: Adapter
  beforeAll(async () => {
    const { models } = await buildDepartment(health)
    const parts = { register: { path: database.path }, messages }
    adapter = await openAdapter('health', health.system, tableUses(health.system, models), { parts, snapshots: folder })
    await adapter.refresh(call)
  })
  afterAll(async () => {
    await adapter.close()
    database.remove()
    rmSync(folder, { recursive: true, force: true })
  })
  const all = async (table: string): Promise<readonly Row[]> =>
    (await adapter.table(table).scan({ limit: 100 }, call)).rows

  test('a vaccination that was taken back is gone, also when its first message comes late', async () => {
    expect((await all('JZ')).map((row) => row['JZBH'])).toEqual([
      'JG00001-V1',
      'JG00001-V2',
      'JG10001-V1',
      'JG10001-V2',
      'JG10001-V3',
    ])
  })

  test('a correction changes what it says', async () => {
    const corrected = (await all('JZ')).find((row) => row['JZBH'] === 'JG10001-V3')
    expect(corrected).toMatchObject({ PH: 'L9', JC: '2', YMDM: '0201', WCZT: 'CP', FYMS: '低热|一天自愈' })
  })

  test('two vaccinations of one message are two rows, each with its own site', async () => {
    const sites = (await all('JZ')).map((row) => [row['JZBH'], row['JZBW']])
    expect(sites).toEqual(
      expect.arrayContaining([
        ['JG10001-V1', 'LA'],
        ['JG10001-V2', 'RA'],
      ]),
    )
  })

  test('a clinic with separators of its own is understood; training and visits leave nothing', async () => {
    expect((await all('JZ'))[0]).toMatchObject({ XM: '测甲', YMMC: '流感疫苗' })
    expect(JSON.stringify([await all('JZ'), await all('DA'), await all('CS')])).not.toMatch(/训练|内科|外科/)
  })

  test('a record that was merged into another is gone', async () => {
    expect((await all('DA')).map((row) => row['JKDAH'])).toEqual([
      'JK0000000001',
      'JK0000000002',
      'JK0000000003',
      'JK0000000005',
    ])
  })

  test('a certificate is changed by its second message and cancelled with the admission; a visit makes none', async () => {
    expect(await all('CS')).toEqual([
      expect.objectContaining({
        ZSBH: 'T370000001',
        XM: '样小䶮',
        ZSZT: '3',
        CSTZ: '3350',
        MQXM: '试乙',
        FQXM: '测甲',
      }),
    ])
  })

  test('a message without the number that it is kept by is quarantined, a type that was never agreed is remarked', async () => {
    const quarantined = await adapter.quarantined('DA', { after: 0, limit: 10 })
    expect(quarantined.map(({ file, code }) => [file, code])).toEqual([['DA.hl7', 'ROW_NO_KEY']])
    const remarks = (await adapter.state(call)).flatMap((state) => state.remarks)
    expect(remarks).toEqual(expect.arrayContaining(['UNKNOWN_MESSAGE:ORU^R01', 'NOT_PRODUCTION', 'OLDER_THAN_ROW']))
  })
})

describe('what health says of its data', () => {
  const gradeOf = (path: string) =>
    catalogue(health).find((entry) => entry.path === `/catalogue/health/${path.replace('.', '/')}`)

  test('institutions and hotlines are free, what may tell of children of level 4, contracts of level 3', () => {
    for (const field of ['institutionName', 'creditCode', 'psychologicalHotline'])
      expect(gradeOf(`HealthInstitution.${field}`)).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    expect(gradeOf('FamilyDoctorTeam.teamName')).toMatchObject({ level: 2, sharing: 'CONDITIONAL' })
    expect(gradeOf('FamilyDoctorContract.state')).toMatchObject({ level: 3, sharing: 'CONDITIONAL' })
    // Health is sensitive (PIPL 28), and a child under 14 stands in each of these.
    for (const field of ['BirthCertificate.number', 'BirthCertificate.childName', 'HealthRecord.number'])
      expect([field, gradeOf(field)]).toMatchObject([field, { level: 4, sharing: 'CONDITIONAL' }])
    expect(gradeOf('Vaccination.vaccine')).toMatchObject({ level: 4, sharing: 'CONDITIONAL' })
  })

  test('a group that tells an illness is of level 4, as is what a birth certificate tells of a body', () => {
    const { group } = FamilyDoctorContract.fields
    const { birthWeight, gestationWeeks } = BirthCertificate.fields
    expect(classificationOf(FamilyDoctorContract.classified, group.options).level).toBe(4)
    for (const field of [birthWeight, gestationWeeks])
      expect(classificationOf(BirthCertificate.classified, field.options).level).toBe(4)
  })

  test('the registers are declared, shared with nobody, and name nobody to the registry', () => {
    for (const record of [SevereMentalDisorder, HotlineRecord]) {
      expect(record.classified).toMatchObject({ level: 4, sharing: 'NEVER' })
      expect(record.rows?.({ id: 'X' }, {} as AccessContext, 'root')).toBe(false)
      const fields: FieldsSpec = record.fields
      expect(Object.values(fields).filter((field) => field.kind !== 'value')).toEqual([])
    }
  })

  test('of the hotlines there are counts of a month, small ones held back', () => {
    const { calls, heldBack } = HotlineMonth.fields
    expect(calls.read('')).toEqual({ value: null, issue: null })
    expect(heldBack.read('1').value).toBe(true)
    const fields: FieldsSpec = HotlineMonth.fields
    expect(Object.values(fields).filter((field) => field.kind === 'entity')).toEqual([])
  })

  test('nothing leads from a list that is open to all to a person', () => {
    const fields: FieldsSpec = HealthInstitution.fields
    const links = Object.values(fields).flatMap((field) => (field.kind === 'many' ? [field.to().name] : []))
    expect(links).toEqual(['FamilyDoctorTeam'])
    expect(
      health.records.filter((record) => record.root && record.classified.sharing !== 'NEVER').map(({ name }) => name),
    ).toEqual(['HealthInstitution', 'HotlineMonth'])
  })

  test('a child without an identity number is linked with nobody', () => {
    expect(Vaccination.fields.idNumber.identityKind?.('') ?? null).toBeNull()
    expect(Object.keys(Vaccination.fields.person.values)).toContain('number')
  })
})
