/**
 * The proof. Use: npm run prove -- [--operations 10000] [--seed 1] [--part matrix]
 * Prints what was looked at; exits with 1 when anything differs from the law, or when a guard can be taken away without a test that notices.
 */
import { parseArgs } from 'node:util'
import { killRate, tryGuardMutants } from '../e2e/guard-mutants/guard-mutants.ts'
import { askersOf } from './askers.ts'
import { openCity } from './city.ts'
import { doors } from './doors.ts'
import { judgesOf } from './facts.ts'
import { matrixPart } from './matrix.ts'
import { overHttp } from './over-http.ts'
import { subjectOf, type Part, type ProofOptions } from './part.ts'
import { randomPart } from './random.ts'
import { surfaces } from './surfaces.ts'

/** In this order: what the parts before have said and kept is searched last. */
const parts: readonly Part[] = [doors, randomPart, overHttp, matrixPart(() => true), surfaces]
/** Needs no city, and changes the code under the tests: after all others. */
const MUTANTS = 'mutants of the guards'

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    part: { type: 'string' },
  },
})
const [operations, seed] = [Number(values.operations), Number(values.seed)]
const isChosen = (name: string) => values.part === undefined || name.includes(values.part)
const chosen = parts.filter(({ name }) => isChosen(name))
if (
  !Number.isInteger(operations) ||
  operations < 1 ||
  !Number.isInteger(seed) ||
  !(chosen.length > 0 || isChosen(MUTANTS))
) {
  console.error('Use: npm run prove -- [--operations N] [--seed N] [--part NAME]')
  console.error(`Parts: ${[...parts.map(({ name }) => name), MUTANTS].join(', ')}`)
  process.exit(2)
}

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
const began = Date.now()
const totals: string[] = []
let fine = true
if (chosen.length > 0) await proveInCity(chosen)
if (isChosen(MUTANTS)) await proveGuards()
console.log(`${seconds(began)} s`)
for (const total of totals) console.log(total)
process.exit(fine ? 0 : 1)

// Private:

async function proveInCity(inOrder: readonly Part[]): Promise<void> {
  const city = await openCity()
  const judges = await judgesOf(city)
  const purposes = [...judges.oracle.rights.purposes].map(([code, { caseNeeded }]) => [code, caseNeeded] as const)
  const subject = await subjectOf(judges, await askersOf(city, new Map(purposes)))
  const total = { cells: 0, mismatches: 0, operations: 0, leaks: 0 }
  for (const part of inOrder) {
    const options: ProofOptions = { operations, seed, progress: progressOf(part.name) }
    const proved = await told(part.name, async () => {
      const found = await part.run(subject, options)
      return { found, lines: found.lines }
    })
    for (const name of ['cells', 'mismatches', 'operations', 'leaks'] as const) total[name] += proved.found[name]
  }
  await city.close()
  totals.push(...Object.entries(total).map(([name, count]) => `${name} ${count}`))
  fine &&= total.mismatches === 0 && total.leaks === 0
}

/** Each guard removed or turned round: some test turns red, or the guard is no guard. */
async function proveGuards(): Promise<void> {
  const { found } = await told(MUTANTS, async () => {
    const options = { only: [], ownOnly: false, onProgress: progressOf(MUTANTS) }
    const tried = await tryGuardMutants(options)
    const { mutants, accepted, killed, survived } = tried
    const noticed = `${killed.byOwn} noticed by the guard's own tests, ${killed.byOthers} by others`
    const lines = survived.map(({ id, line, change, source }) => `survived: ${id} line ${line}, ${change}: ${source}`)
    return { found: tried, lines: [`${mutants} mutants, ${accepted} that change nothing, ${noticed}`, ...lines] }
  })
  totals.push(`kill rate ${killRate(found)} %`)
  fine &&= found.survived.length === 0
}

/** Runs it and prints how long it took and its lines. */
async function told<T extends { readonly lines: readonly string[] }>(name: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now()
  const done = await work()
  process.stderr.write('\r\u001b[K')
  console.log(`${name} (${seconds(started)} s)`)
  for (const line of done.lines) console.log(`  ${line}`)
  return done
}

function progressOf(name: string): (line: string) => void {
  return (line) => void process.stderr.write(`\r\u001b[K${name}: ${line}`)
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(0)
}
