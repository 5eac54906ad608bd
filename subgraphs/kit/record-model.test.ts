import { describe, expect, test } from '@jest/globals'
import { record } from './declaration.ts'
import { entity, organisationCode, personName, personNumber } from './fields.ts'
import { RecordModel } from './record-model.ts'

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
