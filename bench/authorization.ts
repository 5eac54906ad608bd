/**
 * What authorization costs: the person card, and a list of 1,000 persons, through the whole door (from the HTTP request to its answer,
 * without a socket), with everything on and with everything off.
 *
 * - `on`: token, limits, purpose and grants from the store, policy, the decision again in every department, masks, audit.
 * - `off`: the same gateway, planner, executor and departments, open: no token, no limits, nothing decided or masked, no audit.
 *
 * Both stand on one hub in one process and take turns.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { demoToken } from '../access/demo-issuer.ts'
import { putGrants } from '../access/grants.ts'
import { loadSigningKey } from '../access/keys.ts'
import type { Grant } from '../access/principal.ts'
import type { Subgraph, SubgraphRequest } from '../access/subgraph-call.ts'
import { PersonIndexer } from '../gateway/audit/index-persons.ts'
import { openDepartments } from '../gateway/departments.ts'
import { Gateway } from '../gateway/gateway.ts'
import { openLimits } from '../gateway/limits/limits.ts'
import { createLog } from '../gateway/log.ts'
import { createServer, type RunningServer } from '../gateway/server.ts'
import { OperationRunner } from '../subgraphs/kit/execute.ts'
import { openBenchHub, type BenchHub } from './bench-hub.ts'
import type { Benchmark } from './benchmark.ts'
import { compare, table, type Variant } from './harness.ts'
import { openSubgraphs } from './open-subgraphs.ts'
import { cardQuery, grantsOf, officer, officerPurpose } from './person-card.ts'

const PERSONS = 1_500
const PAGE = 100
const PAGES = 10
/** A list costs about as much as so many cards. */
const CARDS_A_LIST = 20

export const authorization: Benchmark = async ({ persons, rounds, operationsPerTurn, warmUpOperations }) => {
  const bench = await openBenchHub(persons ?? PERSONS)
  const off = await openDoor(bench)
  const indexer = new PersonIndexer({ store: bench.hub.store, onFault: (error) => console.error(error) })
  try {
    await putGrants(bench.hub.store, [...grantsOf(officer.subject), listGrant()])
    const key = await loadSigningKey('demo-issuer', resolve(bench.data, 'keys'))
    const bearer = { authorization: `Bearer ${await demoToken(officer, key)}`, 'x-purpose': officerPurpose.code }
    const doors = [
      // The audit's index by person follows the answers in batches.
      { name: 'on', ask: asking(bench.hub.server, bearer), settle: () => indexer.catchUp() },
      { name: 'off', ask: asking(off, {}), settle: () => Promise.resolve() },
    ] as const
    const cursors = await cursorsOf(doors[1].ask)
    const operations = [
      { name: 'card', query: cardQuery, variables: { id: bench.ids.person }, times: 1 },
      { name: 'list', query: listQuery, variables: cursors, times: CARDS_A_LIST },
    ]
    const found: Record<string, number> = {}
    for (const { name, query, variables, times } of operations) {
      const variants: Variant[] = doors.map((door) => ({
        name: door.name,
        run: () => door.ask(query, variables),
        settle: door.settle,
      }))
      const [on, open] = await Promise.all(doors.map(({ ask }) => ask(query, variables)))
      checkMasked(name, on, open)
      const compared = await compare(variants, {
        rounds,
        operationsPerTurn: Math.ceil(operationsPerTurn / times),
        warmUpOperations: Math.ceil(warmUpOperations / times),
        inFlight: 4,
      })
      console.log(`${name}\n${table(compared, 'off')}\n`)
      const { cpu, bytes } = compared.ratio('on', 'off')
      found[`${name}OnOverOff`] = round(cpu)
      found[`${name}OnOverOffAllocation`] = round(bytes)
    }
    return {
      persons: persons ?? PERSONS,
      listed: PAGE * PAGES,
      ...found,
      onOverOff: Math.max(found['cardOnOverOff'] ?? Number.NaN, found['listOnOverOff'] ?? Number.NaN),
    }
  } finally {
    await indexer.close()
    await off.close()
    await bench.close()
  }
}

