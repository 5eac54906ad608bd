/**
 * An attack is data: what it is called, what it is after, in which kind of public advisory it stands, and how it is tried. It is refused, or
 * it got something. The jest suite and `npm run attack` run the same lists.
 */
import type { Principal, Role } from '../../access/principal.ts'
import type { Target } from './target.ts'

export interface Attack {
  readonly name: string
  /** What whoever tries it would have of it. */
  readonly after: string
  /** The kind of public advisory or write-up in which it is known. */
  readonly source: string
  run(target: Target): Promise<Outcome>
}

/** `refused`: the code, or what came instead (`MASKED`, `HARMLESS`, `SAME ANSWER`). `got`: what leaked, never its value. */
export type Outcome = { readonly refused: string } | { readonly got: string }

export function refused(by: string): Outcome {
  return { refused: by }
}

export function got(what: string): Outcome {
  return { got: what }
}

/** The first leak counts; without one, what refused the first of them. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.find((outcome) => 'got' in outcome) ?? outcomes[0] ?? got('nothing was tried')
}

/** Of the staff of a department, in the offices that the token gives. */
export function someone(subject: string, department: string, ...roles: readonly Role[]): Principal {
  return { subject, department, roles, grids: [], staffKey: null, personId: null }
}
