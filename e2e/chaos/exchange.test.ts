import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exchangeChaos } from './exchange.ts'
import { LINKED_PERSONS } from './linking-city.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-exchange-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a hub is killed while the index secret is exchanged: nobody is met twice, and it comes to its end', async () => {
  const found = await exchangeChaos(`file:${join(folder, 'hub.db')}`, 4, 1)
  expect(found).toMatchObject({ persons: LINKED_PERSONS, moved: 0, states: ['SPENT', 'PRESENT'] })
  expect(found.kills).toBeGreaterThan(1)
}, 120_000)
