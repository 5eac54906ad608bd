/** Messages read here and written by node-hl7-client, or by hand where that package cannot write what hospitals send. */
import { describe, expect, test } from '@jest/globals'
import { Message } from 'node-hl7-client'
import { encodeGb18030 } from '../text/encode-gb18030.ts'
import { parseMessage, UnreadableMessage, type Hl7Message } from './message.ts'
import { compilePath } from './path.ts'

const msh = 'MSH|^~\\&|HIS|JG00001|HUB|WJJ|20260301101500||VXU^V04|M1|P|2.5.1'
const parse = (text: string) => parseMessage(Buffer.from(text), 'utf-8')
const at = (message: Hl7Message, path: string | readonly string[]) =>
  compilePath('stand-in', path)(message, [], message.segments)
const codeOf = (bytes: Buffer) => {
  try {
    parseMessage(bytes, 'gb18030')
    return null
  } catch (error) {
    return error instanceof UnreadableMessage ? error.code : 'another error'
  }
}

describe('a message is read as it was written', () => {
  test('what node-hl7-client writes, separators inside values too', () => {
    const written = new Message({ text: msh })
    const value = 'a|b^c&d~e\\f'
    written.addSegment('PID').set('3.1', value)
    const message = parse(written.toString())
    expect(at(message, 'PID-3')).toBe(value)
    expect(message).toMatchObject({ type: 'VXU^V04', id: 'M1', sender: 'HIS|JG00001' })
  })

  test('both read repetitions, components, subcomponents and other separators alike', () => {
    const text =
      'MSH#*~\\!#HIS#JG1#HUB#WJJ#20260301##VXU*V04#M2#P#2.5.1\rPID#1##H-7001****PI~370283198001010000****NNCHN##Name!Own*Given'
    const theirs = new Message({ text })
    const ours = parse(text)
    expect(at(ours, 'PID-3[5=NNCHN].1')).toBe('370283198001010000')
    expect(at(ours, 'PID-3[5=PI]')).toBe('H-7001')
    expect(at(ours, 'PID-5.1.2')).toBe(theirs.get('PID.5.1.2').toString())
    expect(at(ours, 'PID-5.2')).toBe(theirs.get('PID.5.2').toString())
  })

  test.each(['\r', '\n', '\r\n'])('segments may end with %j', (end) => {
    expect(at(parse([msh, 'PID|1||A', 'RXA|0|1', ''].join(end)), 'RXA-2')).toBe('1')
  })

  test('empty says nothing, "" says that there is nothing', () => {
    const message = parse(`${msh}\rPID|1||""^^^^PI||""||`)
    expect(at(message, 'PID-3[5=PI].1')).toBeNull()
    expect(at(message, 'PID-5.2')).toBeNull()
    expect(at(message, 'PID-7')).toBeUndefined()
    expect(at(message, 'ZZZ-7')).toBeUndefined()
    expect(at(message, 'PID-3[5=NNCHN].1')).toBeUndefined()
  })

  test('escapes: bytes are of the message’s own character set, what is unknown stays', () => {
    const gb = `${msh}||||||GB 18030-2000\rOBX|1|ST|1||\\XB2E2\\\\X41\\\\.br\\\\H\\x\\N\\ C:\\temp \\Q\\`
    expect(at(parseMessage(Buffer.from(gb), 'utf-8'), 'OBX-5')).toBe('测A\nx C:\\temp \\Q\\')
    const utf = `${msh}||||||UNICODE UTF-8\rOBX|1|ST|1||\\XE6B58B\\`
    expect(at(parseMessage(Buffer.from(utf), 'gb18030'), 'OBX-5')).toBe('测')
  })

  test('a lone escape character or one at the end is text', () => {
    expect(at(parse(`${msh}\rPID|1||a\\b|\\`), 'PID-3')).toBe('a\\b')
  })

  test('OBX is chosen by its code', () => {
    const message = parse(`${msh}\rOBX|1|CE|64994-7^x||V01\rOBX|2|ST|31044-1^y||低热`)
    expect(at(message, 'OBX[3.1=31044-1]-5')).toBe('低热')
    expect(at(message, 'OBX[3.1=0-0]-5')).toBeUndefined()
  })

  test('a joined path needs all its parts', () => {
    expect(at(parse(`${msh}\rORC|RE||V1`), ['MSH-4', 'ORC-3.1'])).toBe('JG00001-V1')
    expect(at(parse(`${msh}\rORC|RE`), ['MSH-4', 'ORC-3.1'])).toBeUndefined()
  })
})

