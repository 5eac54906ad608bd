/** One operation asked over HTTP: the result element with what came beside it, or null for "no such record". */
import { SourceError, type Call } from '../adapter.ts'
import type { HttpExchange, RawAnswer } from '../http-exchange.ts'
import type { Connection, SoapSystem } from '../open.ts'
import { openAnswer, type Answer } from './answer.ts'
import { requestOf, resultOf, type Parameters } from './envelope.ts'
import { XmlRefused, type Element } from './xml.ts'

export interface SoapResult {
  readonly result: Element
  readonly answer: Answer
}

export class SoapClient {
  readonly department: string
  private readonly http: HttpExchange
  private readonly system: SoapSystem
  private readonly login: { readonly user: string; readonly secret: string }

  constructor(http: HttpExchange, system: SoapSystem, connection: Connection) {
    this.department = http.department
    this.http = http
    this.system = system
    this.login = { user: connection.user ?? '', secret: connection.secret ?? '' }
  }

  /** Throws SourceError. */
  async ask(operation: string, parameters: Parameters, call: Call): Promise<SoapResult | null> {
    const { headers, body } = requestOf(this.system, operation, parameters, this.login)
    const given = await this.http.send({ method: 'POST', path: '', headers, body }, call)
    const answer = this.open(given, operation)
    const result = resultOf(answer.xml, operation, this.system, this.department)
    return result === null ? null : { result, answer }
  }

  close(): Promise<void> {
    return this.http.close()
  }

  // Private:

  /** A fault comes with status 500 by the book and with 200 or 400 in practice: what is XML is read before the status is believed. */
  private open({ status, contentType, bytes }: RawAnswer, operation: string): Answer {
    const isMessage = /\bxml\b|^multipart\/related\b/i.test(contentType)
    if (status === 401 || status === 403) throw this.error('REFUSED', `Status ${status}`, operation)
    if (status === 429) throw this.error('QUOTA_EXCEEDED', 'Status 429', operation)
    if (status >= 500 && !isMessage) throw this.error('UNAVAILABLE', `Status ${status}`, operation)
    if (status >= 400 && !isMessage) throw this.error('FAULT', `Status ${status}`, operation)
    try {
      return openAnswer(contentType, bytes, this.system.encoding)
    } catch (error) {
      if (!(error instanceof XmlRefused)) throw error
      throw this.error('MALFORMED', error.message, operation, error)
    }
  }

  private error(code: SourceError['code'], what: string, operation: string, cause?: unknown): SourceError {
    return new SourceError(code, this.department, `${what} from ${operation}`, cause)
  }
}
