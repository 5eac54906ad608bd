/**
 * Tries the guards' mutants; exits 1 when one survives. Use: npm run mutants -- [--only PREFIX]… [--own] [--at-once N]
 * `--own` tries them on their guard's own tests alone, not on the other suites.
 */
import { parseArgs } from 'node:util'
import { tryGuardMutants } from '../e2e/guard-mutants/guard-mutants.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    own: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '2' },
  },
})
const { mutants, killed, accepted, survived } = await tryGuardMutants({
  only: values.only,
  ownOnly: values.own,
  atOnce: Number(values['at-once']),
  onProgress: (line) => console.log(line),
})
const noticed = killed.byOwn + killed.byOthers
const rate = mutants === accepted ? 100 : Math.floor((1000 * noticed) / (mutants - accepted)) / 10
console.log(
  `${mutants} mutants of guards, ${accepted} that change nothing, ${noticed} noticed (${killed.byOwn} by the guard's own tests), ` +
    `${survived.length} survived: ${rate} %`,
)
process.exit(survived.length === 0 ? 0 : 1)
