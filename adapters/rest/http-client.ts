/**
 * JSON over HTTP with distrust: an HTML page, another content type, half an answer or a redirect is an error of its own kind and never
 * "no records". Numbers stay the digits that were sent.
 */
import { parse } from 'lossless-json'
import { SourceError, type Call, type SourceErrorCode } from '../adapter.ts'
import { encodingOf } from '../text/encoding.ts'
import type { Quota } from '../quota.ts'

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
  readonly headers: Headers
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
  private readonly base: string
  private readonly quota: Quota

  constructor(department: string, base: string, quota: Quota) {
    this.department = department
    this.base = base.replace(/\/+$/, '')
    this.quota = quota
  }

  /** Answers of 401 are given back for the caller to renew its token; all other failures are thrown. */
  async send(request: HttpRequest, kind: 'read' | 'write', call: Call): Promise<HttpAnswer> {
    this.quota.take()
    const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query).toString()}`
    let status: number
    let headers: Headers
    let bytes: ArrayBuffer
    try {
      const response = await fetch(`${this.base}${request.path}${query}`, {
        method: request.method,
        signal: call.signal,
        redirect: 'error',
        headers: {
          accept: 'application/json',
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      })
      status = response.status
      headers = response.headers
      bytes = await response.arrayBuffer()
    } catch (error) {
      if (call.signal.aborted) throw new SourceError('ABORTED', this.department, 'The caller gave up', error)
      throw new SourceError('UNAVAILABLE', this.department, `No whole answer from ${request.path}`, error)
    }
    if (status === 401) return { status, body: null, headers }
    if (status >= 500) throw new SourceError('UNAVAILABLE', this.department, `Status ${status} from ${request.path}`)
    if (status >= 400)
      throw new SourceError(codeOf(String(status), kind), this.department, `Status ${status} from ${request.path}`)
    return { status, headers, body: this.parse(bytes, headers.get('content-type') ?? '', request.path) }
  }

  // Private:

  private parse(bytes: ArrayBuffer, contentType: string, path: string): unknown {
    const malformed = (message: string, cause?: unknown) =>
      new SourceError('MALFORMED', this.department, `${message} from ${path}`, cause)
    if (!/^(application|text)\/([\w.-]+\+)?json\b/i.test(contentType))
      throw malformed(`Not JSON but ${contentType || 'nothing'}`)
    const label = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8'
    try {
      return parse(new TextDecoder(encodingOf(label) ?? 'utf-8', { fatal: true }).decode(bytes))
    } catch (error) {
      throw malformed('Unreadable JSON', error)
    }
  }
}
