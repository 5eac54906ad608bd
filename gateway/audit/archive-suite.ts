/** What archiving must do on every kind of store. Run by archive.test.ts (SQLite) and archive.systems.test.ts (PostgreSQL). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readdirSync, rmSync, writeFileSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuditArchive } from '../../access/audit-archive.ts'
import type { AuditEntry } from '../../access/audit-record.ts'
import { seedAuditTerms } from '../../access/audit-terms.ts'
import { addMissing } from '../../access/grants.ts'
import { lookAt, looksAt } from '../../access/looks.ts'
import { purposes } from '../../access/purposes.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { archiveAudit, type ArchiveStep } from './archive.ts'
import { AuditLog } from './audit-log.ts'
import { entry } from './audit-suite.ts'
import { testEvidence } from './test-evidence.ts'
import { verifyAudit } from './verify.ts'

const DAY = 86_400_000
const start = entry().at

/** A chain of a disclosure and a security record in turn, one of each a day. */
export const days = (count: number, from = 0): AuditEntry[] =>
  Array.from({ length: count }, (_, day) => start + (from + day) * DAY).flatMap((at, day) => [
    entry({ at, persons: [`P-${day % 3}`], traceId: `t-${day}` }),
    entry({ at, persons: [], reads: [], outcome: 'REFUSED', code: 'PURPOSE_NOT_PERMITTED' }),
  ])

