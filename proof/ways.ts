/**
 * The ways on which a value can be reached, made from the schema: for each type of the graph the operations that lead to it on each way,
 * with ids of rows that are there. Where a way does not exist for a type, that is said and counted too.
 */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  getNullableType,
  parse,
  validate,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
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
  'changes',
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
/** Ways that begin somewhere at the root, and lead on over the links. */
type Beginning = 'list' | 'entity' | 'union' | 'changes'

export interface Passage {
  /** Way by the name under which it stands at the root. */
  readonly ways: ReadonlyMap<string, Way>
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
export async function passagesOf(
  city: City,
  everybody: NamedAsker,
  only: (type: string) => boolean,
): Promise<Passages> {
  const schema = city.test.hub.gateway.supergraph.api
  const finder = new Finder(city, schema, everybody)
  const all: Passage[] = []
  const missing = new Map<Way, number>()
  const miss = (way: Way) => missing.set(way, (missing.get(way) ?? 0) + 1)
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType =>
      isObjectType(type) && !/^(__|Query$|Mutation$|PageInfo$)/.test(type.name) && only(type.name),
  )
  for (const type of types) {
    // No type of the graph implements an interface, and no list takes an order: a new one would be found here.
    if (type.getInterfaces().length === 0) miss('interface')
    else throw new Error(`${type.name} implements an interface: the proof has no such way yet`)
    miss('sort')
    // All ways to a type in one operation, each under a name of its own: the gateway answers for each place.
    const everything = everyField(type)
    const parts: Part[] = []
    const root = await finder.fromRoot(type, everything)
    if (root === null) for (const way of wrapped) miss(way)
    else {
      const written = (id: string, inner: string) => root.before(id, nested(root.chain, inner))
      const spread = { way: 'named fragment' as const, fragment: `fragment whole on ${type.name} { ${everything} }` }
      parts.push(
        { way: 'root', text: written(root.id, everything) },
        { way: 'inline fragment', text: written(root.id, `... on ${type.name} { ${everything} }`) },
        { ...spread, text: written(root.id, '...whole') },
        { way: 'alias', text: written(root.id, everyField(type, true)) },
        ...root.others.map((id): Part => ({ way: 'root', text: written(id, everything) })),
      )
    }
    for (const way of ['list', 'entity', 'union', 'changes'] as const) {
      const found = await finder.by(way, type, everything)
      if (found === null) miss(way)
      else parts.push({ way, text: found })
    }
    if (parts.length > 0) all.push(together(type.name, parts))
    const forged = forgery(city, type)
    if (forged === null) miss('@requires')
    else all.push(together(type.name, [{ way: '@requires', text: forged }]))
  }
  all.push(
    ...filters(city, schema, only),
    ...issues(city, schema, only),
    ...counts(schema),
    ...errors(schema, only),
    ...mutations(schema),
  )
  const entry = schema.getType('CatalogueEntry')
  if (isObjectType(entry))
    all.push(
      together('CatalogueEntry', [
        { way: 'catalogue', text: `catalogue(first: 50) { totalCount nodes { ${everyField(entry)} } }` },
      ]),
    )
  for (const { question } of all) {
    const [fault] = validate(schema, question.document)
    if (fault) throw new Error(`the proof asks what is not valid: ${fault.message}`)
  }
  return { all, missing }
}

// Private:

const wrapped = ['root', 'inline fragment', 'named fragment', 'alias'] as const

/** One field of the root, without its alias. */
interface Part {
  readonly way: Way
  readonly text: string
  readonly fragment?: string
}

function together(type: string | null, parts: readonly Part[], operation: 'query' | 'mutation' = 'query'): Passage {
  const body = parts.map(({ text }, at) => `w${at}: ${text}`).join(' ')
  const fragments = parts.flatMap(({ fragment }) => fragment ?? []).join(' ')
  return {
    ways: new Map(parts.map(({ way }, at) => [`w${at}`, way])),
    type,
    question: ask(`${operation} { ${body} } ${fragments}`, {}),
  }
}

