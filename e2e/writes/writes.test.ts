/** The loops of the three apps over HTTP: a grid event, a mediation case, a hotline order. Each is opened, asked twice, moved on. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { parse, type DocumentNode, print } from 'graphql'
import {
  AdvanceGridEventDocument,
  OpenMediationCaseDocument,
  ReportGridEventDocument,
} from '../../clients/generated/operations.ts'
import type { Principal } from '../../access/principal.ts'
import { textAt } from '../look-at.ts'
import { startTestHub, type Asked, type TestHub, type Who } from '../start-test-hub.ts'

interface Loop {
  readonly what: string
  /** Who opens it, for which purpose, and the input; another input under the same key must not pass. */
  readonly by: Who
  readonly asked: Asked
  readonly open: string
  readonly input: (grid: string) => Readonly<Record<string, unknown>>
  readonly opened: string
  /** One step: who may take it, and who may not. */
  readonly step: {
    readonly document: string
    readonly by: Who
    readonly asked: Asked
    readonly action: string
    readonly input?: object
  }
  readonly stepped: string
  readonly notBy: { readonly who: Who; readonly asked: Asked; readonly code: string }
  /** An action that does not fit the state. */
  readonly wrongAction: string
}

/** The supervising centre of the grids. */
const centre: Principal = {
  subject: 'grid-centre',
  department: 'political-legal',
  roles: ['data-officer'],
  grids: [],
  staffKey: null,
  personId: null,
}
const own = readFileSync(new URL('operations.graphql', import.meta.url), 'utf8')

const loops: readonly Loop[] = [
  {
    what: 'a grid event',
    by: 'grid-worker',
    asked: { purpose: 'GRID_EVENT' },
    open: renamed(ReportGridEventDocument, 'ReportGridEvent'),
    input: (gridCode) => ({
      title: '路灯不亮',
      category: 'STREET_LAMP',
      description: '后巷子路口路灯三天不亮',
      gridCode,
    }),
    opened: 'REPORTED',
    step: {
      document: renamed(AdvanceGridEventDocument, 'AdvanceGridEvent'),
      by: centre,
      asked: { purpose: 'GRID_EVENT' },
      action: 'ACCEPT',
    },
    stepped: 'ACCEPTED',
    notBy: { who: 'grid-worker', asked: { purpose: 'GRID_EVENT' }, code: 'TRANSITION_NOT_PERMITTED' },
    wrongAction: 'CLOSE',
  },
  {
    what: 'a mediation case',
    by: 'mediator',
    asked: { purpose: 'MEDIATION_INTAKE' },
    open: renamed(OpenMediationCaseDocument, 'OpenMediationCase'),
    input: (gridCode) => ({
      title: '楼道堆物纠纷',
      kind: 'NEIGHBOURS',
      source: 'APPLICATION',
      content: '双方因楼道堆物争执',
      gridCode,
    }),
    opened: 'ACCEPTED',
    step: {
      document: operation('AdvanceCase'),
      by: 'mediator',
      asked: { purpose: 'MEDIATION_INTAKE' },
      action: 'BEGIN',
    },
    stepped: 'MEDIATING',
    notBy: { who: 'grid-worker', asked: { purpose: 'GRID_EVENT' }, code: 'FIELD_DENIED' },
    wrongAction: 'FOLLOW_UP',
  },
  {
    what: 'a hotline order',
    by: 'grid-worker',
    asked: { purpose: 'HOTLINE' },
    open: operation('SubmitOrder'),
    input: (gridCode) => ({
      title: '小区噪音',
      category: 'NOISE',
      content: '夜间施工噪音',
      callerPhone: '13800000000',
      gridCode,
    }),
    opened: 'RECEIVED',
    step: {
      document: operation('AdvanceOrder'),
      by: 'data-officer',
      asked: { purpose: 'HOTLINE' },
      action: 'DISPATCH',
      input: { unit: '住建局' },
    },
    stepped: 'DISPATCHED',
    notBy: { who: 'grid-worker', asked: { purpose: 'HOTLINE' }, code: 'TRANSITION_NOT_PERMITTED' },
    wrongAction: 'CLOSE',
  },
]

let city: TestHub
beforeAll(async () => {
  city = await startTestHub()
})
afterAll(() => city.close())