export function describeArchive(name: string, makeUrl: (folder: string) => string): void {
  describe(`the archives of the audit on ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'pentagraph-archive-'))
    const evidence = testEvidence(folder)
    const { anchorFile, signer, archiveFolder } = evidence
    const url = makeUrl(folder)
    let store: HubStore
    const append = async (entries: readonly AuditEntry[]) => {
      const onFault = (error: unknown) => {
        throw error
      }
      const log = new AuditLog({ store, url, anchorFile, signer, onFault })
      await Promise.all(entries.map((one) => log.append(one)))
      await log.close()
    }
    const verify = () => verifyAudit(evidence.of(store))
    /** The turn of that day. */
    const archive = (day: number, onStep?: (step: ArchiveStep) => void) =>
      archiveAudit({ store, folder: archiveFolder, signer, now: start + day * DAY, ...(onStep && { onStep }) })
    const inStore = async () =>
      (await store.sql.selectFrom('AuditRecord').select('seq').orderBy('seq').execute()).map(({ seq }) => seq)
    const files = () => readdirSync(archiveFolder).filter((file) => file.endsWith('.gz'))

    beforeAll(async () => {
      await deployMigrations(url)
      store = await openStore(url)
      await addMissing(store, purposes, [])
    })
    beforeEach(async () => {
      const tables = [
        'AuditRecord',
        'AuditPerson',
        'AuditHead',
        'AuditAnchor',
        'AuditSegment',
        'AuditTerm',
        'Objection',
      ]
      for (const table of tables as 'AuditRecord'[]) await store.sql.deleteFrom(table).execute()
      rmSync(archiveFolder, { recursive: true, force: true })
      writeFileSync(anchorFile, '')
      await seedAuditTerms(store)
    })
    afterAll(async () => {
      await store.close()
      rmSync(folder, { recursive: true })
    })

    test('nothing moves before its time', async () => {
      await append(days(3))
      expect(await archive(184)).toEqual({ moved: 0, removed: 0 })
      expect(await inStore()).toEqual([1, 2, 3, 4, 5, 6])
      expect(files()).toEqual([])
    })

    test('what the index by person does not hold yet stays', async () => {
      await append(days(3))
      await store.sql.updateTable('AuditHead').set({ indexed: 2 }).execute()
      expect(await archive(184 + 3)).toMatchObject({ moved: 2 })
      expect(await inStore()).toEqual([3, 4, 5, 6])
    })

    test('after six months a disclosure is in an archive, a security record is gone, and the chain holds', async () => {
      await append(days(10))
      expect(await archive(184 + 5)).toEqual({ moved: 10, removed: 5 })
      expect(await inStore()).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
      expect(files()).toHaveLength(1)
      expect(await verify()).toEqual({ ok: true, records: 20, archived: 5, removed: 5, anchors: 1 })
      await append(days(1, 200))
      expect(await verify()).toMatchObject({ ok: true, records: 22 })
    })

    test('the terms are rows: a city that keeps security records longer finds them in the archive', async () => {
      await store.sql.updateTable('AuditTerm').set({ days: 365 }).where('kind', '=', 'SECURITY').execute()
      await append(days(4))
      expect(await archive(184 + 2)).toEqual({ moved: 4, removed: 0 })
      expect(await archive(365 + 2)).toEqual({ moved: 4, removed: 2 })
      expect(await verify()).toMatchObject({ ok: true, archived: 6, removed: 2 })
    })

    test('a term that is missing stops everything: nothing is deleted by mistake', async () => {
      await append(days(2))
      await store.sql.deleteFrom('AuditTerm').where('kind', '=', 'DISCLOSURE').execute()
      await expect(archive(5_000)).rejects.toThrow(/DISCLOSURE/)
      expect(await inStore()).toEqual([1, 2, 3, 4])
    })

    test('after three years only the signed tombstone is left, and the chain goes on over it', async () => {
      await append(days(6))
      await archive(184 + 6)
      const looks = new AuditArchive(store, archiveFolder)
      expect((await looksAt(looks, 'P-1', { first: 9, after: null }, start + 200 * DAY)).looks).toHaveLength(2)
      expect(await archive(1_096 + 3)).toEqual({ moved: 0, removed: 3 })
      expect(await verify()).toEqual({ ok: true, records: 12, archived: 3, removed: 9, anchors: 1 })
      expect(await archive(1_096 + 6)).toEqual({ moved: 0, removed: 3 })
      expect(files()).toEqual([])
      expect(await verify()).toEqual({ ok: true, records: 12, archived: 0, removed: 12, anchors: 1 })
      expect(await store.sql.selectFrom('AuditPerson').selectAll().execute()).toEqual([])
      await append(days(2, 1_100))
      expect(await verify()).toMatchObject({ ok: true, records: 16 })
      expect((await looksAt(looks, 'P-1', { first: 9, after: null }, start + 1_200 * DAY)).looks).toHaveLength(1)
    })

    test('a record to which somebody objects stays until that is answered', async () => {
      await append(days(2))
      const objection = {
        id: 'o-1',
        seq: 3,
        personId: 'P-1',
        subject: 'citizen-1',
        reason: 'x',
        state: 'OPEN',
        idempotencyKey: 'once-only-k',
        createdAt: start,
        dueOn: '2030-01-01',
        answer: null,
        answeredBy: null,
        answeredAt: null,
      }
      await store.sql.insertInto('Objection').values(objection).execute()
      expect(await archive(1_200)).toEqual({ moved: 4, removed: 3 })
      expect(await verify()).toMatchObject({ ok: true, archived: 1 })
      await store.sql.updateTable('Objection').set({ state: 'REJECTED' }).execute()
      expect(await archive(1_200)).toEqual({ moved: 0, removed: 1 })
      expect(await verify()).toMatchObject({ ok: true, archived: 0, removed: 4 })
    })

    test('the person concerned finds old looks, page by page, over store and archives', async () => {
      await append(days(30))
      await archive(184 + 10)
      await archive(184 + 20)
      expect(files()).toHaveLength(2)
      const looks = new AuditArchive(store, archiveFolder)
      const seen: number[] = []
      for (let after: number | null = null; ;) {
        const found = await looksAt(looks, 'P-1', { first: 3, after }, start + 300 * DAY)
        seen.push(...found.looks.map((look) => look.seq))
        after = found.looks.at(-1)?.seq ?? null
        if (!found.hasNext) break
      }
      expect(seen).toEqual([57, 51, 45, 39, 33, 27, 21, 15, 9, 3])
      expect((await looks.bodies([3, 57])).map((body) => body.traceId)).toEqual(['t-28', 't-1'])
      const read: number[] = []
      for (let before: number | null = 1_000; before !== null;) {
        const part: Awaited<ReturnType<AuditArchive['below']>> = await looks.below(before, 7)
        read.push(...part.bodies.map((body) => body.seq))
        before = part.next
      }
      const kept = Array.from({ length: 60 }, (_, at) => 60 - at).filter((seq) => seq > 40 || seq % 2 === 1)
      expect(read).toEqual(kept)
    })

    test('a look whose notice may wait by law waits in an archive too', async () => {
      await store.sql.updateTable('AuditTerm').set({ days: 2 }).where('kind', '=', 'STORE').execute()
      await append([entry({ purpose: 'SAFETY_INSPECTION' }), entry({})])
      await archive(3)
      expect(await inStore()).toEqual([])
      const looks = new AuditArchive(store, archiveFolder)
      const seen = async (day: number) =>
        (await looksAt(looks, 'P-1', { first: 5, after: null }, start + day * DAY)).looks.map((look) => look.seq)
      expect(await seen(29)).toEqual([2])
      expect(await seen(30)).toEqual([2, 1])
      expect(await lookAt(looks, 'P-1', 1, start + 29 * DAY)).toBeNull()
      expect(await lookAt(looks, 'P-1', 1, start + 30 * DAY)).toMatchObject({ seq: 1 })
      expect(await lookAt(looks, 'P-2', 1, start + 30 * DAY)).toBeNull()
    })

    test('a store from which everything has moved is read from its archives', async () => {
      await append(days(3))
      await archive(184 + 3)
      expect(await inStore()).toEqual([])
      const looks = new AuditArchive(store, archiveFolder)
      expect((await looks.below(Number.MAX_SAFE_INTEGER, 7)).bodies.map((body) => body.seq)).toEqual([5, 3, 1])
    })

    test('longer than one file and one transaction', async () => {
      await append(days(2_150).map((one) => ({ ...one, at: start })))
      expect(await archive(185)).toEqual({ moved: 4_300, removed: 2_150 })
      expect(files()).toHaveLength(2)
      expect(await verify()).toMatchObject({ ok: true, records: 4_300, archived: 2_150 })
    })

    describe('a process that dies', () => {
      /** Where the turn of that day dies: at the nth step. */
      const dieAt = async (day: number, nth: number) => {
        let step = 0
        let died = false
        const turn = archive(day, () => {
          step += 1
          if (step !== nth) return
          died = true
          throw new Error('killed')
        })
        await turn.catch((error: Error) => {
          if (error.message !== 'killed') throw error
        })
        return died
      }

      test.each([
        ['while records leave the store', 194, [], 10],
        ['while records are deleted in an archive', 1_096 + 5, [194], 5],
      ] as const)(
        '%s: at every step the chain holds, and the next turn ends the work',
        async (_what, day, before, left) => {
          const anHourAgo = Date.now() / 1000 - 3_601
          for (let nth = 1; ; nth += 1) {
            for (const table of ['AuditRecord', 'AuditPerson', 'AuditHead', 'AuditAnchor', 'AuditSegment'] as const)
              await store.sql.deleteFrom(table).execute()
            rmSync(archiveFolder, { recursive: true, force: true })
            writeFileSync(anchorFile, '')
            await append(days(10))
            for (const turn of before) await archive(turn)
            const died = await dieAt(day, nth)
            expect(await verify()).toMatchObject({ ok: true, records: 20 })
            await archive(day)
            expect(await verify()).toMatchObject({ ok: true, records: 20, archived: left })
            // An hour later the files that nobody names are gone.
            for (const file of readdirSync(archiveFolder)) utimesSync(join(archiveFolder, file), anHourAgo, anHourAgo)
            await archive(day)
            expect(files()).toHaveLength(1)
            if (!died) {
              expect(nth).toBeGreaterThan(4)
              break
            }
          }
        },
      )

      test('two hubs that archive at once: one does it', async () => {
        await append(days(10))
        const other = await openStore(url)
        const turn = { folder: archiveFolder, signer, now: start + 194 * DAY }
        const done = await Promise.allSettled([
          archiveAudit({ ...turn, store }),
          archiveAudit({ ...turn, store: other }),
        ])
        await other.close()
        expect(done.map(({ status }) => status)).toContain('fulfilled')
        expect(await verify()).toMatchObject({ ok: true, records: 20, archived: 10 })
      })
    })
  })
}
