/** What a benchmark is to the dispatcher. */
import type { Turns } from './harness.ts'

export interface BenchmarkOptions extends Turns {
  /** Persons in the estate that is made for the benchmark; each has its own default. */
  readonly persons: number | null
  /** Where an estate is, or is kept for the next run; null for a folder that goes. */
  readonly folder: string | null
}
/** Prints what it likes and returns what the last line says. */
export type Benchmark = (options: BenchmarkOptions) => Promise<Readonly<Record<string, unknown>>>