/** So many parts in one operation. */
function inGroups(type: string | null, parts: readonly Part[], operation: 'query' | 'mutation' = 'query'): Passage[] {
  const groups: Passage[] = []
  for (let at = 0; at < parts.length; at += 10) groups.push(together(type, parts.slice(at, at + 10), operation))
  return groups
}

function ask(text: string, variables: Readonly<Record<string, unknown>>): Question {
  return { text, document: parse(text, { noLocation: true }), variables }
}

interface FromRoot {
  readonly before: (id: string, inner: string) => string
  readonly chain: Chain
  readonly id: string
  /** Rows of somebody else. */
  readonly others: readonly string[]
}

class Finder {
  private readonly starts: readonly {
    readonly field: string
    readonly type: GraphQLObjectType
    readonly ids: readonly string[]
  }[]
  private readonly chains = new Map<string, ReturnType<typeof chainsFrom>>()

  constructor(
    private readonly city: City,
    private readonly schema: GraphQLSchema,
    private readonly everybody: NamedAsker,
  ) {
    const { ids } = city.test
    const known: Readonly<Record<string, readonly string[]>> = {
      Person: [ids.person],
      House: [ids.house],
      Organisation: [ids.organisation],
    }
    const query = schema.getQueryType() as GraphQLObjectType
    this.starts = Object.values(query.getFields()).flatMap((field) => {
      const type = getNamedType(field.type)
      if (
        !isObjectType(type) ||
        isListType(getNullableType(field.type)) ||
        !field.args.some(({ name }) => name === 'id')
      )
        return []
      const records = city.canaries.records.get(type.name) ?? []
      // Of the demo person's rows first, then one from the end of the register.
      const own = records.filter(({ id }) => city.ownRecords.has(id)).map(({ id }) => id)
      const last = records.at(-1)?.id
      return [
        {
          field: field.name,
          type,
          ids: known[type.name] ?? [
            ...new Set([
              ...own.slice(0, 1),
              ...records.slice(0, 1).map(({ id }) => id),
              ...(last === undefined ? [] : [last]),
            ]),
          ],
        },
      ]
    })
  }

  async fromRoot(type: GraphQLObjectType, everything: string): Promise<FromRoot | null> {
    const direct = this.starts.find((start) => start.type === type)
    const near = direct
      ? [direct]
      : this.starts
          .filter(({ type: start }) => ['Person', 'House', 'Organisation'].includes(start.name))
          .concat(this.starts.filter(({ type: start }) => !['Person', 'House', 'Organisation'].includes(start.name)))
    let tries = 0
    for (const start of near) {
      for (const chain of this.chainsOf(start.type).get(type.name) ?? []) {
        if (chain.length > 4) continue
        const before = (id: string, inner: string) => `${start.field}(id: ${JSON.stringify(id)}) { ${inner} }`
        for (const [at, id] of start.ids.entries()) {
          if (tries++ > 12) return null
          if (!(await this.shows(ask(`{ ${before(id, nested(chain, everything))} }`, {}), chain.length + 1))) continue
          return {
            before,
            chain,
            id,
            others: [...start.ids.slice(at + 1), ...(type.name === 'Person' ? [this.city.stranger] : [])],
          }
        }
      }
    }
    return null
  }

  async by(way: Beginning, type: GraphQLObjectType, everything: string): Promise<string | null> {
    let tries = 0
    for (const { before, from, depth } of this.beginnings(way, type)) {
      for (const chain of this.chainsOf(from).get(type.name) ?? []) {
        if (chain.length > 4 || (way === 'entity' && chain.length === 0)) continue
        if (tries++ > 8) return null
        const text = before(nested(chain, everything))
        if (await this.shows(ask(`{ ${text} }`, {}), depth + chain.length)) return text
      }
    }
    return null
  }

  // Private:

