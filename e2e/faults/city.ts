/** The hub of the matrix: every department, with limits so short that a cell takes a moment. */
import { Kind, parse, print } from 'graphql'
import { fieldNames } from '../../access/grant-fields.ts'
import { putGrants, putPurpose } from '../../access/grants.ts'
import type { Grant } from '../../access/principal.ts'
import { purposes } from '../../access/purposes.ts'
import type { Connection } from '../../adapters/open.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'
import { question } from './technologies.ts'

export const SOURCE_TIMEOUT_MS = 900
const GATEWAY_TIMEOUT_MS = 4_000
const OPEN_MS = 100

/** What the question asks beyond what everybody may see, and beyond the purpose it is asked for; of level 4 by coordinates. */
const opened: Readonly<Record<string, readonly string[]>> = {
  'public-security': ['category:视频点位'],
  'human-resources': ['category:参保单位'],
  'natural-resources': ['category:宗地'],
  health: ['Person.healthRecord', 'HealthRecord.number', 'HealthRecord.personName'],
  environment: ['category:污染源监测'],
  registry: ['category:居住'],
}

export interface Said {
  readonly status: number
  readonly data: unknown
  readonly gaps: readonly Gap[]
  readonly text: string
}
interface Gap {
  readonly path: readonly (string | number)[]
  readonly extensions: Readonly<Record<string, unknown>>
}

export async function startFaultCity(): Promise<TestHub> {
  const city = await startTestHub({
    departmentOptions: { timeoutMs: GATEWAY_TIMEOUT_MS, failures: 4, openMs: OPEN_MS },
    reach: (_department, config) => ({ ...config, connection: hurried(config.connection) }),
  })
  const mediation = purposes.find(({ code }) => code === 'MEDIATION')
  if (!mediation) throw new Error('no such purpose')
  const wider = { ...mediation, fields: [...mediation.fields, ...Object.values(opened).flat()] }
  await putPurpose(city.hub.store, wider, fieldNames(city.hub.gateway.supergraph.sdl))
  await putGrants(city.hub.store, Object.entries(opened).map(grant))
  return city
}

export function ask(city: TestHub): Promise<Said> {
  return askThat(city, question, { person: city.ids.person })
}

/** The part of the question at one root field that needs no variable. */
export function askOnly(city: TestHub, field: string): Promise<Said> {
  const part = rootFields.find((node) => node.name.value === field)
  if (!part) throw new Error(`the question has no ${field}`)
  return askThat(city, `{ ${print(part)} }`, {})
}

// Private:

const rootFields = parse(question)
  .definitions.flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? node.selectionSet.selections : []))
  .filter((node) => node.kind === Kind.FIELD)

async function askThat(city: TestHub, query: string, variables: Readonly<Record<string, unknown>>): Promise<Said> {
  const asked = { purpose: 'MEDIATION', caseNumber: city.ids.caseNumber }
  const { status, text } = await city.raw('mediator', asked, query, variables)
  const { data = null, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: Gap[] }
  return { status, data, gaps: errors, text }
}

function hurried(connection: Connection): Connection {
  const { parts } = connection
  return {
    ...connection,
    timeoutMs: SOURCE_TIMEOUT_MS,
    breaker: { failures: 4, openMs: OPEN_MS },
    ...(parts && { parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, hurried(part)])) }),
  }
}

function grant([department, fields]: readonly [string, readonly string[]]): Grant {
  const now = Date.now()
  return {
    id: `faults:${department}`,
    department,
    grantee: { role: 'mediator' },
    purpose: 'MEDIATION',
    legalBasis: '故障演练',
    fields,
    effect: 'PLAIN',
    rows: 'CASE',
    validFrom: now - 60_000,
    validTo: now + 3_600_000,
    approver: '平度市大数据中心',
  }
}
