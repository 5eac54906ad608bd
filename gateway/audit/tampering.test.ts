/**
 * Whatever is changed in the store, in an archive, in the anchors or in a signature is found: every byte of a small chain in turn, and what
 * people do who want something to be gone.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedAuditTerms } from '../../access/audit-terms.ts'
import { canonicalJson } from '../../access/canonical-json.ts'
import { sm3 } from '../../access/audit-record.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { archiveAudit } from './archive.ts'
import { AuditLog } from './audit-log.ts'
import { entry } from './audit-suite.ts'
import { signed } from './head-signer.ts'
import { newSm2Key, sm2Signer } from './sm2.ts'
import { testEvidence } from './test-evidence.ts'
import { verifyAudit } from './verify.ts'

const DAY = 86_400_000
const start = entry().at
const folder = mkdtempSync(join(tmpdir(), 'pentagraph-tampering-'))
const evidence = testEvidence(folder)
const { anchorFile, signer, archiveFolder, publicKeys } = evidence
const url = `file:${join(folder, 'hub.db')}`
let store: HubStore
const verify = () => verifyAudit(evidence.of(store))
const files = () => readdirSync(archiveFolder).map((name) => join(archiveFolder, name))

/** Records 1-2 are a tombstone, 3-4 and 5-6 two archives, 7-9 stand in the store. Three heads are anchored. */
beforeAll(async () => {
  await deployMigrations(url)
  store = await openStore(url)
  await seedAuditTerms(store)
  const disclosure = (day: number) => entry({ at: start + day * DAY, persons: ['P-1'], grants: [], denied: [] })
  const refusal = (day: number) => entry({ at: start + day * DAY, persons: [], grants: [], reads: [], denied: [] })
  const append = async (...days: number[]) => {
    const log = new AuditLog({ store, url, anchorFile, signer, onFault: (error) => expect(error).toBeNull() })
    for (const day of days) {
      await log.append(disclosure(day))
      if (day < 1_200) await log.append(refusal(day))
    }
    await log.close()
  }
  const archive = (day: number) => archiveAudit({ store, folder: archiveFolder, signer, now: start + day * DAY })
  await append(0)
  await archive(200)
  await append(300)
  await archive(500)
  await append(600)
  await archive(1_100)
  await append(1_200, 1_201, 1_202)
  expect(await verify()).toEqual({ ok: true, records: 9, archived: 2, removed: 4, anchors: 4 })
  expect(files()).toHaveLength(2)
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

/** A seeded bit for each place: the same in every run. */
function bit(at: number): number {
  return 1 << ((Math.imul(at + 1, 0x9e3779b1) >>> 16) % 7)
}

/** Each text that differs from the given one in one bit of one character (ASCII, as all that is kept here). */
function* flips(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1)
    yield text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ bit(at)) + text.slice(at + 1)
}

/** How many changes were not found. */
async function missed<T>(changes: Iterable<T>, put: (value: T) => Promise<unknown>, back: () => Promise<unknown>) {
  let tried = 0
  const unnoticed: T[] = []
  for (const change of changes) {
    await put(change)
    tried += 1
    if ((await verify()).ok) unnoticed.push(change)
  }
  await back()
  expect(await verify()).toMatchObject({ ok: true })
  return { tried, unnoticed }
}

describe('every byte, one bit of each', () => {
  const columns: readonly [keyof HubTables, string, string][] = [
    ['AuditRecord', 'seq', 'body'],
    ['AuditRecord', 'seq', 'hash'],
    ['AuditPerson', 'seq', 'personId'],
    ['AuditHead', 'id', 'hash'],
    ['AuditSegment', 'firstSeq', 'manifest'],
    ['AuditAnchor', 'id', 'line'],
  ]
  test.each(columns)(
    '%s: each %s, its %s',
    async (table, key, column) => {
      const rows = (await store.sql.selectFrom(table).selectAll().execute()) as unknown as Record<string, string>[]
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) {
        const set = (value: string) =>
          store.sql
            .updateTable(table as 'AuditRecord')
            .set({ [column]: value })
            .where(key as 'seq', '=', row[key] as unknown as number)
            .execute()
        const { tried, unnoticed } = await missed(flips(row[column] ?? ''), set, () => set(row[column] ?? ''))
        expect(tried).toBe(row[column]?.length)
        expect(unnoticed).toEqual([])
      }
    },
    120_000,
  )

  test.each([
    ['the anchor file', () => [anchorFile]],
    ['the archives', files],
  ])(
    '%s',
    async (_what, which) => {
      for (const file of which()) {
        const bytes = readFileSync(file)
        const changes = Array.from(bytes, (_, at) => at)
        const put = async (at: number) => {
          const changed = Buffer.from(bytes)
          changed[at] = (changed[at] ?? 0) ^ bit(at)
          writeFileSync(file, changed)
        }
        expect((await missed(changes, put, async () => writeFileSync(file, bytes))).unnoticed).toEqual([])
      }
    },
    120_000,
  )

  test('the public keys', async () => {
    const text = readFileSync(publicKeys, 'utf8')
    const { unnoticed } = await missed(
      flips(text.trimEnd()),
      async (value) => writeFileSync(publicKeys, value),
      async () => writeFileSync(publicKeys, text),
    )
    expect(unnoticed).toEqual([])
  }, 120_000)
})