describe('character sets', () => {
  // 䶮 (FE 9F), four-byte characters, and one whose second byte is the field separator.
  const name = '于䶮㛃𬭎'
  test('MSH-18 decides, then the declaration; GBK is read as GB18030', () => {
    for (const label of ['GB 18030-2000', 'GBK', 'CNGB 2312-1980', ''])
      expect(at(parseMessage(encodeGb18030(`${msh}||||||${label}\rPID|1||||${name}`), 'gb18030'), 'PID-5')).toBe(name)
    expect(at(parseMessage(Buffer.from(`${msh}||||||UNICODE UTF-8\rPID|1||||${name}`), 'gb18030'), 'PID-5')).toBe(name)
  })

  test('separators inside a character of GB18030 are no separators', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${msh}\rPID|1||||`),
      Buffer.from([0x82, 0x7c, 0x81, 0x5e]),
      Buffer.from('|x'),
    ])
    const message = parseMessage(bytes, 'gb18030')
    expect(at(message, 'PID-5')).toBe(new TextDecoder('gb18030').decode(bytes.subarray(-6, -2)))
    expect(at(message, 'PID-6')).toBe('x')
  })

  test('UTF-8 under a GB18030 label is found and remarked', () => {
    const message = parseMessage(Buffer.from(`${msh}||||||GB 18030-2000\rPID|1||||古丽·测试甲乙`), 'gb18030')
    expect(at(message, 'PID-5')).toBe('古丽·测试甲乙')
    expect(message.remarks).toEqual(['ENCODING_FOUND:utf-8'])
  })

  test('a name in GBK whose bytes happen to be UTF-8 too stays what it is', () => {
    const name = Buffer.from([0xe8, 0xaa, 0xb9, 0xe2, 0xb8, 0xad])
    expect(new TextDecoder('utf-8', { fatal: true }).decode(name)).toHaveLength(2)
    const message = parseMessage(Buffer.concat([Buffer.from(`${msh}\rPID|1||||`), name]), 'gb18030')
    expect(at(message, 'PID-5')).toBe(new TextDecoder('gb18030').decode(name))
    expect(message.remarks).toEqual([])
  })

  test('bytes that are no text cost the message', () => {
    expect(codeOf(Buffer.concat([Buffer.from(`${msh}\rPID|1||||`), Buffer.from([0xff, 0xff, 0xff])]))).toBe(
      'ROW_UNDECODABLE',
    )
  })
})

describe('what is no message is refused, not guessed at', () => {
  test.each([
    ['no header', 'PID|1'],
    ['a header in the middle', `${msh}\r${msh}`],
    ['separators that are letters', 'MSH|ABCD|HIS'],
    ['separators that are the same', 'MSH|^^\\&|HIS|A|B|C|1||VXU^V04|M1|P|2.4'],
    ['no separators at all', 'MSH'],
    ['no type', 'MSH|^~\\&|HIS|JG1|HUB|WJJ|20260301|||M1|P|2.4'],
    ['no identifier', 'MSH|^~\\&|HIS|JG1|HUB|WJJ|20260301||VXU^V04||P|2.4'],
    ['a line that is no segment', `${msh}\r<html>`],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(codeOf(Buffer.from(text))).toBe('MESSAGE_UNREADABLE')
  })

  test('a path that is none is refused when the declaration is opened', () => {
    for (const path of ['PID', 'PID-', 'pid-3', 'PID-3[NNCHN].1', 'PID-3.1.2.3'])
      expect(() => compilePath('stand-in', path)).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }))
  })
})
