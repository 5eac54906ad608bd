/**
 * One person over six departments, with the home and its ten events: what a mediation app shows first.
 *
 * - `ours`: Apollo Server over our gateway; policy, grants, masks, audit on. From the query's text to the answer; no HTTP, no token.
 * - `stock`: Apollo Server over @apollo/gateway with LocalGraphQLDataSource on the same subgraphs; nothing is decided, nothing audited.
 * - `handWritten`: a function that reads registry and adapters itself, by DataLoaders, and builds the same answer; no GraphQL at all.
 *
 * Eight cards are under way at the same time in each variant, as in a hub that serves people.
 * The approval service's stand-in server runs in another process, so that its CPU is not counted.
 */
import { ApolloGateway, LocalGraphQLDataSource, type GraphQLDataSourceProcessOptions } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { createDecider } from '../access/decide.ts'
import type { Decider } from '../access/decision.ts'
import { loadAccessContext } from '../access/policy-store.ts'
import type { AccessContext, Principal, PurposeUse } from '../access/principal.ts'
import type { GatewayContext } from '../gateway/gateway.ts'
import type { FederatedSubgraph } from '../subgraphs/kit/federate.ts'
import type { GuardContext } from '../subgraphs/kit/guards.ts'
import { openBenchHub, type BenchHub } from './bench-hub.ts'
import { compare, table } from './harness.ts'
import type { Benchmark } from './main.ts'
import { handWrittenCard } from './person-card-by-hand.ts'

export const query = `query PersonCard($id: ID!) {
  person(id: $id) {
    id name sex birthDate ageBand
    grid { id code name kind }
    idNumber phone
    resident { status relationToHead sex }
    household { kind size members(first: 10) { nodes { name sex relationToHead } } }
    residence {
      id address addressCode
      grid { name }
      events(first: 10) {
        nodes { id number category state reportedAt dueAt gridEvent { title channel state handlingUnit reportedAt dueAt } }
      }
    }
    properties(first: 5) {
      nodes { certificate state ownerKind registeredOn dwelling { building unit room use floorArea areaUnit completedOn } }
    }
    mediationCases(first: 5) {
      nodes { number kind state source acceptedOn dueAt mediator { mediatorName kind } committee { committeeName kind } }
    }
    headedOrganisations(first: 5) { nodes { role since organisation { name creditCode kind state address } } }
    hotlineOrders(first: 5) { nodes { number category state handlingUnit satisfaction receivedAt dueAt } }
    gridEvents(first: 5) { nodes { number title category state channel handlingUnit reportedAt dueAt } }
  }
}`

const IN_FLIGHT = 8
const everything: Decider = { decide: () => ({ verdict: 'ALLOW', grant: null }) }
const mediator: Principal = {
  subject: 'bench',
  department: 'justice',
  roles: ['mediator'],
  grids: [],
  staffKey: 'TJY00001',
  personId: null,
}

export const personCard: Benchmark = async ({ persons, ...turns }) => {
  const bench = await openBenchHub(persons)
  try {
    const purpose: PurposeUse = { code: 'MEDIATION', caseNumber: bench.ids.caseNumber }
    const stock = await stockServer(bench, await contextOf(bench, purpose))
    const byHand = handWrittenCard(bench.hub)
    const variables = { id: bench.ids.person }
    const ours = async () => {
      const access = await contextOf(bench, purpose)
      const contextValue: GatewayContext = { access, decider: createDecider(access), signal: new AbortController().signal }
      return answerOf(await bench.hub.server.apollo.executeOperation({ query, variables }, { contextValue }))
    }
    const theirs = async () => answerOf(await stock.executeOperation({ query, variables }))
    const hand = () => byHand(bench.ids.person)
    checkSame(await theirs(), await hand())
    checkWhole(await ours())
    const compared = await compare(
      [
        { name: 'ours', run: ours },
        { name: 'stock', run: theirs },
        { name: 'handWritten', run: hand },
      ],
      { ...turns, inFlight: IN_FLIGHT },
    )
    console.log(table(compared, 'ours'))
    await stock.stop()
    const stockOver = compared.ratio('stock', 'ours')
    const over = compared.ratio('ours', 'handWritten')
    return {
      departments: bench.hub.hosts.length,
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
    await bench.close()
  }
}

// Private:

function contextOf({ hub }: BenchHub, purpose: PurposeUse): Promise<AccessContext> {
  return loadAccessContext(hub.store, { principal: mediator, purpose, traceId: 'bench', at: Date.now() })
}

/** The stock gateway on the same subgraphs. Each gets the context that its resolvers need, with every decision ALLOW. */
async function stockServer({ hub }: BenchHub, access: AccessContext): Promise<ApolloServer> {
  const open: AccessContext = { ...access, rowScope: 'ALL' }
  const signal = () => new AbortController().signal
  const contexts = new Map<string, { subgraph: FederatedSubgraph; context: () => GuardContext }>([
    ['registry', { subgraph: hub.registry.subgraph, context: () => hub.registry.context(open, everything, signal()) }],
  ])
  for (const { spec, runtime } of hub.hosts) {
    if (runtime)
      contexts.set(spec.name, { subgraph: runtime.subgraph, context: () => runtime.context(open, everything, signal()) })
  }
  class OpenSource extends LocalGraphQLDataSource<Record<string, unknown>> {
    constructor(private readonly source: { subgraph: FederatedSubgraph; context: () => GuardContext }) {
      super(source.subgraph.schema)
    }
    override process(options: GraphQLDataSourceProcessOptions<Record<string, unknown>>) {
      return super.process({
        ...options,
        context: this.source.context() as unknown as Record<string, unknown>,
      } as typeof options)
    }
  }
  const gateway = new ApolloGateway({
    supergraphSdl: readFileSync('schema/supergraph.graphql', 'utf8'),
    buildService: ({ name }) => {
      const source = contexts.get(name)
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

/** A comparison of two answers that differ would be worth nothing. */
function checkSame(one: unknown, other: unknown): void {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
  if (!isDeepStrictEqual(plain(one), plain(other))) {
    console.error(JSON.stringify(one), '\n', JSON.stringify(other))
    throw new Error('the variants answer differently')
  }
}

function checkWhole(answer: unknown): void {
  const text = JSON.stringify(answer)
  if (!text.includes('"idNumber":"3****************3"') || !text.includes('"certificate":"***'))
    throw new Error('the masks are not on')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
