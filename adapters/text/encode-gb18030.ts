/**
 * Text to GB18030 bytes. Node has a decoder only, so the table is that decoder turned round: one and two bytes by table, four bytes for
 * the rest of the basic plane by table too, beyond it by arithmetic. The samples are written with it.
 */
import { standardise } from './private-use.ts'

interface Tables {
  readonly two: Uint16Array
  /** Linear position of the four bytes plus one; zero where there is none. */
  readonly four: Uint16Array
}
let tables: Tables | null = null

/** A private-use form that the decoder no longer gives is written as its standard character. Throws RangeError for half a surrogate pair, which no encoding has. */
export function encodeGb18030(text: string): Buffer {
  const { two, four } = (tables ??= build())
  const bytes = Buffer.allocUnsafe(text.length * 4)
  let length = 0
  for (const given of text) {
    const unit = given.charCodeAt(0)
    if (unit < 0x80) {
      bytes[length++] = unit
      continue
    }
    const unknown = given.length === 1 && two[unit] === 0 && four[unit] === 0
    const point = (unknown ? standardise(given) : given).codePointAt(0) as number
    const pair = point < 0x10000 ? (two[point] as number) : 0
    const linear = point < 0x10000 ? (four[point] as number) - 1 : point - 0x10000 + beyondBasicPlane
    if (pair > 0) length = bytes.writeUInt16BE(pair, length)
    else if (linear >= 0) length = bytes.writeUInt32BE(fourBytes(linear), length)
    else throw new RangeError('Half a surrogate pair cannot be encoded')
  }
  return bytes.subarray(0, length)
}

// Private:

/** 90308130, where U+10000 stands. */
const beyondBasicPlane = 189_000
const basicPlane = 39_420

function fourBytes(linear: number): number {
  const fourth = linear % 10
  const third = Math.floor(linear / 10) % 126
  const second = Math.floor(linear / 1260) % 10
  const first = Math.floor(linear / 12_600)
  return (((0x81 + first) << 24) | ((0x30 + second) << 16) | ((0x81 + third) << 8) | (0x30 + fourth)) >>> 0
}

function build(): Tables {
  const decoder = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true })
  const pairs = Buffer.allocUnsafe(126 * 190 * 2)
  let length = 0
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail !== 0x7f) length = pairs.writeUInt16BE((lead << 8) | trail, length)
    }
  }
  const two = new Uint16Array(0x10000)
  Array.from(decoder.decode(pairs)).forEach((character, i) => {
    const point = character.codePointAt(0) as number
    if (point < 0x10000 && two[point] === 0) two[point] = pairs.readUInt16BE(i * 2)
  })

  const quads = Buffer.allocUnsafe(basicPlane * 4)
  for (let linear = 0; linear < basicPlane; linear++) quads.writeUInt32BE(fourBytes(linear), linear * 4)
  const four = new Uint16Array(0x10000)
  Array.from(decoder.decode(quads)).forEach((character, linear) => {
    const point = character.codePointAt(0) as number
    if (point < 0x10000 && four[point] === 0) four[point] = linear + 1
  })
  return { two, four }
}