  private beginnings(way: Beginning, type: GraphQLObjectType) {
    const { ids } = this.city.test
    const named = (name: string) => this.schema.getType(name) as GraphQLObjectType
    const hit = this.schema.getType('SearchHit')
    const members = isUnionType(hit) ? hit.getTypes() : []
    if (way === 'changes')
      return members.map((from) => ({
        from,
        depth: 3,
        before: (inner: string) =>
          `changes(kinds: [${from.name}], first: 3) { nodes { entity { ... on ${from.name} { ${inner} } } } }`,
      }))
    if (way === 'union') {
      const texts: Readonly<Record<string, string>> = {
        Person: '于志远',
        House: '宏业',
        Grid: '网格',
        ...this.city.searches,
      }
      return members.flatMap((from) => [
        {
          from,
          depth: 1,
          before: (inner: string) =>
            `search(text: ${JSON.stringify(texts[from.name] ?? '市')}, kinds: [${from.name}], first: 3) { ... on ${from.name} { ${inner} } }`,
        },
      ])
    }
    if (way === 'entity')
      return [
        { from: named('Person'), depth: 1, before: (inner: string) => `person(id: "${ids.person}") { ${inner} }` },
        { from: named('House'), depth: 1, before: (inner: string) => `house(id: "${ids.house}") { ${inner} }` },
        {
          from: named('Organisation'),
          depth: 1,
          before: (inner: string) => `organisation(id: "${ids.organisation}") { ${inner} }`,
        },
        { from: named('Grid'), depth: 2, before: (inner: string) => `grids(first: 1) { nodes { ${inner} } }` },
        { from: named('Event'), depth: 2, before: (inner: string) => `events(first: 20) { nodes { ${inner} } }` },
        {
          from: named('MediationCase'),
          depth: 1,
          before: (inner: string) => `mediationCase(id: "justice:MediationCase:${ids.caseNumber}") { ${inner} }`,
        },
        {
          from: named('ManagedObject'),
          depth: 2,
          before: (inner: string) => `managedObjects(first: 20) { nodes { ${inner} } }`,
        },
      ]
    const query = this.schema.getQueryType() as GraphQLObjectType
    const lists = Object.values(query.getFields()).filter(
      (field) => /Connection$/.test(getNamedType(field.type).name) && !needsArguments(field),
    )
    const direct = lists.filter(
      (field) => getNamedType(field.type).name.startsWith(type.name) || getNamedType(field.type) === type,
    )
    return [
      ...direct,
      ...lists.filter(({ name }) => ['persons', 'houses', 'events', 'organisations'].includes(name)),
    ].map((field) => ({
      from: getNamedType(field.type) as GraphQLObjectType,
      depth: 1,
      // What may be followed differs by asker: a page of all kinds would be another page for each.
      before: (inner: string) =>
        `${field.name}(first: 3${field.name === 'changes' ? ', kinds: [Grid]' : ''}) { ${inner} }`,
    }))
  }

