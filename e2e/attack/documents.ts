/** Documents that mean more than they seem: protected fields by other types and names, names that mean something to JavaScript, the schema itself. */
import { got, refused, worst, type Attack, type Outcome } from './attack.ts'
import { ask, hasValue, noSecret, nothing, same, type Asked, type Reply } from './reply.ts'
import type { Target } from './target.ts'

const polymorphic = 'Apollo Federation advisories: access control on interfaces and polymorphic types'
const transitive = 'Apollo Federation advisories: access control on transitive fields (@requires, @fromContext)'
const renamed = 'Apollo Router advisories: renamed or namespaced directives'
const pollution = 'Prototype pollution advisories (graphql tools that merge by response name)'
const schema = 'GraphQL hardening lists: introspection, suggestions, _service and _entities open to clients'

/** Who may send any document, and sees of the demo person no number, no telephone and no vehicle. */
const officer = { who: 'data-officer', purpose: 'DATA_QUALITY' } as const
const mediator = (t: Target) =>
  ({ who: 'mediator', purpose: 'MEDIATION', caseNumber: t.ids.caseNumber }) satisfies Asked
const vehicle = (t: Target) => t.demo.vehicle.plate

export const documentAttacks: readonly Attack[] = [
  ...byOtherTypes(),
  ...byOtherNames(),
  ...byDirectives(),
  ...prototypes(),
  ...innerFields(),
  ...schemaReaders(),
]

// Private:

function person(name: string, source: string, selection: string, rest = ''): Attack {
  return {
    name,
    after: 'the number, the telephone or the vehicle of a person, which are not open',
    source,
    async run(target) {
      const query = `query ($id: ID!) { person(id: $id) { ${selection} } } ${rest}`
      const variables = { id: target.ids.person }
      const outcomes = []
      for (const asked of [officer, mediator(target)])
        outcomes.push(noSecret(await ask(target, { ...asked, query, variables }), target, [vehicle(target)]))
      return worst(outcomes)
    },
  }
}

function byOtherTypes(): Attack[] {
  const found = (name: string, selection: string, rest = ''): Attack => ({
    name,
    after: 'a field that is protected on one type, by an interface or a union of it',
    source: polymorphic,
    async run(target) {
      const query = `{ search(text: "${target.demo.citizen.name}", first: 20) { ${selection} } } ${rest}`
      const outcomes = []
      for (const asked of [officer, mediator(target)])
        outcomes.push(noSecret(await ask(target, { ...asked, query }), target, [vehicle(target)]))
      return worst(outcomes)
    },
  })
  const secret = 'idNumber phone vehicles(first: 1) { nodes { plate } } resident { idNumber phone caseInvolvement }'
  return [
    found('polymorphic: member of a union', `... on Person { ${secret} }`),
    found('polymorphic: a named fragment on the member', '...p', `fragment p on Person { ${secret} }`),
    found(
      'polymorphic: a fragment on the union around the member',
      '...s',
      `fragment s on SearchHit { ... on Person { ${secret} } }`,
    ),
    found('polymorphic: a fragment without a type in it', `... on Person { ... { ${secret} } }`),
    found(
      'polymorphic: union in member in union',
      `... on SearchHit { ... on Person { ... on Person { ${secret} } } }`,
    ),
    found(
      'polymorphic: by another member',
      `... on Event { participants(first: 5) { nodes { ${secret} } } } ... on House { residents(first: 20) { nodes { ${secret} } } }`,
    ),
    found('polymorphic: _Entity as a type', `... on _Entity { ... on Person { ${secret} } }`),
    found('polymorphic: a field of the union itself', 'idNumber phone'),
    person('polymorphic: through a fragment on the type itself', polymorphic, `... on Person { ${secret} }`),
    person(
      'polymorphic: through a cycle back',
      polymorphic,
      `household { members(first: 10) { nodes { self { ${secret} } idNumber phone } } }`,
    ),
    person(
      'polymorphic: the same value at another department',
      polymorphic,
      'properties(first: 5) { nodes { ownerNumber ownerName owner { idNumber } } } mediationCases(first: 5) { nodes { parties(first: 5) { nodes { person { idNumber phone } } } } }',
    ),
    person(
      'transitive: what is made from a ref that is not open',
      transitive,
      'vehicles(first: 5) { totalCount nodes { id plate } } rentals(first: 5) { totalCount nodes { id } }',
    ),
    person(
      'transitive: a value that another field is made from',
      transitive,
      'ageBand birthDate resident { idNumber birthDate } provenance { field department }',
    ),
    person(
      'transitive: the owner of a thing of one’s own',
      transitive,
      'residence { residents(first: 20) { nodes { idNumber phone vehicles(first: 1) { nodes { plate } } } } households(first: 5) { nodes { head { idNumber phone } } } }',
    ),
  ]
}

