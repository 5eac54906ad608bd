/** What is refused of decisions on links, on the embedded store. */
import { embeddedStore } from '../../../prisma/test-store.ts'
import { refusalsSuite } from './refusals-suite.ts'

refusalsSuite(embeddedStore)
