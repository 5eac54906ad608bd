/** The same on a real PostgreSQL, each time in a schema of its own. */
import { serverStore } from '../../../prisma/test-store.ts'
import { linkDecisionsSuite } from './link-decisions-suite.ts'
import { refusalsSuite } from './refusals-suite.ts'

linkDecisionsSuite(serverStore)
refusalsSuite(serverStore)
