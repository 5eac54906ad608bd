/** SM2 against the standard's own example and against OpenSSL, so that what we sign is checked by others, and the other way round. */
import { expect, test } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newSm2Key, sm2Keys, sm2Signer, SM2_SM3 } from './sm2.ts'

const text = Buffer.from('message digest')
const own = sm2Signer(Buffer.from('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8', 'hex'))
const keys = (signer = own) => sm2Keys([{ keyId: signer.keyId, algorithm: SM2_SM3, publicKey: signer.publicKey }])

/** GM/T 0003.5 annex A.2: private key, public key, and a signature of "message digest" over the recommended curve. */
test('the example of the standard', () => {
  expect(own.publicKey).toBe(
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  )
  const r = 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3'
  const s = 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa'
  expect(keys().verify(own.keyId, SM2_SM3, text, `304602210${'0'}${r}02210${'0'}${s}`)).toBe(true)
})

test('a signature holds for its text, its key and its algorithm only', async () => {
  const signature = await own.sign(text)
  const other = sm2Signer(newSm2Key())
  expect(keys().verify(own.keyId, SM2_SM3, text, signature)).toBe(true)
  expect(keys().verify(own.keyId, SM2_SM3, Buffer.from('message digesT'), signature)).toBe(false)
  expect(keys().verify(own.keyId, 'SM2-SHA256', text, signature)).toBe(false)
  expect(keys().verify(own.keyId, SM2_SM3, text, signature.toUpperCase())).toBe(false)
  expect(keys().verify(own.keyId, SM2_SM3, text, '')).toBe(false)
  expect(keys().verify(other.keyId, SM2_SM3, text, signature)).toBe(false)
  expect(keys(other).verify(other.keyId, SM2_SM3, text, signature)).toBe(false)
})

test('a signature has one form only: no other bytes stand for it', async () => {
  for (let round = 0; round < 20; round += 1) {
    const signature = await own.sign(text)
    expect(keys().verify(own.keyId, SM2_SM3, text, signature)).toBe(true)
    for (const other of [`${signature}00`, signature.replace(/^30(..)02(..)/, '30$102$200'), `30${signature}`])
      expect(keys().verify(own.keyId, SM2_SM3, text, other)).toBe(false)
  }
})

test('what is no key of the curve is refused', () => {
  expect(() => sm2Signer(Buffer.alloc(32))).toThrow(TypeError)
  expect(() => sm2Signer(Buffer.alloc(32, 255))).toThrow(TypeError)
  expect(() => sm2Signer(Buffer.alloc(16, 1))).toThrow(TypeError)
  const point = `04${'1'.repeat(128)}`
  expect(() => sm2Keys([{ keyId: own.keyId, algorithm: SM2_SM3, publicKey: point }])).toThrow(TypeError)
  expect(() => sm2Keys([{ keyId: 'another', algorithm: SM2_SM3, publicKey: own.publicKey }])).toThrow(TypeError)
})

const withSm2 = /^\s*SM2/m.test(spawnSync('openssl', ['ecparam', '-list_curves'], { encoding: 'utf8' }).stdout ?? '')

/** Where a machine has no OpenSSL with SM2, the standard's example above stands alone. */
if (withSm2)
  test('OpenSSL checks our signatures, and we check its', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pentagraph-sm2-'))
    const file = (name: string) => join(folder, name)
    const id = ['-sigopt', 'distid:1234567812345678']
    const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' })
    try {
      openssl('genpkey', '-algorithm', 'SM2', '-out', file('key.pem'))
      openssl('pkey', '-in', file('key.pem'), '-pubout', '-out', file('public.pem'))
      const der = createPrivateKey(readFileSync(file('key.pem'))).export({ type: 'pkcs8', format: 'der' })
      // ECPrivateKey (RFC 5915): version 1, then the 32 bytes of the key.
      const at = der.indexOf(Buffer.from([2, 1, 1, 4, 32])) + 5
      const signer = sm2Signer(der.subarray(at, at + 32))
      writeFileSync(file('text'), text)
      writeFileSync(file('ours'), Buffer.from(await signer.sign(text), 'hex'))
      expect(
        openssl('dgst', '-sm3', '-verify', file('public.pem'), ...id, '-signature', file('ours'), file('text')),
      ).toMatch(/Verified OK/)
      openssl('dgst', '-sm3', '-sign', file('key.pem'), ...id, '-out', file('theirs'), file('text'))
      expect(keys(signer).verify(signer.keyId, SM2_SM3, text, readFileSync(file('theirs')).toString('hex'))).toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
