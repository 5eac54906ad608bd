import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditChaos } from './audit.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-chaos-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a gateway under load is killed four times: no answered request is missing in the audit, and the chain verifies', async () => {
  const found = await auditChaos({ rounds: 4, seed: 1, url: `file:${join(folder, 'hub.db')}`, folder })
  expect(found).toMatchObject({ rounds: 4, missing: 0, verdict: { ok: true } })
  expect(found.answered).toBeGreaterThan(20)
}, 120_000)
