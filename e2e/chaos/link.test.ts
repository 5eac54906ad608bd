import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { linkChaos } from './link.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-link-chaos-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a hub is killed four times while it loads and links: the store says what one says that was never killed', async () => {
  const urls = [`file:${join(folder, 'killed.db')}`, `file:${join(folder, 'fresh.db')}`] as const
  const found = await linkChaos({ rounds: 4, seed: 3, urls, folder })
  expect(found).toMatchObject({ rounds: 4, lost: 0, doubled: 0 })
  expect(found.records).toBeGreaterThan(1_000)
}, 180_000)