function byOtherNames(): Attack[] {
  return [
    person('alias: the number as the name', renamed, 'name: idNumber id: phone __typename: birthDate'),
    person(
      'alias: a masked field twice',
      renamed,
      'idNumber a: idNumber b: idNumber ... on Person { idNumber c: idNumber }',
    ),
    person('alias: a ref by a name', transitive, 'publicSecurityRef: name vehicles(first: 1) { nodes { plate } }'),
    person(
      'alias: a ref by an id',
      transitive,
      'justiceRef: id housingRef: id ref: id mediationCases(first: 5) { nodes { parties(first: 5) { nodes { person { idNumber } } } } }',
    ),
    person(
      'alias: the gateway’s own names',
      transitive,
      '_p0_: name _p1_: idNumber vehicles(first: 1) { nodes { plate } }',
    ),
    person(
      'alias: two arguments under one name',
      transitive,
      'vehicles(first: 1) { totalCount } ... on Person { vehicles(first: 2) { nodes { plate } } }',
    ),
    person(
      'alias: a department’s name for a count',
      renamed,
      'totalCount: vehicles(first: 1) { totalCount } nodes: vehicles(first: 1) { nodes { plate } }',
    ),
  ]
}

function byDirectives(): Attack[] {
  return [
    person(
      'directive: classified as harmless',
      renamed,
      'idNumber @classified(level: 1, category: "x", sharing: UNCONDITIONAL)',
    ),
    person('directive: namespaced', renamed, 'idNumber @pentagraph__classified(level: 1) phone @federation__shareable'),
    person('directive: accessible again', renamed, 'idNumber @inaccessible phone @tag(name: "public")'),
    person(
      'directive: skipped for the check alone',
      renamed,
      'idNumber @skip(if: false) @include(if: true) phone @include(if: true)',
    ),
    person(
      'directive: skipped on a fragment',
      renamed,
      '... @skip(if: false) { idNumber } ... on Person @include(if: true) { phone vehicles(first: 1) { nodes { plate } } }',
    ),
    {
      name: 'polymorphic: the parties of a case, by an officer of another department',
      after: 'numbers that only the department itself may read',
      source: polymorphic,
      async run(target) {
        const query =
          'query ($id: ID!) { person(id: $id) { mediationCases(first: 5) { nodes { content parties(first: 5) { nodes { idNumber phone partyName } } } } } }'
        return noSecret(await ask(target, { ...officer, query, variables: { id: target.ids.person } }), target)
      },
    },
    {
      name: 'directive: the mask turned off by a variable',
      after: 'a decision kept for one value of a variable, used for another',
      source: renamed,
      async run(target) {
        const query =
          'query ($id: ID!, $on: Boolean!) { person(id: $id) { name @include(if: $on) idNumber @skip(if: $on) vehicles(first: 1) @include(if: $on) { nodes { plate } } } }'
        const outcomes = []
        for (const on of [true, false, true])
          outcomes.push(
            noSecret(await ask(target, { ...officer, query, variables: { id: target.ids.person, on } }), target, [
              vehicle(target),
            ]),
          )
        return worst(outcomes)
      },
    },
  ]
}

