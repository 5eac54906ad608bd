/** Decisions on links on the embedded store. */
import { embeddedStore } from '../test-store.ts'
import { linkDecisionsSuite } from './link-decisions-suite.ts'

linkDecisionsSuite(embeddedStore)
