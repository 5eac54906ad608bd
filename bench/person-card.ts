/**
 * One person over twelve departments, with the home as four departments know it, its ten events as the three that handle them do, the
 * parties of the cases and the firm: what a mediation app shows first.
 *
 * - `ours`: Apollo Server over our gateway; policy, grants, masks, audit on. From the query's text to the answer; no HTTP, no token.
 * - `stock`: Apollo Server over @apollo/gateway with LocalGraphQLDataSource on the same subgraphs; nothing is decided, nothing audited.
 * - `handWritten`: a function that reads registry and adapters itself, by DataLoaders, and builds the same answer; no GraphQL at all.
 *
 * Each runs in a process of its own, as it would in a city, and they take turns. Eight cards are under way at the same time.
 * The approval service's stand-in server runs in another process, so that its CPU is not counted.
 */
import { ApolloGateway, LocalGraphQLDataSource, type GraphQLDataSourceProcessOptions } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'graphql'
import { createDecider } from '../access/decide.ts'
import { demoGrants } from '../access/demo-grants.ts'
import { putGrants } from '../access/grants.ts'
import { loadAccessContext } from '../access/policy-store.ts'
import type { AccessContext, Grant, Principal, PurposeUse } from '../access/principal.ts'
import type { GatewayContext } from '../gateway/gateway.ts'
import { plansOf } from '../runner/compose/plans.ts'
import { openBenchHub, type BenchHub } from './bench-hub.ts'
import { compare, table, type Variant } from './harness.ts'
import type { Benchmark } from './benchmark.ts'
import { openSubgraphs, type OpenSubgraph } from './open-subgraphs.ts'
import { inOwnProcess } from './own-process.ts'
import { handWrittenCard } from './person-card-by-hand.ts'

export const cardQuery = `query PersonCard($id: ID!) {
  person(id: $id) {
    id name sex birthDate ageBand
    grid { id code name kind }
    idNumber phone
    resident { status relationToHead sex }
    household { kind size members(first: 10) { nodes { name sex relationToHead } } }
    residence {
      id address addressCode
      grid { name }
      dwelling { building unit room use floorArea areaUnit completedOn dangerGrade }
      dangerRating
      standardAddress { code town village street fullAddress state }
      gridLedger { use residentCount }
      events(first: 10) {
        nodes {
          id number category state reportedAt dueAt
          gridEvent { title channel state handlingUnit reportedAt dueAt }
          mediationCase { number kind state acceptedOn dueAt }
          hotlineOrder { number category state handlingUnit receivedAt dueAt }
        }
      }
    }
    properties(first: 5) {
      nodes { certificate state ownerKind registeredOn dwelling { building unit room use floorArea areaUnit completedOn } }
    }
    mediationCases(first: 5) {
      nodes {
        number kind state source acceptedOn dueAt
        mediator { mediatorName kind }
        committee { committeeName kind }
        parties(first: 5) { nodes { role person { id name } } }
      }
    }
    headedOrganisations(first: 5) {
      nodes {
        role since
        organisation {
          name creditCode kind state address
          company { companyName kind industry foundedOn state }
          licences(first: 5) { nodes { licenceNumber kind scope validTo state } }
        }
      }
    }
    hotlineOrders(first: 5) { nodes { number category state handlingUnit satisfaction receivedAt dueAt } }
    gridEvents(first: 5) { nodes { number title category state channel handlingUnit reportedAt dueAt } }
    socialInsurance(first: 5) { nodes { scheme state } }
    employments(first: 5) { nodes { kind from occupation } }
    partyMembership { kind joinedOn }
    medicalInsurance(first: 5) { nodes { id insurances(first: 5) { nodes { type state paidUpTo } } } }
    veteranRecord { isVeteran dischargedOn }
    realEstateRights(first: 5) { nodes { certificateNumber kind state registeredOn } }
    landContracts(first: 5) { nodes { number villageCode contractedMu from to } }
  }
}`

const IN_FLIGHT = 8
const DEFAULT_PERSONS = 500
/** Somebody of justice who may see all rows, so that ours reads as much as the others: the house's ten events too. */
export const officer: Principal = {
  subject: 'bench',
  department: 'justice',
  roles: ['data-officer'],
  grids: [],
  staffKey: null,
  personId: null,
}
export const officerPurpose: PurposeUse = { code: 'DATA_QUALITY', caseNumber: null }

const names = ['ours', 'stock', 'handWritten'] as const
export type CardVariant = (typeof names)[number]

export const personCard: Benchmark = async ({ persons, ...turns }) => {
  const size = persons ?? DEFAULT_PERSONS
  const contestants = []
  for (const name of names)
    contestants.push(await inOwnProcess(name, 'bench/person-card-contestant.ts', [name, String(size)]))
  try {
    const compared = await compare(contestants, { ...turns, inFlight: IN_FLIGHT })
    console.log(table(compared, 'ours'))
    const stockOver = compared.ratio('stock', 'ours')
    const over = compared.ratio('ours', 'handWritten')
    return {
      persons: size,
      departments: (await askedDepartments()).length,
      inFlight: IN_FLIGHT,
      stockOverOurs: round(stockOver.cpu),
      stockOverOursAllocation: round(stockOver.bytes),
      oursOverHandWritten: round(over.cpu),
      oursOverHandWrittenAllocation: round(over.bytes),
      kilobytes: Object.fromEntries(
        Object.entries(compared.costs).map(([name, { bytes }]) => [name, Math.round(bytes / 1024)]),
      ),
    }
  } finally {
    for (const contestant of contestants) contestant.close()
  }
}

