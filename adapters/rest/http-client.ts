/**
 * JSON over HTTP with distrust: an HTML page, another content type, half an answer, one without end or a redirect is an error of its own
 * kind and never "no records". Numbers stay the digits that were sent. Connections are the client's own and kept alive: undici's
 * `request` takes a quarter of the CPU of the global `fetch` (measured).
 */
import { promisify } from 'node:util'
import { unzip } from 'node:zlib'
import { parse } from 'lossless-json'
import { Agent, errors } from 'undici'
import { throwIfAborted } from '../abort.ts'
import { SourceError, type Call, type SourceErrorCode } from '../adapter.ts'
import { encodingOf } from '../text/encoding.ts'
import type { Quota } from '../quota.ts'

/** Bytes of one answer, also after it was unpacked: far more than a page of rows. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface HttpAnswer {
  readonly status: number
  /** Parsed with lossless-json: numbers are `LosslessNumber`. */
  readonly body: unknown
}

/** What a status says, in HTTP or as the code inside a 200 answer. 410: the request number was used for another content. */
const codes: Readonly<Record<string, SourceErrorCode>> = {
  '400': 'WRITE_REFUSED',
  '401': 'REFUSED',
  '403': 'REFUSED',
  '404': 'WRITE_REFUSED',
  '409': 'VERSION_CONFLICT',
  '412': 'VERSION_CONFLICT',
  '410': 'IDEMPOTENCY_KEY_REUSED',
  '422': 'WRITE_REFUSED',
  '429': 'QUOTA_EXCEEDED',
  '502': 'UNAVAILABLE',
  '503': 'UNAVAILABLE',
  '504': 'UNAVAILABLE',
}

/** In a read nothing can be in conflict: such codes are faults there. */
export function codeOf(status: string, kind: 'read' | 'write'): SourceErrorCode {
  const code = codes[status] ?? 'FAULT'
  return kind === 'read' && ['WRITE_REFUSED', 'VERSION_CONFLICT', 'IDEMPOTENCY_KEY_REUSED'].includes(code)
    ? 'FAULT'
    : code
}

export class HttpClient {
  readonly department: string
  private readonly origin: string
  private readonly prefix: string
  private readonly quota: Quota
  private readonly maxAnswerBytes: number
  private readonly agent: Agent

  /** The time limit is the guard's, by the signal. Throws SourceError NOT_SUPPORTED. */
  constructor(department: string, base: string, quota: Quota, maxAnswerBytes = MAX_ANSWER_BYTES) {
    if (!URL.canParse(base)) throw new SourceError('NOT_SUPPORTED', department, 'connection.url is no address')
    const { origin, pathname, protocol, username } = new URL(base)
    if (!/^https?:$/.test(protocol) || username !== '') {
      throw new SourceError('NOT_SUPPORTED', department, 'connection.url is http or https, without credentials')
    }
    this.department = department
    this.origin = origin
    this.prefix = pathname.replace(/\/+$/, '')
    this.quota = quota
    this.maxAnswerBytes = maxAnswerBytes
    this.agent = new Agent({ maxResponseSize: maxAnswerBytes, headersTimeout: 0, bodyTimeout: 0 })
  }

  /** Answers of 401 are given back for the caller to renew its token; all other failures are thrown. */
  async send(request: HttpRequest, kind: 'read' | 'write', call: Call): Promise<HttpAnswer> {
    throwIfAborted(call.signal, this.department)
    this.quota.take()
    const { status, contentType, encoding, bytes } = await this.exchange(request, call)
    if (status === 401) return { status, body: null }
    if (status >= 500) throw this.error('UNAVAILABLE', `Status ${status}`, request)
    if (status >= 400) throw this.error(codeOf(String(status), kind), `Status ${status}`, request)
    if (status >= 300) throw this.error('UNAVAILABLE', `A redirect, which is not followed,`, request)
    if (!/^(application|text)\/([\w.-]+\+)?json\b/i.test(contentType))
      throw this.error('MALFORMED', `Not JSON but ${contentType || 'nothing'}`, request)
    try {
      const plain = encoding === 'identity' ? bytes : await unpack(bytes, { maxOutputLength: this.maxAnswerBytes })
      return { status, body: parse(decoderOf(contentType).decode(plain)) }
    } catch (error) {
      throw this.error('MALFORMED', 'Unreadable JSON', request, error)
    }
  }

  async close(): Promise<void> {
    if (!this.agent.closed) await this.agent.close()
  }

  // Private:

  private async exchange({ method, path, query, body, headers }: HttpRequest, call: Call) {
    const parameters = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
    try {
      const answer = await this.agent.request({
        origin: this.origin,
        path: `${this.prefix}${path}${parameters}`,
        method,
        signal: call.signal,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
      })
      return {
        status: answer.statusCode,
        contentType: one(answer.headers['content-type']) ?? '',
        encoding: one(answer.headers['content-encoding'])?.toLowerCase() ?? 'identity',
        bytes: await answer.body.bytes(),
      }
    } catch (error) {
      if (call.signal.aborted) throw new SourceError('ABORTED', this.department, 'The caller gave up', error)
      if (error instanceof errors.ResponseExceededMaxSizeError)
        throw this.error('MALFORMED', 'An answer without end', { path }, error)
      throw this.error('UNAVAILABLE', 'No whole answer', { path }, error)
    }
  }

  private error(
    code: SourceErrorCode,
    what: string,
    { path }: Pick<HttpRequest, 'path'>,
    cause?: unknown,
  ): SourceError {
    return new SourceError(code, this.department, `${what} from ${path}`, cause)
  }
}

// Private:

/** gzip and deflate, which some servers send unasked. */
const unpack = promisify(unzip) as (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
) => Promise<Uint8Array>

const one = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'object' ? header[0] : header

const decoders = new Map<string, TextDecoder>()

function decoderOf(contentType: string): TextDecoder {
  const label = encodingOf(/charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8') ?? 'utf-8'
  const decoder = decoders.get(label) ?? new TextDecoder(label, { fatal: true })
  decoders.set(label, decoder)
  return decoder
}
