/** Base data on the embedded store. */
import { embeddedStore } from '../test-store.ts'
import { entriesSuite } from './entries-suite.ts'

entriesSuite(embeddedStore)
