/**
 * JSON over HTTP with distrust: an HTML page, another content type, half an answer, one without end or a redirect is an error of its own
 * kind and never "no records". Numbers stay the digits that were sent.
 */
import { parse } from 'lossless-json'
import type { Call, SourceErrorCode } from '../adapter.ts'
import { HttpExchange } from '../http-exchange.ts'
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
  private readonly http: HttpExchange

  /** Throws SourceError NOT_SUPPORTED. */
  constructor(department: string, base: string, quota: Quota, maxAnswerBytes?: number) {
    this.department = department
    this.http = new HttpExchange(department, base, quota, maxAnswerBytes)
  }

  /** Answers of 401 are given back for the caller to renew its token; all other failures are thrown. */
  async send(request: HttpRequest, kind: 'read' | 'write', call: Call): Promise<HttpAnswer> {
    const { method, path, query, body, headers } = request
    const parameters = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
    const { status, contentType, bytes } = await this.http.send(
      {
        method,
        path: `${path}${parameters}`,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
      },
      call,
    )
    if (status === 401) return { status, body: null }
    if (status >= 500) throw this.http.error('UNAVAILABLE', `Status ${status}`, path)
    if (status >= 400) throw this.http.error(codeOf(String(status), kind), `Status ${status}`, path)
    if (!/^(application|text)\/([\w.-]+\+)?json\b/i.test(contentType))
      throw this.http.error('MALFORMED', `Not JSON but ${contentType || 'nothing'}`, path)
    try {
      return { status, body: parse(decoderOf(contentType).decode(bytes)) }
    } catch (error) {
      throw this.http.error('MALFORMED', 'Unreadable JSON', path, error)
    }
  }

  close(): Promise<void> {
    return this.http.close()
  }
}

// Private:

const decoders = new Map<string, TextDecoder>()

function decoderOf(contentType: string): TextDecoder {
  const label = encodingOf(/charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8') ?? 'utf-8'
  const decoder = decoders.get(label) ?? new TextDecoder(label, { fatal: true })
  decoders.set(label, decoder)
  return decoder
}
