/** The feed of changes on the embedded store. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore } from '../../prisma/store.ts'
import { changeFeedSuite } from './change-feed-suite.ts'

changeFeedSuite(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-changes-'))
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  const store = await openStore(url)
  return {
    store,
    async close() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
})
