/** What can be computed by adding and subtracting known sums. Over a prime field: exact for sums of ones but for odds of one in the prime. Pure. */
const PRIME = 32_749

export class RowSpace {
  private readonly rows: { readonly at: number; readonly row: readonly number[] }[] = []

  /** Each sum says of every part, by 1 or 0, whether it is in. */
  constructor(sums: readonly (readonly number[])[]) {
    for (const sum of sums) {
      const row = this.reduced(sum)
      const at = row.findIndex((value) => value !== 0)
      if (at < 0) continue
      const by = inverse(row[at] ?? 1)
      this.rows.push({ at, row: row.map((value) => (value * by) % PRIME) })
    }
  }

  gives(sum: readonly number[]): boolean {
    return this.reduced(sum).every((value) => value === 0)
  }

  // Private:

  private reduced(sum: readonly number[]): number[] {
    const row = [...sum]
    for (const { at, row: known } of this.rows) {
      const by = row[at] ?? 0
      if (by === 0) continue
      for (let column = at; column < row.length; column += 1)
        row[column] = ((row[column] ?? 0) + (PRIME - by) * (known[column] ?? 0)) % PRIME
    }
    return row
  }
}

// Private:

function inverse(value: number): number {
  let [result, base] = [1, value % PRIME]
  for (let power = PRIME - 2; power > 0; power >>= 1) {
    if (power & 1) result = (result * base) % PRIME
    base = (base * base) % PRIME
  }
  return result
}
