/**
 * Questions whose answer must not depend on what is true of somebody: a right guess and a wrong one, a thing that is denied and one that
 * is not there, are answered alike. Filters, look-ups, lists, cursors, errors, and the time that it takes.
 */
import { got, refused, worst, type Attack, type Outcome } from './attack.ts'
import { ask, hasValue, noSecret, nothing, same, type Asked } from './reply.ts'
import type { Target } from './target.ts'

const filters = 'Write-ups on filter, sort and count oracles over masked columns (OData, PostgREST, GraphQL)'
const existence = 'OWASP: existence oracles and object-level authorization (BOLA), user enumeration'
const forms = 'Write-ups on validation by one form and look-up by another (normalisation)'
const cursors = 'Write-ups on tampered cursors'
const timing = 'Write-ups on timing oracles'

const officer = { who: 'data-officer', purpose: 'DATA_QUALITY' } as const
const developer = { who: 'developer', purpose: 'DATA_QUALITY' } as const
const report = { who: 'bi', purpose: 'ASSESSMENT' } as const
const citizen = { who: 'citizen', purpose: 'SELF_ACCESS' } as const
const elsewhere = (t: Target) =>
  ({
    who: {
      ...t.principal('grid-worker'),
      subject: 'worker-elsewhere',
      grids: [t.demo.otherGrid.code],
      staffKey: t.demo.otherGrid.WGYBH,
    },
    purpose: 'GRID_EVENT',
  }) satisfies Asked
/** A mediator of the same department, with a case number that is another’s. */
const otherMediator = (t: Target) =>
  ({
    who: { ...t.principal('mediator'), subject: 'other-mediator', staffKey: 'TJY99999' },
    purpose: 'MEDIATION',
    caseNumber: t.ids.caseNumber,
  }) satisfies Asked
const mediator = (t: Target) =>
  ({ who: 'mediator', purpose: 'MEDIATION', caseNumber: t.ids.caseNumber }) satisfies Asked

export const oracleAttacks: readonly Attack[] = [
  ...guesses(),
  ...absences(),
  ...numberForms(),
  ...pagings(),
  ...errorTexts(),
  ...clocks(),
]

// Private:

/** The same question with what is true and with what is not. */
interface Guess {
  readonly what: string
  readonly by: readonly ((target: Target) => Asked)[]
  readonly query: string
  readonly right: (target: Target) => object
  readonly wrong: (target: Target) => object
}

