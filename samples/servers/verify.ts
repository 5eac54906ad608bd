/** The side service of public security: says whether number and name belong together, and never anything else; so many calls a second and a day. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { City } from '../population/city.ts'
import { findPerson } from '../population/find-person.ts'
import { listen, type StandIn } from './listener.ts'

export interface VerifyOptions {
  /** Folder of the estate whose persons it knows. */
  readonly estate: string
  readonly port?: number
  readonly perSecond?: number
  readonly perDay?: number
  /** Milliseconds since 1970; for tests of the quota. */
  readonly now?: () => number
}

export async function startVerifyServer({
  estate,
  port = 0,
  perSecond = 5,
  perDay = 5000,
  now = Date.now,
}: VerifyOptions): Promise<StandIn> {
  const { persons, seed } = sizeOf(estate)
  const city = new City(persons, seed)
  const used = { second: 0, day: 0, inSecond: 0, inDay: 0 }

  const withinQuota = (): boolean => {
    const second = Math.floor(now() / 1000)
    // Days begin at midnight in the city.
    const day = Math.floor((now() / 1000 + 8 * 3600) / 86_400)
    if (second !== used.second) Object.assign(used, { second, inSecond: 0 })
    if (day !== used.day) Object.assign(used, { day, inDay: 0 })
    if (used.inSecond >= perSecond || used.inDay >= perDay) return false
    used.inSecond++
    used.inDay++
    return true
  }

  return listen(port, (request, url, body) => {
    if (request.method !== 'POST' || url.pathname !== '/verify') return { code: '404', msg: '接口不存在' }
    if (!isQuestion(body)) return { code: '422', msg: '参数错误' }
    if (!withinQuota()) return { code: '429', msg: '超出调用次数' }
    return { code: '200', msg: 'ok', result: findPerson(city, body.idNumber)?.name === body.name ? '1' : '0' }
  })
}

// Private:

function isQuestion(body: unknown): body is { readonly idNumber: string; readonly name: string } {
  if (typeof body !== 'object' || body === null || !('idNumber' in body) || !('name' in body)) return false
  return typeof body.idNumber === 'string' && typeof body.name === 'string'
}

function sizeOf(estate: string): { readonly persons: number; readonly seed: number } {
  const summary: unknown = JSON.parse(readFileSync(join(estate, 'estate.json'), 'utf8'))
  if (typeof summary === 'object' && summary !== null && 'persons' in summary && 'seed' in summary) {
    const { persons, seed } = summary
    if (typeof persons === 'number' && typeof seed === 'number') return { persons, seed }
  }
  throw new Error('estate.json does not say how large the estate is')
}
