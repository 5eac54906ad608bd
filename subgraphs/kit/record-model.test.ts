import { describe, expect, test } from '@jest/globals'
import type { Decision } from '../../access/decision.ts'
import { nameMask } from '../../access/masks.ts'
import type { Classified } from '../../schema/classification.ts'
import { withFlags, type Flags, type Row } from '../../adapters/adapter.ts'
import { many, one, record } from './declaration.ts'
import {
  classificationOf,
  entity,
  flag,
  integer,
  organisationCode,
  OTHER,
  personName,
  personNumber,
  phone,
  text,
} from './fields.ts'
import { RecordModel, type Viewer } from './record-model.ts'
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
    const viewer = {
      decider: { decide: () => decision, gradeOf: (place: Classified) => place },
      report: new ReportCollector(),
      foreign,
    }
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
  const decider = { decide: (): Decision => ({ verdict: 'ALLOW', grant: null }), gradeOf: (place: Classified) => place }
  const shown = model.show(plain, { decider, report: new ReportCollector(), foreign: false, others })
  const { landlordNumber, landlordName, tenantNumber } = shown as unknown as Record<string, string | null>
  expect(landlordName).toBe('测甲')
  expect(landlordNumber).not.toBe(plain['landlordNumber'])
  expect(tenantNumber).toBe(plain['tenantNumber'])
})

