/** The feed of changes on the embedded store. */
import { changeFeedSuite } from './change-feed-suite.ts'
import { embeddedStore } from './test-store.ts'

changeFeedSuite(embeddedStore)