function guesses(): Attack[] {
  const unknown = '370299190001010000'
  const tried: readonly Guess[] = [
    {
      what: 'a number by look-up',
      by: [() => officer, () => developer, () => report, elsewhere],
      query: 'query ($v: String!) { personByNumber(number: $v) { id __typename } }',
      right: ({ demo }) => ({ v: demo.citizen.number }),
      wrong: () => ({ v: unknown }),
    },
    {
      what: 'a number by search',
      by: [() => officer, () => developer, mediator, elsewhere],
      query: 'query ($v: String!) { search(text: $v, first: 5) { __typename ... on Person { id } } }',
      right: ({ demo }) => ({ v: demo.citizen.number }),
      wrong: () => ({ v: unknown }),
    },
    {
      what: 'a part of a number by search',
      by: [() => officer, mediator],
      query: 'query ($v: String!) { search(text: $v, first: 5, kinds: [Person]) { __typename } }',
      right: ({ demo }) => ({ v: demo.citizen.number.slice(0, 10) }),
      wrong: () => ({ v: '3702991900' }),
    },
    {
      what: 'a telephone by search',
      by: [() => officer, mediator],
      query: 'query ($v: String!) { search(text: $v, first: 5, kinds: [Person]) { __typename } }',
      right: ({ demo }) => ({ v: demo.citizen.phone.replace(/^\+?86/, '') }),
      wrong: () => ({ v: '18999999999' }),
    },
    {
      what: 'a name that is shown masked, by search',
      by: [() => officer, () => developer],
      query: 'query ($v: String!) { search(text: $v, first: 5, kinds: [Person]) { __typename } }',
      right: ({ demo }) => ({ v: demo.citizen.name }),
      wrong: () => ({ v: '欧阳无人' }),
    },
    {
      what: 'the person of a case, by filter of the event',
      by: [() => report, elsewhere],
      query: 'query ($v: String) { events(first: 1, filter: { number: $v }) { totalCount nodes { id } } }',
      right: ({ ids }) => ({ v: ids.caseNumber }),
      wrong: () => ({ v: 'JF2099999999' }),
    },
    {
      what: 'whose case it is, by filter of the mediator',
      by: [() => officer, elsewhere, () => citizen],
      query:
        'query ($v: String) { mediationCases(first: 1, filter: { mediatorNumber: $v }) { totalCount pageInfo { hasNextPage } } }',
      right: ({ demo }) => ({ v: demo.mediation.TJYBH }),
      wrong: () => ({ v: 'TJY99999' }),
    },
    {
      what: 'who handles an event, by filter of the unit',
      by: [() => officer, mediator, () => citizen],
      query:
        'query ($v: String) { gridEvents(first: 1, filter: { number: $v }) { totalCount pageInfo { hasNextPage } } }',
      right: ({ demo }) => ({ v: demo.gridEvents[0] }),
      wrong: () => ({ v: 'WG209999999999' }),
    },
    {
      what: 'the name to a number, by the police’s yes or no',
      by: [() => officer, () => developer, () => report, elsewhere, () => citizen],
      query: 'mutation ($n: String!, $v: String!) { verifyIdentity(name: $v, number: $n) }',
      right: ({ demo }) => ({ n: demo.citizen.number, v: demo.citizen.name }),
      wrong: ({ demo }) => ({ n: demo.citizen.number, v: '欧阳无人' }),
    },
    {
      what: 'the persons of a grid, by filter without a right to it',
      by: [() => report, otherMediator],
      query: 'query ($v: String) { persons(first: 1, filter: { grid: $v }) { totalCount } }',
      right: ({ demo }) => ({ v: demo.grid.code }),
      wrong: () => ({ v: '370283999999999' }),
    },
    {
      what: 'a number by a filter that is not in the schema',
      by: [() => officer],
      query: 'query ($v: String) { persons(first: 1, filter: { idNumber: $v }) { totalCount } }',
      right: ({ demo }) => ({ v: demo.citizen.number }),
      wrong: () => ({ v: unknown }),
    },
    {
      what: 'an order that is not in the schema',
      by: [() => officer],
      query: 'query ($v: String) { persons(first: 1, orderBy: $v, sort: { idNumber: ASC }) { totalCount } }',
      right: () => ({ v: 'idNumber' }),
      wrong: () => ({ v: 'nothing' }),
    },
  ]
  return tried.map(({ what, by, query, right, wrong }) => ({
    name: `oracle: ${what}`,
    after: 'a hidden value, guess by guess',
    source: filters,
    async run(target) {
      const outcomes = []
      for (const asker of by) {
        const asked = { ...asker(target), query }
        const [one, other] = [
          await ask(target, { ...asked, variables: right(target) }),
          await ask(target, { ...asked, variables: wrong(target) }),
        ]
        outcomes.push(same(one, other))
      }
      return worst(outcomes)
    },
  }))
}

/** By id: what is out of reach looks like what does not exist. */
function absences(): Attack[] {
  const things: readonly {
    readonly field: string
    readonly id: (t: Target) => string
    readonly unknown: (t: Target) => string
  }[] = [
    { field: 'person', id: (t) => t.ids.person, unknown: (t) => similar(t.ids.person) },
    { field: 'house', id: (t) => t.ids.house, unknown: (t) => similar(t.ids.house) },
    {
      field: 'mediationCase',
      id: (t) => `justice:MediationCase:${t.ids.caseNumber}`,
      unknown: () => 'justice:MediationCase:JF2099999999',
    },
    {
      field: 'gridEvent',
      id: (t) => `political-legal:GridEvent:${t.demo.gridEvents[0] ?? ''}`,
      unknown: () => 'political-legal:GridEvent:WG2099999999',
    },
    {
      field: 'hotlineOrder',
      id: (t) => `approval-service:HotlineOrder:${t.demo.orders[0] ?? ''}`,
      unknown: () => 'approval-service:HotlineOrder:GD209999999999',
    },
    {
      field: 'courtEntrustment',
      id: () => 'court:CourtEntrustment:WP2026000001',
      unknown: () => 'court:CourtEntrustment:WP2099999999',
    },
  ]
  const askers: readonly (readonly [string, (t: Target) => Asked])[] = [
    ['a worker of another grid', elsewhere],
    ['another mediator', otherMediator],
    [
      'a citizen who is another',
      (t) => ({
        who: { ...t.principal('citizen'), subject: 'another', personId: similar(t.ids.person) },
        purpose: 'SELF_ACCESS',
      }),
    ],
    ['a report tool', () => report],
  ]
  return askers.flatMap(([who, asker]) =>
    things
      // Houses are places for a report tool, not persons: it may know that there is one.
      .filter(({ field }) => !(field === 'house' && who === 'a report tool'))
      .map(({ field, id, unknown }) => ({
        name: `existence: ${field}, by ${who}`,
        after: 'that there is such a thing',
        source: existence,
        async run(target: Target) {
          const query = `query ($id: ID!) { ${field}(id: $id) { __typename id } }`
          const of = (value: string) => ask(target, { ...asker(target), query, variables: { id: value } })
          const [there, none] = [await of(id(target)), await of(unknown(target))]
          if (hasValue(there.data)) return got('that it is there')
          return same(there, none)
        },
      })),
  )
}

