/** What a department hands out in one request: which rows, to whom, and what it says when its source fails. */
import { describe, expect, test } from '@jest/globals'
import type { Decider, Decision } from '../../access/decision.ts'
import { refSealer } from '../../access/local-ref.ts'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import { noCapabilities, SourceError, sourceErrorCodes, type Adapter, type Row } from '../../adapters/adapter.ts'
import type { Service } from './context.ts'
import { record, type RecordSpec } from './declaration.ts'
import { DepartmentRequest, sourceFault, type DepartmentDoors } from './department-request.ts'
import { classificationOf, entity, personName, personNumber, text } from './fields.ts'
import { RecordModel } from './record-model.ts'

const graded = { level: 3, category: '租赁', sharing: 'CONDITIONAL' } as const
const owner = {
  owner: entity('Person', { number: 'number', name: 'name' }, 'Owner (权利人).'),
  number: personNumber('ZJHM', 'Number (证件号码).'),
  name: personName('XM', 'Name (姓名).'),
}
const Title = record({
  name: 'Title',
  description: 'Title (产权).',
  from: { table: 'CQ', key: 'K' },
  classified: graded,
  fields: owner,
})
const Rental = record({
  name: 'Rental',
  description: 'Landlord and tenant (租赁).',
  from: { table: 'ZL', key: 'K' },
  classified: graded,
  fields: {
    tenant: entity('Person', { number: 'tenantNumber', name: 'tenantName' }, 'Tenant (承租人).'),
    landlord: entity('Person', { number: 'landlordNumber', name: 'landlordName' }, 'Landlord (出租人).'),
    tenantNumber: personNumber('A', 'Number (证件号码).'),
    tenantName: personName('B', 'Name (姓名).'),
    landlordNumber: personNumber('C', 'Number (证件号码).'),
    landlordName: personName('D', 'Name (姓名).'),
  },
})
const Mortgage = record({
  name: 'Mortgage',
  description: 'Mortgage (抵押).',
  from: { table: 'DY', key: 'K' },
  classified: { ...graded, level: 4 },
  fields: owner,
})
const Permit = record({
  name: 'Permit',
  description: 'Permit, with a number of whoever keeps it (许可).',
  from: { table: 'XK', key: 'K' },
  classified: graded,
  fields: { keeper: personNumber('ZJHM', 'Number (证件号码).'), state: text('ZT', 'State (状态).') },
})
const Ruled = record({
  name: 'Ruled',
  description: 'Only rows of the own department, and none from a root list (内部).',
  from: { table: 'NB', key: 'K' },
  classified: graded,
  fields: { ...owner, kept: text('BM', 'By (部门).') },
  rows: (plain, access, path) => plain['kept'] === access.principal.department && path !== 'root',
})
const specs: readonly RecordSpec[] = [Title, Rental, Mortgage, Permit, Ruled]
const models = new Map(specs.map((spec) => [spec.name, modelOf(spec)]))

const NUMBER = '370283198001010003'
const OTHER_NUMBER = '370283198001010011'
const sealer = refSealer('housing', new Uint8Array(32).fill(1))

interface Fakes {
  readonly write?: Adapter['write']
  readonly service?: Service
  readonly decision?: Decision
  readonly gradeOf?: Decider['gradeOf']
}

function request(
  rowScope: RowScope,
  { write, service, decision, gradeOf = (place) => place }: Fakes = {},
): DepartmentRequest {
  const adapter = {
    department: 'housing',
    capabilitiesOf: () => ({ ...noCapabilities, conditions: ['in'] }),
    write,
  } as unknown as Adapter
  const doors: DepartmentDoors = {
    name: 'housing',
    adapter,
    sealer,
    models,
    services: new Map(service ? [['verify', service]] : []),
    lookups: () => ['ZJHM'],
  }
  const access = { rowScope, principal: { department: 'housing' } } as AccessContext
  const decide = () => decision ?? ({ verdict: 'ALLOW', grant: null } as const)
  return new DepartmentRequest(doors, access, { decide, gradeOf }, { signal: new AbortController().signal })
}

