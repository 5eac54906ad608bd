/** The same on a real PostgreSQL, each time in a schema of its own. */
import { residencesSuite } from './residences-suite.ts'
import { serverStore } from './test-store.ts'

residencesSuite(serverStore)