/** Names that mean something to JavaScript, wherever a client may put a name. */
function prototypes(): Attack[] {
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'toJSON',
    'then',
    '__defineGetter__',
    '__lookupGetter__',
    'isPrototypeOf',
    'length',
  ]
  const before = { ...officer, query: '{ persons(first: 1) { nodes { __typename ageBand } } }' } as const
  /** Another’s answer is the same as before: nothing was left behind. */
  const unpolluted = (name: string, tried: (target: Target) => Asked): Attack => ({
    name: `prototype: ${name}`,
    after: 'a value in everybody’s objects, or the guards switched off',
    source: pollution,
    async run(target) {
      const first = await ask(target, before)
      const reply = await ask(target, tried(target))
      const outcome = noSecret(reply, target, [vehicle(target)])
      if ('got' in outcome) return outcome
      if (reply.status >= 500) return got(`status ${reply.status}`)
      const after = same(first, await ask(target, before))
      return 'got' in after ? got('a trace in another answer') : outcome
    },
  })
  const aliased = (name: string) =>
    unpolluted(`alias ${name}`, ({ ids }) => ({
      ...officer,
      query: `query ($id: ID!) { ${name}: person(id: $id) { ${name}: idNumber x: phone polluted: name } person(id: $id) { ${name}: household { ${name}: size } } }`,
      variables: { id: ids.person },
    }))
  const text = (name: string, body: string): Attack => unpolluted(name, () => ({ ...officer, body }))
  return [
    ...names.map(aliased),
    ...['__proto__', 'constructor', 'toString'].map((name) =>
      unpolluted(`variable ${name}`, ({ ids }) => ({
        ...officer,
        query: `query ($${name}: ID!) { person(id: $${name}) { idNumber phone } }`,
        variables: JSON.parse(`{"${name}":"${ids.person}"}`) as object,
      })),
    ),
    ...['__proto__', 'constructor', 'hasOwnProperty'].map((name) =>
      unpolluted(`fragment and operation ${name}`, ({ ids }) => ({
        ...officer,
        query: `query ${name} ($id: ID!) { person(id: $id) { ...${name} } } fragment ${name} on Person { idNumber phone }`,
        variables: { id: ids.person },
      })),
    ),
    text(
      'a member of the body',
      '{"query":"{ __typename }","__proto__":{"polluted":1,"decider":null},"constructor":{"prototype":{"polluted":1}}}',
    ),
    text(
      'members of the variables',
      '{"query":"query ($f: PersonFilter) { persons(first: 1, filter: $f) { totalCount } }","variables":{"f":{"__proto__":{"grid":"1"},"constructor":{"prototype":{"x":1}}}}}',
    ),
    text(
      'members of the extensions',
      '{"query":"{ __typename }","extensions":{"__proto__":{"code":"x"},"http":{"status":200,"headers":{"x":"y"}}}}',
    ),
    unpolluted('in the URL', () => ({
      ...officer,
      method: 'GET',
      path: '/graphql?query=%7B__typename%7D&__proto__[polluted]=1&constructor[prototype][polluted]=1&variables=%7B%22__proto__%22%3A%7B%7D%7D',
      headers: { 'apollo-require-preflight': '1' },
    })),
    unpolluted('as a type', () => ({
      ...officer,
      query: '{ search(text: "于", first: 1) { ... on __proto__ { id } ... on constructor { id } } }',
    })),
    unpolluted('as a field', () => ({
      ...officer,
      query: '{ __proto__ constructor toString persons { __proto__ hasOwnProperty } }',
    })),
    unpolluted('as an argument', () => ({
      ...officer,
      query: '{ persons(__proto__: {a: 1}, constructor: 1) { totalCount } }',
    })),
    unpolluted('as an enum value', () => ({
      ...officer,
      query: '{ counts(kind: __proto__, by: constructor) { count } }',
    })),
    unpolluted('as a record', () => ({
      ...officer,
      query: '{ housingDataIssues(record: "__proto__", first: 1) { nodes { code raw } } }',
    })),
    unpolluted('as an id', () => ({
      ...officer,
      query:
        '{ person(id: "__proto__") { idNumber } mediationCase(id: "justice:__proto__:constructor") { content } house(id: "constructor") { id } }',
    })),
    unpolluted('as a department', () => ({
      ...officer,
      query: '{ catalogue(first: 1, department: "__proto__", sharing: "constructor") { nodes { coordinate } } }',
    })),
  ]
}

