/** The tests as always, over instrumented guards. Which mutant is awake, and where what was reached is noted, stands in the environment. */
import config from '../../jest.config.mjs'

const here = '<rootDir>/e2e/guard-mutants'

export default {
  ...config,
  rootDir: process.cwd(),
  transform: { '^.+\\.tsx?$': `${here}/transform.mjs` },
  setupFiles: [...config.setupFiles, `${here}/wake.mjs`],
  setupFilesAfterEnv: [`${here}/note-reached.mjs`],
  maxWorkers: 1,
}
