/**
 * Runs the tests. `--systems` runs the suites against real servers (`*.systems.test.ts`) instead; other arguments go to jest.
 */
import { spawnSync } from 'node:child_process'
import { ensureInstalled } from './install.mjs'

ensureInstalled()
const args = process.argv.slice(2)
const systems = args.includes('--systems')
const jest = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
if (systems)
  jest.push(
    '--testMatch',
    '<rootDir>/**/*.systems.test.ts',
    '--testPathIgnorePatterns',
    '/node_modules/',
    '/dist/',
    '--runInBand',
  )
const done = spawnSync(process.execPath, [...jest, ...args.filter((a) => a !== '--systems')], {
  stdio: 'inherit',
  env: { ...process.env, APOLLO_TELEMETRY_DISABLED: '1', NODE_ENV: 'test' },
})
process.exit(done.status ?? 1)
