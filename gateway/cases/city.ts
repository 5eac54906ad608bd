/**
 * The small city at work: data, resolvers, composition, and departments that can be told to misbehave. Persons are invented: numbers
 * with area 370283 and sequence 000.
 */
import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { execute, parse, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { Decider, Decision } from '../../access/decision.ts'
import type { AccessContext } from '../../access/principal.ts'
import type { Subgraph, SubgraphRequest, SubgraphResponse } from '../../access/subgraph-call.ts'
import { citySdl } from './city-sdl.ts'

export const PERSONS = 12

interface Args {
  readonly [name: string]: string | number | readonly string[] | undefined
}

const numberOf = (id: string) => Number(id.slice(2))
const ref = (department: string, id: string) => `${department}:${id}`
const idOf = (localRef: string) => localRef.slice(localRef.indexOf(':') + 1)
const all = Array.from({ length: PERSONS }, (_v, i) => `P-${i + 1}`)

/** P-4 is unknown to justice; P-7 has no house. */
function person(id: string) {
  const n = numberOf(id)
  return {
    __typename: 'Person',
    id,
    ref: ref('registry', id),
    name: `测${n}`,
    nickname: ({ style }: Args) => `小${n}${style ?? ''}`,
    birthYear: 1930 + n * 6,
    unlabelled: 'unlabelled',
    justiceRef: n === 4 ? null : ref('justice', id),
    securityRef: ref('security', id),
    housingRef: ref('housing', id),
    house: n === 7 ? null : house(`H-${(n % 3) + 1}`),
  }
}

function house(id: string) {
  const n = numberOf(id)
  return {
    __typename: 'House',
    id,
    address: `样路${n}号`,
    area: ({ unit }: Args) => (unit === 'SQM' ? 50 + n : unit === 'MU' ? n : 10 * n),
    built: { year: 1990 + n },
  }
}

function page<T>(items: readonly T[], { first }: Args) {
  const nodes = items.slice(0, Number(first ?? 20))
  const edges = nodes.map((node, i) => ({ cursor: `c${i}`, node }))
  return { nodes, edges, totalCount: items.length, pageInfo: { hasNextPage: nodes.length < items.length, endCursor: null } }
}

function mediationCase(id: string) {
  const n = numberOf(id)
  return {
    id,
    title: `邻里${n}`,
    opened: '2026-01-01',
    parties: [`P-${(n % PERSONS) + 1}`, `P-${((n + 3) % PERSONS) + 1}`].map((p) => ({ __typename: 'Person', ref: ref('registry', p) })),
    fee: ({ currency }: Args) => (currency === 'EUR' ? n : n * 8),
  }
}

function property(n: number, kind: 'Flat' | 'Shop') {
  const owner = { __typename: 'Person', ref: ref('registry', `P-${n}`) }
  const id = `${kind}-${n}`
  return { __typename: kind, id, certificate: `鲁${n}`, owner, rooms: n, frontage: 2 * n }
}

function organisation(n: number) {
  return {
    __typename: 'Organisation',
    id: `O-${n}`,
    name: `例店${n}`,
    kind: n % 2 ? 'COMPANY' : 'SOLE_TRADER',
    head: { __typename: 'Person', ref: ref('registry', `P-${(n % PERSONS) + 1}`) },
  }
}

const reference = (resolve: (given: Record<string, string>) => unknown) => ({ __resolveReference: resolve })
let opened = 0

const resolvers: Readonly<Record<string, unknown>> = {
  registry: {
    Query: {
      person: (_: unknown, { id }: Args) => (all.includes(String(id)) ? person(String(id)) : null),
      persons: (_: unknown, args: Args) => page(all.map(person), args),
      personByNumber: () => person('P-1'),
      search: () => [person('P-2'), house('H-1'), person('P-3')],
      events: (_: unknown, { first }: Args) =>
        Array.from({ length: Number(first ?? 6) }, (_v, i) => ({ __typename: 'Event', id: `E-${i}`, title: `灯${i}`, kind: i % 2 ? 'LAMP' : 'NOISE', reporter: person(`P-${(i % 3) + 1}`) })),
      strict: () => ({ open: 'open', secret: 'secret', inner: { open: 'inner', secret: 'secret', inner: null } }),
    },
    Person: reference((given) => person(given['id'] ?? idOf(given['ref'] ?? ''))),
    House: reference((given) => house(given['id'] ?? '')),
    Event: reference((given) => ({ __typename: 'Event', id: given['id'], title: '灯', kind: 'LAMP', reporter: person('P-1') })),
  },
  justice: {
    Query: { mediationCase: (_: unknown, { id }: Args) => mediationCase(String(id)) },
    Mutation: { openCase: (_: unknown, { title }: Args) => ({ ...mediationCase('C-9'), title: `${String(title)} ${++opened}` }) },
    Person: {
      ...reference((given) => given),
      mediationCases: (given: Record<string, string | null>, args: Args) => {
        if (!given['justiceRef']) return page([], args)
        const n = numberOf(idOf(given['justiceRef']))
        return page([mediationCase(`C-${n}`), mediationCase(`C-${n + 1}`)], args)
      },
    },
  },
  housing: {
    Person: {
      ...reference((given) => given),
      properties: (given: Record<string, string>, { first }: Args) => {
        const n = numberOf(idOf(given['housingRef'] ?? ''))
        return [property(n, 'Flat'), property(n, 'Shop')].slice(0, Number(first ?? 20))
      },
    },
    House: { ...reference((given) => given), tax: (given: Record<string, number>) => (given['area'] ?? 0) * 2, built: () => ({ year: 1990, storeys: 6 }) },
  },
  security: {
    Person: {
      ...reference((given) => given),
      idNumber: (given: Record<string, string>) => `37028319${String(30 + numberOf(idOf(given['securityRef'] ?? '')))}01010001`.slice(0, 14) + '0002',
      household: (given: Record<string, string>) => {
        const n = numberOf(idOf(given['securityRef'] ?? ''))
        const members = [n, (n % PERSONS) + 1].map((m) => ({ __typename: 'Person', ref: ref('registry', `P-${m}`) }))
        return { id: `HH-${n}`, members, size: members.length }
      },
      elderly: (given: Record<string, number>) => (given['birthYear'] ?? 0) < 1966,
    },
  },
  market: {
    Query: { organisations: (_: unknown, { first }: Args) => Array.from({ length: Number(first ?? 4) }, (_v, i) => organisation(i + 1)) },
    Organisation: reference((given) => organisation(numberOf(given['id'] ?? ''))),
    Person: { ...reference((given) => given), heads: (given: Record<string, string>) => (given['id'] === 'P-2' ? [organisation(1), organisation(2)] : []) },
    Event: { ...reference((given) => given), place: (given: Record<string, string>) => (given['id'] === 'E-1' ? null : organisation(1)) },
  },
}

const services = Object.entries(citySdl).map(([name, sdl]) => ({ name, typeDefs: parse(sdl), url: `http://127.0.0.1:9/${name}` }))

export function citySupergraph(urls: Readonly<Record<string, string>> = {}): string {
  const composed = composeServices(services.map((service) => ({ ...service, url: urls[service.name] ?? service.url })))
  if (!composed.supergraphSdl) throw new Error(composed.errors?.map((e) => e.message).join('\n'))
  return composed.supergraphSdl
}

/** A subgraph in this process that notes what it was asked. */
export class CitySubgraph implements Subgraph {
  readonly name: string
  readonly schema: GraphQLSchema
  readonly asked: SubgraphRequest[] = []
  /** What to do instead of, or with, the right answer. */
  misbehave: ((request: SubgraphRequest, right: () => Promise<SubgraphResponse>) => Promise<SubgraphResponse>) | null = null
  staleSince: string | null = null
  private readonly documents = new Map<string, DocumentNode>()

  constructor(name: string) {
    this.name = name
    this.schema = buildSubgraphSchema({ typeDefs: parse(citySdl[name] ?? ''), resolvers: resolvers[name] as never })
  }

  /** As on the first day. */
  behave(): void {
    this.asked.length = 0
    this.misbehave = null
    this.staleSince = null
  }

  async execute(request: SubgraphRequest): Promise<SubgraphResponse> {
    this.asked.push(request)
    const right = () => this.answer(request)
    return this.misbehave ? this.misbehave(request, right) : right()
  }

  private async answer({ query, variables, operationName }: SubgraphRequest): Promise<SubgraphResponse> {
    let document = this.documents.get(query)
    if (!document) this.documents.set(query, (document = parse(query)))
    const result = await execute({ schema: this.schema, document, variableValues: variables, operationName: operationName ?? null })
    const report = { persons: [], refs: [], masked: [], written: [], staleSince: this.staleSince }
    return { data: (result.data ?? null) as SubgraphResponse['data'], ...(result.errors && { errors: result.errors.map((e) => e.toJSON()) as never }), report }
  }
}

export function citySubgraphs(): Map<string, CitySubgraph> {
  return new Map(Object.keys(citySdl).map((name) => [name, new CitySubgraph(name)]))
}

/** Decides by coordinate; what is not named is allowed. */
export function deciderOf(verdicts: Readonly<Record<string, Decision>>): Decider {
  return {
    decide: (place) => verdicts[place.coordinate] ?? { verdict: 'ALLOW', grant: null },
    gradeOf: (place) => place,
  }
}
export const everything = deciderOf({})

export const someone: AccessContext = {
  principal: { subject: 'mediator-1', department: 'justice', roles: ['mediator'], grids: [], staffKey: null, personId: null },
  purpose: { code: 'MEDIATION', caseNumber: 'C-1' },
  rowScope: 'CASE',
  grants: [],
  purposeFields: ['*'], policyVersion: '1',
  at: 0,
  traceId: 'trace-1',
}
