/**
 * A gateway that is going to be killed: the door over HTTP, the small city behind it, the audit on a real store, heads anchored and records
 * archived all the time, so that every step of them is met. Arguments: the store's URL, a folder, the audit's key in hex.
 */
import { AuditLog } from '../../gateway/audit/audit-log.ts'
import { archiveAudit } from '../../gateway/audit/archive.ts'
import { Refusals } from '../../gateway/audit/refusals.ts'
import { sm2Signer } from '../../gateway/audit/sm2.ts'
import { citySubgraphs, citySupergraph, everything, someone } from '../../gateway/cases/city.ts'
import { openDepartments } from '../../gateway/departments.ts'
import { Gateway } from '../../gateway/gateway.ts'
import { createLog } from '../../gateway/log.ts'
import { createServer } from '../../gateway/server.ts'
import { openStore } from '../../prisma/store.ts'
import { auditTerms } from '../../access/audit-terms.ts'
import { auditPlaces } from '../../runner/audit-evidence.ts'

const DAY_MS = 86_400_000
/** A record moves to an archive when it is as old as this. */
const MOVE_AFTER_MS = 300
const [url = '', folder = '', key = ''] = process.argv.slice(2)
const signer = sm2Signer(Buffer.from(key, 'hex'))
const { anchorFile, archiveFolder } = auditPlaces(folder, {})
const store = await openStore(url)
const log = createLog({ level: 'error' })
const onFault = (error: unknown) => log.error({ err: error }, 'fault')
const audit = new AuditLog({ store, url, anchorFile, signer, anchorEveryMs: 40, onFault })
const departments = openDepartments(citySubgraphs(), log)
const gateway = new Gateway({ supergraphSdl: citySupergraph(), departments, log, audit })
const server = await createServer({
  gateway,
  log,
  admit: async (_headers, traceId, at) => ({ ...someone, traceId, at }),
  createDecider: () => everything,
  refusals: new Refusals({ audit, authenticate: () => Promise.reject(new Error('nobody')), onFault }),
})

async function archiveForEver(): Promise<void> {
  for (;;) {
    const now = Date.now() + auditTerms.STORE * DAY_MS - MOVE_AFTER_MS
    await archiveAudit({ store, folder: archiveFolder, signer, now }).catch(onFault)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

process.send?.(await server.app.listen({ port: 0, host: '127.0.0.1' }))
await archiveForEver()
