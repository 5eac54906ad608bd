/**
 * Where tests run over instrumented guards: says which mutant is awake (`MUTANT`), notes which were asked (`MUTANTS_REACHED`), and tries many
 * of them in one process (`MUTANTS_TO_TRY`, a JSON list of ids; verdicts go to `MUTANTS_TRIED`, a line each), since starting jest and
 * loading modules costs a hundred times more than most tests.
 *
 * When the tests of a file have passed asleep, they run once more for each mutant, until one fails. That one must pass asleep right
 * afterwards, in the same process, and fail awake again: then nothing but the mutant made it fail, and it is NOTICED. Anything else is
 * UNSURE (what modules keep may hide a mutant, or be spoilt by one) and is tried again in a process of its own; after what spoils, the
 * process ends.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { TestEnvironment } from 'jest-environment-node'
import { firstFailure } from './run-again.mjs'

export default class MutantEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    this.testFile = relative(process.cwd(), context.testPath)
    this.awake = process.env['MUTANT'] ?? ''
    this.reached = new Set()
    this.global.__pentagraphMutant = (id) => {
      this.reached.add(id)
      return id === this.awake
    }
  }

  async handleTestEvent(event, state) {
    if (event.name !== 'run_finish') return
    const { MUTANTS_REACHED: reached, MUTANTS_TO_TRY: wanted, MUTANTS_TRIED: tried } = process.env
    if (reached) tell(reached, { test: this.testFile, reached: [...this.reached] })
    if (wanted && tried) await this.tryEach(state, JSON.parse(readFileSync(wanted, 'utf8')), tried)
  }

  async tryEach(state, ids, tried) {
    const passed = state.unhandledErrors.length === 0 && !hasErrors(state.rootDescribeBlock)
    tell(tried, { asleep: passed })
    if (!passed) return
    const reachable = new Set(this.reached)
    for (const id of ids) {
      if (!reachable.has(id)) {
        tell(tried, { id, verdict: 'NOT_REACHED' })
        continue
      }
      tell(tried, { id, verdict: 'BEGUN' })
      const failed = await this.failing(state, id)
      // Alone where it can stand alone, else with all that come before it.
      const sure = failed !== null && ((await this.needs(state, id, failed)) || (await this.needs(state, id, null)))
      tell(tried, { id, verdict: sure ? 'NOTICED' : 'UNSURE' })
      if (failed !== null && !sure && (await this.failing(state, '')) !== null) return
    }
  }

  /** The first test that fails with this mutant awake; null when none does. */
  async failing(state, id, only = null) {
    this.awake = id
    const failed = await firstFailure(state, only)
    this.awake = ''
    return failed
  }

  /** Passes asleep, fails awake. */
  async needs(state, id, only) {
    return (await this.failing(state, '', only)) === null && (await this.failing(state, id, only)) !== null
  }
}

// Private:

function tell(file, what) {
  appendFileSync(file, `${JSON.stringify(what)}\n`)
}

function hasErrors({ children }) {
  return children.some((child) => (child.type === 'test' ? child.errors.length > 0 : hasErrors(child)))
}
