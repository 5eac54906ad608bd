import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryChaos, killSteps } from './entry.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-entry-chaos-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a hub is killed once at each step of the outbox: every entry stands at the department, once', async () => {
  const rounds = killSteps.length
  const found = await entryChaos({ rounds, url: `file:${join(folder, 'hub.db')}`, folder })
  expect(found).toMatchObject({ rounds, entries: rounds, lost: 0, doubled: 0, left: 0 })
  expect(Object.keys(found.kills).sort()).toEqual([...killSteps].sort())
}, 180_000)