describe.each(loops)('$what', (loop) => {
  const openWith = (input: object, key: string, who = loop.by) => city.ask(who, loop.asked, loop.open, { input, key })
  const input = () => loop.input(city.ids.grid)
  const only = (data: unknown): Readonly<Record<string, unknown>> | null => {
    const [value] = Object.values((data ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>> | null>>)
    return value ?? null
  }
  const advance = (action: string, key: string, version: string, by = loop.step) =>
    city.ask(by.by, by.asked, loop.step.document, {
      id: record.id,
      action,
      input: loop.step.input ?? null,
      key,
      version,
    })
  let record: { readonly id: string; readonly version: string }

  test('is opened once, however often it is asked', async () => {
    const first = await openWith(input(), 'once-only-key-1')
    expect(first.gaps).toEqual([])
    expect(only(first.data)).toMatchObject({ state: loop.opened })
    const again = await openWith(input(), 'once-only-key-1')
    expect(again).toEqual(first)
    record = { id: textAt(only(first.data), 'id'), version: textAt(only(first.data), 'version') }
  })

  test('is another one under another key', async () => {
    const { data } = await openWith(input(), 'once-only-key-2')
    expect(only(data)?.['id']).not.toBe(record.id)
  })

  test('does not take another content under the same key', async () => {
    const { status, data, gaps } = await openWith({ ...input(), title: '别的内容' }, 'once-only-key-1')
    expect([status, only(data), gaps.map(({ code }) => code)]).toEqual([200, null, ['IDEMPOTENCY_KEY_REUSED']])
  })

  test('has an event in the registry at once, with its record behind it', async () => {
    const kind =
      loop.what === 'a grid event' ? 'gridEvent' : loop.what === 'a mediation case' ? 'mediationCase' : 'hotlineOrder'
    const number = record.id.split(':').at(-1) ?? ''
    const asked = kind === 'mediationCase' ? { purpose: 'MEDIATION', caseNumber: number } : loop.asked
    const fields = `id number ${kind} { number state }`
    const listed = await city.ask(
      loop.by,
      asked,
      `query ($number: String!) { events(first: 5, filter: { number: $number }) { totalCount nodes { ${fields} } } }`,
      { number },
    )
    const event = { id: expect.any(String), number, [kind]: { number, state: loop.opened } }
    expect([listed.gaps, listed.data]).toEqual([[], { events: { totalCount: 1, nodes: [event] } }])
    const id = textAt(listed.data, 'events.nodes.0.id')
    const single = await city.ask(loop.by, asked, `query ($id: ID!) { event(id: $id) { ${fields} } }`, { id })
    expect(single.data).toEqual({ event: { ...event, id } })
  })

  test('is not moved on by whoever may not', async () => {
    const { data, gaps } = await advance(loop.step.action, 'once-only-step-0', record.version, {
      ...loop.step,
      by: loop.notBy.who,
      asked: loop.notBy.asked,
    })
    expect([only(data), gaps.map(({ code }) => code)]).toEqual([null, [loop.notBy.code]])
  })

  test('does not take a step that its state does not allow', async () => {
    const { data, gaps } = await advance(loop.wrongAction, 'once-only-step-x', record.version)
    expect([only(data), gaps.map(({ code }) => code)]).toEqual([null, ['TRANSITION_NOT_PERMITTED']])
  })

  test('moves on one step, once, however often it is asked', async () => {
    const first = await advance(loop.step.action, 'once-only-step-1', record.version)
    expect(first.gaps).toEqual([])
    expect(only(first.data)).toMatchObject({ id: record.id, state: loop.stepped })
    expect(only(first.data)?.['version']).not.toBe(record.version)
    expect(await advance(loop.step.action, 'once-only-step-1', record.version)).toEqual(first)
  })

  test('does not move on from a version that is no longer there', async () => {
    const { data, gaps } = await advance(loop.step.action, 'once-only-step-2', record.version)
    expect([only(data), gaps.map(({ code }) => code)]).toEqual([null, ['VERSION_CONFLICT']])
  })
})

describe('writing at all', () => {
  test('needs a purpose', async () => {
    const { data, gaps } = await city.ask('grid-worker', {}, ReportGridEventDocument, {
      input: { title: 't', category: 'OTHER', description: 'd', gridCode: city.ids.grid },
      idempotencyKey: 'once-only-k',
    })
    expect(data).toEqual({ reportGridEvent: null })
    expect(gaps).toMatchObject([{ code: 'FIELD_DENIED', reason: 'NO_PURPOSE', path: ['reportGridEvent'] }])
  })

  test('reaches no other grid', async () => {
    const other = '370283001203001'
    const { data, gaps } = await city.ask('grid-worker', { purpose: 'GRID_EVENT' }, ReportGridEventDocument, {
      input: { title: 't', category: 'OTHER', description: 'd', gridCode: other },
      idempotencyKey: 'once-only-k',
    })
    expect(data).toEqual({ reportGridEvent: null })
    expect(gaps.map(({ code }) => code)).toEqual(['TRANSITION_NOT_PERMITTED'])
  })

  test.each([
    [
      'submits a hotline order',
      'submitHotlineOrder',
      operation('SubmitOrder'),
      { title: '路面破损', category: 'OTHER', content: '路面破损', callerPhone: '18901000003' },
      'RECEIVED',
    ],
    [
      'reports a grid event',
      'reportGridEvent',
      loops[0]?.open ?? '',
      { title: '路面破损', category: 'OTHER', description: '路面破损', gridCode: '370283001001001' },
      'REPORTED',
    ],
  ])('a citizen who %s is told its number and state, both times', async (_, field, document, input, state) => {
    const submit = () => city.ask('citizen', { purpose: 'SELF_ACCESS' }, document, { input, key: 'citizen-1' })
    const { data, gaps } = await submit()
    expect(gaps).toEqual([])
    expect(data).toMatchObject({ [field]: { number: expect.any(String), state } })
    expect((await submit()).data).toEqual(data)
  })
})

/** The operation of the app, with the variable names that all loops share. */
function renamed(document: DocumentNode, name: string): string {
  const names: Readonly<Record<string, string>> = { idempotencyKey: 'key', expectedVersion: 'version' }
  const text = print({
    ...document,
    definitions: document.definitions.filter((one) => one.kind === 'OperationDefinition' && one.name?.value === name),
  })
  return text.replace(/\$(idempotencyKey|expectedVersion)/g, (_, variable: string) => `$${names[variable] ?? variable}`)
}

function operation(name: string): string {
  return renamed(parse(own), name)
}
