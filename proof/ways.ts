/**
 * The ways on which a value can be reached, made from the schema: for each type of the graph the operations that lead to it on each way,
 * with ids of rows that are there. Where a way does not exist for a type, that is said and counted too.
 */
import { getNamedType, isEnumType, isListType, isObjectType, isUnionType, getNullableType, parse, type GraphQLObjectType, type GraphQLSchema } from 'graphql'
import type { NamedAsker } from './askers.ts'
import type { City, Question } from './city.ts'
import { chainsFrom, conditionsOf, everyField, needsArguments, nested, type Chain } from './paths.ts'

export const ways = [
  'root',
  'inline fragment',
  'named fragment',
  'alias',
  'list',
  'entity',
  'union',
  '@requires',
  'filter',
  'counts',
  'issues',
  'catalogue',
  'error',
  'mutation',
  'interface',
  'sort',
] as const
export type Way = (typeof ways)[number]

export interface Passage {
  readonly way: Way
  /** What is looked at: cells of this type count, of all types where null. */
  readonly type: string | null
  readonly question: Question
}

export interface Passages {
  readonly all: readonly Passage[]
  /** Types for which there is no such way, or no row on it. */
  readonly missing: ReadonlyMap<Way, number>
}

/** `everybody` may see every row: asked whether there is anything on a way. */
export async function passagesOf(city: City, everybody: NamedAsker, only: (type: string) => boolean): Promise<Passages> {
  const schema = city.test.hub.gateway.supergraph.api
  const finder = new Finder(city, schema, everybody)
  const all: Passage[] = []
  const missing = new Map<Way, number>()
  const miss = (way: Way) => missing.set(way, (missing.get(way) ?? 0) + 1)
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !/^(__|Query$|Mutation$|PageInfo$)/.test(type.name) && only(type.name),
  )
  for (const type of types) {
    // No type of the graph implements an interface, and no list takes an order: a new one would be found here.
    if (type.getInterfaces().length === 0) miss('interface')
    else throw new Error(`${type.name} implements an interface: the proof has no such way yet`)
    miss('sort')
    const everything = everyField(type)
    const root = await finder.fromRoot(type, everything)
    if (root === null) for (const way of ['root', 'inline fragment', 'named fragment', 'alias'] as const) miss(way)
    else {
      const { before, variables, chain } = root
      const written = (inner: string, more = '') => ask(`${before(nested(chain, inner))} ${more}`, variables)
      all.push({ way: 'root', type: type.name, question: written(everything) })
      all.push({ way: 'inline fragment', type: type.name, question: written(`... on ${type.name} { ${everything} }`) })
      all.push({ way: 'named fragment', type: type.name, question: written('...whole', `fragment whole on ${type.name} { ${everything} }`) })
      all.push({ way: 'alias', type: type.name, question: written(everyField(type, true)) })
      for (const other of root.others) all.push({ way: 'root', type: type.name, question: ask(before(nested(chain, everything)), other) })
    }
    for (const way of ['list', 'entity', 'union'] as const) {
      const found = await finder.by(way, type, everything)
      if (found === null) miss(way)
      else all.push({ way, type: type.name, question: found })
    }
    const forged = forgery(city, type)
    if (forged === null) miss('@requires')
    else all.push({ way: '@requires', type: type.name, question: forged })
  }
  all.push(...filters(city, schema, only), ...issues(city, schema, only), ...counts(schema), ...errors(schema, only), ...mutations(schema))
  all.push({ way: 'catalogue', type: null, question: ask('query { catalogue(first: 50) { totalCount nodes { ' + everyField(schema.getType('CatalogueEntry') as GraphQLObjectType) + ' } } }', {}) })
  return { all, missing }
}

// Private:

function ask(text: string, variables: Readonly<Record<string, unknown>>): Question {
  return { text, document: parse(text, { noLocation: true }), variables }
}

interface FromRoot {
  readonly before: (inner: string) => string
  readonly chain: Chain
  readonly variables: Readonly<Record<string, unknown>>
  /** The same with rows of somebody else. */
  readonly others: readonly Readonly<Record<string, unknown>>[]
}

class Finder {
  private readonly starts: readonly { readonly field: string; readonly type: GraphQLObjectType; readonly ids: readonly string[] }[]
  private readonly chains = new Map<string, ReturnType<typeof chainsFrom>>()

  constructor(
    private readonly city: City,
    private readonly schema: GraphQLSchema,
    private readonly everybody: NamedAsker,
  ) {
    const { ids } = city.test
    const known: Readonly<Record<string, readonly string[]>> = { Person: [ids.person], House: [ids.house], Organisation: [ids.organisation] }
    const query = schema.getQueryType() as GraphQLObjectType
    this.starts = Object.values(query.getFields()).flatMap((field) => {
      const type = getNamedType(field.type)
      if (!isObjectType(type) || isListType(getNullableType(field.type)) || !field.args.some(({ name }) => name === 'id')) return []
      const records = city.canaries.records.get(type.name) ?? []
      // Of the demo person's rows first, then one from the end of the register.
      const own = records.filter(({ id }) => city.ownRecords.has(id)).map(({ id }) => id)
      const last = records.at(-1)?.id
      return [{ field: field.name, type, ids: known[type.name] ?? [...new Set([...own.slice(0, 1), ...records.slice(0, 1).map(({ id }) => id), ...(last === undefined ? [] : [last])])] }]
    })
  }

