/** Corrections on the embedded store. */
import { embeddedStore } from '../test-store.ts'
import { correctionsSuite } from './corrections-suite.ts'

correctionsSuite(embeddedStore)
