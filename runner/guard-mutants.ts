/** `npm run mutants -- [--only PREFIX] [--at-once N]`: tries the guards' mutants; exits 1 when one survives. */
import { parseArgs } from 'node:util'
import { tryGuardMutants } from '../e2e/guard-mutants/guard-mutants.ts'

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, 'at-once': { type: 'string', default: '2' } },
})
const { mutants, killed, accepted, survived } = await tryGuardMutants({
  only: values.only,
  atOnce: Number(values['at-once']),
  onProgress: (line) => console.log(line),
})
const rate = mutants === accepted ? 100 : Math.floor((1000 * killed) / (mutants - accepted)) / 10
console.log(
  `${mutants} mutants of guards, ${accepted} that change nothing, ${killed} noticed, ${survived.length} survived: ${rate} %`,
)
process.exit(survived.length === 0 ? 0 : 1)
