/** Residences in time on the embedded store. */
import { residencesSuite } from './residences-suite.ts'
import { embeddedStore } from './test-store.ts'

residencesSuite(embeddedStore)