// Private:

/** Ten pages in one operation: what an officer's list or a statistics tool asks for, with two masked fields. */
const listQuery = `query ListOfPersons(${Array.from({ length: PAGES }, (_, i) => `$after${i}: String`).join(', ')}) {
  ${Array.from(
    { length: PAGES },
    (_, i) =>
      `page${i}: persons(first: ${PAGE}, after: $after${i}) { nodes { ...row } pageInfo { endCursor hasNextPage } }`,
  ).join('\n  ')}
}
fragment row on Person { id name sex birthDate idNumber phone grid { code name } }`

type Ask = (query: string, variables: Readonly<Record<string, unknown>>) => Promise<string>

function asking(server: RunningServer, headers: Readonly<Record<string, string>>): Ask {
  return async (query, variables) => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
      payload: JSON.stringify({ query, variables }),
    })
    if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}: ${answer.body}`)
    return answer.body
  }
}

/** Walks to the cursors with which the ten pages begin. */
async function cursorsOf(ask: Ask): Promise<Readonly<Record<string, string | null>>> {
  const cursors: Record<string, string | null> = { after0: null }
  const query = 'query ($after: String) { persons(first: 100, after: $after) { pageInfo { endCursor hasNextPage } } }'
  for (let page = 1; page < PAGES; page++) {
    const { data } = JSON.parse(await ask(query, { after: cursors[`after${page - 1}`] })) as {
      data: { persons: { pageInfo: { endCursor: string; hasNextPage: boolean } } }
    }
    if (!data.persons.pageInfo.hasNextPage) throw new Error('too few persons for the list')
    cursors[`after${page}`] = data.persons.pageInfo.endCursor
  }
  return cursors
}

/** An officer's masked list, of whom a city's auditor would ask why it is needed. */
function listGrant(): Grant {
  const [pattern] = grantsOf(officer.subject)
  if (!pattern) throw new Error('the demo has no grants')
  return { ...pattern, id: 'bench:list', department: 'registry', fields: ['category:人口基本信息'], effect: 'MASKED' }
}

/** The same gateway and subgraphs behind an open door. */
async function openDoor({ hub }: BenchHub): Promise<RunningServer> {
  const log = createLog({ level: 'error' })
  const subgraphs = new Map<string, Subgraph>()
  for (const [name, { subgraph, context }] of openSubgraphs(hub)) {
    const runner = new OperationRunner(subgraph, ({ error }) => log.error({ err: error }, 'department'))
    const execute = (request: SubgraphRequest) => runner.run(request, context(request.access, request.signal))
    subgraphs.set(name, { name, execute })
  }
  const gateway = new Gateway({
    supergraphSdl: readFileSync('schema/supergraph.graphql', 'utf8'),
    departments: openDepartments(subgraphs, log),
    log,
    audit: null,
    open: true,
  })
  return createServer({
    gateway,
    log,
    admit: async (_headers, traceId, at) => ({
      principal: officer,
      purpose: officerPurpose,
      rowScope: 'ALL',
      grants: [],
      purposeFields: ['*'],
      policyVersion: 'open',
      traceId,
      at,
    }),
    createDecider: null,
    refusals: null,
    limits: openLimits,
  })
}

/** A comparison with an answer that is refused, or not masked, would be worth nothing. */
function checkMasked(name: string, on: string | undefined, off: string | undefined): void {
  const [masked, plain] = [on, off].map((body) => JSON.parse(body ?? '{}') as { data?: unknown; errors?: unknown })
  if (!masked?.data || masked.errors || !plain?.data || plain.errors)
    throw new Error(`${name}: answered with errors: ${JSON.stringify([masked?.errors, plain?.errors]).slice(0, 500)}`)
  if (!/"idNumber":"\d\*{16}/.test(on ?? '')) throw new Error(`${name}: the masks are not on`)
  if (!/"idNumber":"\d{17}/.test(off ?? '')) throw new Error(`${name}: the open door masks`)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
