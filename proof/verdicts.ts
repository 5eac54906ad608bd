/** One question of one asker, judged: what the hub answers against what the oracle allows of the full answer. */
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
}

export interface Judges {
  readonly city: City
  readonly cutter: Cutter
  readonly oracle: Oracle
  readonly rows: Rows
}

/** A department that was slow on a busy machine is asked once more; what leaked stays leaked. */
export async function judgeQuestion(judges: Judges, asker: NamedAsker, question: Question): Promise<Judged> {
  let judged = await judgeOnce(judges, asker, question)
  for (
    let turn = 0;
    turn < 2 && judged.leaks.length === 0 && judged.faults.some((fault) => fault.includes('DEPARTMENT_UNAVAILABLE'));
    turn++
  )
    judged = await judgeOnce(judges, asker, question)
  return judged
}

// Private:

async function judgeOnce(
  { city, cutter, oracle, rows }: Judges,
  asker: NamedAsker,
  question: Question,
): Promise<Judged> {
  const { refused, answer } = await city.ask(asker, question)
  const lawful = oracle.refusal(asker) ?? rows.caseRefusal(asker)
  if (refused !== lawful)
    return { refused, cells: [], faults: [`refused ${refused}, the law says ${lawful}`], leaks: [] }
  if (!answer) return { refused, cells: [], faults: [], leaks: [] }
  const full = await wholeAnswer(city, asker, question)
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
    return { refused, cells: [], faults, leaks }
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
  return { refused, cells, faults, leaks }
}

/** An answer that lacks what a department was too busy to give is not the full one. */
async function wholeAnswer(city: City, asker: NamedAsker, question: Question): Promise<Answer> {
  const whole = wholeQuestion(city.test.hub.gateway.supergraph.api, question)
  for (let turn = 0; ; turn++) {
    const answer = await city.full(asker, whole)
    if (turn === 3 || answer.errors.every(({ code }) => code !== 'DEPARTMENT_UNAVAILABLE')) return answer
  }
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