/** The variant on a hub of its own, after a look at its answer: a comparison of answers that differ would be worth nothing. */
export async function openCard(name: CardVariant, persons: number): Promise<Variant> {
  const bench = await openBenchHub(persons)
  await putGrants(bench.hub.store, grantsOf(officer.subject))
  const variables = { id: bench.ids.person }
  const byHand = handWrittenCard(bench.hub)
  const hand = () => byHand(bench.ids.person)
  if (name === 'handWritten') return { name, run: hand }
  if (name === 'stock') {
    const stock = await stockServer(bench, await contextOf(bench))
    const run = async () => answerOf(await stock.executeOperation({ query: cardQuery, variables }))
    checkSame(await run(), await hand())
    return { name, run }
  }
  const run = async () => {
    const access = await contextOf(bench)
    const contextValue: GatewayContext = {
      access,
      decider: createDecider(access),
      signal: new AbortController().signal,
      passage: { reached: false },
    }
    return answerOf(await bench.hub.server.apollo.executeOperation({ query: cardQuery, variables }, { contextValue }))
  }
  checkWhole(await run(), await hand())
  return { name, run }
}

// Private:

function contextOf({ hub }: BenchHub): Promise<AccessContext> {
  return loadAccessContext(hub.store, { principal: officer, purpose: officerPurpose, traceId: 'bench', at: Date.now() })
}

/** Departments that the card's plan asks, the registry not counted. */
async function askedDepartments(): Promise<string[]> {
  const supergraphSdl = readFileSync('schema/supergraph.graphql', 'utf8')
  const plan = plansOf(supergraphSdl, [parse(cardQuery)]).get('PersonCard') ?? ''
  return [...new Set(plan.split(/ [>+] /))].filter((name) => name !== 'registry')
}

/** Beyond the mediator's: what an officer who works on a whole family's case would be approved for. */
const further: readonly (readonly [department: string, ...categories: string[]])[] = [
  ['human-resources', '社会保险', '就业失业登记'],
  ['party-organisation', '党员信息'],
  ['medical-insurance', '医疗保险参保'],
  ['veterans', '退役军人信息'],
  ['natural-resources', '不动产权利'],
  ['agriculture', '农村土地承包'],
]

/** What the demo's mediator may see of a party, the grid's ledger of houses as the data officer reads it, and more, for all rows. */
export function grantsOf(subject: string): Grant[] {
  const grants = demoGrants(Date.now())
    .filter(({ purpose: of, grantee }) => of === 'MEDIATION' && grantee.role === 'mediator')
    .map((grant) => ({
      ...grant,
      id: `bench:${grant.id}`,
      grantee: { subject },
      purpose: officerPurpose.code,
      rows: 'ALL' as const,
    }))
    .map((grant) =>
      grant.department === 'political-legal' && grant.effect === 'PLAIN'
        ? { ...grant, fields: [...grant.fields, 'category:房屋台账'] }
        : grant,
    )
  const [pattern] = grants
  if (!pattern) throw new Error('the demo has no grants')
  const more = further.map(([department, ...categories]) => ({
    ...pattern,
    id: `bench:${department}`,
    department,
    fields: categories.map((category) => `category:${category}`),
    effect: 'PLAIN' as const,
  }))
  return [...grants.filter(({ department }) => !further.some(([name]) => name === department)), ...more]
}

/** The stock gateway on the same subgraphs. Each gets the context that its resolvers need, with every decision ALLOW. */
async function stockServer({ hub }: BenchHub, access: AccessContext): Promise<ApolloServer> {
  const open: AccessContext = { ...access, rowScope: 'ALL' }
  const subgraphs = openSubgraphs(hub)
  class OpenSource extends LocalGraphQLDataSource<Record<string, unknown>> {
    constructor(private readonly source: OpenSubgraph) {
      super(source.subgraph.schema)
    }
    override process(options: GraphQLDataSourceProcessOptions<Record<string, unknown>>) {
      const context = this.source.context(open, new AbortController().signal)
      return super.process({ ...options, context: context as unknown as Record<string, unknown> } as typeof options)
    }
  }
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync('schema/supergraph.graphql', 'utf8'),
    buildService: ({ name }) => {
      const source = subgraphs.get(name)
      if (!source) throw new Error(`no subgraph ${name}`)
      return new OpenSource(source)
    },
  })
  const server = new ApolloServer({ gateway, stopOnTerminationSignals: false })
  await server.start()
  return server
}

function answerOf(response: Awaited<ReturnType<ApolloServer['executeOperation']>>): unknown {
  if (response.body.kind !== 'single') throw new Error('not a single answer')
  const { data, errors } = response.body.singleResult
  if (errors) throw new Error(`answered with errors: ${JSON.stringify(errors.map((error) => error.extensions))}`)
  return data
}

function checkSame(one: unknown, other: unknown): void {
  if (!isDeepStrictEqual(plain(one), plain(other)))
    throw new Error(`the variants answer differently: ${JSON.stringify(one)} ${JSON.stringify(other)}`)
}

/** Ours differs from the plain answer in what is masked only. */
function checkWhole(masked: unknown, whole: unknown): void {
  const text = JSON.stringify(masked)
  if (!text.includes('"idNumber":"3****************3"') || !text.includes('"certificate":"***'))
    throw new Error('the masks are not on')
  checkSame(shapeOf(plain(masked)), shapeOf(plain(whole)))
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}

/** The answer without its values: names, lists and their lengths, what is null. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