/** What passes between gateway and departments and is no client's. */
function innerFields(): Attack[] {
  const inner = (name: string, query: string, variables: (t: Target) => object = () => ({})): Attack => ({
    name: `federation: ${name}`,
    after: 'a department’s records by a representation or a ref of one’s own',
    source: schema,
    async run(target) {
      const outcomes = []
      for (const asked of [officer, mediator(target)])
        outcomes.push(nothing(await ask(target, { ...asked, query, variables: variables(target) }), target))
      return worst(outcomes)
    },
  })
  const entities =
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { idNumber mediationCases(first: 5) { totalCount } } } }'
  return [
    inner('_entities at the hub', entities, ({ ids }) => ({ r: [{ __typename: 'Person', id: ids.person }] })),
    inner('_entities by a ref', entities, ({ demo }) => ({
      r: [{ __typename: 'Person', ref: `public-security:Resident/self/${demo.citizen.RYBH}` }],
    })),
    inner(
      '_entities as a literal',
      '{ _entities(representations: [{ __typename: "Person", id: "1", idNumber: "1" }]) { __typename } }',
    ),
    inner('_service', '{ _service { sdl } }'),
    inner(
      'refs of a person',
      'query ($id: ID!) { person(id: $id) { ref publicSecurityRef justiceRef housingRef } }',
      ({ ids }) => ({ id: ids.person }),
    ),
    inner('person by ref', '{ person(ref: "public-security:Resident/self/1") { name } }'),
    inner(
      'representations as a variable of another name',
      'query ($representations: [ID!]) { person(id: "1", representations: $representations) { name } }',
    ),
    inner('LocalRef as a type', 'query ($r: LocalRef) { person(id: $r) { name } }', ({ demo }) => ({
      r: demo.citizen.RYBH,
    })),
    {
      name: 'federation: an inner field looks like one that is not there',
      after: 'names of fields that are no client’s, from the text of an error',
      source: schema,
      async run(target) {
        const of = (field: string) => ask(target, { ...officer, query: `{ persons(first: 1) { nodes { ${field} } } }` })
        const [inner, none] = [await of('justiceRef'), await of('justiceXyz')]
        return same({ ...inner, text: inner.text.replaceAll('justiceRef', 'justiceXyz') }, none)
      },
    },
  ]
}

/** The schema is told to staff; to citizens and strangers not, and to nobody by guesses. */
function schemaReaders(): Attack[] {
  const told = (name: string, query: string, asked: Asked): Attack => ({
    name: `schema: ${name}`,
    after: 'the list of all fields, to find a weak one',
    source: schema,
    async run(target) {
      const reply = await ask(target, { ...asked, query })
      if (/"(?:types|fields|queryType|sdl)":\s*[[{"]/.test(reply.text)) return got('a part of the schema')
      return refusedOrEmpty(reply, target)
    },
  })
  const citizen = { who: 'citizen', purpose: 'SELF_ACCESS' } as const
  const whole = '{ __schema { types { name fields { name } } queryType { name } } }'
  const misspelt = [
    '{ persn { name } }',
    '{ persons { nodes { idNumbr } } }',
    '{ persons(frst: 1) { totalCount } }',
    '{ persons(filter: { grd: "1" }) { totalCount } }',
    '{ counts(kind: Persn, by: TWN) { count } }',
    '{ search(text: "x") { ... on Persn { id } } }',
    'query ($f: PersonFiltr) { persons(filter: $f) { totalCount } }',
  ]
  return [
    told('all of it, by a citizen', whole, citizen),
    told('one type, by a citizen', '{ __type(name: "Person") { fields { name } } }', citizen),
    told(
      'all of it under another name, by a citizen',
      '{ a: __schema { b: types { c: name fields { name } } } }',
      citizen,
    ),
    told(
      'in a fragment, by a citizen',
      '{ ...s } fragment s on Query { __schema { types { name fields { name } } } }',
      citizen,
    ),
    told('all of it, without a token', whole, {}),
    told('all of it, by a citizen without a purpose', whole, { who: 'citizen' }),
    ...misspelt.map((query) => ({
      name: `schema: a guess, ${query}`,
      after: 'names of fields that are near',
      source: schema,
      async run(target: Target) {
        const replies = [await ask(target, { ...officer, query }), await ask(target, { ...citizen, query })]
        if (replies.some(({ text }) => /did you mean/i.test(text))) return got('a suggestion')
        return worst(replies.map((reply) => refusedOrEmpty(reply, target)))
      },
    })),
  ]
}

function refusedOrEmpty(reply: Reply, target: Target): Outcome {
  const outcome = nothing(reply, target)
  return 'got' in outcome && !hasValue(reply.data) ? refused('EMPTY') : outcome
}
