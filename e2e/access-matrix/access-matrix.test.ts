/** Every request × field × way of the table against the running hub: what is asked counts, never how it is asked. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sealCursor } from '../../subgraphs/kit/connection.ts'
import { positionText } from '../../subgraphs/registry/change-feed.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type Answered, type Asked, type TestHub } from '../start-test-hub.ts'
import { departmentFields, departmentRows } from './departments.ts'
import { fields, questions, reasons, rows, ways, type Field, type Row, type Verdict, type Way } from './matrix.ts'

let city: TestHub
/** Shortly before the demo person, whom others stand before: readers of everybody would use up what they may read. */
let shortlyBefore: string
beforeAll(async () => {
  city = await startTestHub()
  const { changeSeq } = await city.hub.store.sql
    .selectFrom('Entity')
    .select('changeSeq')
    .where('id', '=', city.ids.person)
    .executeTakeFirstOrThrow()
  const before = await city.hub.store.sql
    .selectFrom('Entity')
    .select('id')
    .where('kind', '=', 'Person')
    .where('changeSeq', '=', changeSeq)
    .where('id', '<', city.ids.person)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  shortlyBefore = sealCursor(positionText({ seq: changeSeq, id: before?.id ?? '' }))
})
afterAll(() => city.close())

const titled = rows.map((row) => [title(row), row] as const)

describe.each(titled)('%s', (_, row) => {
  test.each(ways.map((way, i) => [way, letters(row.ways)[i] ?? '-'] as const))('by %s: %s', async (way, expected) => {
    const { answer, found } = await reach(row, way)
    expect(answer.code).toBeNull()
    if (expected !== 'P') {
      expect(found).toBeNull()
      // In a list others may stand, with gaps of their own.
      const lists = way === 'list' || way === 'changes'
      const barred = answer.gaps.filter(({ path }) => !lists || path.length === 1)
      const told = new Set(barred.map(({ code, reason }) => reason ?? code))
      expect([...told]).toEqual(reasons[expected] ? [reasons[expected]] : [])
      return
    }
    expect(found).not.toBeNull()
    const verdicts = letters(row.fields)
    for (const [i, field] of fields.entries()) check(field, verdicts[i] ?? '-', found, answer)
  })
})

describe.each(departmentRows.map((row) => [title(row), row] as const))(
  'what the other departments know: %s',
  (_, row) => {
    test.each(['root', 'list'] as const)('by %s', async (way) => {
      const { answer, found } = await reach(row, way, selectionOf(departmentFields))
      expect(answer.code).toBeNull()
      expect(found).not.toBeNull()
      const verdicts = letters(row.fields)
      expect(verdicts).toHaveLength(departmentFields.length)
      for (const [i, field] of departmentFields.entries()) check(field, verdicts[i] ?? '-', found, answer)
    })
  },
)

describe.each(questions)('$what', ({ query, verdicts }) => {
  test.each(rows.map((row, i) => [title(row), letters(verdicts)[i] ?? '-', row] as const))(
    '%s: %s',
    async (_, expected, row) => {
      const { code, data, gaps } = await city.ask(row.who, asked(row), query)
      expect(code).toBeNull()
      const [value] = Object.values(data as Readonly<Record<string, unknown>>)
      expect(value === null ? (gaps[0]?.reason ?? null) : 'P').toBe(expected === 'P' ? 'P' : reasons[expected])
    },
  )
})

const cells =
  rows.flatMap((row) => letters(row.ways).map((way) => (way === 'P' ? fields.length : 1))).reduce((a, b) => a + b, 0) +
  departmentRows.length * departmentFields.length * 2 +
  questions.length * rows.length

test(`the table is whole: ${cells} cells, a letter in each`, () => {
  for (const row of rows) {
    expect([title(row), letters(row.ways).length]).toEqual([title(row), ways.length])
    expect([0, fields.length]).toContain(letters(row.fields).length)
  }
  for (const row of departmentRows) expect(letters(row.fields)).toHaveLength(departmentFields.length)
  for (const { what, verdicts } of questions) expect([what, letters(verdicts).length]).toEqual([what, rows.length])
})

// Private:

interface Found {
  readonly person: unknown
  /** Where it stands in the answer, as the client named it. */
  readonly path: string
}

function check(field: Field, verdict: Verdict, found: Found | null, { gaps }: Answered<unknown>): void {
  const value = lookAt(found?.person, field.at) ?? null
  const gap = gaps.find(({ path }) => `${found?.path ?? ''}.${field.at}`.startsWith(path.join('.')))
  const got = { field: field.name, value, reason: gap?.reason ?? null }
  if (verdict === 'P') expect(got).toEqual({ field: field.name, value: field.plain, reason: null })
  else if (verdict === 'M') expect(got).toEqual({ field: field.name, value: field.masked, reason: null })
  else if (verdict === 'C') expect(got).toEqual({ field: field.name, value: field.ofCase, reason: null })
  else expect(got).toEqual({ field: field.name, value: null, reason: reasons[verdict] ?? null })
}

