/**
 * Tries the guards' mutants; exits 1 when one survives. Use: npm run mutants -- [--only PREFIX]… [--own] [--at-once N]
 * `--own` tries them on their guard's own tests alone, not on the other suites.
 */
import { parseArgs } from 'node:util'
import { killRate, tryGuardMutants } from '../e2e/guard-mutants/guard-mutants.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    own: { type: 'boolean', default: false },
    'at-once': { type: 'string' },
  },
})
const tried = await tryGuardMutants({
  only: values.only,
  ownOnly: values.own,
  ...(values['at-once'] !== undefined && { atOnce: Number(values['at-once']) }),
  onProgress: (line) => console.log(line),
})
const { mutants, killed, accepted, survived } = tried
for (const { id, line, change, source } of survived) console.log(`survived: ${id} line ${line}, ${change}: ${source}`)
console.log(`${mutants} mutants of guards, ${accepted} that change nothing`)
console.log(
  `${killed.byOwn} noticed by the guard's own tests, ${killed.byOthers} by others, ${survived.length} by none`,
)
console.log(`kill rate ${killRate(tried)} %`)
process.exit(survived.length === 0 ? 0 : 1)