const open = (asked: DepartmentRequest, keys: readonly string[]) => asked.openRef(sealer.seal(keys))

describe('a sealed ref', () => {
  test('opens its keys; an entity that the department does not know has none', () => {
    expect(open(request('ALL'), ['Title/owner/1', 'Rental/tenant/2'])).toEqual(['Title/owner/1', 'Rental/tenant/2'])
    expect([request('ALL').openRef(null), request('ALL').openRef(undefined)]).toEqual([[], []])
  })

  test.each<[string, unknown]>([
    ['forged', sealer.seal(['Title/owner/1']).replace('1~', '2~')],
    ['of another department', refSealer('justice', new Uint8Array(32).fill(1)).seal(['Title/owner/1'])],
    ['no text', { ref: sealer.seal(['Title/owner/1']) }],
    ['a list', [sealer.seal(['Title/owner/1'])]],
    ['empty', ''],
  ])('is refused: %s', (_what, ref) => {
    expect(() => request('ALL').openRef(ref)).toThrow(
      expect.objectContaining({ extensions: { code: 'CONTEXT_REFUSED', department: 'housing' } }),
    )
  })
})

describe('who stands in a record', () => {
  test('is named by a sealed ref of the role, and reported', () => {
    const asked = request('ALL')
    const named = asked.entityOf(model('Title'), 'owner', plain('Title', { ZJHM: NUMBER }))
    expect(named).toEqual({ __typename: 'Person', ref: sealer.seal(['Title/owner/1']) })
    expect(asked.show(model('Title'), plain('Title', { ZJHM: NUMBER }), 'root')).not.toBeNull()
    expect(asked.report.report().refs).toEqual(['housing:Title/owner/1'])
  })

  test('nobody where the role is empty, and where it is none', () => {
    const asked = request('ALL')
    expect(asked.entityOf(model('Title'), 'owner', plain('Title'))).toBeNull()
    expect(asked.entityOf(model('Title'), 'number', plain('Title', { ZJHM: NUMBER }))).toBeNull()
    expect(asked.entityOf(model('Title'), 'self', plain('Title', { ZJHM: NUMBER }))).toBeNull()
    asked.show(model('Title'), plain('Title'), 'root')
    expect(asked.report.report().refs).toEqual([])
  })
})

describe('the department’s own row rule', () => {
  const own = plain('Ruled', { ZJHM: NUMBER, BM: 'housing' })
  const others = plain('Ruled', { ZJHM: NUMBER, BM: 'justice' })

  test('runs on every path', () => {
    const asked = request('ALL')
    expect(asked.show(model('Ruled'), own, 'link')).not.toBeNull()
    expect(asked.show(model('Ruled'), own, 'root')).toBeNull()
    for (const path of ['entity', 'register', 'link', 'root'] as const)
      expect(asked.show(model('Ruled'), others, path)).toBeNull()
    expect(asked.report.report().refs).toEqual(['housing:Ruled/owner/1'])
  })

  test('holds for a ref that was opened too, except for citizens: their own record, and what the registry opened to them', () => {
    for (const [scope, shown] of [
      ['ALL', false],
      ['SELF', true],
    ] as const) {
      const asked = request(scope)
      open(asked, ['Ruled/owner/1'])
      expect(asked.show(model('Ruled'), others, 'link') !== null).toBe(shown)
    }
    expect(request('SELF').show(model('Ruled'), others, 'entity')).not.toBeNull()
    expect(request('SELF').show(model('Ruled'), others, 'link')).toBeNull()
    expect(request('GRIDS').show(model('Ruled'), others, 'entity')).toBeNull()
  })

  test('a record without one is open by any path', () => {
    for (const path of ['entity', 'register', 'link', 'root'] as const)
      expect(request('ALL').show(model('Title'), plain('Title', { ZJHM: NUMBER }), path)).not.toBeNull()
  })
})

