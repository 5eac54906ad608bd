/** One part of the proof: what it looked at, what it found. `npm run prove` runs the list of them in `main.ts`. */
import type { NamedAsker } from './askers.ts'
import type { Judges } from './verdicts.ts'

export interface ProofOptions {
  readonly operations: number
  readonly seed: number
  /** Where progress goes: a line that replaces the one before. */
  readonly progress: (line: string) => void
}

export interface Proved {
  readonly cells: number
  readonly mismatches: number
  readonly operations: number
  readonly leaks: number
  /** What is worth saying, line by line; findings with their reproduction last. */
  readonly lines: readonly string[]
}

export interface ProofSubject {
  readonly judges: Judges
  /** All askers, those too who are refused as a whole. */
  readonly askers: readonly NamedAsker[]
  /** Those whose purpose and case are their own. */
  readonly admitted: readonly NamedAsker[]
}

export interface Part {
  readonly name: string
  run(subject: ProofSubject, options: ProofOptions): Promise<Proved>
}

export async function subjectOf(judges: Judges, askers: readonly NamedAsker[]): Promise<ProofSubject> {
  const admitted = askers.filter((asker) => (judges.oracle.refusal(asker) ?? judges.rows.caseRefusal(asker)) === null)
  return { judges, askers, admitted }
}
