/** Areas in time on the embedded store. */
import { embeddedStore } from '../../prisma/test-store.ts'
import { areasSuite } from './areas-suite.ts'

areasSuite(embeddedStore)
