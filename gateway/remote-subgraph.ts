/**
 * A department in a process of its own, reached by URL over kept-alive connections. The end user's context goes along signed; what
 * comes back is read up to a bound, and believed only when it has the form of a GraphQL answer and as far as it was asked for.
 */
import { parse, type DocumentNode } from 'graphql'
import { Agent, request } from 'undici'
import type { ReadReport, Subgraph, SubgraphError, SubgraphRequest, SubgraphResponse } from '../access/subgraph-call.ts'
import { askedOnly } from './asked-only.ts'
import { DepartmentFailure } from './causes.ts'
import { Lru } from './lru.ts'
import { isObject } from './merge.ts'

export interface RemoteOptions {
  readonly name: string
  readonly url: string
  /** Headers that carry the signed context. Null where the other side asks for none (an open gateway). */
  readonly sign: ((request: SubgraphRequest, department: string) => Promise<Readonly<Record<string, string>>>) | null
  /** Bytes of an answer that are read at most. */
  readonly maxAnswerBytes?: number
}

export interface RemoteSubgraph extends Subgraph {
  close(): Promise<void>
}

const MAX_ANSWER_BYTES = 32 * 1024 * 1024
const nothingReported: ReadReport = { persons: [], refs: [], masked: [], written: [], staleSince: null }

export function remoteSubgraph(options: RemoteOptions): RemoteSubgraph {
  const agent = new Agent({ keepAliveTimeout: 30_000, connections: 32, pipelining: 1 })
  return {
    name: options.name,
    async execute(asked) {
      const signed = options.sign ? await options.sign(asked, options.name) : {}
      const text = await post(agent, options, asked, signed)
      return readAnswer(text, asked)
    },
    close: () => agent.close(),
  }
}

// Private:

async function post(
  agent: Agent,
  options: RemoteOptions,
  asked: SubgraphRequest,
  signed: Readonly<Record<string, string>>,
): Promise<string> {
  const max = options.maxAnswerBytes ?? MAX_ANSWER_BYTES
  try {
    const { statusCode, body } = await request(options.url, {
      method: 'POST',
      dispatcher: agent,
      signal: asked.signal,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...signed },
      body: JSON.stringify({
        query: asked.query,
        variables: asked.variables,
        ...(asked.operationName !== undefined && { operationName: asked.operationName }),
      }),
    })
    const parts: Buffer[] = []
    let size = 0
    for await (const part of body as AsyncIterable<Buffer>) {
      size += part.length
      if (size > max) throw new Error(`answer of more than ${max} bytes`)
      parts.push(part)
    }
    if (statusCode >= 500) throw new Error(`status ${statusCode}`)
    return Buffer.concat(parts).toString('utf8')
  } catch (error) {
    throw new DepartmentFailure('DEPARTMENT_UNAVAILABLE', error)
  }
}

function readAnswer(text: string, asked: SubgraphRequest): SubgraphResponse {
  const answer = parsed(text)
  const { data, errors, extensions } = answer
  const readable = data === null || data === undefined || (typeof data === 'object' && !Array.isArray(data))
  if (!readable || (data === undefined && errors === undefined)) throw malformed('not a GraphQL answer')
  if (errors !== undefined && !Array.isArray(errors)) throw malformed('errors that are no list')
  return {
    data: isObject(data) ? askedOnly(asked.document ?? parsedOnce(asked.query), data) : null,
    ...(errors !== undefined && { errors: errors.map(readError) }),
    report: readReport(extensions),
  }
}

const documents = new Lru<string, DocumentNode>(1_000)

function parsedOnce(query: string): DocumentNode {
  const known = documents.get(query)
  if (known) return known
  const made = parse(query, { noLocation: true })
  documents.set(query, made)
  return made
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Not JSON: said below, without the text.
  }
  throw malformed('not a JSON object')
}

function malformed(what: string): DepartmentFailure {
  return new DepartmentFailure('DEPARTMENT_UNAVAILABLE', new Error(`malformed answer: ${what}`))
}

function readError(error: unknown): SubgraphError {
  const given = (typeof error === 'object' && error !== null ? error : {}) as Partial<
    Record<keyof SubgraphError, unknown>
  >
  const path = Array.isArray(given.path)
    ? given.path.filter((key) => typeof key === 'string' || typeof key === 'number')
    : null
  const extensions = typeof given.extensions === 'object' && given.extensions !== null ? given.extensions : null
  return {
    message: typeof given.message === 'string' ? given.message : '',
    ...(path && { path }),
    ...(extensions && { extensions: extensions as Readonly<Record<string, unknown>> }),
  }
}

function readReport(extensions: unknown): ReadReport {
  const report = (extensions as { report?: Partial<Record<keyof ReadReport, unknown>> } | undefined)?.report
  if (typeof report !== 'object' || report === null) return nothingReported
  return {
    persons: texts(report.persons),
    refs: texts(report.refs),
    masked: texts(report.masked),
    written: texts(report.written),
    staleSince: typeof report.staleSince === 'string' ? report.staleSince : null,
  }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
