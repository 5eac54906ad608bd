/**
 * A whole hub for the stories: a small stand-in estate in a folder of its own, every department, the gateway on a free port of
 * loopback. Stories speak to it over HTTP only, as apps do; what stands behind it is there for those who stop or spoil something.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, type DocumentNode } from 'graphql'
import { demoToken, type DemoTokenOptions, type PersonaName } from '../access/demo-issuer.ts'
import { loadSigningKey } from '../access/keys.ts'
import type { Principal } from '../access/principal.ts'
import { hubClient, HubRefusal, type HubGap } from '../clients/hub-client.ts'
import type { DepartmentOptions } from '../gateway/departments.ts'
import type { Log } from '../gateway/log.ts'
import { keep, keptLog, plantCanaries } from '../gateway/cases/kept-log.ts'
import { demoIds, type DemoIds } from '../runner/demo-ids.ts'
import { startHub, type Hub, type HubOptions } from '../runner/hub.ts'
import { silent } from '../runner/progress.ts'
import { readSettings } from '../runner/settings.ts'

/** Enough for three neighbourhoods; the demo household lives in the first. */
export const TEST_PERSONS = 420

export interface Asked {
  readonly purpose?: string
  readonly caseNumber?: string
  readonly token?: DemoTokenOptions
}

/** An answer as an app gets it; of a refused request the code and the HTTP status. */
export interface Answered<Result> {
  readonly status: number | null
  readonly code: string | null
  readonly data: Result | null
  readonly gaps: readonly HubGap[]
}

export interface TestHub {
  readonly hub: Hub
  readonly ids: DemoIds
  readonly data: string
  readonly env: NodeJS.ProcessEnv
  /** Asks through the apps' own client. A text or a document of `clients/generated/operations.ts`. */
  ask<Result = unknown, Variables = Readonly<Record<string, unknown>>>(
    who: Who,
    asked: Asked,
    document: string | TypedDocument<Result, Variables>,
    variables?: Variables,
  ): Promise<Answered<Result>>
  /** The same over plain HTTP: the answer as it came, for what a client leaves out. */
  raw(
    who: Who,
    asked: Asked,
    query: string,
    variables?: object,
  ): Promise<{ status: number; text: string; headers: readonly string[] }>
  close(): Promise<void>
}

/** A persona of the demo issuer, or somebody else of the same city. */
export type Who = PersonaName | Principal

interface TypedDocument<Result, Variables> extends DocumentNode {
  readonly __apiType?: (variables: Variables) => Result
}

export interface TestHubOptions {
  readonly departmentOptions?: DepartmentOptions
  readonly reach?: HubOptions['reach']
  readonly env?: NodeJS.ProcessEnv
  /** A folder that another hub made and keeps; without it the hub has one of its own. */
  readonly data?: string
  /** Before the hub starts: what must be there first. Gives more environment. */
  readonly before?: (data: string) => Promise<NodeJS.ProcessEnv>
  /** Where the hub logs to; the run's kept log without it. */
  readonly log?: Log
}

export async function startTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'pentagraph-e2e-'))
  const more = await options.before?.(data)
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    PENTAGRAPH_DATA: data,
    PENTAGRAPH_PERSONS: String(TEST_PERSONS),
    // Stories ask more in a minute than anybody does in a day; e2e/production is about the limits.
    PENTAGRAPH_USAGE: 'unlimited',
    ...options.env,
    ...more,
  }
  const hub = await startHub({
    settings: readSettings(env),
    env,
    progress: silent,
    log: options.log ?? keptLog(),
    ...(options.departmentOptions && { departmentOptions: options.departmentOptions }),
    ...(options.reach && { reach: options.reach }),
  })
  const ids = await demoIds(hub.store, data)
  if (!ids) throw new Error('the demo household is not linked')
  await plantTheEstate(hub, data)
  const client = hubClient(`${hub.address}/graphql`)
  const key = await loadSigningKey('demo-issuer', join(data, 'keys'))
  const tokenOf = (who: Who, { token }: Asked) => {
    if (typeof who !== 'string') return demoToken(who, key, token)
    if (!hub.issuer.demo) throw new Error('no demo issuer')
    return hub.issuer.demo.token(who, token)
  }
  return {
    hub,
    ids,
    data,
    env,
    async ask(who, asked, document, variables) {
      const { purpose, caseNumber } = asked
      const asker = {
        token: await tokenOf(who, asked),
        ...(purpose !== undefined && { purpose }),
        ...(caseNumber !== undefined && { caseNumber }),
      }
      const parsed = typeof document === 'string' ? parsedOnce(document) : document
      try {
        const answer = await client.execute(parsed as TypedDocument<never, object>, variables ?? {}, asker)
        keep('answers', JSON.stringify(answer.gaps))
        return { status: 200, code: null, ...answer }
      } catch (error) {
        if (!(error instanceof HubRefusal)) throw error
        return { status: error.status, code: error.code, data: null, gaps: [] }
      }
    },
    async raw(who, asked, query, variables = {}) {
      const { purpose, caseNumber } = asked
      const response = await fetch(`${hub.address}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          authorization: `Bearer ${await tokenOf(who, asked)}`,
          ...(purpose !== undefined && { 'x-purpose': purpose }),
          ...(caseNumber !== undefined && { 'x-case': encodeURIComponent(caseNumber) }),
        },
        body: JSON.stringify({ query, variables }),
      })
      const text = await response.text()
      keep('answers', gapsOf(text))
      const headers: string[] = []
      response.headers.forEach((value, name) => headers.push(`${name}: ${value}`))
      return { status: response.status, text, headers }
    },
    async close() {
      await hub.close()
      if (options.data === undefined) rmSync(data, { recursive: true, force: true })
    },
  }
}

// Private:

/** Errors and extensions of an answer: all that is not data. */
function gapsOf(text: string): string {
  const answer = JSON.parse(text) as { readonly errors?: unknown; readonly extensions?: unknown }
  return JSON.stringify([answer.errors, answer.extensions])
}

/** The names of the estate's persons and the hub's secrets must be found in nothing that the run logs. */
async function plantTheEstate(hub: Hub, data: string): Promise<void> {
  const links = await hub.store.sql.selectFrom('Link').select('identity').where('kind', '=', 'Person').execute()
  const grids = await hub.store.sql.selectFrom('Entity').select('code').where('kind', '=', 'Grid').execute()
  const names = links.map(({ identity }) => (JSON.parse(identity) as { values: { name?: string } }).values.name ?? '')
  const keys = join(data, 'keys')
  const secrets = readdirSync(keys).map((file) => {
    const text = readFileSync(join(keys, file), 'utf8').trim()
    return file.endsWith('.jwk') ? ((JSON.parse(text) as { d?: string }).d ?? '') : text
  })
  plantCanaries({
    names: [...new Set(names)].filter((name) => name.length > 1),
    secrets: secrets.filter((secret) => secret.length > 20),
    grids: grids.flatMap(({ code }) => code ?? []),
  })
}

const documents = new Map<string, DocumentNode>()

function parsedOnce(text: string): DocumentNode {
  let document = documents.get(text)
  if (!document) documents.set(text, (document = parse(text)))
  return document
}
