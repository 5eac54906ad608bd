/** Jest's way to the sources while guards are tried: those of guards are instrumented first, then compiled as always. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import swcJest from '@swc/jest'
import root from '../../jest.config.mjs'
import { instrument } from './instrument.mjs'

const [, swcOptions] = Object.values(root.transform)[0]
const swc = swcJest.createTransformer(swcOptions)

const guards = new Set(Object.keys(JSON.parse(readFileSync(new URL('guards.json', import.meta.url), 'utf8')).guards))

const instrumented = (source, path, { config: { rootDir } }) => {
  const file = relative(rootDir, path)
  return guards.has(file.replaceAll('\\', '/')) ? instrument(file, source).code : source
}

export default {
  canInstrument: false,
  getCacheKey: (source, path, options) => swc.getCacheKey(instrumented(source, path, options), path, options),
  process: (source, path, options) => swc.process(instrumented(source, path, options), path, options),
  processAsync: (source, path, options) => swc.processAsync(instrumented(source, path, options), path, options),
}
