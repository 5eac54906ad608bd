/** Verifies the audit log: exit 0 when it is whole, 1 with the record's number and the fault when not. `npm run --silent audit:verify` */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { verifyAudit } from '../gateway/audit/verify.ts'
import { fileOf, providerOf } from '../prisma/provider.ts'
import { openStore } from '../prisma/store.ts'
import { readSettings } from './settings.ts'

process.exitCode = await verify()

async function verify(): Promise<number> {
  const settings = readSettings(process.env)
  if (providerOf(settings.store) === 'sqlite' && !existsSync(fileOf(settings.store))) {
    console.error('There is no hub store to verify: run `npm start` once, or set PENTAGRAPH_STORE.')
    return 1
  }
  const store = await openStore(settings.store)
  try {
    const verdict = await verifyAudit(
      store,
      process.env['PENTAGRAPH_AUDIT_ANCHOR'] ?? resolve(settings.data, 'audit-anchor.log'),
    )
    if (verdict.ok) {
      console.log(`The audit log is whole: ${verdict.records} records, ${verdict.anchors} anchored heads.`)
      return 0
    }
    console.error(`The audit log is not whole: record ${verdict.seq}, ${verdict.fault}.`)
    return 1
  } finally {
    await store.close()
  }
}
