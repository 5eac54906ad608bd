import { describe, expect, test } from '@jest/globals'
import { refSealer, refSecret } from './local-ref.ts'

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
})
