export interface Mutant {
  /** `file#number` */
  readonly id: string
  readonly line: number
  readonly change: string
  /** The piece of the source that is changed, at most 90 characters. */
  readonly source: string
}
export function instrument(file: string, source: string): { readonly code: string; readonly mutants: readonly Mutant[] }
