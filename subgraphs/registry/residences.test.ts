/** Residences in time on the embedded store. */
import { embeddedStore } from '../../prisma/test-store.ts'
import { residencesSuite } from './residences-suite.ts'

residencesSuite(embeddedStore)
