/** The same on a real PostgreSQL, each time in a schema of its own. */
import { serverStore } from '../../prisma/test-store.ts'
import { residencesSuite } from './residences-suite.ts'

residencesSuite(serverStore)