describe('numbers in the store', () => {
  const numbers: readonly [keyof HubTables, string, string][] = [
    ['AuditRecord', 'seq', 'seq'],
    ['AuditPerson', 'seq', 'seq'],
    ['AuditHead', 'id', 'seq'],
    ['AuditSegment', 'firstSeq', 'firstSeq'],
    ['AuditSegment', 'firstSeq', 'lastSeq'],
    ['AuditAnchor', 'id', 'number'],
  ]
  test.each(numbers)('%s, by %s: its %s', async (table, key, column) => {
    const rows = (await store.sql.selectFrom(table).selectAll().execute()) as unknown as Record<string, number>[]
    for (const row of rows) {
      for (const by of [1, -1, 50]) {
        const number = Number(row[column])
        const set = (from: number, to: number) =>
          store.sql
            .updateTable(table as 'AuditRecord')
            .set({ [column]: to })
            .where(key as 'seq', '=', key === column ? from : Number(row[key]))
            .execute()
        const moved = await set(number, number + by).then(
          () => true,
          () => false, // the number is taken
        )
        if (!moved) continue
        expect([table, row[key], by, (await verify()).ok]).toEqual([table, row[key], by, false])
        await set(number + by, number)
        expect(await verify()).toMatchObject({ ok: true })
      }
    }
  })
})