/** One number in another form is still the number: looked up, masked and left out of answers alike. */
function numberForms(): Attack[] {
  const variants: Readonly<Record<string, (number: string) => string>> = {
    'with fifteen digits': (n) => n.slice(0, 6) + n.slice(8, 17),
    'full-width': (n) => wide(n),
    'with a small x': (n) => n.replace(/.$/, 'x'),
    'with a Cyrillic Х': (n) => n.replace(/.$/, 'Х'),
    'with blanks': (n) => n.replace(/(.{4})/g, '$1 '),
    'with dashes': (n) => n.replace(/(.{6})/g, '$1-'),
    'with an apostrophe': (n) => `'${n}`,
    'with a no-break space': (n) => `\u00a0${n}\ufeff`,
    'with a zero-width space': (n) => n.replace(/(.{6})/, '$1\u200b'),
    'with a line break': (n) => `${n}\n`,
    'as a number of a spreadsheet': (n) => `${n}.0`,
    'in Chinese numerals': (n) => n.replace(/\d/g, (d) => '〇一二三四五六七八九'.charAt(Number(d))),
  }
  return Object.entries(variants).map(([form, make]) => ({
    name: `number: ${form}`,
    after: 'a person by a form of the number that is checked otherwise than it is looked up',
    source: forms,
    async run(target) {
      const number = target.demo.citizen.number
      const form = make(number)
      const outcomes: Outcome[] = []
      const query =
        'query ($n: String!) { personByNumber(number: $n) { id idNumber phone } search(text: $n, first: 3) { ... on Person { id } } }'
      for (const asked of [officer, developer, elsewhere(target)]) {
        const of = (n: string) => ask(target, { ...asked, query, variables: { n } })
        outcomes.push(same(await of(form), await of(make('370299190001010000'))))
      }
      // And where the look-up is open, whatever form of it finds the person shows it no plainer.
      const reply = await ask(target, { ...mediator(target), query, variables: { n: form } })
      outcomes.push(noSecret(reply, target, [form.trim()]))
      return worst(outcomes)
    },
  }))
}