const selectionOf = (asked: readonly Field[]) => `id ${asked.map(({ select }) => select).join(' ')}`

async function reach(
  row: Pick<Row, 'who' | 'asked'>,
  way: Way,
  selection = selectionOf(fields),
): Promise<{ answer: Answered<unknown>; found: Found | null }> {
  const { query, at, variables } = request(way, selection)
  const pages = query.includes('$after') ? `${at.split('.')[0] ?? ''}.pageInfo` : null
  let after = variables['after'] ?? null
  for (;;) {
    const answer: Answered<unknown> = await city.ask(row.who, asked(row), query, {
      ...variables,
      ...(pages !== null && { after }),
    })
    const found = person(answer.data, at)
    const more = pages !== null && !found && lookAt(answer.data, `${pages}.hasNextPage`) === true
    const next: unknown = more ? lookAt(answer.data, `${pages}.endCursor`) : null
    if (typeof next !== 'string') return { answer, found }
    after = next
  }
}

/** The demo person in the answer; in a list it is looked for by its id. */
function person(data: unknown, at: string): Found | null {
  const value = lookAt(data, at)
  if (!Array.isArray(value)) return value ? { person: value, path: at } : null
  const inside = at.endsWith('.*.person') ? at.slice(0, -'.*.person'.length) : at
  const index = (value as readonly unknown[]).findIndex((one) => lookAt(one, 'id') === city.ids.person)
  if (index < 0) return null
  return { person: value[index], path: `${inside}.${index}${at.endsWith('.*.person') ? '.person' : ''}` }
}

function request(
  way: Way,
  selection: string,
): { query: string; at: string; variables: Readonly<Record<string, unknown>> } {
  const { person: id, house, caseNumber } = city.ids
  const whole = `fragment whole on Person { ${selection} }`
  switch (way) {
    case 'root':
      return { query: `query ($id: ID!) { one: person(id: $id) { ...whole } } ${whole}`, at: 'one', variables: { id } }
    case 'list':
      return {
        query: `query ($after: String) { persons(first: 10, after: $after) { nodes { ${selection} } pageInfo { endCursor hasNextPage } } }`,
        at: 'persons.nodes',
        variables: {},
      }
    case 'search':
      return {
        query: `{ search(text: "于志远", kinds: [Person], first: 50) { ... on Person { ${selection} } } }`,
        at: 'search',
        variables: {},
      }
    case 'number':
      return {
        query: `query ($n: String!) { personByNumber(number: $n) { ${selection} } }`,
        at: 'personByNumber',
        variables: { n: '370290197901010013' },
      }
    case 'case':
      return {
        query: `query ($id: ID!) { mediationCase(id: $id) { parties(first: 5) { nodes { person { ${selection} } } } } }`,
        at: 'mediationCase.parties.nodes.*.person',
        variables: { id: `justice:MediationCase:${caseNumber}` },
      }
    case 'house':
      return {
        query: `query ($id: ID!) { house(id: $id) { residents(first: 20) { nodes { ${selection} } } } }`,
        at: 'house.residents.nodes',
        variables: { id: house },
      }
    case 'event':
      return {
        query: `query ($number: String!) { events(first: 1, filter: { number: $number }) { nodes { participants(first: 5) { nodes { ${selection} } } } } }`,
        at: 'events.nodes.0.participants.nodes',
        variables: { number: caseNumber },
      }
    case 'changes':
      return {
        query: `query ($after: String) { changes(kinds: [Person], first: 10, after: $after) { nodes { id person: entity { ... on Person { ${selection} } } } pageInfo { endCursor hasNextPage } } }`,
        at: 'changes.nodes.*.person',
        variables: { after: shortlyBefore },
      }
    case 'me':
      return { query: `{ me { ${selection} } }`, at: 'me', variables: {} }
  }
}

function asked({ asked }: Pick<Row, 'asked'>): Asked {
  const { caseNumber, reliefCase } = city.ids
  const real: Readonly<Record<string, string>> = { JF: caseNumber, BJ: reliefCase }
  const stated = real[asked.caseNumber ?? '']
  return stated === undefined ? asked : { ...asked, caseNumber: stated }
}

function letters(line: string): readonly Verdict[] {
  return line.trim() === '' ? [] : (line.split(' ') as Verdict[])
}

function title({ who, asked }: Pick<Row, 'who' | 'asked'>): string {
  const grid = asked.token?.grid ? ' of another grid' : ''
  return `${typeof who === 'string' ? who : who.subject}${grid}, ${asked.purpose ?? 'without a purpose'}`
}
