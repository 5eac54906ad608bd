/**
 * Verifies the audit log, archives and all: exit 0 when it is whole, 1 with the record's number and the fault when not.
 * `npm run --silent audit:verify`; several gateways' anchor files: `npm run --silent audit:verify -- FILE FILE`.
 */
import { verifyAudit } from '../gateway/audit/verify.ts'
import { openStore } from '../prisma/store.ts'
import { auditEvidence } from './audit-evidence.ts'
import { hasStore } from './hub-store-there.ts'
import { readSettings } from './settings.ts'

process.exitCode = await verify(process.argv.slice(2))

async function verify(files: readonly string[]): Promise<number> {
  const settings = readSettings(process.env)
  if (!hasStore(settings.store)) {
    console.error('There is no hub store to verify: run `npm start` once, or set PENTAGRAPH_STORE.')
    return 1
  }
  const store = await openStore(settings.store)
  try {
    const evidence = auditEvidence(store, settings.data, process.env)
    const verdict = await verifyAudit({ ...evidence, ...(files.length > 0 && { anchorFiles: files }) })
    if (!verdict.ok) {
      console.error(`The audit log is not whole: record ${verdict.seq}, ${verdict.fault}.`)
      return 1
    }
    const { records, archived, removed, anchors } = verdict
    console.log(
      `The audit log is whole: ${records} records, ${archived} of them in archives, ${removed} deleted after their term, ` +
        `${anchors} signed heads.`,
    )
    return 0
  } finally {
    await store.close()
  }
}
