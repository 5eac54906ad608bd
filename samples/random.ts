/**
 * Randomness by counting: every draw is a hash of (seed, stream, index, counter). A person, a house or an event can thus be made
 * again from its index alone, in any order, and nothing has to be kept in memory.
 * The mixer is the 32-bit finaliser of MurmurHash3 (public domain), run twice with both halves of the key.
 */

export class Draw {
  readonly #low: number
  readonly #high: number
  #counter = 0

  /** `stream` names what is being drawn, so that a new kind of draw leaves all others as they were. */
  constructor(seed: number, stream: string, index: number) {
    let high = mix(seed ^ 0x9e3779b9)
    for (let i = 0; i < stream.length; i++) high = mix(high ^ Math.imul(stream.charCodeAt(i) + i, 0x85ebca6b))
    this.#high = high
    this.#low = mix(mix(index | 0) ^ high)
  }

  /** An unsigned integer of 32 bits. */
  bits(): number {
    this.#counter = (this.#counter + 0x9e3779b9) | 0
    return mix(mix(this.#low ^ this.#counter) + this.#high) >>> 0
  }

  /** From 0 (inclusive) to `below` (exclusive). */
  int(below: number): number {
    return Math.floor((this.bits() / 0x1_0000_0000) * below)
  }

  /** From `low` to `high`, both inclusive. */
  between(low: number, high: number): number {
    return low + this.int(high - low + 1)
  }

  chance(rate: number): boolean {
    return this.bits() < rate * 0x1_0000_0000
  }

  pick<T>(from: readonly T[]): T {
    const chosen = from[this.int(from.length)]
    if (chosen === undefined) throw new RangeError('nothing to pick from')
    return chosen
  }

  /** Picks by weight; the weights need not sum to one. */
  weigh<T>(from: readonly (readonly [T, number])[]): T {
    let total = 0
    for (const [, weight] of from) total += weight
    let at = (this.bits() / 0x1_0000_0000) * total
    for (const [value, weight] of from) {
      at -= weight
      if (at < 0) return value
    }
    const last = from[from.length - 1]
    if (last === undefined) throw new RangeError('nothing to weigh')
    return last[0]
  }
}

// Private:

function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
