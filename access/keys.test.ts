import { afterAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSigningKey } from './keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a key of the hub', () => {
  test('is made once, for its owner only, and found again', async () => {
    const first = await loadSigningKey('gateway', join(folder, 'keys'))
    const again = await loadSigningKey('gateway', join(folder, 'keys'))
    expect(again.kid).toBe(first.kid)
    expect(statSync(join(folder, 'keys', 'gateway.jwk')).mode & 0o777).toBe(0o600)
    expect(first.publicJwk).not.toHaveProperty('d')
    expect((await loadSigningKey('demo-issuer', join(folder, 'keys'))).kid).not.toBe(first.kid)
  })

  test('two that start at once agree', async () => {
    const both = await Promise.all([loadSigningKey('both', folder), loadSigningKey('both', folder)])
    expect(both[0].kid).toBe(both[1].kid)
  })

  test('a file that holds no private Ed25519 key stops the start', async () => {
    writeFileSync(join(folder, 'rsa.jwk'), '{"kty":"RSA"}')
    await expect(loadSigningKey('rsa', folder)).rejects.toThrow(TypeError)
  })
})
