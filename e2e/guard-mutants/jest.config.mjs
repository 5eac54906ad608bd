/** The tests as always, over instrumented guards. What is asked of their environment stands in environment variables (environment.mjs). */
import config from '../../jest.config.mjs'

const here = '<rootDir>/e2e/guard-mutants'

export default {
  ...config,
  rootDir: process.cwd(),
  testEnvironment: `${here}/environment.mjs`,
  transform: { '^.+\\.tsx?$': `${here}/transform.mjs` },
  maxWorkers: 1,
}
