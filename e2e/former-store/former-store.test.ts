/** A store of a former version, embedded. */
import { join } from 'node:path'
import { formerStoreSuite } from './former-store-suite.ts'

formerStoreSuite(
  'SQLite',
  (folder) => `file:${join(folder, 'hub.db')}`,
  () => Promise.resolve(),
)
