/** The first linking into an embedded store. */
import { join } from 'node:path'
import { firstLinkingSuite } from './first-linking-suite.ts'

firstLinkingSuite((folder, name) => `file:${join(folder, `${name}.db`)}`)
