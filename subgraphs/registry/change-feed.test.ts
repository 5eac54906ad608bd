/** The feed of changes on the embedded store. */
import { embeddedStore } from '../../prisma/test-store.ts'
import { changeFeedSuite } from './change-feed-suite.ts'

changeFeedSuite(embeddedStore)