describe('what people do who want something to be gone', () => {
  const anchors = () => readFileSync(anchorFile, 'utf8').split('\n').slice(0, -1)
  const putAnchors = (lines: readonly string[]) => writeFileSync(anchorFile, lines.map((line) => `${line}\n`).join(''))
  const segments = () => store.sql.selectFrom('AuditSegment').selectAll().orderBy('firstSeq').execute()
  const putSegment = (firstSeq: number, manifest: object) =>
    store.sql
      .updateTable('AuditSegment')
      .set({ manifest: canonicalJson(manifest) })
      .where('firstSeq', '=', firstSeq)
      .execute()

  /** Does it, expects the fault, and puts everything back. */
  async function done(fault: string, work: () => Promise<unknown> | void): Promise<void> {
    const tables = ['AuditRecord', 'AuditPerson', 'AuditHead', 'AuditSegment', 'AuditAnchor'] as const
    const rows = await Promise.all(tables.map((table) => store.sql.selectFrom(table).selectAll().execute()))
    const kept = new Map([anchorFile, publicKeys, ...files()].map((file) => [file, readFileSync(file)]))
    await work()
    expect(await verify()).toMatchObject({ ok: false, fault })
    for (const [at, table] of tables.entries()) {
      await store.sql.deleteFrom(table).execute()
      const before = rows[at] as unknown as HubTables['AuditRecord'][]
      if (before.length > 0)
        await store.sql
          .insertInto(table as 'AuditRecord')
          .values(before)
          .execute()
    }
    for (const [file, bytes] of kept) writeFileSync(file, bytes)
    expect(await verify()).toMatchObject({ ok: true })
  }

  test('an archive is deleted, cut short, or put in the place of another', async () => {
    const [first = '', second = ''] = files()
    await done('ARCHIVE_MISSING', () => rmSync(first))
    await done('ARCHIVE_CHANGED', () => writeFileSync(first, readFileSync(first).subarray(0, -1)))
    await done('ARCHIVE_CHANGED', () => writeFileSync(first, readFileSync(second)))
    await done('ARCHIVE_CHANGED', () => writeFileSync(first, Buffer.concat([readFileSync(first), Buffer.alloc(1)])))
  })

  test('an archive and its manifest are gone', async () => {
    await done('MISSING', async () => {
      rmSync(files()[0] ?? '')
      await store.sql.deleteFrom('AuditSegment').where('firstSeq', '=', 3).execute()
    })
  })

  test('all archives and manifests are gone, and the store begins in the middle', async () => {
    await done('MISSING', () => store.sql.deleteFrom('AuditSegment').execute())
  })

  test('manifests change places', async () => {
    await done('MISSING', async () => {
      const [, second, third] = await segments()
      await store.sql.updateTable('AuditSegment').set({ manifest: 'x' }).where('firstSeq', '=', 3).execute()
      await putSegment(3, JSON.parse(third?.manifest ?? '') as object)
      await putSegment(5, JSON.parse(second?.manifest ?? '') as object)
    })
  })

  test('a record is made a deleted one, by somebody without the key or with another', async () => {
    const remove = async (how: (manifest: object) => Promise<object>) => {
      const third = (await segments())[2]
      const { signature: _old, ...manifest } = JSON.parse(third?.manifest ?? '') as Record<string, unknown>
      await store.sql.deleteFrom('AuditPerson').where('seq', '=', 5).execute()
      await putSegment(5, await how({ ...manifest, kept: 0, removed: 2, file: null }))
    }
    await done('ARCHIVE_UNSIGNED', () => remove(async (manifest) => ({ ...manifest, signature: '30' })))
    await done('ARCHIVE_UNSIGNED', () => remove((manifest) => signed(manifest, sm2Signer(newSm2Key()))))
  })

  test('an archived record is put back into the store, changed', async () => {
    const body = canonicalJson({ ...entry(), seq: 5, previous: '0'.repeat(64) })
    await done('MOVED', () =>
      store.sql
        .insertInto('AuditRecord')
        .values({ seq: 5, body, hash: sm3(body) })
        .execute(),
    )
  })

  test('an old look is hidden from the person concerned, or invented', async () => {
    await done('PERSON_INDEX', () => store.sql.deleteFrom('AuditPerson').where('seq', '=', 5).execute())
    await done('PERSON_INDEX', () => store.sql.insertInto('AuditPerson').values({ seq: 6, personId: 'P-9' }).execute())
    await done('PERSON_INDEX', () => store.sql.insertInto('AuditPerson').values({ seq: 1, personId: 'P-9' }).execute())
  })

  test('anchors are cut off at either end or in the middle, reordered, doubled, or all gone', async () => {
    const [one = '', two = '', three = '', four = ''] = anchors()
    for (const lines of [
      [one, two, three],
      [two, three, four],
      [one, two, four],
      [two, one, three, four],
      [one, two, three, four, four],
      [],
    ])
      await done('ANCHOR_MISSING', () => putAnchors(lines))
    await done('ANCHOR_UNREADABLE', () => writeFileSync(anchorFile, readFileSync(anchorFile, 'utf8').slice(0, -1)))
  })

  test('an anchor is signed by another key, or is that of another head under an old signature', async () => {
    const lines = anchors()
    const last = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>
    const resign = async (change: object, key = sm2Signer(newSm2Key())) => {
      const { signature: _old, ...anchor } = last
      const line = canonicalJson(await signed({ ...anchor, ...change }, key))
      putAnchors([...lines.slice(0, -1), line])
      await store.sql.updateTable('AuditAnchor').set({ line }).execute()
    }
    await done('ANCHOR_UNSIGNED', () => resign({}))
    await done('ANCHOR_UNSIGNED', async () => {
      const line = canonicalJson({ ...last, hash: '0'.repeat(64) })
      putAnchors([...lines.slice(0, -1), line])
      await store.sql.updateTable('AuditAnchor').set({ line }).execute()
    })
    await done('REWRITTEN', () => resign({ hash: '0'.repeat(64) }, signer))
  })

  test('the anchors and their trace in the store are gone, and so is the end of the chain', async () => {
    // All that could be changed was: only the heads that were copied elsewhere tell.
    const elsewhere = join(folder, 'elsewhere.log')
    writeFileSync(elsewhere, readFileSync(anchorFile))
    const [, , three = ''] = anchors()
    await done('TRUNCATED', async () => {
      await store.sql.deleteFrom('AuditRecord').where('seq', '>', 8).execute()
      await store.sql.deleteFrom('AuditPerson').where('seq', '>', 8).execute()
      const { hash } = await store.sql
        .selectFrom('AuditRecord')
        .select('hash')
        .where('seq', '=', 8)
        .executeTakeFirstOrThrow()
      await store.sql.updateTable('AuditHead').set({ seq: 8, hash }).execute()
    })
    await done('ANCHOR_MISSING', async () => {
      putAnchors(anchors().slice(0, 3))
      await store.sql.updateTable('AuditAnchor').set({ number: 3, line: three }).execute()
      const found = await verifyAudit({ ...evidence.of(store), anchorFiles: [elsewhere] })
      expect(found).toMatchObject({ ok: false, fault: 'ANCHOR_MISSING' })
      writeFileSync(anchorFile, readFileSync(elsewhere))
    })
  })

  test('the keys are gone', async () => {
    await done('ANCHOR_UNSIGNED', () => writeFileSync(publicKeys, ''))
    await done('KEYS_UNREADABLE', () => writeFileSync(publicKeys, '{'))
  })
})
