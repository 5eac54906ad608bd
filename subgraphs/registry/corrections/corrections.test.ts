/** Corrections on the embedded store. */
import { embeddedStore } from '../../../prisma/test-store.ts'
import { correctionsSuite } from './corrections-suite.ts'

correctionsSuite(embeddedStore)
