/** One request by itself: what it asks the reader for, what it refuses, and whether anybody asked for refs. */
import { describe, expect, test } from '@jest/globals'
import { Kind, parse, type FieldNode, type FragmentDefinitionNode, type GraphQLResolveInfo } from 'graphql'
import type { Decider, Decision } from '../../access/decision.ts'
import type { AccessContext } from '../../access/principal.ts'
import type { Classified } from '../../schema/classification.ts'
import { epochOf, RegistryRequest, wantsRefs, type RegistryDoors } from './request.ts'

const place: Classified = {
  department: 'registry',
  coordinate: 'Person.name',
  level: 3,
  category: '人口',
  sharing: 'CONDITIONAL',
}

function request(decision: Decision, access: object = { rowScope: 'ALL', principal: { personId: null } }) {
  const doors = { store: { sql: {} }, mates: {} } as unknown as RegistryDoors
  const decider: Decider = { decide: () => decision, gradeOf: (place) => place }
  return new RegistryRequest(doors, access as AccessContext, decider, new AbortController().signal)
}

/** As a resolver of the operation's one field gets it. */
function infoOf(query: string): GraphQLResolveInfo {
  const { definitions } = parse(query)
  const fragments: Record<string, FragmentDefinitionNode> = {}
  let fieldNodes: FieldNode[] = []
  for (const one of definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments[one.name.value] = one
    if (one.kind === Kind.OPERATION_DEFINITION)
      fieldNodes = one.selectionSet.selections as readonly FieldNode[] as FieldNode[]
  }
  return { fieldNodes, fragments } as unknown as GraphQLResolveInfo
}

const allow: Decision = { verdict: 'ALLOW', grant: null }
const mask: Decision = { verdict: 'MASK', grant: 'g' }
const deny: Decision = { verdict: 'DENY', reason: 'GRANT_EXPIRED' }
const codeOf = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    const { code, reason } = (error as { extensions: Record<string, unknown> }).extensions
    return `${String(code)} ${String(reason)}`
  }
}

describe('refs are read where somebody asked for one', () => {
  test.each([
    '{ person { justiceRef } }',
    '{ person { name household { head { housingRef } } } }',
    '{ person { ... { justiceRef } } }',
    '{ person { ...a } } fragment a on Person { ...b } fragment b on Person { justiceRef }',
    '{ person { ...a name ...a justiceRef } } fragment a on Person { name }',
  ])('%s', (query) => {
    const info = infoOf(query)
    expect([wantsRefs(info), wantsRefs(info)]).toEqual([true, true])
  })

  test.each([
    '{ person }',
    '{ person { name residence { code } } }',
    '{ person { ...a ...nowhere } } fragment a on Person { name ...a }',
    '{ person { refOf references { name } } }',
  ])('and not here: %s', (query) => {
    const info = infoOf(query)
    expect([wantsRefs(info), wantsRefs(info)]).toEqual([false, false])
  })
})

describe('what is read', () => {
  test('are the ids that there are; links only where refs are asked for', async () => {
    const asked: unknown[] = []
    const at = request(allow)
    const row = { id: 'E-1', kind: 'Event', golden: '{}' }
    Object.assign(at, {
      reader: {
        byIds: (_kind: unknown, ids: unknown) => {
          asked.push(ids)
          return Promise.resolve(new Map([['E-1', row]]))
        },
        page: () => Promise.resolve([row]),
        links: (ids: unknown) => {
          asked.push({ links: ids })
          return Promise.resolve(new Map())
        },
      },
    })
    const shown = await at.entities('Event', ['E-1', null, 'E-2'], infoOf('{ event { number } }'))
    expect(shown.map((one) => one?.id ?? null)).toEqual(['E-1', null, null])
    await at.entities('Event', ['E-1'], infoOf('{ event { justiceRef } }'))
    await at.page('Event', {} as never, {}, infoOf('{ events { nodes { number } } }'))
    expect(asked).toHaveLength(3)
    await at.page('Event', {} as never, {}, infoOf('{ events { nodes { justiceRef } } }'))
    expect(asked).toEqual([['E-1', 'E-2'], ['E-1'], { links: ['E-1'] }, { links: ['E-1'] }])
  })
})

describe('what is refused', () => {
  test('asking by what is not read plainly', () => {
    expect(codeOf(() => request(allow).requirePlain(place))).toBeUndefined()
    expect(codeOf(() => request(mask).requirePlain(place))).toBe('FILTER_DENIED NO_GRANT')
    expect(codeOf(() => request(deny).requirePlain(place))).toBe('FILTER_DENIED GRANT_EXPIRED')
    expect([allow, mask, deny].map((one) => request(one).readsPlainly(place))).toEqual([true, false, false])
  })

  test('a value without a masked form, where it is masked', () => {
    const seen = (decision: Decision, value: string | null) => {
      const at = request(decision)
      return [at.plainOnly(place, value), at.report.report().masked]
    }
    expect([seen(allow, 'x'), seen(mask, 'x'), seen(mask, null)]).toEqual([
      ['x', []],
      [null, ['Person.name']],
      [null, []],
    ])
  })

  test('what is for oneself, to everybody else', () => {
    const of = (rowScope: string, personId: string | null) =>
      codeOf(() => request(allow, { rowScope, principal: { personId } }).requireOneself(place))
    expect(of('SELF', 'P-1')).toBe('P-1')
    expect([of('SELF', null), of('ALL', 'P-1'), of('ALL', null)]).toEqual(Array(3).fill('FIELD_DENIED OUT_OF_SCOPE'))
  })
})

test('an instant is its milliseconds; none is none', () => {
  expect(epochOf('2026-11-26T08:00:00+08:00')).toBe(Date.parse('2026-11-26T00:00:00Z'))
  expect([epochOf(null), epochOf(undefined)]).toEqual([undefined, undefined])
})
