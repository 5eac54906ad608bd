import { describe, expect, test } from '@jest/globals'
import { Framer, KEPT_HEAD, type Framed } from './framer.ts'

const frame = (text: string) => Buffer.from(`\x0b${text}\x1c\r`)
const told = (found: readonly Framed[]) => found.map(({ kind, bytes }) => `${kind} ${bytes.toString()}`)
const feed = (bytes: Buffer, size: number, limit = 1000): Framed[] => {
  const framer = new Framer(limit)
  const found: Framed[] = []
  for (let at = 0; at < bytes.length; at += size) found.push(...framer.push(bytes.subarray(at, at + size)))
  return [...found, ...framer.end()]
}

describe('frames of a stream', () => {
  const two = Buffer.concat([frame('MSH|one\r'), frame('MSH|two 测\r')])

  test.each([1, 2, 3, 7, 1000])('come out whole from pieces of %i bytes', (size) => {
    expect(told(feed(two, size))).toEqual(['message MSH|one\r', 'message MSH|two 测\r'])
  })

  test('a second start before the end block ends the first as cut', () => {
    const bytes = Buffer.concat([Buffer.from('\x0bMSH|half'), frame('MSH|whole')])
    for (const size of [1, 5, 1000]) expect(told(feed(bytes, size))).toEqual(['cut MSH|half', 'message MSH|whole'])
  })

  test('the end of the connection ends a message as cut; an empty start is nothing', () => {
    expect(told(feed(Buffer.from('\x0bMSH|ha'), 3))).toEqual(['cut MSH|ha'])
    expect(feed(Buffer.from('\x0b'), 1)).toEqual([])
  })

  test('an end block without its 0x0D still ends', () => {
    expect(told(feed(Buffer.from('\x0bMSH|a\x1c\x0bMSH|b\x1c'), 1))).toEqual(['message MSH|a', 'message MSH|b'])
  })

  test('a message that is too long is told once, its rest skipped, the next one taken', () => {
    const bytes = Buffer.concat([frame('x'.repeat(KEPT_HEAD * 3)), frame('MSH|next')])
    for (const size of [1, 1000, bytes.length]) {
      const found = feed(bytes, size, KEPT_HEAD)
      expect(found.map(({ kind }) => kind)).toEqual(['tooLong', 'message'])
      expect(found[0]?.bytes).toHaveLength(KEPT_HEAD)
    }
  })

  test('what stands outside frames is told, line ends between frames are not', () => {
    expect(told(feed(Buffer.from('GET / HTTP/1.1\r\n'), 100))).toEqual(['outside GET / HTTP/1.1\r\n'])
    expect(told(feed(Buffer.concat([frame('MSH|a'), Buffer.from('\r\n\r\n'), frame('MSH|b')]), 1))).toHaveLength(2)
  })
})
