/**
 * Text to GB18030 bytes. Node decodes GB18030 but does not encode it, so the tables are the decoder turned round: both-byte codes
 * first, then the four-byte ones of the basic plane, then the arithmetic of the planes beyond. U+4DAE gets FE 9F, as in GBK fonts.
 */

const twoBytes = new Uint16Array(0x10000)
const fourBytes = new Uint32Array(0x10000)
prepare()

/** Writes `text` at `at` and returns the position behind it; stops before `limit`, inside a character if it must, as old systems do. */
export function writeGb18030(into: Uint8Array, at: number, text: string, limit: number): number {
  let to = at
  for (let i = 0; i < text.length && to < limit; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      into[to++] = unit
      continue
    }
    const two = twoBytes[unit] ?? 0
    if (two !== 0) {
      into[to++] = two >>> 8
      if (to < limit) into[to++] = two & 0xff
      continue
    }
    let four = fourBytes[unit] ?? 0
    if (unit >= 0xd800 && unit < 0xdc00) {
      const point = text.codePointAt(i) ?? 0
      i++
      four = linear(189_000 + point - 0x10000)
    }
    for (let shift = 24; shift >= 0 && to < limit; shift -= 8) into[to++] = (four >>> shift) & 0xff
  }
  return to
}

export function encodeGb18030(text: string): Uint8Array {
  const room = new Uint8Array(text.length * 4)
  return room.subarray(0, writeGb18030(room, 0, text, room.length))
}

// Private:

function linear(index: number): number {
  const d = (index % 10) + 0x30
  const c = (Math.floor(index / 10) % 126) + 0x81
  const b = (Math.floor(index / 1260) % 10) + 0x30
  const a = Math.floor(index / 12_600) + 0x81
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}

function prepare(): void {
  const decoder = new TextDecoder('gb18030')
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const text = decoder.decode(Uint8Array.of(lead, trail))
      if (text.length === 1 && text !== '\uFFFD') twoBytes[text.charCodeAt(0)] ||= (lead << 8) | trail
    }
  }
  const quad = new Uint8Array(4)
  for (let index = 0; index < 39_420; index++) {
    const code = linear(index)
    for (let i = 0; i < 4; i++) quad[i] = (code >>> (24 - i * 8)) & 0xff
    const text = decoder.decode(quad)
    if (text.length === 1 && text !== '\uFFFD') fourBytes[text.charCodeAt(0)] = code
  }
}
