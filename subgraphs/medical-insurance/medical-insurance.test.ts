import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Row } from '../../adapters/adapter.ts'
import { temporaryFolder } from '../../adapters/temporary-folder.ts'
import { conformance } from '../kit/conformance.ts'
import type { RecordSpec } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { classificationOf } from '../kit/fields.ts'
import {
  DesignatedInstitution,
  MedicalInsurance,
  medicalInsurance,
  MedicalInsuredPerson,
  MedicalSettlement,
} from './medical-insurance.ts'

const rows = join(import.meta.dirname, 'rows')

conformance(medicalInsurance, { path: rows })

const grade = (record: { classified: Parameters<typeof classificationOf>[0] }, field: { options: object }) => {
  const { level, sharing } = classificationOf(record.classified, field.options)
  return `${level} ${sharing}`
}

describe('who may see what of medical insurance', () => {
  test('levels are those of the catalogue', () => {
    expect(grade(DesignatedInstitution, DesignatedInstitution.fields.code)).toBe('1 UNCONDITIONAL')
    expect(grade(DesignatedInstitution, DesignatedInstitution.fields.institutionName)).toBe('1 UNCONDITIONAL')
    const { type, state, paidUpTo, subsidised } = MedicalInsurance.fields
    for (const field of [type, state, paidUpTo, subsidised])
      expect(grade(MedicalInsurance, field)).toBe('3 CONDITIONAL')
  })

  test('a settlement leaves for nobody, names nobody to the hub, and hangs on nothing', () => {
    expect(MedicalSettlement.classified).toMatchObject({ level: 4, sharing: 'NEVER' })
    expect(Object.values(MedicalSettlement.fields).every((field) => field.kind === 'value')).toBe(true)
    const links = medicalInsurance.records.flatMap((record) =>
      Object.values(record.fields).flatMap((field) =>
        field.kind === 'one' || field.kind === 'many' ? [field.to().name] : [],
      ),
    )
    expect(links).toEqual(['MedicalInsurance'])
  })

  test('nothing personal is listed', () => {
    expect(medicalInsurance.records.flatMap(({ root }) => root ?? [])).toEqual(['designatedInstitutions'])
  })
})

describe('what the return says', () => {
  const signal = new AbortController().signal
  let runtime: DepartmentRuntime
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    folder = await temporaryFolder()
    await cp(rows, join(folder.path, 'drop'), { recursive: true })
    const connection = { path: join(folder.path, 'drop'), snapshots: join(folder.path, 'snapshots') }
    runtime = await DepartmentRuntime.open(medicalInsurance, { connection }, new Uint8Array(32).fill(1), () => {})
    await runtime.adapter.refresh({ signal })
  })
  afterAll(async () => {
    await runtime.close()
    await folder.remove()
  })
  const plain = async ({ name, from }: RecordSpec, key: string) => {
    const [row] = await runtime.adapter.table(from.table).getMany([key], { signal })
    return runtime.models.get(name)?.plain(row as Row)
  }

  test('amounts and diagnoses reach no file of the hub', async () => {
    const [row] = await runtime.adapter.table('SETL').getMany(['JS202602000001'], { signal })
    expect(Object.keys(row ?? {})).not.toEqual(expect.arrayContaining(['diag_code']))
    const snapshots = join(folder.path, 'snapshots')
    const files = (await readdir(snapshots, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      const bytes = await readFile(join(file.parentPath, file.name))
      for (const kept of ['1234.56', 'J06.900', '急性上呼吸道感染']) expect(bytes.includes(kept)).toBe(false)
    }
  })

  test('insurances belong to the person around them; who has none is still known', async () => {
    const table = runtime.adapter.table('INSU')
    const [two, none] = await table.findBy('@parent', ['37020000000000000101', '37020000000000000103'], { signal })
    expect(two?.map((row) => row['insutype'])).toEqual(['310', '510'])
    expect(none).toEqual([])
    expect(await plain(MedicalInsuredPerson, '37020000000000000103')).toMatchObject({
      birthDate: null,
      idNumber: '37028319880808000X',
    })
  })

  test('paid up to a month; who is subsidised; what is no code or month is null', async () => {
    expect(await plain(MedicalInsurance, '37020000000000000102-390')).toMatchObject({
      type: 'RESIDENTS',
      state: 'INSURED',
      paidUpTo: '2026-12',
      subsidised: true,
    })
    expect(await plain(MedicalInsurance, '37020000000000000105-390')).toMatchObject({
      type: null,
      paidUpTo: null,
      subsidised: null,
    })
  })

  test('an institution without a code, with an open end, with characters by number', async () => {
    expect(await plain(DesignatedInstitution, 'P37028300002')).toMatchObject({
      institutionName: '平度市槐东大药房',
      to: null,
    })
    expect(await plain(DesignatedInstitution, 'P37028300004')).toMatchObject({
      kind: null,
      creditCode: null,
      to: '2024-12-31',
    })
  })

  test('who moved here is two accounts of one person', async () => {
    const found: string[] = []
    for await (const batch of runtime.link.identities('Person', signal))
      for (const one of batch) if (one.values.number === '370283197905120005') found.push(one.key)
    expect(found).toHaveLength(2)
  })
})
