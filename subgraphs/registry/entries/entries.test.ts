/** Base data on the embedded store. */
import { embeddedStore } from '../../../prisma/test-store.ts'
import { entriesSuite } from './entries-suite.ts'

entriesSuite(embeddedStore)
