/** What is refused of decisions on links, on the embedded store. */
import { embeddedStore } from '../test-store.ts'
import { refusalsSuite } from './refusals-suite.ts'

refusalsSuite(embeddedStore)
