/** One question of one asker, judged: what the hub answers against what the oracle allows of the full answer. */
import { setTimeout } from 'node:timers/promises'
import { isMark, type Answer, type City, type Question } from './city.ts'
import type { Cell, Cutter } from './cut.ts'
import type { Oracle } from './law/oracle.ts'
import type { Rows } from './law/rows.ts'
import type { NamedAsker } from './askers.ts'
import { wholeQuestion } from './whole-question.ts'

export interface Judged {
  readonly refused: string | null
  readonly cells: readonly Cell[]
  readonly faults: readonly string[]
  /** Values that stand where no value may stand. */
  readonly leaks: readonly string[]
  /** How often a department is told to have been unavailable, in the answer and in the full one. */
  readonly departmentsMissing: number
}

export interface Judges {
  readonly city: City
  readonly cutter: Cutter
  readonly oracle: Oracle
  readonly rows: Rows
}

/**
 * An answer without what a department was too busy to give proves nothing, be it the one that is judged or the full one: both are asked for
 * again. What leaked stays leaked; a department that is never there is a fault.
 */
export async function judgeQuestion(judges: Judges, asker: NamedAsker, question: Question): Promise<Judged> {
  for (let turn = 1; ; turn++) {
    const judged = await judgeOnce(judges, asker, question)
    if (judged.departmentsMissing === 0 || judged.leaks.length > 0) return judged
    if (turn === TURNS)
      return { ...judged, faults: [...judged.faults, `${judged.departmentsMissing} departments missing`] }
    await setTimeout(PAUSE_MS)
  }
}

// Private:

const TURNS = 5
/** All pauses together are longer than a breaker stays open, 10 s at the gateway as at an adapter: within it nobody asks the department. */
const PAUSE_MS = 4_000

async function judgeOnce(
  { city, cutter, oracle, rows }: Judges,
  asker: NamedAsker,
  question: Question,
): Promise<Judged> {
  const { refused, answer } = await city.ask(asker, question)
  const lawful = oracle.refusal(asker) ?? rows.caseRefusal(asker)
  if (refused !== lawful)
    return {
      refused,
      cells: [],
      faults: [`refused ${refused}, the law says ${lawful}`],
      leaks: [],
      departmentsMissing: 0,
    }
  if (!answer) return { refused, cells: [], faults: [], leaks: [], departmentsMissing: 0 }
  const full = await city.full(asker, wholeQuestion(city.test.hub.gateway.supergraph.api, question))
  const departmentsMissing = unavailable(answer, full)
  const faults: string[] = []
  const leaks: string[] = []
  const told = [JSON.stringify(answer.extensions), ...answer.errors.map((gap) => gap.told)].join('\n')
  for (const mark of city.canaries.found(told)) leaks.push(`told beside the data: ${nameOf(mark)}`)
  if (full.data === null || answer.data === null) {
    // A whole request that fails must fail alike.
    const codes = (gaps: readonly { readonly code: string }[]) =>
      gaps
        .map(({ code }) => code)
        .sort()
        .join()
    if (full.data !== answer.data || codes(full.errors) !== codes(answer.errors))
      faults.push(
        `data ${answer.data === null ? 'null' : 'there'}: ${codes(answer.errors)}; full: ${codes(full.errors)}`,
      )
    return { refused, cells: [], faults, leaks, departmentsMissing }
  }
  const { cells, mismatches, reached } = cutter.compare(asker, question, full, answer)
  for (const { path, coordinate, what } of mismatches) faults.push(`${path} ${coordinate}: ${what}`)
  for (const { type, id, path } of reached) {
    if (rows.reaches(asker, type, id) === false) leaks.push(`${path}: a ${type} out of reach`)
  }
  const data = JSON.stringify(answer.data)
  const whole = JSON.stringify(full.data)
  for (const mark of city.canaries.found(data)) {
    if (!whole.includes(mark)) leaks.push(`in the data and not in the full answer: ${nameOf(mark)}`)
    if (oracle.scope(asker) === 'SELF' && /^\d{17}[\dX]$/.test(mark) && !city.ownNumbers(asker).has(mark))
      leaks.push('the identity number of somebody else')
  }
  for (const [key] of cursorsOf(answer.data)) {
    const text = Buffer.from(key, 'base64url').toString('utf8')
    for (const mark of city.canaries.found(text)) if (!data.includes(mark)) leaks.push(`in a cursor: ${nameOf(mark)}`)
  }
  return { refused, cells, faults, leaks, departmentsMissing }
}

function unavailable(...answers: readonly Answer[]): number {
  return answers.flatMap(({ errors }) => errors).filter(({ code }) => code === 'DEPARTMENT_UNAVAILABLE').length
}

function nameOf(mark: string): string {
  return isMark(mark) ? 'a planted mark' : /^\d{17}/.test(mark) ? 'an identity number' : 'a telephone number'
}

function* cursorsOf(value: unknown): Generator<readonly [string]> {
  if (Array.isArray(value)) for (const one of value as readonly unknown[]) yield* cursorsOf(one)
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* cursorsOf(one)
  else if (
    typeof value === 'string' &&
    /^[A-Za-z0-9_-]{6,}$/.test(value) &&
    Buffer.from(value, 'base64url').toString('utf8').startsWith('c:')
  )
    yield [value]
}