function pagings(): Attack[] {
  const list =
    'query ($after: String) { persons(first: 5, after: $after) { nodes { id grid { code } idNumber } edges { cursor } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } totalCount } }'
  const sealed = (text: string) => Buffer.from(text).toString('base64url')
  const tampered: readonly (readonly [string, (t: Target) => string])[] = [
    ['the id of somebody', (t) => sealed(`c:${t.ids.person}`)],
    ['a wildcard', () => sealed('c:%')],
    ['SQL', () => sealed("c:' OR 1=1 --")],
    ['nothing after the sign', () => sealed('c:')],
    ['no sign', () => sealed('x')],
    ['a number', () => '12345'],
    ['no base64', () => '%%%'],
    ['a zero byte', () => sealed('c:\u0000')],
    ['two positions', () => sealed('c:1,c:2')],
    ['a megabyte', () => 'A'.repeat(100_000)],
    ['__proto__', () => '__proto__'],
  ]
  return [
    ...tampered.map(([what, cursor]) => ({
      name: `cursor: ${what}`,
      after: 'persons of another grid, or the inside of an error',
      source: cursors,
      async run(target: Target) {
        const reply = await ask(target, { ...elsewhere(target), query: list, variables: { after: cursor(target) } })
        const outcome = noSecret(reply, target, [target.ids.person])
        if ('got' in outcome || reply.status >= 500) return 'got' in outcome ? outcome : got(`status ${reply.status}`)
        const foreign = (reply.text.match(/"code":"(\d{15})"/g) ?? []).filter(
          (one) => !one.includes(target.demo.otherGrid.code),
        )
        return foreign.length > 0 ? got('a person of another grid') : outcome
      },
    })),
    {
      name: 'cursor: what stands in it',
      after: 'numbers and names in cursors and ids, which only look opaque',
      source: cursors,
      async run(target) {
        const reply = await ask(target, { ...officer, query: list })
        return noSecret(reply, target, [target.demo.citizen.name])
      },
    },
    {
      name: 'list: its length without its items',
      after: 'how many persons there are, where no person is open',
      source: filters,
      async run(target) {
        const query =
          '{ persons(first: 1) { totalCount pageInfo { hasNextPage endCursor } } events(first: 1) { nodes { participants(first: 1) { totalCount pageInfo { hasNextPage } } } } }'
        const reply = await ask(target, { ...report, query })
        const persons = (reply.data?.['persons'] ?? null) as { totalCount?: number | null } | null
        return hasValue(persons) ? got('a length') : noSecret(reply, target)
      },
    },
    {
      name: 'list: the length of what is masked',
      after: 'that there is a record of level 4: a mortgage, a disability, a vaccination',
      source: filters,
      async run(target) {
        const query =
          'query ($id: ID!) { person(id: $id) { encumbrances(first: 1) { totalCount pageInfo { hasNextPage } } vaccinations(first: 1) { totalCount pageInfo { hasNextPage } } disability { __typename } guardedPupils(first: 1) { totalCount } childWelfare(first: 1) { totalCount } } }'
        const outcomes = []
        for (const asked of [officer, developer, mediator(target)])
          outcomes.push(nothing(await ask(target, { ...asked, query, variables: { id: target.ids.person } }), target))
        return worst(outcomes)
      },
    },
    {
      name: 'list: small cells by difference',
      after: 'a single person, from two counts that differ by one',
      source: filters,
      async run(target) {
        const reply = await ask(target, {
          ...report,
          query: '{ counts(kind: Person, by: GRID) { code count reason } }',
        })
        const cells = (reply.data?.['counts'] ?? []) as readonly { readonly count: number | null }[]
        return cells.some(({ count }) => count !== null && count > 0 && count < 5)
          ? got('a small cell')
          : refused('SMALL_CELL')
      },
    },
  ]
}