  async fromRoot(type: GraphQLObjectType, everything: string): Promise<FromRoot | null> {
    const direct = this.starts.find((start) => start.type === type)
    const near = direct ? [direct] : this.starts.filter(({ type: start }) => ['Person', 'House', 'Organisation'].includes(start.name)).concat(this.starts.filter(({ type: start }) => !['Person', 'House', 'Organisation'].includes(start.name)))
    let tries = 0
    for (const start of near) {
      for (const chain of this.chainsOf(start.type).get(type.name) ?? []) {
        if (chain.length > 4) continue
        const before = (inner: string) => `query ($id: ID!) { ${start.field}(id: $id) { ${inner} } }`
        for (const [at, id] of start.ids.entries()) {
          if (tries++ > 12) return null
          if (!(await this.shows(ask(before(nested(chain, everything)), { id }), chain.length + 1))) continue
          return { before, chain, variables: { id }, others: start.ids.slice(at + 1).map((other) => ({ id: other })).concat(type.name === 'Person' ? [{ id: this.city.stranger }] : []) }
        }
      }
    }
    return null
  }

  async by(way: 'list' | 'entity' | 'union', type: GraphQLObjectType, everything: string): Promise<Question | null> {
    let tries = 0
    for (const { before, from, depth } of this.beginnings(way, type)) {
      for (const chain of this.chainsOf(from).get(type.name) ?? []) {
        if (chain.length > 4 || (way === 'entity' && chain.length === 0)) continue
        if (tries++ > 8) return null
        const question = ask(before(nested(chain, everything)), {})
        if (await this.shows(question, depth + chain.length)) return question
      }
    }
    return null
  }

  // Private:

  private beginnings(way: 'list' | 'entity' | 'union', type: GraphQLObjectType) {
    const { ids } = this.city.test
    const named = (name: string) => this.schema.getType(name) as GraphQLObjectType
    if (way === 'union') {
      const hit = this.schema.getType('SearchHit')
      const members = isUnionType(hit) ? hit.getTypes() : []
      const texts: Readonly<Record<string, string>> = { Person: '于志远', House: '宏业', Grid: '网格', ...this.city.searches }
      return members.flatMap((from) => [{ from, depth: 1, before: (inner: string) => `{ search(text: ${JSON.stringify(texts[from.name] ?? '市')}, kinds: [${from.name}], first: 3) { ... on ${from.name} { ${inner} } } }` }])
    }
    if (way === 'entity')
      return [
        { from: named('Person'), depth: 1, before: (inner: string) => `{ person(id: "${ids.person}") { ${inner} } }` },
        { from: named('House'), depth: 1, before: (inner: string) => `{ house(id: "${ids.house}") { ${inner} } }` },
        { from: named('Organisation'), depth: 1, before: (inner: string) => `{ organisation(id: "${ids.organisation}") { ${inner} } }` },
        { from: named('Grid'), depth: 2, before: (inner: string) => `{ grids(first: 1) { nodes { ${inner} } } }` },
        { from: named('Event'), depth: 2, before: (inner: string) => `{ events(first: 20) { nodes { ${inner} } } }` },
        { from: named('MediationCase'), depth: 1, before: (inner: string) => `{ mediationCase(id: "justice:MediationCase:${ids.caseNumber}") { ${inner} } }` },
        { from: named('ManagedObject'), depth: 2, before: (inner: string) => `{ managedObjects(first: 20) { nodes { ${inner} } } }` },
      ]
    const query = this.schema.getQueryType() as GraphQLObjectType
    const lists = Object.values(query.getFields()).filter((field) => /Connection$/.test(getNamedType(field.type).name) && !needsArguments(field))
    const direct = lists.filter((field) => getNamedType(field.type).name.startsWith(type.name) || getNamedType(field.type) === type)
    return [...direct, ...lists.filter(({ name }) => ['persons', 'houses', 'events', 'organisations'].includes(name))].map((field) => ({
      from: getNamedType(field.type) as GraphQLObjectType,
      depth: 1,
      before: (inner: string) => `{ ${field.name}(first: 3) { ${inner} } }`,
    }))
  }

  private chainsOf(type: GraphQLObjectType) {
    let known = this.chains.get(type.name)
    if (!known) this.chains.set(type.name, (known = chainsFrom(this.schema, type)))
    return known
  }

  /** Whether somebody who may see everything finds an object at the end of the chain. */
  private async shows(question: Question, depth: number): Promise<boolean> {
    const { data } = await this.city.full(this.everybody, question, true)
    const at = (value: unknown, left: number): boolean => {
      if (Array.isArray(value)) return (value as readonly unknown[]).some((one) => at(one, left))
      if (typeof value !== 'object' || value === null) return false
      return left === 0 || Object.values(value).some((one) => at(one, left - 1))
    }
    return at(data, depth)
  }
}

