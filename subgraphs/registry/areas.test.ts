/** Areas in time on the embedded store. */
import { areasSuite } from './areas-suite.ts'
import { embeddedStore } from './test-store.ts'

areasSuite(embeddedStore)
