/**
 * One HTTP request and the bytes of its answer, with distrust: a redirect is not followed, an answer without end is cut off, one that breaks
 * off is no answer. Connections are the client's own and kept alive: undici's `request` takes a quarter of the CPU of the global `fetch`
 * (measured). What the bytes mean is the caller's business.
 */
import { promisify } from 'node:util'
import { unzip } from 'node:zlib'
import { Agent, errors } from 'undici'
import { throwIfAborted } from './abort.ts'
import { SourceError, type Call, type SourceErrorCode } from './adapter.ts'
import type { Quota } from './quota.ts'

/** Bytes of one answer, also after it was unpacked: far more than a page of rows. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024

export interface RawRequest {
  readonly method: 'GET' | 'POST'
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface RawAnswer {
  readonly status: number
  readonly contentType: string
  /** Unpacked. */
  readonly bytes: Uint8Array
}

export class HttpExchange {
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

  async send(request: RawRequest, call: Call): Promise<RawAnswer> {
    throwIfAborted(call.signal, this.department)
    this.quota.take()
    const { bytes, encoding, ...answer } = await this.exchange(request, call)
    if (answer.status >= 300 && answer.status < 400)
      throw this.error('UNAVAILABLE', 'A redirect, which is not followed,', request.path)
    if (encoding === 'identity') return { ...answer, bytes }
    try {
      return { ...answer, bytes: await unpack(bytes, { maxOutputLength: this.maxAnswerBytes }) }
    } catch (error) {
      throw this.error('MALFORMED', 'Unreadable packing', request.path, error)
    }
  }

  async close(): Promise<void> {
    if (!this.agent.closed) await this.agent.close()
  }

  /** `path` may hold values: only what stands before its query is told. */
  error(code: SourceErrorCode, what: string, path: string, cause?: unknown): SourceError {
    return new SourceError(code, this.department, `${what} from ${path.replace(/\?.*/s, '')}`, cause)
  }

  // Private:

  private async exchange({ method, path, headers, body }: RawRequest, call: Call) {
    try {
      const answer = await this.agent.request({
        origin: this.origin,
        path: `${this.prefix}${path}` || '/',
        method,
        signal: call.signal,
        headers,
        body,
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
        throw this.error('MALFORMED', 'An answer without end', path, error)
      throw this.error('UNAVAILABLE', 'No whole answer', path, error)
    }
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
