import { expect, test } from '@jest/globals'
import type { Adapter, ChangePage, Row, RowChange } from '../../adapters/adapter.ts'
import { record, type DepartmentSpec } from './declaration.ts'
import { entity, organisationCode, personName, personNumber } from './fields.ts'
import { linkSource } from './link-source.ts'
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

/** A push feed that tells these changes in one page. */
function feedOf(changes: readonly RowChange[]) {
  const page: ChangePage = { changes, cursor: '1' }
  const adapter = {
    capabilitiesOf: () => ({ changes: true, snapshot: false }),
    table: () => ({ changes: () => Promise.resolve(page) }),
  } as unknown as Adapter
  const spec = { name: 'test', records: [Holder] } as unknown as DepartmentSpec
  const source = linkSource(spec, new Map([['Holder', new RecordModel('test', Holder)]]), adapter)
  const [feed] = source.feeds?.('Person') ?? []
  if (!feed?.changes) throw new Error('a feed tells what changed')
  return feed.changes(null, AbortSignal.timeout(1_000))
}

const person = (key: string, name: string): RowChange => ({ kind: 'upsert', key, row: rowOf(key, { XM: name }) })
const unit = (key: string): RowChange => ({ kind: 'upsert', key, row: rowOf(key, { XYDM: '91370283MB00000198' }) })
const gone = (key: string): RowChange => ({ kind: 'delete', key, row: null })
const rowOf = (key: string, row: Row): Row => ({ K: key, XM: null, ZJHM: null, XYDM: null, ...row })

test.each<[string, readonly RowChange[], readonly string[], readonly string[]]>([
  ['a row that came', [person('1', '测甲')], ['测甲'], []],
  ['a row that went', [gone('1')], [], ['Holder/person/1']],
  ['a row that names a unit', [unit('1')], [], ['Holder/person/1']],
  ['a row that came and went', [person('1', '测甲'), gone('1')], [], ['Holder/person/1']],
  ['a row that went and came back', [gone('1'), person('1', '测甲')], ['测甲'], []],
  ['a row that changed twice', [person('1', '测甲'), person('1', '试乙')], ['试乙'], []],
  ['a row that names somebody no more', [person('1', '测甲'), unit('1')], [], ['Holder/person/1']],
  ['two rows', [person('1', '测甲'), gone('2')], ['测甲'], ['Holder/person/2']],
])('%s is told as it is in the end', async (_what, changes, names, goneKeys) => {
  const pages = []
  for await (const page of feedOf(changes)) pages.push(page)
  expect(pages).toHaveLength(1)
  expect(pages[0]?.identities.map(({ values }) => values['name'])).toEqual(names)
  expect(pages[0]?.gone).toEqual(goneKeys)
})
