import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { AuditLog } from './audit-log.ts'
import { describeAudit, entry } from './audit-suite.ts'
import { testEvidence } from './test-evidence.ts'
import { verifyAudit } from './verify.ts'

describeAudit('SQLite', (folder) => `file:${join(folder, 'hub.db')}`)

describe('another process holds the write lock of the store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-audit-busy-'))
  const file = join(folder, 'hub.db')
  const url = `file:${file}`
  const evidence = testEvidence(folder)
  const { anchorFile, signer } = evidence
  let store: HubStore
  beforeAll(async () => {
    await deployMigrations(url)
    store = await openStore(url)
  })
  afterAll(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  /** Resolves when the other process has the lock, with what ends it; it lets go by itself after the time. */
  function lockFor(ms: number): Promise<() => Promise<void>> {
    const code = `const D = require('libsql'); const d = new D(${JSON.stringify(file)}); d.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE');
      console.log('held'); setTimeout(() => { d.exec('COMMIT'); d.close() }, ${ms})`
    const other = spawn(process.execPath, ['-e', code], { cwd: process.cwd(), stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(other, 'exit')
    const end = async () => {
      other.kill()
      await ended
    }
    return new Promise((resolve, reject) => {
      other.stdout.once('data', () => resolve(end))
      other.once('error', reject)
    })
  }

  test('for 3 seconds: 200 parallel records wait, the process goes on, the chain is whole (S05)', async () => {
    const log = new AuditLog({ store, url, anchorFile, signer, onFault: () => undefined })
    await lockFor(3_000)
    let longest = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    const began = performance.now()
    const numbers = await Promise.all(Array.from({ length: 200 }, (_, at) => log.append(entry({ traceId: `t-${at}` }))))
    const took = performance.now() - began
    clearInterval(beat)
    await log.close()
    expect(numbers).toHaveLength(200)
    expect(took).toBeGreaterThan(2_000)
    expect(longest).toBeLessThan(500)
    expect(await verifyAudit(evidence.of(store))).toMatchObject({ ok: true, records: 200 })
  })

  test('for longer than the log is patient: refused, nothing half written, and well again afterwards', async () => {
    const log = new AuditLog({ store, url, anchorFile, signer, patienceMs: 300, onFault: () => undefined })
    const end = await lockFor(3_600_000)
    await expect(log.append(entry())).rejects.toMatchObject({ extensions: { code: 'AUDIT_UNAVAILABLE' } })
    await end()
    expect(await log.append(entry())).toBe(201)
    await log.close()
    expect(await verifyAudit(evidence.of(store))).toMatchObject({ ok: true, records: 201 })
  })

  test('the log never waits inside SQLite', async () => {
    const holder = new Database(file)
    holder.exec('BEGIN IMMEDIATE')
    const log = new AuditLog({ store, url, anchorFile, signer, patienceMs: 30_000, onFault: () => undefined })
    // The lock is given up by this process's own turns: a log that waited inside SQLite would wait in vain.
    let turns = 0
    const ticking = setInterval(() => {
      turns += 1
      if (turns === 5) holder.exec('COMMIT')
    }, 10)
    expect(await log.append(entry())).toBeGreaterThan(201)
    clearInterval(ticking)
    expect(turns).toBeGreaterThanOrEqual(5)
    holder.close()
    await log.close()
  })
})
