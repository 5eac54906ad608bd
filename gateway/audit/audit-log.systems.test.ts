/** The audit log on a real PostgreSQL, in schemas of its own. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { AuditLog } from './audit-log.ts'
import { describeAudit, entry } from './audit-suite.ts'
import { testEvidence } from './test-evidence.ts'
import { verifyAudit } from './verify.ts'

const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const schema = `hub_audit_${process.pid}`
const busySchema = `hub_audit_busy_${process.pid}`

afterAll(async () => {
  const client = new pg.Client(server)
  await client.connect()
  await client.query(`drop schema if exists ${schema} cascade; drop schema if exists ${busySchema} cascade`)
  await client.end()
})

describeAudit('PostgreSQL', () => `${server}?schema=${schema}`)

describe('somebody else holds the head of the chain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-audit-pg-'))
  const evidence = testEvidence(folder)
  const { anchorFile, signer } = evidence
  const url = `${server}?schema=${busySchema}`
  let store: HubStore
  let holder: pg.Client
  const open = (patienceMs: number) =>
    new AuditLog({ store, url, anchorFile, signer, patienceMs, onFault: () => undefined })

  beforeAll(async () => {
    await deployMigrations(url)
    store = await openStore(url)
    const log = open(5_000)
    await log.append(entry())
    await log.close()
    holder = new pg.Client(server)
    await holder.connect()
  })
  afterAll(async () => {
    await holder.end()
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const hold = () => holder.query(`begin; select 1 from ${busySchema}."AuditHead" for update`)

  test('for 2 seconds: the records wait', async () => {
    await hold()
    setTimeout(() => void holder.query('commit'), 2_000)
    const log = open(5_000)
    const numbers = await Promise.all(Array.from({ length: 50 }, () => log.append(entry())))
    await log.close()
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, at) => at + 2))
    expect(await verifyAudit(evidence.of(store))).toMatchObject({ ok: true, records: 51 })
  })

  test('for longer than the log is patient: refused', async () => {
    await hold()
    const log = open(500)
    await expect(log.append(entry())).rejects.toMatchObject({ extensions: { code: 'AUDIT_UNAVAILABLE' } })
    await holder.query('commit')
    expect(await log.append(entry())).toBeGreaterThanOrEqual(52)
    await log.close()
    expect(await verifyAudit(evidence.of(store))).toMatchObject({ ok: true })
  })
})
