import { describe, expect, test } from '@jest/globals'
import type { Decision } from '../../access/decision.ts'
import { record } from './declaration.ts'
import { entity, organisationCode, personName, personNumber, text } from './fields.ts'
import { RecordModel } from './record-model.ts'
import { ReportCollector } from './report.ts'

const Holder = record({
  name: 'Holder',
  description: 'Somebody or a unit (权利人).',
  from: { table: 'T', key: 'K' },
  classified: { level: 3, category: '权利人', sharing: 'CONDITIONAL' },
  fields: {
    person: entity('Person', { number: 'number', name: 'holderName' }, 'The person (人).'),
    unit: entity('Organisation', { creditCode: 'creditCode', name: 'holderName' }, 'The unit (组织).'),
    holderName: personName('XM', 'Name (姓名).'),
    number: personNumber('ZJHM', 'Number (证件号码).'),
    creditCode: organisationCode('XYDM', 'Credit code (统一社会信用代码).'),
  },
})

describe('one row names either a person or a unit', () => {
  const model = new RecordModel('test', Holder)
  const names = (row: Record<string, string | null>) => {
    const plain = model.plain({ K: '1', XM: null, ZJHM: null, XYDM: null, ...row })
    return plain && { person: model.names('person', plain), unit: model.names('unit', plain) }
  }

  test('a person by number or name', () => {
    expect(names({ XM: '测甲', ZJHM: '370283198001010000' })?.person).toBe(true)
    expect(names({ XM: '测甲' })?.person).toBe(true)
  })

  test('a unit by its code is no person, whatever its name looks like', () => {
    expect(names({ XM: '平度测试五金店', XYDM: '91370283MB00000198' })).toEqual({ person: false, unit: true })
  })

  test('nobody where nothing identifies anybody', () => {
    expect(names({})).toEqual({ person: false, unit: false })
  })

  test('a number and a code together still name the person', () => {
    expect(names({ XM: '测甲', ZJHM: '370283198001010000', XYDM: '91370283MB00000198' })?.person).toBe(true)
  })
})

describe('the id of a record whose key is a number of a person', () => {
  const HealthFile = record({
    name: 'HealthFile',
    description: 'A health record (健康档案).',
    from: { table: 'DA', key: 'JKDAH' },
    classified: { level: 3, category: '健康档案', sharing: 'CONDITIONAL' },
    fields: { number: text('JKDAH', 'Number (健康档案号).') },
  })
  const model = new RecordModel('health', HealthFile)
  model.places.set('number', { ...HealthFile.classified, department: 'health', coordinate: 'HealthFile.number' })
  const plain = model.plain({ JKDAH: '37028300100100001' })
  const idUnder = (decision: Decision, foreign = false) => {
    if (!plain) throw new Error('no record')
    const viewer = { decider: { decide: () => decision }, report: new ReportCollector(), foreign }
    return (model.show(plain, viewer) as unknown as { id: string }).id
  }

  test('holds it where the number is open', () => {
    expect(idUnder({ verdict: 'ALLOW', grant: null })).toBe('health:HealthFile:37028300100100001')
  })

  test('hides it where the number is masked or somebody else’s, and stays the same', () => {
    const masked = idUnder({ verdict: 'MASK', grant: 'g' })
    expect(masked).toMatch(/^health:HealthFile:~[\w-]{22}$/)
    expect(idUnder({ verdict: 'ALLOW', grant: null }, true)).toBe(masked)
  })
})

test('in a record of one’s own, number and phone of the others are told apart from one’s own', () => {
  const Rental = record({
    name: 'Rental',
    description: 'Landlord and tenant (租赁).',
    from: { table: 'ZL', key: 'K' },
    classified: { level: 3, category: '租赁', sharing: 'CONDITIONAL' },
    fields: {
      landlord: entity('Person', { number: 'landlordNumber', name: 'landlordName' }, 'Landlord (出租人).'),
      tenant: entity('Person', { number: 'tenantNumber', name: 'tenantName' }, 'Tenant (承租人).'),
      landlordNumber: personNumber('A', 'Number (证件号码).'),
      landlordName: personName('B', 'Name (姓名).'),
      tenantNumber: personNumber('C', 'Number (证件号码).'),
      tenantName: personName('D', 'Name (姓名).'),
    },
  })
  const model = new RecordModel('test', Rental)
  for (const [name] of model.values)
    model.places.set(name, { ...Rental.classified, department: 'test', coordinate: `Rental.${name}` })
  const plain = model.plain({ K: '1', A: '370283198001010003', B: '测甲', C: '370283198001010011', D: '测乙' })
  if (!plain) throw new Error('no record')
  const others = model.numbersOfOthers(plain, new Set([model.localKey('tenant', plain)]))
  expect([...others]).toEqual(['landlordNumber'])
  const decider = { decide: (): Decision => ({ verdict: 'ALLOW', grant: null }) }
  const shown = model.show(plain, { decider, report: new ReportCollector(), foreign: false, others })
  const { landlordNumber, landlordName, tenantNumber } = shown as unknown as Record<string, string | null>
  expect(landlordName).toBe('测甲')
  expect(landlordNumber).not.toBe(plain['landlordNumber'])
  expect(tenantNumber).toBe(plain['tenantNumber'])
})
