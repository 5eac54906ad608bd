/** How many calls a source is asked at the same time; further ones wait for their turn, in order. */
export class Turns {
  private free: number
  private readonly waiting = new Set<() => void>()

  constructor(atOnce: number) {
    this.free = atOnce
  }

  get queue(): number {
    return this.waiting.size
  }

  /** True when a turn was free, and is now taken: `give` it back. */
  take(): boolean {
    if (this.free <= 0) return false
    this.free--
    return true
  }

  /** `taken` resolves once a turn is free, which is then taken. Whoever stops waiting calls `leave`. */
  wait(): { readonly taken: Promise<void>; leave(): void } {
    let begin: () => void = () => undefined
    const taken = new Promise<void>((resolve) => (begin = resolve))
    this.waiting.add(begin)
    return {
      taken,
      leave: () => {
        // Given just now, and not used.
        if (!this.waiting.delete(begin)) this.give()
      },
    }
  }

  /** Hands the turn to the one who waits longest. */
  give(): void {
    const [next] = this.waiting
    if (next === undefined) {
      this.free++
      return
    }
    this.waiting.delete(next)
    next()
  }
}
