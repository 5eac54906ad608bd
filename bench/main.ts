/** `npm run bench -- NAME [--rounds N] [--operations N] [--warm-up N] [--persons N] [--folder F]`: runs one benchmark; its last line is one JSON object. */
import { parseArgs } from 'node:util'
import type { Benchmark } from './benchmark.ts'

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  'person-card': async () => (await import('./person-card.ts')).personCard,
  authorization: async () => (await import('./authorization.ts')).authorization,
  'compose-plan': async () => (await import('./compose-plan.ts')).composePlan,
  link: async () => (await import('./link.ts')).link,
  'golden-reads': async () => (await import('./golden-reads.ts')).goldenReads,
  start: async () => (await import('./start.ts')).start,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '6' },
    operations: { type: 'string', default: '300' },
    // A hub runs for months: what is measured is compiled code, not its compilation.
    'warm-up': { type: 'string', default: '3000' },
    persons: { type: 'string' },
    folder: { type: 'string' },
  },
})
const load = benchmarks[positionals[0] ?? '']
const persons = values.persons === undefined ? null : Number(values.persons)
const [rounds, operationsPerTurn, warmUpOperations] = [values.rounds, values.operations, values['warm-up']].map(Number)
if (
  !load ||
  positionals.length !== 1 ||
  !isCount(rounds) ||
  rounds % 2 === 1 ||
  !isCount(operationsPerTurn) ||
  !isCount(warmUpOperations) ||
  (persons !== null && !isCount(persons))
) {
  console.error('Use: npm run bench -- NAME [--rounds EVEN] [--operations N] [--warm-up N] [--persons N] [--folder F]')
  console.error(`Benchmarks: ${Object.keys(benchmarks).join(', ')}`)
  process.exit(2)
}

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
const run = await load()
const result = await run({ rounds, operationsPerTurn, warmUpOperations, persons, folder: values.folder ?? null })
console.log(
  JSON.stringify({
    benchmark: positionals[0],
    node: process.version,
    rounds,
    operationsPerTurn,
    warmUpOperations,
    ...result,
  }),
)
// What must hold whatever the machine.
process.exit(Array.isArray(result['missed']) && result['missed'].length > 0 ? 1 : 0)

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value > 0
}
