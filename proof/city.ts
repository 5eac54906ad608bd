/**
 * The city that is proved: a whole hub on a small estate, with canaries planted in the departments' rows, everything that the hub writes
 * to its log kept, and beside it the trusted door: the same operation in the same rows with every right there could be. What the trusted
 * door answers is the full answer, of which the oracle cuts what the asker may have.
 */
import { GraphQLError, type DocumentNode } from 'graphql'
import { createDecider } from '../access/decide.ts'
import { loadAccessContext } from '../access/policy-store.ts'
import type { AccessContext, Grant, Principal } from '../access/principal.ts'
import { startTestHub, type TestHub } from '../e2e/start-test-hub.ts'
import { openDepartments } from '../gateway/departments.ts'
import { Gateway, type GatewayContext } from '../gateway/gateway.ts'
import { createLog } from '../gateway/log.ts'
import { plantCanaries, type Canaries } from './canaries.ts'
import { grantUnderConditions } from './conditions.ts'
import type { Asker } from './law/oracle.ts'
import { regrade } from './regradings.ts'

export interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors: readonly Gap[]
  readonly extensions: Readonly<Record<string, unknown>>
}

export interface Gap {
  readonly path: readonly (string | number)[]
  readonly code: string
  readonly reason: string | null
  /** All that the client is told of it. */
  readonly told: string
}

export interface Question {
  readonly text: string
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
}

export interface City {
  readonly test: TestHub
  readonly canaries: Canaries
  readonly supergraph: string
  /** Through the gateway with the asker's own rights. A request that is refused as a whole has its code. */
  ask(asker: Asker, question: Question): Promise<{ readonly refused: string | null; readonly answer: Answer | null }>
  /** The full answer in the asker's rows; of the whole city where `everywhere`. */
  full(asker: Asker, question: Question, everywhere?: boolean): Promise<Answer>
  principal(asker: Asker): Principal
  /** Ids of records that name the demo person. */
  readonly ownRecords: ReadonlySet<string>
  /** Somebody of another grid. */
  readonly stranger: string
  /** A text by which a search finds something of a kind. */
  readonly searches: Readonly<Record<string, string>>
  /** Identity numbers that the residents' register has of the asker. */
  ownNumbers(asker: Asker): ReadonlySet<string>
  /** Values of the estate that a question itself held as text: whoever writes one into a document says it. */
  readonly saidByClients: ReadonlySet<string>
  /** Lines that the hub logged since the city was opened. */
  readonly logged: readonly string[]
  close(): Promise<void>
}

export const isMark = (text: string): boolean => text.startsWith('ꓣ')

