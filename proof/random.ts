/** Part b: random operations by random askers, each answer equal to the oracle's cut of the full answer, and no value anywhere else. */
import { parse, validate } from 'graphql'
import type { NamedAsker } from './askers.ts'
import type { Question } from './city.ts'
import { printOperation, randomOperation, smaller, variablesOf, type RandomOperation } from './random-operation.ts'
import { askable } from './askable.ts'
import type { Part } from './part.ts'
import { judgeQuestion, type Judged, type Judges } from './verdicts.ts'

export interface RandomResult {
  readonly operations: number
  readonly documents: number
  readonly cells: number
  readonly mismatches: number
  readonly leaks: number
  /** One line each, with the seed and the smallest operation that shows it. */
  readonly findings: readonly string[]
}

/** Askers of one document: their plans differ, the full answer's plan does not. */
const ASKERS = 4

export async function proveRandom(
  judges: Judges,
  askers: readonly NamedAsker[],
  options: { readonly operations: number; readonly seed: number; readonly progress: (done: number) => void },
): Promise<RandomResult> {
  const { city } = judges
  const schema = city.test.hub.gateway.supergraph.api
  const values = await askable(city)
  const { operations, seed } = options
  let done = 0
  let documents = 0
  let cells = 0
  let mismatches = 0
  let leaks = 0
  const findings = new Map<string, string>()
  const one = async (at: number): Promise<void> => {
    const operation = randomOperation(schema, seed + at, values)
    const question = questionOf(operation)
    if (!question || validate(schema, question.document).length > 0) return
    documents++
    for (let turn = 0; turn < ASKERS && done < operations; turn++) {
      const asker = askers[(at * 7919 + turn * 104729 + seed) % askers.length] as NamedAsker
      done++
      if (done % 100 === 0) options.progress(done)
      const judged = await judgeQuestion(judges, asker, question)
      cells += judged.cells.length
      mismatches += judged.faults.length
      leaks += judged.leaks.length
      const [first] = [...judged.leaks, ...judged.faults]
      if (first === undefined) continue
      const key = first.replace(/\.\d+/g, '').replace(/a\d+/g, 'a')
      if (findings.size < 40 && !findings.has(key))
        findings.set(
          key,
          `seed ${seed + at}, ${asker.name}: ${first}\n    ${await smallest(judges, asker, operation, judged)}`,
        )
    }
  }
  let next = 0
  const worker = async () => {
    while (done < operations && next < operations * 3) await one(next++)
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  return { operations: done, documents, cells, mismatches, leaks, findings: [...findings.values()] }
}

export const randomPart: Part = {
  name: 'random operations',
  async run({ judges, askers, admitted }, { operations, seed, progress }) {
    // One in twenty asks under a purpose or a case that is not the own one.
    const refused = askers.filter((asker) => !admitted.includes(asker))
    const mixed = admitted.flatMap((asker, at) =>
      at % 19 === 0 ? [asker, refused[at % Math.max(1, refused.length)] ?? asker] : [asker],
    )
    const result = await proveRandom(judges, mixed, {
      operations,
      seed,
      progress: (done) => progress(`${done} of ${operations} operations`),
    })
    const { cells, mismatches, leaks, documents, findings } = result
    const headline = `${result.operations} operations (seed ${seed}, ${documents} documents, ${mixed.length} askers), ${cells} values compared, ${judges.city.canaries.planted} marks planted`
    return { cells: 0, mismatches, operations: result.operations, leaks, lines: [headline, ...findings] }
  },
}

// Private:

function questionOf(operation: RandomOperation): Question | null {
  if (operation.picked.length === 0) return null
  const text = printOperation(operation)
  return { text, document: parse(text, { noLocation: true }), variables: variablesOf(operation, text) }
}

/** Leaves out what is not needed for the same kind of finding. */
async function smallest(judges: Judges, asker: NamedAsker, operation: RandomOperation, found: Judged): Promise<string> {
  const schema = judges.city.test.hub.gateway.supergraph.api
  const isBad = (judged: Judged) => (found.leaks.length > 0 ? judged.leaks.length > 0 : judged.faults.length > 0)
  let best = operation
  for (let tries = 0, better = true; better && tries < 60;) {
    better = false
    for (const candidate of smaller(best)) {
      if (tries++ > 60) break
      const question = questionOf(candidate)
      if (!question || validate(schema, question.document).length > 0) continue
      if (!isBad(await judgeQuestion(judges, asker, question))) continue
      best = candidate
      better = true
      break
    }
  }
  const text = printOperation(best)
  return `${text}  with ${Object.keys(variablesOf(best, text)).length} variables`
}
