import { describe, expect, test } from '@jest/globals'
import { refSealer, refSecret } from './local-ref.ts'
import { SecretRing } from './secret-ring.ts'

const master = new Uint8Array(32).fill(1)
const housing = refSealer('housing', refSecret(master, 'housing'))
const justice = refSealer('justice', refSecret(master, 'justice'))

describe('a sealed ref', () => {
  test('gives back its keys, whatever they hold', () => {
    const keys = ['Title/owner/CQ,1~2', 'Party/self/测/1', 'Rental/tenant/a%2Cb']
    expect(housing.open(housing.seal(keys))).toEqual(keys)
    expect(housing.open(housing.seal([]))).toEqual([])
  })

  test('is worth nothing when another department or a client wrote it', () => {
    const ref = housing.seal(['Title/owner/CQ1'])
    expect(justice.open(ref)).toBeNull()
    expect(justice.open(ref.replace('housing:', 'justice:'))).toBeNull()
    expect(refSealer('housing', refSecret(master, 'justice')).open(ref)).toBeNull()
    expect(housing.open(ref.replace('CQ1', 'CQ2'))).toBeNull()
    for (const forged of ['', 'housing:', 'housing:x', 'housing:x~', 'housing:x~AAAA', '测甲'])
      expect(housing.open(forged)).toBeNull()
  })

  test('is of one department, also where two were given one secret', () => {
    const [one, other] = ['housing', 'justice'].map((name) => refSealer(name, master))
    const ref = one?.seal(['Title/owner/CQ1']) ?? ''
    expect(other?.open(ref)).toBeNull()
    expect(one?.open(ref)).toEqual(['Title/owner/CQ1'])
  })

  test('is opened by its seal, long after it was sealed and forgotten', () => {
    const ref = housing.seal(['Title/owner/CQ1', 'Title/owner/CQ2'])
    for (let at = 0; at < 2_001; at += 1) housing.seal([`Title/owner/${at}`])
    expect(housing.open(ref)).toEqual(['Title/owner/CQ1', 'Title/owner/CQ2'])
  })

  test('is sealed with the first secret of a ring and opened with each, as long as it is in the ring', () => {
    const [old, next] = [new Uint8Array(32).fill(2), new Uint8Array(32).fill(3)]
    const ring = new SecretRing([old])
    const sealer = refSealer('housing', ring)
    const before = sealer.seal(['Title/owner/CQ1'])
    expect(before).toBe(refSealer('housing', old).seal(['Title/owner/CQ1']))
    ring.replace([next, old])
    expect(sealer.seal(['Title/owner/CQ1'])).toBe(refSealer('housing', next).seal(['Title/owner/CQ1']))
    expect(sealer.open(before)).toEqual(['Title/owner/CQ1'])
    ring.replace([next])
    expect(sealer.open(before)).toBeNull()
  })
})