export async function openCity(): Promise<City> {
  const logged: string[] = []
  const log = createLog({ level: 'trace', destination: { write: (line: string) => void logged.push(line) } })
  const test = await startTestHub({ log })
  const { hub } = test
  await regrade(hub.store)
  await grantUnderConditions(hub.store)
  const canaries = await plantCanaries(hub)
  const { sdl } = hub.gateway.supergraph
  const trusted = new Gateway({
    supergraphSdl: sdl,
    departments: openDepartments(hub.subgraphs, log),
    log,
    audit: null,
  })
  const doors = { own: (await hub.gateway.load()).executor, trusted: (await trusted.load()).executor }
  const saidByClients = new Set<string>()
  const own = new Map<string, Set<string>>()
  const links = await hub.store.sql.selectFrom('Link').selectAll().where('kind', '=', 'Person').execute()
  for (const { department, localKey, entityId } of links) {
    const [record = '', role, ...key] = localKey.split('/')
    const known = canaries.record(`${department}:${record}:${key.join('/')}`)
    const number = role === 'self' || role === 'person' ? known?.plain['idNumber'] : null
    if (typeof number === 'string') own.set(entityId, (own.get(entityId) ?? new Set()).add(number))
  }
  const ownRecords = new Set(
    links
      .filter(({ entityId }) => entityId === test.ids.person)
      .map(({ department, localKey }) => {
        const [record = '', , ...key] = localKey.split('/')
        return `${department}:${record}:${key.join('/')}`
      }),
  )
  const [stranger] = await hub.store.sql
    .selectFrom('Entity')
    .select('id')
    .where('kind', '=', 'Person')
    .where('gridCode', 'is not', null)
    .where('gridCode', '!=', test.ids.grid)
    .orderBy('id')
    .limit(1)
    .execute()
  const named = await hub.store.sql
    .selectFrom('Entity')
    .select(['kind', 'searchName'])
    .where('mergedInto', 'is', null)
    .execute()
  const searches = Object.fromEntries(
    named.flatMap(({ kind, searchName }) => (searchName ? [[kind, searchName.slice(0, 8)] as const] : [])),
  )
  const everything = everyGrant(hub.gateway)

  const run = async (door: typeof doors.own, access: AccessContext, { text, document, variables }: Question) => {
    if (!door) throw new Error('the gateway has no executor')
    const context: GatewayContext = {
      access,
      decider: createDecider(access),
      signal: AbortSignal.timeout(30_000),
      passage: { reached: false },
    }
    const asked = { document, source: text, operationName: null, request: { query: text, variables }, context }
    return answerOf((await door(asked as unknown as Parameters<typeof door>[0])) as unknown as Raw)
  }
  const principal = (asker: Asker): Principal => ({
    subject: asker.subject,
    department: asker.department,
    roles: asker.roles as Principal['roles'],
    grids: asker.grids,
    staffKey: asker.staffKey,
    personId: asker.personId,
  })
  const contextOf = (asker: Asker) =>
    loadAccessContext(hub.store, {
      principal: principal(asker),
      purpose: asker.purpose === null ? null : { code: asker.purpose, caseNumber: asker.caseNumber },
      traceId: 'proof',
      at: Date.now(),
    })
  return {
    test,
    canaries,
    supergraph: sdl,
    logged,
    saidByClients,
    principal,
    ownRecords,
    stranger: stranger?.id ?? test.ids.person,
    searches,
    ownNumbers: ({ personId }) => own.get(personId ?? '') ?? new Set(),
    async ask(asker, question) {
      for (const value of canaries.found(question.text)) saidByClients.add(value)
      let access: AccessContext
      try {
        access = await contextOf(asker)
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        return { refused: String(error.extensions['code']), answer: null }
      }
      return { refused: null, answer: await run(doors.own, access, question) }
    },
    async full(asker, question, everywhere = false) {
      const access = await contextOf(asker)
      const purpose = access.purpose ?? { code: 'PROOF', caseNumber: null }
      return run(
        doors.trusted,
        {
          ...access,
          purpose,
          purposeFields: ['*'],
          rowScope: everywhere ? 'ALL' : access.rowScope,
          grants: everything(purpose.code, access.principal),
          // What was closed for everybody is shown here; the rest decides which rows are a stranger's.
          reclassified: (access.reclassified ?? []).filter(({ sharing }) => sharing !== 'NEVER'),
        },
        question,
      )
    },
    close: () => test.close(),
  }
}

// Private:

interface Raw {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly GraphQLError[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

function answerOf({ data, errors = [], extensions = {} }: Raw): Answer {
  return {
    data: data ?? null,
    extensions,
    errors: errors.map((error) => ({
      path: error.path ?? [],
      code: String(error.extensions['code']),
      reason: (error.extensions['reason'] as string | undefined) ?? null,
      told: JSON.stringify({ message: error.message, path: error.path, extensions: error.extensions }),
    })),
  }
}

/** A grant on every place that the supergraph knows, each by its coordinate: kept by purpose, so that decisions are kept too. */
function everyGrant({ supergraph }: Gateway): (purpose: string, principal: Principal) => readonly Grant[] {
  const departments = new Set<string>()
  for (const [, name = ''] of supergraph.sdl.matchAll(/@join__graph\(name: "([^"]+)"/g)) departments.add(name)
  const types = Object.values(supergraph.whole.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__') || !('getFields' in type)) return []
    return Object.values(type.getFields()).flatMap((field) => [
      `${type.name}.${field.name}`,
      ...('args' in field
        ? field.args.map((argument: { readonly name: string }) => `${type.name}.${field.name}(${argument.name})`)
        : []),
    ])
  })
  const made = new Map<string, readonly Grant[]>()
  return (purpose, { roles, department: employer }) => {
    const [role] = roles
    const key = `${purpose} ${role} ${employer}`
    let grants = made.get(key)
    if (!grants) {
      const common = { purpose, legalBasis: 'proof', fields: types, effect: 'PLAIN' as const, rows: 'ALL' as const }
      const time = { validFrom: 0, validTo: 8e15, approver: 'proof' }
      grants = [...departments].map((department) => ({
        id: `proof:${department}`,
        department,
        grantee: role ? { role } : employer === null ? {} : { department: employer },
        ...common,
        ...time,
      }))
      made.set(key, grants)
    }
    return grants
  }
}