  private chainsOf(type: GraphQLObjectType) {
    let known = this.chains.get(type.name)
    if (!known) this.chains.set(type.name, (known = chainsFrom(type)))
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
function forgery(city: City, type: GraphQLObjectType): string | null {
  const id = { Person: city.test.ids.person, House: city.test.ids.house, Organisation: city.test.ids.organisation }[
    type.name
  ]
  if (id === undefined) return null
  const root = type.name.charAt(0).toLowerCase() + type.name.slice(1)
  const refs = [...new Set([...city.supergraph.matchAll(/requires: "(\w+)"/g)].map(([, name]) => name))]
  const value = type.getFields()['name'] ? 'name' : 'id'
  return `${root}(id: ${JSON.stringify(id)}) { ${refs.map((ref) => `${ref}: ${value}`).join(' ')} ${everyField(type)} }`
}

function filters(city: City, schema: GraphQLSchema, only: (type: string) => boolean): Passage[] {
  const query = schema.getQueryType() as GraphQLObjectType
  const parts = Object.values(query.getFields()).flatMap((field) => {
    const type = getNamedType(field.type).name.replace(/Connection$/, '')
    if (!only(type)) return []
    const records = city.canaries.records.get(type) ?? []
    return conditionsOf(field).map((condition): Part => {
      const input = getNamedType(condition.type)
      const name = condition.name.replace(/(From|To)$/, '')
      const known = records.map(({ plain }) => plain[name]).find((one) => typeof one === 'string')
      const some = input.name === 'Instant' ? '2026-01-01T00:00:00+08:00' : '2026-01-01'
      const value = isEnumType(input)
        ? input.getValues()[0]?.name
        : ({ Boolean: 'true', Int: '1' }[input.name] ?? JSON.stringify(known ?? some))
      const given = isListType(getNullableType(condition.type)) ? `[${value}]` : value
      const text = `${field.name}(first: 2, filter: { ${condition.name}: ${given} }) { totalCount nodes { __typename } }`
      return { way: 'filter', text }
    })
  })
  return inGroups('Query', parts)
}

function issues(city: City, schema: GraphQLSchema, only: (type: string) => boolean): Passage[] {
  const query = schema.getQueryType() as GraphQLObjectType
  const models = [...city.canaries.records.values()].flatMap(([one]) => (one ? [one.model] : []))
  return Object.values(query.getFields()).flatMap((field) => {
    const page = getNamedType(field.type)
    const node = isObjectType(page) ? getNamedType(page.getFields()['nodes']?.type) : null
    if (!/DataIssuePage$/.test(page.name) || !isObjectType(node)) return []
    const mine = models.filter(
      ({ department, spec }) => only(spec.name) && page.name === `${pascal(department)}DataIssuePage`,
    )
    const parts = mine.map(({ spec }): Part => ({
      way: 'issues',
      text: `${field.name}(record: "${spec.name}", first: 20) { nodes { ${everyField(node)} } endCursor hasNextPage }`,
    }))
    return inGroups(node.name, parts)
  })
}

function counts(schema: GraphQLSchema): Passage[] {
  const level = schema.getType('AreaLevel')
  const kind = schema.getType('EntityKind')
  if (!isEnumType(level) || !isEnumType(kind)) return []
  const parts = level.getValues().flatMap((by) =>
    kind.getValues().flatMap((of) =>
      ['AS_RECORDED', 'CURRENT'].map((map): Part => ({
        way: 'counts',
        text: `counts(by: ${by.name}, kind: ${of.name}, map: ${map}) { code name count reason unassignedAmong }`,
      })),
    ),
  )
  return inGroups('AreaCount', parts)
}

/** What is wrong with a request is told without what is in it. */
function errors(schema: GraphQLSchema, only: (type: string) => boolean): Passage[] {
  const query = schema.getQueryType() as GraphQLObjectType
  const parts = Object.values(query.getFields()).flatMap((field): Part[] => {
    const type = getNamedType(field.type)
    if (!only(type.name.replace(/Connection$/, ''))) return []
    if (field.args.some(({ name }) => name === 'id'))
      return [{ way: 'error', text: `${field.name}(id: "370290197901010013") { __typename }` }]
    if (!/Connection$/.test(type.name) || needsArguments(field)) return []
    return [{ way: 'error', text: `${field.name}(first: 2, after: "Yzp4") { nodes { __typename } }` }]
  })
  return inGroups('Query', parts)
}

/** Changes of what is not there: whoever may not change is refused before, and nobody gets an answer of more than the refusal. */
function mutations(schema: GraphQLSchema): Passage[] {
  const parts = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field): Part[] => {
    const type = getNamedType(field.type)
    if (!isObjectType(type) || !field.args.some(({ name }) => name === 'id')) return []
    const given: string[] = []
    for (const argument of field.args) {
      if (!isNonNullType(argument.type)) continue
      const of = getNamedType(argument.type)
      // What takes an input object changes something that is there: told of in e2e/writes.
      if (isInputObjectType(of)) return []
      const value = isEnumType(of) ? of.getValues()[0]?.name : of.name === 'Int' ? '1' : '"0"'
      given.push(`${argument.name}: ${isListType(getNullableType(argument.type)) ? `[${value}]` : value}`)
    }
    return [{ way: 'mutation', text: `${field.name}(${given.join(', ')}) { ${everyField(type)} }` }]
  })
  return inGroups('Mutation', parts, 'mutation')
}

function pascal(kebab: string): string {
  return `-${kebab}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
