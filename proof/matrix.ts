/** Part a: the exhaustive matrix. Every field × asker × purpose × way: a verdict of the law for each cell, measured on the value shown. */
import type { NamedAsker } from './askers.ts'
import type { Part } from './part.ts'
import { judgeQuestion, type Judges } from './verdicts.ts'
import { passagesOf, ways, type Passages, type Way } from './ways.ts'

export interface MatrixResult {
  readonly cells: number
  readonly byWay: ReadonlyMap<Way, number>
  readonly byVerdict: Readonly<Record<'PLAIN' | 'MASK' | 'DENY', number>>
  readonly coordinates: number
  readonly requests: number
  readonly mismatches: number
  readonly leaks: number
  readonly findings: readonly string[]
}

export async function proveMatrix(
  judges: Judges,
  askers: readonly NamedAsker[],
  passages: Passages,
  progress: (done: number, of: number) => void,
): Promise<MatrixResult> {
  const byWay = new Map<Way, number>(ways.map((way) => [way, 0]))
  const byVerdict = { PLAIN: 0, MASK: 0, DENY: 0 }
  const coordinates = new Set<string>()
  const findings = new Map<string, string>()
  let [cells, mismatches, leaks, done] = [0, 0, 0, 0]
  const all = passages.all.flatMap((passage) => askers.map((asker) => ({ passage, asker })))
  let next = 0
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) {
      const { passage, asker } = all[at] as (typeof all)[number]
      const judged = await judgeQuestion(judges, asker, passage.question)
      if (++done % 200 === 0) progress(done, all.length)
      // A field of a list is one cell, however many rows the list has.
      const looked = new Map<string, { readonly way: Way; readonly shown: 'PLAIN' | 'MASK' | 'DENY' }>()
      const empty = new Set(passage.ways.keys())
      for (const { coordinate, path, shown } of judged.cells) {
        const [part = ''] = path.split('.')
        const way = passage.ways.get(part)
        if (!way || (passage.type !== null && !coordinate.startsWith(`${passage.type}.`))) continue
        empty.delete(part)
        looked.set(`${part} ${coordinate}`, { way, shown })
        coordinates.add(coordinate)
      }
      for (const { way, shown } of looked.values()) {
        byVerdict[shown]++
        byWay.set(way, (byWay.get(way) ?? 0) + 1)
      }
      // Rows out of reach: nothing of them is shown, which is one cell.
      for (const part of empty) {
        const way = passage.ways.get(part)
        if (way) byWay.set(way, (byWay.get(way) ?? 0) + 1)
      }
      cells += looked.size + empty.size
      mismatches += judged.faults.length
      leaks += judged.leaks.length
      for (const found of [...judged.leaks, ...judged.faults].slice(0, 3)) {
        const key = found.replace(/\.\d+/g, '').replace(/^w\d+/, '')
        if (findings.size < 60 && !findings.has(key))
          findings.set(
            key,
            `${[...new Set(passage.ways.values())].join(', ')}; ${asker.name}: ${found}\n    ${passage.question.text.slice(0, 400)}`,
          )
      }
    }
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  return {
    cells,
    byWay,
    byVerdict,
    coordinates: coordinates.size,
    requests: done,
    mismatches,
    leaks,
    findings: [...findings.values()],
  }
}

/** `only` chooses types of the graph: all of them in the proof, some in the tests. */
export const matrixPart = (only: (type: string) => boolean): Part => ({
  name: 'matrix',
  async run({ judges, askers, admitted }, { progress }) {
    const everybody = admitted.find(({ name }) => name === 'data officer, DATA_QUALITY')
    if (!everybody) throw new Error('no data officer')
    const passages = await passagesOf(judges.city, everybody, only)
    const result = await proveMatrix(judges, admitted, passages, (done, of) => progress(`${done} of ${of} requests`))
    // A purpose, a case that is not one's own: the whole request is refused, so each of its cells.
    let [refused, wrong] = [0, 0]
    const [any] = passages.all
    for (const asker of askers.filter((one) => !admitted.includes(one))) {
      if (!any) continue
      const judged = await judgeQuestion(judges, asker, any.question)
      refused++
      wrong += judged.faults.length
    }
    const { cells, byWay, byVerdict, coordinates, requests, findings } = result
    const lines = [
      `${cells} cells in ${requests} requests: ${coordinates} fields × ${admitted.length} askers with their purposes × ${ways.length} ways`,
      `${byVerdict.PLAIN} plain, ${byVerdict.MASK} masked, ${byVerdict.DENY} refused; the rest is out of reach; ${refused} askers refused as a whole`,
      ...ways.map(
        (way) =>
          `  ${way.padEnd(16)} ${String(byWay.get(way) ?? 0).padStart(8)} cells, ${passages.missing.get(way) ?? 0} types without such a way or a row on it`,
      ),
      ...findings,
    ]
    return { cells: cells + refused, mismatches: result.mismatches + wrong, operations: 0, leaks: result.leaks, lines }
  },
})
