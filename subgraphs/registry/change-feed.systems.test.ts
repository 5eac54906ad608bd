/** The same on a real PostgreSQL, each time in a schema of its own. */
import { changeFeedSuite } from './change-feed-suite.ts'
import { serverStore } from './test-store.ts'

changeFeedSuite(serverStore)
