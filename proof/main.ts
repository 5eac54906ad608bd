/**
 * The proof. Use: npm run prove -- [--operations 10000] [--seed 1] [--part matrix]
 * Prints what was looked at; exits with 1 when anything differs from the law.
 */
import { parseArgs } from 'node:util'
import { askersOf } from './askers.ts'
import { openCity } from './city.ts'
import { doors } from './doors.ts'
import { judgesOf } from './facts.ts'
import { matrixPart } from './matrix.ts'
import { overHttp } from './over-http.ts'
import { subjectOf, type Part } from './part.ts'
import { randomPart } from './random.ts'
import { surfaces } from './surfaces.ts'

/** In this order: what the parts before have said and kept is searched last. */
const parts: readonly Part[] = [doors, randomPart, overHttp, matrixPart(() => true), surfaces]

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    part: { type: 'string' },
  },
})
const [operations, seed] = [Number(values.operations), Number(values.seed)]
const chosen = parts.filter(({ name }) => values.part === undefined || name.includes(values.part))
if (!Number.isInteger(operations) || operations < 1 || !Number.isInteger(seed) || chosen.length === 0) {
  console.error('Use: npm run prove -- [--operations N] [--seed N] [--part NAME]')
  console.error(`Parts: ${parts.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
const began = Date.now()
const city = await openCity()
const judges = await judgesOf(city)
const purposes = [...judges.oracle.rights.purposes].map(([code, { caseNeeded }]) => [code, caseNeeded] as const)
const subject = await subjectOf(judges, await askersOf(city, new Map(purposes)))
const total = { cells: 0, mismatches: 0, operations: 0, leaks: 0 }
for (const part of chosen) {
  const started = Date.now()
  const progress = (line: string) => void process.stderr.write(`\r\u001b[K${part.name}: ${line}`)
  const proved = await part.run(subject, { operations, seed, progress })
  process.stderr.write('\r\u001b[K')
  console.log(`${part.name} (${((Date.now() - started) / 1000).toFixed(0)} s)`)
  for (const line of proved.lines) console.log(`  ${line}`)
  total.cells += proved.cells
  total.mismatches += proved.mismatches
  total.operations += proved.operations
  total.leaks += proved.leaks
}
await city.close()
console.log(`${((Date.now() - began) / 1000).toFixed(0)} s`)
console.log(`cells ${total.cells}`)
console.log(`mismatches ${total.mismatches}`)
console.log(`operations ${total.operations}`)
console.log(`leaks ${total.leaks}`)
process.exit(total.mismatches === 0 && total.leaks === 0 ? 0 : 1)
