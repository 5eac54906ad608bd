/** kill -9: whatever was answered is in the log, and the log is whole. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore } from '../../prisma/store.ts'
import { entry } from './audit-suite.ts'
import { testEvidence } from './test-evidence.ts'
import { verifyAudit } from './verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-audit-kill-'))
const url = `file:${join(folder, 'hub.db')}`
const evidence = testEvidence(folder)
/** In dist/, so that packages are found. */
const program = resolve('dist', `audit-kill-${process.pid}.mjs`)

/** Twenty requests at a time; a number is printed when its answer may leave. */
const source = `
  import { AuditLog } from './gateway/audit/audit-log.ts'
  import { sm2Signer } from './gateway/audit/sm2.ts'
  import { openStore } from './prisma/store.ts'
  const [url, anchorFile, key, entry] = process.argv.slice(2)
  const signer = sm2Signer(Buffer.from(key, 'hex'))
  const log = new AuditLog({ store: await openStore(url), url, anchorFile, signer, anchorEveryMs: 20, onFault: (error) => { throw error } })
  await Promise.all(Array.from({ length: 20 }, async () => {
    for (;;) process.stdout.write(await log.append(JSON.parse(entry)) + '\\n')
  }))`

beforeAll(async () => {
  await deployMigrations(url)
  const flags = [
    '--bundle',
    '--packages=external',
    '--platform=node',
    '--format=esm',
    '--log-level=error',
    `--outfile=${program}`,
  ]
  execFileSync('node_modules/.bin/esbuild', flags, { input: source })
})
afterAll(() => {
  rmSync(folder, { recursive: true })
  rmSync(program, { force: true })
})

function runAndKill(afterRecords: number): Promise<number[]> {
  const child = spawn(process.execPath, [program, url, evidence.anchorFile, evidence.key, JSON.stringify(entry())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
    if (printed.split('\n').length > afterRecords) child.kill('SIGKILL')
  })
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', () => done(printed.split('\n').slice(0, -1).map(Number)))
  })
}

describe('a gateway that is killed', () => {
  test('three times over: no answered record is missing, and the chain goes on where it ended', async () => {
    const answered: number[] = []
    for (const records of [50, 400, 1_000]) answered.push(...(await runAndKill(records)))
    const store = await openStore(url)
    const verdict = await verifyAudit(evidence.of(store))
    await store.close()
    expect(answered.length).toBeGreaterThanOrEqual(1_450)
    expect(new Set(answered).size).toBe(answered.length)
    expect(verdict).toMatchObject({ ok: true })
    expect(verdict.ok && verdict.records).toBeGreaterThanOrEqual(Math.max(...answered))
  })
})
