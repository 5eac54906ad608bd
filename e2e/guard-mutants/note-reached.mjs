/** At the end of every test file: which guards it went through. */
import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'
import { afterAll, expect } from '@jest/globals'

const file = process.env['MUTANTS_REACHED']
if (file)
  afterAll(() => {
    const test = relative(process.cwd(), expect.getState().testPath)
    appendFileSync(file, `${JSON.stringify({ test, reached: [...globalThis.__pentagraphReached] })}\n`)
  })
