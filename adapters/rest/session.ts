/**
 * A logged-in client. The token is fetched with `{"user","secret"}` when first needed, once for all who wait, and again when the source
 * says 401 (by status or in band), also in the middle of a batch; a second 401 in a row is a refusal.
 */
import { SourceError, type Call } from '../adapter.ts'
import type { Connection, RestSystem } from '../open.ts'
import { at, checkEnvelope, codeIn, inBandError, scalar } from './envelope.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts'

const tokenTimeoutMs = 10_000

export class Session {
  readonly department: string
  private readonly http: HttpClient
  private readonly system: RestSystem
  private readonly login: { readonly user: string; readonly secret: string }
  private token: Promise<string> | null = null

  constructor(http: HttpClient, system: RestSystem, connection: Connection) {
    this.department = http.department
    this.http = http
    this.system = system
    this.login = { user: connection.user ?? '', secret: connection.secret ?? '' }
  }

  /** The checked answer. Throws SourceError. */
  async send(request: HttpRequest, kind: 'read' | 'write', call: Call): Promise<HttpAnswer> {
    const token = (this.token ??= this.fetchToken())
    let answer = await this.sendAs(token, request, kind, call)
    if (this.expired(answer)) {
      // Only the first of those who were refused renews; the others find the new token in place.
      if (this.token === token) this.token = this.fetchToken()
      answer = await this.sendAs((this.token ??= this.fetchToken()), request, kind, call)
      if (this.expired(answer)) throw new SourceError('REFUSED', this.department, 'A fresh token is refused')
    }
    checkEnvelope(answer.body, this.system.envelope, kind, this.department)
    return answer
  }

  close(): Promise<void> {
    return this.http.close()
  }

  // Private:

  private async sendAs(
    token: Promise<string>,
    request: HttpRequest,
    kind: 'read' | 'write',
    call: Call,
  ): Promise<HttpAnswer> {
    const { header } = this.system.token
    token.catch(() => {
      if (this.token === token) this.token = null
    })
    const value = await token
    const credential = header.toLowerCase() === 'authorization' ? `Bearer ${value}` : value
    return this.http.send({ ...request, headers: { ...request.headers, [header]: credential } }, kind, call)
  }

  private expired(answer: HttpAnswer): boolean {
    return answer.status === 401 || codeIn(answer.body, this.system.envelope) === '401'
  }

  /** Under a time limit of its own: others wait for it besides the caller who happened to be first. */
  private async fetchToken(): Promise<string> {
    const call = { signal: AbortSignal.timeout(tokenTimeoutMs) }
    const { path, field } = this.system.token
    const { status, body } = await this.http.send({ method: 'POST', path, body: this.login }, 'read', call)
    const token = scalar(at(body, field)) ?? scalar(at(at(body, this.system.envelope.data), field))
    if (status !== 401 && token !== null) return token
    // A source that is too busy to log anybody in has not refused this one.
    const code = codeIn(body, this.system.envelope) ?? ''
    const said = inBandError(code, scalar(at(body, this.system.envelope.message)) ?? '', 'read', this.department)
    if (said.code === 'UNAVAILABLE' || said.code === 'QUOTA_EXCEEDED') throw said
    throw new SourceError('REFUSED', this.department, 'No token was given')
  }
}
