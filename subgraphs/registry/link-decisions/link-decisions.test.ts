/** Decisions on links on the embedded store. */
import { embeddedStore } from '../../../prisma/test-store.ts'
import { linkDecisionsSuite } from './link-decisions-suite.ts'

linkDecisionsSuite(embeddedStore)