describe('a citizen', () => {
  const mine = () => {
    const asked = request('SELF')
    open(asked, ['Rental/tenant/1', 'Title/owner/1', 'Mortgage/owner/1'])
    return asked
  }
  const row = { A: NUMBER, B: '测甲', C: OTHER_NUMBER, D: '测乙' }

  test('reads the own record plainly, and in it the other’s number masked', () => {
    const shown = mine().show(model('Rental'), plain('Rental', row), 'entity')
    expect(values(shown, ['tenantNumber', 'tenantName', 'landlordNumber', 'landlordName'])).toEqual([
      NUMBER,
      '测甲',
      '3****************1',
      '测乙',
    ])
  })

  test('reads nothing conditional plainly of a record that tells of others only', () => {
    const shown = request('SELF').show(model('Rental'), plain('Rental', row), 'link')
    expect(values(shown, ['tenantName', 'landlordNumber'])).toEqual(['测*', '3****************1'])
  })

  test('is not even told that somebody else has a record of level 4', () => {
    const mortgage = plain('Mortgage', { ZJHM: NUMBER })
    expect(request('SELF').show(model('Mortgage'), mortgage, 'link')).toBeNull()
    expect(mine().show(model('Mortgage'), mortgage, 'link')).not.toBeNull()
    expect(request('ALL').show(model('Mortgage'), mortgage, 'link')).not.toBeNull()
    const raised = request('SELF', { gradeOf: (place) => ({ ...place, level: 4 }) })
    expect(raised.show(model('Rental'), plain('Rental', row), 'link')).toBeNull()
  })

  test('reads in a list of all rows nothing conditional, also where no role names anybody; over a link no number', () => {
    const permit = plain('Permit', { ZJHM: NUMBER, ZT: '有效' })
    const shown = (path: 'root' | 'register' | 'link' | 'entity') =>
      values(request('SELF').show(model('Permit'), permit, path), ['keeper', 'state'])
    expect(shown('root')).toEqual(['3****************3', null])
    expect(shown('register')).toEqual(['3****************3', null])
    expect(shown('link')).toEqual(['3****************3', '有效'])
    expect(shown('entity')).toEqual(['3****************3', '有效'])
    expect(values(request('ALL').show(model('Permit'), permit, 'root'), ['keeper', 'state'])).toEqual([NUMBER, '有效'])
  })

  test('reads back what was just entered, as it was written, against every rule', () => {
    const asked = request('SELF')
    const entered = plain('Permit', { ZJHM: NUMBER, ZT: '有效' })
    asked.entered(Permit, entered)
    expect(values(asked.show(model('Permit'), entered, 'root'), ['keeper', 'state'])).toEqual([NUMBER, '有效'])
    const rental = plain('Rental', row)
    asked.entered(Rental, rental)
    const shown = asked.show(model('Rental'), rental, 'root')
    expect(values(shown, ['tenantNumber', 'landlordNumber'])).toEqual([NUMBER, OTHER_NUMBER])
    const ruled = plain('Ruled', { ZJHM: NUMBER, BM: 'justice' })
    expect(asked.show(model('Ruled'), ruled, 'root')).toBeNull()
    asked.entered(Ruled, ruled)
    expect(asked.show(model('Ruled'), ruled, 'root')).not.toBeNull()
  })
})