/** What an error says of a value, one’s own or another’s. */
function errorTexts(): Attack[] {
  const wrong = (name: string, query: string, variables: (t: Target) => object): Attack => ({
    name: `error: ${name}`,
    after: 'a value in the text of an error, which is logged and shown',
    source: 'Write-ups on verbose GraphQL errors (values of variables, SQL, stacks)',
    async run(target) {
      const outcomes = []
      for (const asked of [officer, mediator(target)]) {
        const reply = await ask(target, { ...asked, query, variables: variables(target) })
        outcomes.push(
          reply.status >= 500 ? got(`status ${reply.status}`) : noSecret(reply, target, ['SQLITE', 'prisma', 'kysely']),
        )
      }
      return worst(outcomes)
    },
  })
  const change =
    'mutation ($id: ID!, $v: String!) { advanceMediationCase(id: $id, action: ACCEPT, idempotencyKey: "attack-1", expectedVersion: $v) { id content } }'
  return [
    wrong('a number of the wrong type', 'query ($v: Int!) { persons(first: $v) { totalCount } }', ({ demo }) => ({
      v: demo.citizen.number,
    })),
    wrong('a number in an enum', 'query ($v: EntityKind!) { counts(kind: $v, by: TOWN) { count } }', ({ demo }) => ({
      v: demo.citizen.number,
    })),
    wrong('a number in an input', 'query ($v: PersonFilter) { persons(filter: $v) { totalCount } }', ({ demo }) => ({
      v: { [demo.citizen.number]: demo.citizen.number },
    })),
    wrong(
      'a number as the name of a variable',
      'query ($v: PersonFilter) { persons(filter: $v) { totalCount } }',
      ({ demo }) => ({ [demo.citizen.number]: 1, v: demo.citizen.number }),
    ),
    wrong(
      'a number in a date',
      'query ($v: Instant) { events(first: 1, filter: { reportedFrom: $v }) { totalCount } }',
      ({ demo }) => ({ v: demo.citizen.number }),
    ),
    wrong(
      'a number as an id',
      'query ($v: ID!) { person(id: $v) { id } house(id: $v) { id } mediationCase(id: $v) { id } }',
      ({ demo }) => ({ v: demo.citizen.number }),
    ),
    wrong('a zero byte in an id', 'query ($v: ID!) { person(id: $v) { id } }', () => ({ v: 'a\u0000b' })),
    wrong('half a character in an id', 'query ($v: ID!) { person(id: $v) { id } }', () => ({ v: '\ud800' })),
    wrong('a very long id', 'query ($v: ID!) { person(id: $v) { id } }', () => ({ v: 'x'.repeat(50_000) })),
    wrong('SQL in an id', 'query ($v: ID!) { person(id: $v) { id } mediationCase(id: $v) { id } }', () => ({
      v: "justice:MediationCase:' UNION SELECT * FROM AccessGrant --",
    })),
    wrong('a search of signs', 'query ($v: String!) { search(text: $v) { __typename } }', () => ({
      v: '%_\\\'"*()[]',
    })),
    {
      name: 'error: the version of another’s case',
      after: 'the state of a case, from which error a change meets',
      source: existence,
      async run(target) {
        const outcomes = []
        for (const asker of [otherMediator, elsewhere, () => citizen]) {
          const of = (id: string, v: string) => ask(target, { ...asker(target), query: change, variables: { id, v } })
          const known = `justice:MediationCase:${target.ids.caseNumber}`
          const none = await of('justice:MediationCase:JF2099999999', '1')
          outcomes.push(same(await of(known, '1'), none), same(await of(known, '99'), none))
        }
        return worst(outcomes)
      },
    },
  ]
}

/** Medians of many, one after the other in turn: by a factor would tell, by a little is the machine. */
function clocks(): Attack[] {
  const raced = (
    name: string,
    asker: (t: Target) => Asked,
    query: string,
    right: (t: Target) => object,
    wrong: (t: Target) => object,
  ): Attack => ({
    name: `timing: ${name}`,
    after: 'what is true, from how long the answer takes',
    source: timing,
    async run(target) {
      const asked = { ...asker(target), query, token: await target.token(asker(target).who ?? 'bi') }
      const times: [number[], number[]] = [[], []]
      for (let turn = 0; turn < TURNS; turn += 1) {
        for (const [i, variables] of [right(target), wrong(target)].entries()) {
          const began = performance.now()
          await ask(target, { ...asked, variables })
          times[i as 0 | 1].push(performance.now() - began)
        }
      }
      const [there, none] = times.map(median) as [number, number]
      const factor = Math.max(there / none, none / there)
      return factor > FACTOR ? got(`a factor of ${factor.toFixed(1)}`) : refused('SAME TIME')
    },
  })
  return [
    raced(
      'a person out of reach or unknown',
      elsewhere,
      'query ($id: ID!) { person(id: $id) { id name idNumber mediationCases(first: 1) { totalCount } } }',
      ({ ids }) => ({ id: ids.person }),
      ({ ids }) => ({ id: similar(ids.person) }),
    ),
    raced(
      'a number that somebody has or nobody',
      elsewhere,
      'query ($n: String!) { personByNumber(number: $n) { id } }',
      ({ demo }) => ({ n: demo.citizen.number }),
      () => ({ n: '370299190001010000' }),
    ),
    raced(
      'a case of another’s or none',
      otherMediator,
      'query ($id: ID!) { mediationCase(id: $id) { id content } }',
      ({ ids }) => ({ id: `justice:MediationCase:${ids.caseNumber}` }),
      () => ({ id: 'justice:MediationCase:JF2099999999' }),
    ),
  ]
}

const TURNS = 25
const FACTOR = 3

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

/** An id of the same form that nobody has. */
function similar(id: string): string {
  const at = Math.floor(id.length / 2)
  const other = id.charAt(at) === 'a' ? 'b' : id.charAt(at) === '1' ? '2' : /\d/.test(id.charAt(at)) ? '1' : 'a'
  return id.slice(0, at) + other + id.slice(at + 1)
}

function wide(text: string): string {
  return text.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
}
