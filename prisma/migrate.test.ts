/** Migrations that move rows, in an embedded store. */
import { afterAll } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeMigrations } from './migrate-suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-migrate-'))
afterAll(() => rmSync(folder, { recursive: true }))

describeMigrations('SQLite', `file:${join(folder, 'hub.db')}`, () => Promise.resolve())
