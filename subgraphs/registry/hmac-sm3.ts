/**
 * HMAC-SM3 (GB/T 32905-2016, RFC 2104) of short texts under one key. Linking a city makes some sixty million of them: what OpenSSL needs to
 * begin a digest costs twice what digesting a short text does. The two blocks that the key fills are digested once; long texts go to
 * OpenSSL. A test holds the two together.
 */
import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto'

const BLOCK = 64
const DIGEST = 32
/** Bytes of a text that are digested here; past that OpenSSL is as fast. */
const SHORT = 1_024

export class HmacSm3 {
  private readonly key: KeyObject
  private readonly inner: Int32Array
  private readonly outer: Int32Array

  constructor(key: Uint8Array) {
    this.key = createSecretKey(key)
    const block = new Uint8Array(BLOCK)
    block.set(key.length > BLOCK ? createHash('sm3').update(key).digest() : key)
    this.inner = afterBlock(block.map((byte) => byte ^ 0x36))
    this.outer = afterBlock(block.map((byte) => byte ^ 0x5c))
  }

  digest(text: string): Buffer {
    // A character takes three bytes at most.
    if (text.length * 3 > SHORT) return createHmac('sm3', this.key).update(text).digest()
    finish(this.inner, work.utf8Write(text, 0))
    writeState(work)
    finish(this.outer, DIGEST)
    const digest = Buffer.allocUnsafe(DIGEST)
    writeState(digest)
    return digest
  }
}

// Private:

const iv = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e]
/** T of each round, turned to the left by its number. */
const turned = Int32Array.from({ length: 64 }, (_, round) => left(round < 16 ? 0x79cc4519 : 0x7a879d8a, round % 32))

// Nothing here waits, so that one of each is enough for all keys.
const work = Buffer.alloc(SHORT + 2 * BLOCK) as Buffer & { utf8Write(text: string, offset: number): number }
const state = new Int32Array(8)
const words = new Int32Array(68)

function left(word: number, by: number): number {
  return by === 0 ? word : (word << by) | (word >>> (32 - by))
}

function afterBlock(block: Uint8Array): Int32Array {
  state.set(iv)
  compress(block, 0)
  return state.slice()
}

/** Digests the first bytes of `work` behind one block that was digested before; `state` then holds the digest. */
function finish(from: Int32Array, length: number): void {
  const end = Math.ceil((length + 9) / BLOCK) * BLOCK
  work.fill(0, length, end)
  work[length] = 0x80
  work.writeUInt32BE((length + BLOCK) * 8, end - 4)
  state.set(from)
  for (let at = 0; at < end; at += BLOCK) compress(work, at)
}

function writeState(to: Buffer): void {
  for (let at = 0; at < 8; at += 1) to.writeInt32BE(state[at] ?? 0, at * 4)
}

/** The standard's CF: one block into `state`. Written out, since a call a step costs more than the step. */
function compress(bytes: Uint8Array, from: number): void {
  const w = words as { [at: number]: number }
  const b = bytes as { [at: number]: number }
  const t = turned as { [at: number]: number }
  for (let j = 0, at = from; j < 16; j += 1, at += 4)
    w[j] = (b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!
  for (let j = 16; j < 68; j += 1) {
    const w3 = w[j - 3]!
    const w13 = w[j - 13]!
    const x = w[j - 16]! ^ w[j - 9]! ^ ((w3 << 15) | (w3 >>> 17))
    const p1 = x ^ ((x << 15) | (x >>> 17)) ^ ((x << 23) | (x >>> 9))
    w[j] = p1 ^ ((w13 << 7) | (w13 >>> 25)) ^ w[j - 6]!
  }
  const s = state as { [at: number]: number }
  let [a, c, d, e] = [s[0]!, s[1]!, s[2]!, s[3]!]
  let [f, g, h, k] = [s[4]!, s[5]!, s[6]!, s[7]!]
  for (let j = 0; j < 64; j += 1) {
    const a12 = (a << 12) | (a >>> 20)
    const sum = (a12 + f + t[j]!) | 0
    const ss1 = (sum << 7) | (sum >>> 25)
    const ff = j < 16 ? a ^ c ^ d : (a & c) | (a & d) | (c & d)
    const gg = j < 16 ? f ^ g ^ h : (f & g) | (~f & h)
    const tt1 = (ff + e + (ss1 ^ a12) + (w[j]! ^ w[j + 4]!)) | 0
    const tt2 = (gg + k + ss1 + w[j]!) | 0
    e = d
    d = (c << 9) | (c >>> 23)
    c = a
    a = tt1
    k = h
    h = (g << 19) | (g >>> 13)
    g = f
    f = tt2 ^ ((tt2 << 9) | (tt2 >>> 23)) ^ ((tt2 << 17) | (tt2 >>> 15))
  }
  s[0]! ^= a
  s[1]! ^= c
  s[2]! ^= d
  s[3]! ^= e
  s[4]! ^= f
  s[5]! ^= g
  s[6]! ^= h
  s[7]! ^= k
}