/** A name that departments require, given to another value beside all that they derive from it. */
function forgery(city: City, type: GraphQLObjectType): Question | null {
  const id = { Person: city.test.ids.person, House: city.test.ids.house, Organisation: city.test.ids.organisation }[type.name]
  if (id === undefined) return null
  const root = type.name.charAt(0).toLowerCase() + type.name.slice(1)
  const refs = [...new Set([...city.supergraph.matchAll(/requires: "(\w+)"/g)].map(([, name]) => name))].slice(0, 20)
  const value = type.getFields()['name'] ? 'name' : 'id'
  const links = everyField(type)
  return ask(`query ($id: ID!) { ${root}(id: $id) { ${refs.map((ref) => `${ref}: ${value}`).join(' ')} ${links} } }`, { id })
}

function filters(city: City, schema: GraphQLSchema, only: (type: string) => boolean): Passage[] {
  const query = schema.getQueryType() as GraphQLObjectType
  return Object.values(query.getFields()).flatMap((field) => {
    const type = getNamedType(field.type).name
    if (!only(type.replace(/Connection$/, ''))) return []
    const records = city.canaries.records.get(type.replace(/Connection$/, '')) ?? []
    return conditionsOf(field).map((condition): Passage => {
      const input = getNamedType(condition.type)
      const value = isEnumType(input)
        ? input.getValues()[0]?.name
        : input.name === 'Boolean'
          ? 'true'
          : input.name === 'Int'
            ? '1'
            : JSON.stringify(records.map(({ plain }) => plain[condition.name.replace(/(From|To)$/, '')]).find((one) => typeof one === 'string') ?? '2026-01-01')
      const given = isListType(getNullableType(condition.type)) ? `[${value}]` : value
      return { way: 'filter', type: 'Query', question: ask(`{ ${field.name}(first: 2, filter: { ${condition.name}: ${given} }) { totalCount nodes { __typename } } }`, {}) }
    })
  })
}

function issues(city: City, schema: GraphQLSchema, only: (type: string) => boolean): Passage[] {
  const query = schema.getQueryType() as GraphQLObjectType
  return Object.values(query.getFields()).flatMap((field) => {
    const page = getNamedType(field.type)
    if (!/DataIssuePage$/.test(page.name) || !isObjectType(page)) return []
    const node = getNamedType(page.getFields()['nodes']?.type)
    if (!isObjectType(node)) return []
    const mine = [...city.canaries.records.values()].flatMap(([one]) => (one && only(one.model.spec.name) && page.name.startsWith(pascal(one.model.department)) ? [one.model.spec.name] : []))
    return mine.map((record): Passage => ({ way: 'issues', type: node.name, question: ask(`{ ${field.name}(record: "${record}", first: 20) { nodes { ${everyField(node)} } endCursor hasNextPage } }`, {}) }))
  })
}

function counts(schema: GraphQLSchema): Passage[] {
  const level = schema.getType('AreaLevel')
  const kind = schema.getType('EntityKind')
  if (!isEnumType(level) || !isEnumType(kind)) return []
  return level.getValues().flatMap((by) => kind.getValues().map((of): Passage => ({ way: 'counts', type: 'AreaCount', question: ask(`{ counts(by: ${by.name}, kind: ${of.name}) { code name count reason } }`, {}) })))
}

/** What is wrong with a request is told without what is in it. */
function errors(schema: GraphQLSchema, only: (type: string) => boolean): Passage[] {
  const query = schema.getQueryType() as GraphQLObjectType
  return Object.values(query.getFields()).flatMap((field): Passage[] => {
    const type = getNamedType(field.type)
    if (!only(type.name.replace(/Connection$/, ''))) return []
    if (field.args.some(({ name }) => name === 'id')) return [{ way: 'error', type: 'Query', question: ask(`query ($id: ID!) { ${field.name}(id: $id) { __typename } }`, { id: '370290197901010013' }) }]
    if (/Connection$/.test(type.name) && !needsArguments(field)) return [{ way: 'error', type: 'Query', question: ask(`{ ${field.name}(first: 2, after: "Yzp4") { nodes { __typename } } }`, {}) }]
    return []
  })
}

/** Changes of what is not there: nobody gets an answer of more than the refusal, whoever may not change is refused before. */
function mutations(schema: GraphQLSchema): Passage[] {
  const mutation = schema.getMutationType()
  return Object.values(mutation?.getFields() ?? {}).flatMap((field): Passage[] => {
    const type = getNamedType(field.type)
    if (!isObjectType(type) || !field.args.some(({ name }) => name === 'id')) return []
    const given = field.args.flatMap((argument) => {
      const of = getNamedType(argument.type)
      if (!String(argument.type).endsWith('!')) return []
      return [`${argument.name}: ${isEnumType(of) ? of.getValues()[0]?.name : '"0"'}`]
    })
    return [{ way: 'mutation', type: 'Mutation', question: ask(`mutation { ${field.name}(${given.join(', ')}) { ${everyField(type)} } }`, {}) }]
  })
}

function pascal(kebab: string): string {
  return `-${kebab}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
