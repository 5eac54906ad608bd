/**
 * Side services of a department: JSON over HTTP beside its system, such as a yes/no check with a quota. The same guard stands around
 * them; what the answer means is the caller's business.
 */
import { isLosslessNumber } from 'lossless-json'
import { SourceError, type Call } from '../adapter.ts'
import { Guard } from '../guard.ts'
import { checkConnection } from '../known-keys.ts'
import type { Connection } from '../open.ts'
import { Quota } from '../quota.ts'
import { inBandError } from './envelope.ts'
import { HttpClient } from './http-client.ts'

export interface Service {
  /** Throws SourceError, also for an error in band (`code` 4xx or 5xx in a 200 answer). Integers too long for a number come as text. */
  post(path: string, body: Readonly<Record<string, unknown>>, call: Call): Promise<Readonly<Record<string, unknown>>>
  /** Idle connections keep no process alive, but a server counts them. */
  close(): Promise<void>
}

/** `user` and `secret` go as Basic credentials, a `secret` alone as a bearer token. Never tried twice: a check may be counted or billed. */
export function openService(department: string, name: string, connection: Connection): Service {
  checkConnection(department, connection)
  const { url, user, secret } = connection
  if (url === undefined) throw new SourceError('NOT_SUPPORTED', department, `The service ${name} needs connection.url`)
  const http = new HttpClient(department, url, new Quota(department, connection.quota ?? {}))
  const guard = new Guard(department, connection)
  const headers = credentials(user, secret)
  return {
    post: (path, body, call) =>
      guard.run('write', call, async (inner) => {
        const answer = await http.send({ method: 'POST', path, body, headers }, 'read', inner)
        if (answer.status === 401)
          throw new SourceError('REFUSED', department, `The service ${name} refuses the credentials`)
        const plain = toPlain(answer.body)
        if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
          throw new SourceError('MALFORMED', department, `The service ${name} answered no object`)
        }
        const { code, msg } = plain as Readonly<Record<string, unknown>>
        if (/^[45]\d\d$/.test(String(code))) throw inBandError(String(code), String(msg ?? ''), 'read', department)
        return plain as Readonly<Record<string, unknown>>
      }),
    close: () => http.close(),
  }
}

// Private:

function credentials(user: string | undefined, secret: string | undefined): Record<string, string> {
  if (secret === undefined) return {}
  return {
    authorization:
      user === undefined ? `Bearer ${secret}` : `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`,
  }
}

function toPlain(value: unknown): unknown {
  if (isLosslessNumber(value)) {
    const number = Number(value.value)
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? value.value : number
  }
  if (Array.isArray(value)) return value.map(toPlain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toPlain(inner)]))
}
