/**
 * kill -9 at random instants: a gateway under load is killed, started again on the same store, and killed again. Whatever was answered, a
 * refusal too, is in the audit, and the chain verifies through archives and signed heads.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { AuditArchive } from '../../access/audit-archive.ts'
import { seedAuditTerms } from '../../access/audit-terms.ts'
import { addPublicKey } from '../../gateway/audit/public-keys.ts'
import { newSm2Key, sm2Signer } from '../../gateway/audit/sm2.ts'
import { verifyAudit, type AuditVerdict } from '../../gateway/audit/verify.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { auditEvidence, auditPlaces } from '../../runner/audit-evidence.ts'
import { randomFrom } from './random.ts'

export interface AuditChaosOptions {
  readonly rounds: number
  readonly seed: number
  /** Of a store that may be written. */
  readonly url: string
  /** For anchors, archives and keys. */
  readonly folder: string
  readonly onRound?: (round: number, answered: number) => void
}

export interface AuditChaos {
  readonly rounds: number
  readonly answered: number
  /** Answered requests without a record. */
  readonly missing: number
  readonly verdict: AuditVerdict
}

export async function auditChaos(options: AuditChaosOptions): Promise<AuditChaos> {
  const { rounds, seed, url, folder } = options
  await deployMigrations(url)
  const store = await openStore(url)
  try {
    await seedAuditTerms(store)
    // Nothing is deleted meanwhile: every answer is looked for in the end.
    await store.sql
      .updateTable('AuditTerm')
      .set({ days: 3_650 })
      .where('kind', 'in', ['SECURITY', 'DISCLOSURE'])
      .execute()
    const key = newSm2Key()
    addPublicKey(auditPlaces(folder, {}).publicKeys, sm2Signer(key))
    const args = [url, folder, Buffer.from(key).toString('hex')]
    const random = randomFrom(seed)
    const answered = new Set<string>()
    for (let round = 1; round <= rounds; round += 1) {
      await killOnce(args, FIRST_MS + random() * LONGEST_MS, answered)
      options.onRound?.(round, answered.size)
    }
    const verdict = await verifyAudit(auditEvidence(store, folder, {}))
    const missing = await missingOf(answered, store, auditPlaces(folder, {}).archiveFolder)
    return { rounds, answered: answered.size, missing, verdict }
  } finally {
    await store.close()
  }
}

// Private:

const CLIENTS = 12
/** Milliseconds after which a gateway that listens is killed: at least, and at random on top. */
const FIRST_MS = 100
const LONGEST_MS = 4_000

const documents = [
  '{ person(id: "P-1") { name mediationCases(first: 2) { totalCount } } }',
  '{ person(id: "P-2") { name } }',
  '{ person(id: "P-3") { nobody } }',
  'query q($id: ID!) { person(id: $id) { name } }',
]

async function killOnce(args: readonly string[], afterMs: number, answered: Set<string>): Promise<void> {
  const child = fork('scripts/run.mjs', ['e2e/chaos/audit-gateway.ts', ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const dead = new Promise<void>((done) => child.once('exit', () => done()))
  const address = await addressOf(child)
  const stop = new AbortController()
  const clients = Array.from({ length: CLIENTS }, (_, at) => askOn(address, at, answered, stop.signal))
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  child.kill('SIGKILL')
  await dead
  stop.abort()
  await Promise.all(clients)
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (address) => resolve(String(address)))
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code} before it listened`)))
  })
}

/** One client: asks again as soon as it was answered; an answer counts when all of it has come. */
async function askOn(address: string, client: number, answered: Set<string>, signal: AbortSignal): Promise<void> {
  for (let at = client; !signal.aborted; at += 1) {
    try {
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: documents[at % documents.length] }),
        signal,
      })
      const trace = response.headers.get('x-trace-id')
      const body = await response.text()
      if (response.status < 500 && trace !== null && body.trimEnd().endsWith('}')) answered.add(trace)
    } catch {
      // Killed in the middle: no answer.
    }
  }
}

async function missingOf(answered: ReadonlySet<string>, store: HubStore, archiveFolder: string): Promise<number> {
  const left = new Set(answered)
  const archive = new AuditArchive(store, archiveFolder)
  for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null;) {
    const part: Awaited<ReturnType<AuditArchive['below']>> = await archive.below(before, 500)
    for (const { traceId } of part.bodies) left.delete(traceId)
    before = part.next
  }
  return left.size
}
