/** The keys of the identity provider, exchanged while the hub runs: read again for a key that is not known, and not for everybody who invents one. */
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import type { JSONWebKeySet } from 'jose'
import { makeSigningKey } from '../access/keys.ts'
import { IssuerKeys } from './issuer-keys.ts'

afterEach(() => void jest.restoreAllMocks())

const key = async () => (await makeSigningKey()).publicJwk
const set = (...keys: Awaited<ReturnType<typeof key>>[]): JSONWebKeySet => ({ keys })

describe('a key', () => {
  test('is found by its name, and another one is not', async () => {
    const [known, other] = [await key(), await key()]
    expect(await codeOf(new IssuerKeys(set(known)), known.kid)).toBe('found')
    expect(await codeOf(new IssuerKeys(set(known)), other.kid)).toBe('ERR_JWKS_NO_MATCHING_KEY')
  })

  test('that is not known is looked for again, at most once in two seconds', async () => {
    const [old, next, after] = [await key(), await key(), await key()]
    let read = 0
    let now = 1_800_000_000_000
    jest.spyOn(Date, 'now').mockImplementation(() => now)
    const keys = new IssuerKeys(set(old), () => {
      read += 1
      return read === 1 ? set(old, next) : set(next, after)
    })
    expect([await codeOf(keys, old.kid), read]).toEqual(['found', 0])
    expect([await codeOf(keys, next.kid), read]).toEqual(['found', 1])
    now += 1_999
    expect([await codeOf(keys, after.kid), read]).toEqual(['ERR_JWKS_NO_MATCHING_KEY', 1])
    now += 1
    expect([await codeOf(keys, after.kid), read]).toEqual(['found', 2])
    expect(await codeOf(keys, old.kid)).toBe('ERR_JWKS_NO_MATCHING_KEY')
  })

  test('is not looked for again where it is the algorithm that nobody has', async () => {
    let read = 0
    const known = await key()
    const keys = new IssuerKeys(set(known), () => {
      read += 1
      return set(known)
    })
    expect([await codeOf(keys, known.kid, 'HS256'), read]).toEqual(['ERR_JOSE_NOT_SUPPORTED', 0])
  })
})

test('keys that must not stand there are refused when they are exchanged too', async () => {
  const known = await key()
  const keys = new IssuerKeys(set(known))
  for (const wrong of [
    { keys: [] },
    set(known, { ...known, kid: undefined } as never),
    set(known, { kty: 'oct', k: 'AA', kid: 'x' } as never),
    set(known, { ...known, d: 'AA' } as never),
  ])
    expect(() => keys.replace(wrong)).toThrow(TypeError)
  expect(await codeOf(keys, known.kid)).toBe('found')
})

// Private:

async function codeOf(keys: IssuerKeys, kid: string | undefined, alg = 'EdDSA'): Promise<string> {
  try {
    await keys.find({ alg, ...(kid !== undefined && { kid }) }, { payload: '', signature: '' })
    return 'found'
  } catch (error) {
    return (error as { code: string }).code
  }
}