describe('what a declaration says', () => {
  const Contract = record({
    name: 'Contract',
    description: 'A contract between two and a unit (合同).',
    from: { table: 'HT', key: 'K', version: 'BB' },
    classified: { level: 3, category: '合同', sharing: 'CONDITIONAL' },
    fields: {
      buyer: entity('Person', { number: 'number', name: 'buyerName' }, 'Buyer (买方).'),
      seller: entity('Person', { number: 'number', phone: 'sellerPhone' }, 'Seller (卖方).', {
        unless: ['kind', 'UNIT'],
      }),
      agency: entity('Organisation', { creditCode: 'agencyCode', name: 'agencyName' }, 'Agency (中介).'),
      number: personNumber('ZJHM', 'Number of whoever it is (证件号码).'),
      buyerName: personName('XM', 'Name (姓名).'),
      sellerPhone: phone('DH', 'Telephone (电话).'),
      agencyCode: organisationCode('XYDM', 'Credit code (统一社会信用代码).'),
      agencyName: text('MC', 'Name (名称).'),
      agencyPhone: phone('MCDH', 'Telephone (电话).', { of: 'agency' }),
      kind: text('LX', 'Kind of seller (类型).'),
      witness: personName('ZR', 'A witness (见证人).', { of: OTHER }),
      witnessPhone: phone('ZRDH', 'Telephone of a witness (电话).', { of: OTHER }),
      publicPhone: phone('GKDH', 'Telephone of the office (电话).', { sharing: 'UNCONDITIONAL' }),
      sum: integer('JE', 'Sum (金额).', { mask: nameMask }),
      remark: text('BZ', 'Remark (备注).'),
      heated: flag('GN', ['1'], ['0', ''], 'Heated (供暖).'),
      parts: many(() => Holder, 'remark', 'Parts (附件).'),
      whole: one(() => Holder, 'remark', 'Whole (主合同).'),
    },
  })
  const model = placed(new RecordModel('test', Contract))
  const row = (values: Row) =>
    plainOf(model, { ...Object.fromEntries(model.mapped.map((column) => [column, null])), K: '1', ...values })

  test('is told apart: values, entities, links, and in which roles it tells of a person', () => {
    const names = (of: readonly (readonly [string, unknown])[]) => of.map(([name]) => name)
    expect(names(model.entities)).toEqual(['buyer', 'seller', 'agency'])
    expect(names(model.links)).toEqual(['parts', 'whole'])
    expect(names(model.values)).toHaveLength(13)
    expect(model.personRoles).toEqual(['buyer', 'seller'])
    expect(model.mapped).toStrictEqual([
      'K',
      'ZJHM',
      'XM',
      'DH',
      'XYDM',
      'MC',
      'MCDH',
      'LX',
      'ZR',
      'ZRDH',
      'GKDH',
      'JE',
      'BZ',
      'GN',
      'BB',
    ])
    const dated = record({ ...Contract, from: { ...Contract.from, changedAt: 'XG' } })
    expect(new RecordModel('test', dated).mapped).toContain('XG')
  })

  test('names somebody in a role only: not in a field, and not where the record says that it is a unit', () => {
    const seller = (kind: string) => model.names('seller', row({ ZJHM: NUMBER, LX: kind }))
    expect([seller('PERSON'), seller('UNIT')]).toEqual([true, false])
    expect(model.names('buyer', row({ ZJHM: NUMBER, LX: 'UNIT' }))).toBe(true)
    expect(['self', 'number', 'nobody'].map((role) => model.names(role, row({ ZJHM: NUMBER })))).toEqual([
      true,
      false,
      false,
    ])
  })

  test('a person’s name beside a unit of another name is still a person', () => {
    const both = row({ XM: '测甲', XYDM: '91370283MB00000198', MC: '平度测试中介' })
    expect([model.names('buyer', both), model.names('agency', both)]).toEqual([true, true])
  })

  test('numbers and telephones of others: of persons, not of units; not their names; not what is one’s own too', () => {
    const signed = row({ ZJHM: NUMBER, XM: '测甲', DH: '13800000000' })
    expect([...model.numbersOfOthers(signed, new Set())]).toEqual(['number', 'sellerPhone', 'witnessPhone'])
    const buyer = new Set([model.localKey('buyer', signed)])
    expect([...model.numbersOfOthers(signed, buyer)]).toEqual(['sellerPhone', 'witnessPhone'])
    expect([...model.conditionalNumbers()]).toEqual(['number', 'sellerPhone', 'agencyPhone', 'witnessPhone'])
  })

  test('an id names its record and no other', () => {
    expect(model.publicId(row({}))).toBe('test:Contract:1')
    expect(model.keyOf('test:Contract:1')).toBe('1')
    expect(['test:Contracts:1', 'other:Contract:1', '1'].map((id) => model.keyOf(id))).toEqual([null, null, null])
  })

  test('an empty or missing column is no value, whatever its field would make of it', () => {
    expect([row({ GN: '' }), row({ GN: null }), plainOf(model, { K: '1' })].map(({ heated }) => heated)).toEqual([
      null,
      null,
      null,
    ])
    expect([row({ GN: '0' })['heated'], row({ GN: '1' })['heated']]).toEqual([false, true])
  })

  test('what is wrong with a value is told once a kind, of an empty one only what the source says of it', () => {
    const issues = (values: Row, flags: Flags = {}) =>
      model.issues(withFlags({ K: '1', ...values }, flags)).map(({ field, code, raw }) => [field, code, raw])
    expect(issues({ XM: '测甲', JE: '' })).toEqual([])
    expect(issues({ JE: 'x' })).toEqual([['sum', expect.any(String), 'x']])
    expect(issues({ JE: '', BZ: null }, { JE: 'CELL_ERROR' })).toEqual([['sum', 'CELL_ERROR', '']])
    expect(issues({ BZ: '备注' }, { BZ: 'LOST_CHARACTER' })).toEqual([['remark', 'LOST_CHARACTER', '备注']])
  })

  test('a decision hides, masks or shows each value; one that has no mask is hidden, and so is what is no text', () => {
    const values = { XM: '测甲', JE: '100', BZ: '备注', MC: null }
    const seen = (decision: Decision) => {
      const report = new ReportCollector()
      const shown = model.show(row(values), {
        decider: { decide: () => decision, gradeOf: (place: Classified) => place },
        report,
        foreign: false,
      })
      const { buyerName, sum, remark, agencyName } = shown as unknown as Readonly<Record<string, unknown>>
      return [[buyerName, sum, remark, agencyName], report.report().masked]
    }
    expect(seen({ verdict: 'ALLOW', grant: null })).toEqual([['测甲', 100, '备注', null], []])
    expect(seen({ verdict: 'DENY', reason: 'NO_GRANT' })).toEqual([[null, null, null, null], []])
    expect(seen({ verdict: 'MASK', grant: 'g' })).toEqual([
      ['测*', null, null, null],
      ['Contract.buyerName', 'Contract.sum', 'Contract.remark'],
    ])
  })

  test('may be corrected in values that are neither the key nor the version', () => {
    const correctable =
      (...names: string[]) =>
      () =>
        new RecordModel('test', record({ ...Contract, from: { ...Contract.from, key: 'BZ', correctable: names } }))
    expect(correctable('buyerName', 'sum')).not.toThrow()
    for (const wrong of ['remark', 'buyer', 'parts', 'nothing'])
      expect(correctable('buyerName', wrong)).toThrow(`Contract.${wrong} cannot be correctable`)
    const versioned = record({ ...Contract, from: { table: 'HT', key: 'K', version: 'BZ', correctable: ['remark'] } })
    expect(() => new RecordModel('test', versioned)).toThrow('Contract.remark')
  })

  test('is shown plainly where the decision says so, it is not another’s, and it has a place', () => {
    const shows = (name: string, decision: Decision, others?: ReadonlySet<string>) =>
      model.showsPlainly(name, { ...viewer(decision), others })
    expect(shows('number', { verdict: 'ALLOW', grant: null })).toBe(true)
    expect(shows('number', { verdict: 'ALLOW', grant: null }, new Set(['sellerPhone']))).toBe(true)
    expect(shows('number', { verdict: 'ALLOW', grant: null }, new Set(['number']))).toBe(false)
    expect(shows('number', { verdict: 'MASK', grant: 'g' })).toBe(false)
    expect(shows('number', { verdict: 'DENY', reason: 'NO_GRANT' })).toBe(false)
    expect(shows('nothing', { verdict: 'ALLOW', grant: null })).toBe(false)
  })

  test('a value without a place is shown to nobody, and a key without one is hidden', () => {
    const bare = new RecordModel('test', record({ ...Contract, from: { table: 'HT', key: 'BZ' } }))
    const shown = bare.show(plainOf(bare, { BZ: '备注' }), viewer({ verdict: 'ALLOW', grant: null }))
    expect(() => (shown as unknown as { remark: string }).remark).toThrow('Contract.remark has no place')
    expect((shown as unknown as { id: string }).id).toMatch(/^test:Contract:~/)
  })

  test('a key that no sensitive field shows stands in the id, whatever else is masked', () => {
    const id = (spec: typeof Contract) => {
      const of = placed(new RecordModel('test', spec))
      const shown = of.show(plainOf(of, { K: '1', BZ: '备注' }), viewer({ verdict: 'MASK', grant: 'g' }))
      return (shown as unknown as { id: string }).id
    }
    expect(id(Contract)).toBe('test:Contract:1')
    const open = { level: 2, category: '合同', sharing: 'CONDITIONAL' } as const
    expect(id(record({ ...Contract, classified: open, from: { table: 'HT', key: 'BZ' } }))).toBe('test:Contract:备注')
  })
})

// Private:

const NUMBER = '370283198001010003'

function placed(model: RecordModel): RecordModel {
  for (const [name, field] of model.values)
    model.places.set(name, {
      ...classificationOf(model.spec.classified, field.options),
      department: model.department,
      coordinate: `${model.spec.name}.${name}`,
    })
  return model
}

function plainOf(model: RecordModel, row: Row) {
  const plain = model.plain(row)
  if (!plain) throw new Error('no record')
  return plain
}

function viewer(decision: Decision): Viewer {
  return {
    decider: { decide: () => decision, gradeOf: (place: Classified) => place },
    report: new ReportCollector(),
    foreign: false,
  }
}
