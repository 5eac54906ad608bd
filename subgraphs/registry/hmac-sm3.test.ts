/** The digests made here and those of OpenSSL are the same, whatever key and text. */
import { createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { HmacSm3 } from './hmac-sm3.ts'

const keyOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 37 + length) % 256)

describe('HMAC-SM3', () => {
  test.each([16, 32, 63, 64, 65, 200])('gives what OpenSSL gives under a key of %i bytes', (length) => {
    const key = keyOf(length)
    const hmac = new HmacSm3(key)
    // Around the ends of blocks, and around the length from which OpenSSL takes over.
    for (let size = 0; size <= 1_100; size += 1) {
      const text = 'identity:'.padEnd(size, `测a${size}𠮷`).slice(0, size)
      expect(hmac.digest(text).toString('hex')).toBe(createHmac('sm3', key).update(text).digest('hex'))
    }
  })

  test('of two keys in turn, neither changes the other', () => {
    const [one, other] = [new HmacSm3(keyOf(16)), new HmacSm3(keyOf(32))]
    const before = one.digest('测甲')
    expect(other.digest('测甲').equals(before)).toBe(false)
    expect(one.digest('测甲').equals(before)).toBe(true)
  })
})
