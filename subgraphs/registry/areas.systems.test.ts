/** The same on a real PostgreSQL, each time in a schema of its own. */
import { areasSuite } from './areas-suite.ts'
import { serverStore } from './test-store.ts'

areasSuite(serverStore)
