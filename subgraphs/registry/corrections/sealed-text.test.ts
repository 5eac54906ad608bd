/** Texts of corrections in the store: read only where they were written, under a secret that the hub holds. */
import { describe, expect, test } from '@jest/globals'
import { SecretRing } from '../../../access/secret-ring.ts'
import { TextSealer } from './sealed-text.ts'

const [old, next] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
const sealer = (...secrets: Uint8Array[]) => new TextSealer(new SecretRing(secrets))

describe('a text', () => {
  test('is read back in its place, each time sealed otherwise; none is none', () => {
    const one = sealer(old)
    const sealed = one.seal('JZ1', 'proposed', '测甲')
    expect(one.open('JZ1', 'proposed', sealed)).toBe('测甲')
    expect(one.open('JZ1', 'proposed', one.seal('JZ1', 'proposed', ''))).toBe('')
    expect(one.seal('JZ1', 'proposed', '测甲')).not.toBe(sealed)
    expect(sealed).not.toContain('测甲')
    expect([one.seal('JZ1', 'proposed', null), one.open('JZ1', 'proposed', null)]).toEqual([null, null])
  })

  test('is read in no other place, and not when it was changed or cut', () => {
    const one = sealer(old)
    const sealed = one.seal('JZ1', 'proposed', '测甲')
    const [name = '', body = ''] = sealed.split('.')
    const changed = Buffer.from(body, 'base64url')
    changed[20] = (changed[20] ?? 0) ^ 1
    for (const [number, column, text] of [
      ['JZ2', 'proposed', sealed],
      ['JZ1', 'evidence', sealed],
      ['JZ1', 'proposed', `${name}.${changed.toString('base64url')}`],
      ['JZ1', 'proposed', `${name}.${body.slice(0, -4)}`],
      ['JZ1', 'proposed', `${name}.${body.slice(0, 8)}`],
      ['JZ1', 'proposed', `${name}.`],
    ] as const)
      expect(() => one.open(number, column, text)).toThrow(`the ${column} of ${number} was not sealed here`)
  })

  test('is read with each secret of the ring, as long as it is in the ring', () => {
    const ring = new SecretRing([old])
    const one = new TextSealer(ring)
    const sealed = one.seal('JZ1', 'answer', '同意')
    expect(sealed.startsWith(one.present)).toBe(true)
    ring.replace([next, old])
    expect(sealed.startsWith(one.present)).toBe(false)
    expect(one.open('JZ1', 'answer', sealed)).toBe('同意')
    ring.replace([next])
    expect(() => one.open('JZ1', 'answer', sealed)).toThrow('was sealed with a secret that is not here')
  })
})

test('a digest is of one text, under a secret that is here', () => {
  const digest = sealer(old).digest('测甲')
  expect(sealer(next, old).isDigestOf(digest, '测甲')).toBe(true)
  expect(sealer(old).isDigestOf(digest, '测乙')).toBe(false)
  expect(sealer(next).isDigestOf(digest, '测甲')).toBe(false)
  expect(sealer(old).isDigestOf(`${digest.split('.')[0] ?? ''}.`, '测甲')).toBe(false)
})