describe('what a resolver of the department asks', () => {
  test('of a record or a service that it has not', () => {
    const Unknown = record({ ...Title, name: 'Unknown' })
    expect(() => request('ALL').model(Unknown)).toThrow('housing has no record Unknown')
    expect(request('ALL').model(Title)).toBe(model('Title'))
    expect(request('ALL').present(Title, null)).toBeNull()
    expect(() => request('ALL').service('verify')).toThrow(
      expect.objectContaining({
        extensions: { code: 'DEPARTMENT_UNAVAILABLE', department: 'housing', service: 'verify' },
      }),
    )
  })

  test('of a service: its answer, and its fault as a code', async () => {
    const post = (path: string): ReturnType<Service['post']> =>
      path === '/fail' ? Promise.reject(new SourceError('FAULT', 'housing', 'secret')) : Promise.resolve({ path })
    const asked = request('ALL', { service: { post, close: () => Promise.resolve() } })
    expect(await asked.service('verify').post('/ask', {}, asked.call)).toEqual({ path: '/ask' })
    await expect(asked.service('verify').post('/fail', {}, asked.call)).rejects.toMatchObject({
      extensions: { code: 'DEPARTMENT_FAULT', department: 'housing', source: 'FAULT' },
    })
  })

  test('a condition goes to the source where it takes such a one, and looks up by the column', () => {
    const asked = request('ALL')
    const can = (column: string, op: 'in' | 'from') =>
      asked.canPush(model('Title'), op === 'in' ? { column, op, values: ['1'] } : { column, op, value: '1' })
    expect([can('ZJHM', 'in'), can('XM', 'in'), can('ZJHM', 'from')]).toEqual([true, false, false])
  })

  test('a change is reported; a source that answers without the row’s key is at fault', async () => {
    const change = { key: null, values: { name: '测甲' }, idempotencyKey: 'k', expectedVersion: null }
    const written = (row: Row) => ({ write: () => Promise.resolve({ key: '1', version: '1', row, repeated: false }) })
    const asked = request('ALL', written({ K: '1', XM: '测甲' }))
    expect((await asked.write(Title, change)).id).toBe('1')
    expect(asked.report.report().written).toEqual(['Title/self/1'])
    await expect(request('ALL', written({ K: null, XM: '测甲' })).write(Title, change)).rejects.toMatchObject({
      extensions: { code: 'DEPARTMENT_FAULT', department: 'housing' },
    })
  })
})

test('a fault of a source says a code of the graph, never what it said itself', () => {
  const codes = sourceErrorCodes.map((code) => {
    const fault = sourceFault(new SourceError(code, 'housing', 'SELECT secret FROM 10.0.0.1'))
    expect(JSON.stringify(fault)).not.toContain('secret')
    return [code, fault.extensions['code']]
  })
  expect(Object.fromEntries(codes)).toMatchObject({
    WRITE_REFUSED: 'WRITE_REFUSED',
    NOT_SUPPORTED: 'WRITE_REFUSED',
    VERSION_CONFLICT: 'VERSION_CONFLICT',
    IDEMPOTENCY_KEY_REUSED: 'IDEMPOTENCY_KEY_REUSED',
    FAULT: 'DEPARTMENT_FAULT',
    MALFORMED: 'DEPARTMENT_FAULT',
    TIMEOUT: 'DEPARTMENT_UNAVAILABLE',
    REFUSED: 'DEPARTMENT_UNAVAILABLE',
  })
})

// Private:

function modelOf(spec: RecordSpec): RecordModel {
  const made = new RecordModel('housing', spec)
  for (const [name, field] of made.values)
    made.places.set(name, {
      ...classificationOf(spec.classified, field.options),
      department: 'housing',
      coordinate: `${spec.name}.${name}`,
    })
  return made
}

function model(name: string): RecordModel {
  const found = models.get(name)
  if (!found) throw new Error(`no model ${name}`)
  return found
}

function plain(name: string, row: Row = {}) {
  const columns = Object.fromEntries(model(name).mapped.map((column) => [column, null]))
  const made = model(name).plain({ ...columns, ...row, K: '1' })
  if (!made) throw new Error('no record')
  return made
}

function values(shown: object | null, fields: readonly string[]): unknown[] {
  return fields.map((name) => (shown as Readonly<Record<string, unknown>> | null)?.[name])
}
