import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { cleanText } from './clean-text.ts'
import { decode, decodeField, decodeStream, undecodable } from './decode.ts'
import { encodeGb18030 } from './encode-gb18030.ts'
import { encodingOf, findEncoding } from './encoding.ts'

const file = (name: string) => readFileSync(join(import.meta.dirname, '../cases', name))

async function inChunks(bytes: Buffer, size: number): Promise<string> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  let text = ''
  for await (const part of decodeStream(chunks(), 'gb18030')) text += part
  return text
}

describe('decoding', () => {
  test('every label of the GB family is read as GB18030, four-byte names whole (T01)', () => {
    for (const label of ['GBK', 'GB2312', 'cp936', 'x-gbk', 'GB18030']) expect(encodingOf(label)).toBe('gb18030')
    expect(encodingOf('latin1')).toBeNull()
    const names = decode(file('T01_gb18030_fourbyte.csv'), 'gb18030')
      ?.split('\r\n')
      .slice(1, 8)
      .map((line) => line.split(',')[1])
    expect(names).toEqual(['测㛃', '试𬭎', '样䶮', '例𠮷', '古丽米热·艾比布力测试', '测〇', expect.any(String)])
  })

  test('a character split over chunks is whole again, whatever the size of the chunks (T03)', async () => {
    const bytes = file('T03_split_at_64k.csv')
    const whole = new TextDecoder('gb18030', { fatal: true }).decode(bytes)
    expect(whole.trimEnd().split('\r\n').at(-1)).toMatch(/试𬭎.*A-12$/)
    for (const size of [1, 3, 7, 65_536]) expect(await inChunks(bytes, size)).toBe(whole)
  })

  test('a line that is not text is kept apart from its neighbours', async () => {
    const text = await inChunks(
      Buffer.concat([encodeGb18030('测甲\n'), Buffer.from([0xff, 0xff, 0x0a]), encodeGb18030('试乙\n')]),
      4,
    )
    expect(text.split('\n')[0]).toBe('测甲')
    expect(text.split('\n')[1]).toContain(undecodable)
    expect(text.split('\n')[2]).toBe('试乙')
  })

  test('both euros are the same (T06)', () => {
    const rows = decode(file('T06_euro.csv'), 'gb18030')?.split('\r\n')
    expect(rows?.slice(1, 3)).toEqual(['R001,€100', 'R002,€100'])
  })

  test('a field cut inside a character says so at its end', () => {
    expect(decodeField(Buffer.from('b2e241b9c5c0f6c3d7c8', 'hex'), 'gb18030')).toEqual({
      text: '测A古丽米\uFFFD',
      cut: true,
    })
    for (const bytes of [1, 2, 3]) {
      expect(decodeField(encodeGb18030('试𬭎').subarray(0, 2 + bytes), 'gb18030')).toEqual({
        text: '试\uFFFD',
        cut: true,
      })
    }
    expect(decodeField(Buffer.from('ffffffffff', 'hex'), 'gb18030')).toBeNull()
  })
})

describe('finding the encoding (T07)', () => {
  test.each([
    ['T07_utf8_bom.csv', 'utf-8', 3],
    ['T07b_gb18030_bom.csv', 'gb18030', 4],
    ['T07c_utf16le.csv', 'utf-16le', 2],
    ['T07d_utf8_nobom_named_gbk.csv', 'utf-8', 0],
    ['T01_gb18030_fourbyte.csv', 'gb18030', 0],
  ])('%s is %s', (name, encoding, skip) => {
    const found = findEncoding(file(name), 'gb18030')
    expect(found).toEqual({ encoding, skip, remark: encoding === 'gb18030' ? null : `ENCODING_FOUND:${encoding}` })
  })

  test('a file promised as UTF-8 that is GBK, and UTF-16 without its mark', () => {
    expect(findEncoding(file('T01_gb18030_fourbyte.csv'), 'utf-8').encoding).toBe('gb18030')
    expect(findEncoding(file('T07c_utf16le.csv').subarray(2), 'gb18030').encoding).toBe('utf-16le')
  })
})

describe('private use (T05)', () => {
  test('the older and the newer form of a character are equal, and the older keeps a flag', () => {
    const rows = decode(file('T05_pua_2005_2022.csv'), 'gb18030')?.trimEnd().split('\r\n').slice(1) ?? []
    const names = rows.map((row) => cleanText(row.split(',')[1] as string).text)
    for (const pair of [0, 2, 4, 6]) expect(names[pair]).toBe(names[pair + 1])
    expect(names.join('')).not.toMatch(/[\uE000-\uF8FF]/)
    expect(cleanText(rows[2] as string).flag).toBe('PRIVATE_USE_CHARACTER')
  })

  test.each([
    ['\uE863', '䶮'],
    ['\uE81E', '龴'],
    ['\uE78D', '︐'],
    ['\uE816', '𠂇'],
    ['\uE864', '龻'],
    ['\uE7C7', 'ḿ'],
  ])('%j stands for %s', (old, standard) => {
    expect(cleanText(`测${old}`)).toEqual({ text: `测${standard}`, flag: 'PRIVATE_USE_CHARACTER' })
  })

  test('one without a standard form stays and is flagged; other texts are left alone', () => {
    expect(cleanText('测\uE000')).toEqual({ text: '测\uE000', flag: 'PRIVATE_USE_CHARACTER' })
    expect(cleanText(' 测 〇𠮷')).toEqual({ text: ' 测 〇𠮷', flag: null })
  })

  test('NUL and half a surrogate pair never leave', () => {
    expect(cleanText('测\0甲')).toEqual({ text: '测甲', flag: 'INVISIBLE_CHARACTER' })
    expect(cleanText('测\uD842甲')).toEqual({ text: '测\uFFFD甲', flag: 'LOST_CHARACTER' })
  })
})

describe('encoding', () => {
  test('every character of the basic plane and beyond comes back', () => {
    const decoder = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true })
    const points: number[] = []
    for (let point = 0; point < 0x10000; point++) if (point < 0xd800 || point > 0xf8ff) points.push(point)
    for (let point = 0x10000; point <= 0x10ffff; point += 997) points.push(point)
    const text = points.map((point) => String.fromCodePoint(point)).join('')
    expect(decoder.decode(encodeGb18030(text))).toBe(text)
    expect(encodeGb18030('测㛃𠮷€').toString('hex')).toBe('b2e28230b7319534b235a2e3')
    expect(encodeGb18030('\uE81E').toString('hex')).toBe('fe59')
    expect(() => encodeGb18030('\uD842')).toThrow(RangeError)
  })
})
