/** Moves what is past its time in the store to the archives, and deletes what is past its term. `npm run --silent audit:archive` */
import { archiveAudit } from '../gateway/audit/archive.ts'
import { deployMigrations } from '../prisma/migrate.ts'
import { openStore } from '../prisma/store.ts'
import { auditPlaces, auditSigner } from './audit-evidence.ts'
import { hasStore } from './hub-store-there.ts'
import { readSettings } from './settings.ts'
import { seedAuditTerms } from '../access/audit-terms.ts'

process.exitCode = await archive()

async function archive(): Promise<number> {
  const settings = readSettings(process.env)
  if (!hasStore(settings.store)) {
    console.error('There is no hub store: run `npm start` once, or set PENTAGRAPH_STORE.')
    return 1
  }
  await deployMigrations(settings.store)
  const store = await openStore(settings.store)
  try {
    await seedAuditTerms(store)
    const { archiveFolder: folder } = auditPlaces(settings.data, process.env)
    const { moved, removed } = await archiveAudit({ store, folder, signer: auditSigner(settings.data, process.env) })
    console.log(`${moved} records left the store, ${removed} were deleted after their term.`)
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'The audit could not be archived.')
    return 1
  } finally {
    await store.close()
  }
}
