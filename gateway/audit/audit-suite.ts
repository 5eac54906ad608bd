/** What the audit must do on every kind of store. Run by audit-log.test.ts (SQLite) and audit-log.systems.test.ts (PostgreSQL). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { sm3, type AuditBody, type AuditEntry } from '../../access/audit-record.ts'
import { canonicalJson } from '../../access/canonical-json.ts'
import { addMissing } from '../../access/grants.ts'
import { looksAt } from '../../access/looks.ts'
import { purposes } from '../../access/purposes.ts'
import { AuditArchive } from '../../access/audit-archive.ts'
import { AuditLog } from './audit-log.ts'
import { PersonIndexer } from './index-persons.ts'
import { testEvidence } from './test-evidence.ts'
import { verifyAudit } from './verify.ts'

export const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  at: 1_800_000_000_000,
  traceId: 't-1',
  subject: 'mediator-1',
  department: 'justice',
  roles: ['mediator'],
  purpose: 'MEDIATION',
  caseNumber: 'JF2025000001',
  policyVersion: '1',
  operation: sm3('{ me { id } }'),
  operationName: 'PersonCard',
  grants: ['mediation-household'],
  reads: ['Person.name', 'Query.person'],
  masked: ['Person.phone'],
  denied: [{ path: 'person.idNumber', reason: 'NO_GRANT' }],
  persons: ['P-1'],
  refs: [],
  outcome: 'PARTIAL',
  code: null,
  ...changes,
})

export function describeAudit(name: string, makeUrl: (folder: string) => string): void {
  describe(`the audit log on ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'pentagraph-audit-'))
    const evidence = testEvidence(folder)
    const { anchorFile, signer } = evidence
    const url = makeUrl(folder)
    let store: HubStore
    const faults: unknown[] = []
    const archive = () => new AuditArchive(store, evidence.archiveFolder)
    const open = (on = store, file = anchorFile) =>
      new AuditLog({ store: on, url, anchorFile: file, signer, onFault: (error) => faults.push(error) })
    const verify = () => verifyAudit(evidence.of(store))
    const append = async (...entries: AuditEntry[]) => {
      const log = open()
      const written = await Promise.all(entries.map((one) => log.append(one)))
      await log.close()
      return written
    }
    const bodyOf = async (seq: number) =>
      JSON.parse(
        (await store.sql.selectFrom('AuditRecord').select('body').where('seq', '=', seq).executeTakeFirstOrThrow())
          .body,
      ) as AuditBody

    beforeAll(async () => {
      await deployMigrations(url)
      store = await openStore(url)
    })
    beforeEach(async () => {
      for (const table of ['AuditRecord', 'AuditPerson', 'AuditHead', 'AuditAnchor', 'Link', 'Entity'] as const)
        await store.sql.deleteFrom(table).execute()
      writeFileSync(anchorFile, '')
      faults.length = 0
    })
    afterAll(async () => {
      await store.close()
      rmSync(folder, { recursive: true })
    })

    test('a record is written before the answer may leave, and holds what was agreed', async () => {
      expect(await append(entry())).toEqual([1])
      expect(await bodyOf(1)).toEqual({ ...entry(), seq: 1, previous: '0'.repeat(64) })
      expect(await verify()).toEqual({ ok: true, records: 1, archived: 0, removed: 0, anchors: 1 })
    })

    test('records get their numbers in the order in which they came, each linked to the one before', async () => {
      const numbers = await append(...Array.from({ length: 450 }, (_, at) => entry({ traceId: `t-${at}` })))
      expect(numbers).toEqual(Array.from({ length: 450 }, (_, at) => at + 1))
      expect((await bodyOf(450)).traceId).toBe('t-449')
      expect(await verify()).toMatchObject({ ok: true, records: 450 })
    })

    test('two gateways on one store keep one line', async () => {
      const other = await openStore(url)
      const logs = [open(), open(other)]
      const numbers = await Promise.all(
        Array.from({ length: 200 }, async (_, at) => {
          await new Promise((resolve) => setTimeout(resolve, at % 20))
          return logs[at % 2]?.append(entry({ traceId: `t-${at}` }))
        }),
      )
      await Promise.all(logs.map((log) => log.close()))
      await other.close()
      expect([...numbers].sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 200 }, (_, at) => at + 1))
      expect(await verify()).toMatchObject({ ok: true, records: 200 })
    })

    test('records of departments are looked up: whose data was it', async () => {
      const link = { kind: 'Person', tier: 'NUMBER', linkedAt: 0, digest: '', identity: '{}', live: 1 }
      await store.sql
        .insertInto('Link')
        .values([
          { ...link, department: 'housing', localKey: 'PropertyTitle/owner/CQ/1', entityId: 'P-7' },
          { ...link, department: 'justice', localKey: 'PropertyTitle/owner/CQ/1', entityId: 'P-8' },
        ])
        .execute()
      await append(
        entry({ persons: ['P-9', 'P-7'], refs: ['housing:PropertyTitle/owner/CQ/1', 'housing:Unknown/self/1'] }),
      )
      expect((await bodyOf(1)).persons).toEqual(['P-7', 'P-9'])
      expect((await looksAt(archive(), 'P-7', { first: 10, after: null }, entry().at)).looks).toHaveLength(1)
      expect((await looksAt(archive(), 'P-8', { first: 10, after: null }, entry().at)).looks).toHaveLength(0)
    })

    describe('verification names the first record that', () => {
      const spoil = async (work: () => Promise<unknown>) => {
        await append(...Array.from({ length: 10 }, (_, at) => entry({ traceId: `t-${at}`, persons: [`P-${at}`] })))
        expect(await verify()).toMatchObject({ ok: true })
        await work()
        return verify()
      }
      const set = (seq: number, values: { body?: string; hash?: string }) =>
        store.sql.updateTable('AuditRecord').set(values).where('seq', '=', seq).execute()
      const row = (seq: number) =>
        store.sql.selectFrom('AuditRecord').selectAll().where('seq', '=', seq).executeTakeFirstOrThrow()

      test('was changed by one bit', async () => {
        expect(
          await spoil(async () => {
            const { body } = await row(4)
            await set(4, { body: body.replace('mediator-1', 'mediator-0') })
          }),
        ).toEqual({ ok: false, seq: 4, fault: 'CHANGED' })
      })

      test('was changed and hashed anew', async () => {
        expect(
          await spoil(async () => {
            const body = canonicalJson({ ...(await bodyOf(4)), subject: 'nobody' })
            await set(4, { body, hash: sm3(body) })
          }),
        ).toEqual({ ok: false, seq: 5, fault: 'UNLINKED' })
      })

      test('holds nonsense under a hash that fits', async () => {
        expect(await spoil(() => set(4, { body: 'x', hash: sm3('x') }))).toEqual({
          ok: false,
          seq: 4,
          fault: 'CHANGED',
        })
      })

      test('is missing', async () => {
        expect(await spoil(() => store.sql.deleteFrom('AuditRecord').where('seq', '=', 6).execute())).toEqual({
          ok: false,
          seq: 6,
          fault: 'MISSING',
        })
      })

      test('changed places with another', async () => {
        expect(
          await spoil(async () => {
            const [third, eighth] = [await row(3), await row(8)]
            await set(3, { body: eighth.body, hash: eighth.hash })
            await set(8, { body: third.body, hash: third.hash })
          }),
        ).toEqual({ ok: false, seq: 3, fault: 'MOVED' })
      })

      test('was cut off at the end', async () => {
        expect(await spoil(() => store.sql.deleteFrom('AuditRecord').where('seq', '>', 8).execute())).toEqual({
          ok: false,
          seq: 9,
          fault: 'TRUNCATED',
        })
      })

      test('was cut off at the end, the head moved back', async () => {
        expect(
          await spoil(async () => {
            await store.sql.deleteFrom('AuditRecord').where('seq', '>', 8).execute()
            await store.sql.deleteFrom('AuditPerson').where('seq', '>', 8).execute()
            await store.sql
              .updateTable('AuditHead')
              .set({ seq: 8, hash: (await row(8)).hash })
              .execute()
          }),
        ).toEqual({ ok: false, seq: 9, fault: 'TRUNCATED' })
      })

      test('stands in a chain that was made anew from the beginning', async () => {
        expect(
          await spoil(async () => {
            const anchors = readFileSync(anchorFile)
            for (const table of ['AuditRecord', 'AuditPerson', 'AuditHead'] as const)
              await store.sql.deleteFrom(table).execute()
            await append(...Array.from({ length: 10 }, () => entry({ subject: 'somebody-else' })))
            writeFileSync(anchorFile, anchors)
          }),
        ).toEqual({ ok: false, seq: 10, fault: 'REWRITTEN' })
      })

      test('was hidden from the person concerned', async () => {
        expect(await spoil(() => store.sql.deleteFrom('AuditPerson').where('personId', '=', 'P-5').execute())).toEqual({
          ok: false,
          seq: 6,
          fault: 'PERSON_INDEX',
        })
      })

      test('cannot be told, since the anchors are spoilt', async () => {
        expect(await spoil(async () => writeFileSync(anchorFile, '{"seq":1'))).toEqual({
          ok: false,
          seq: 0,
          fault: 'ANCHOR_UNREADABLE',
        })
      })
    })

    test('heads are anchored while the hub runs, once for each new head', async () => {
      const log = new AuditLog({
        store,
        url,
        anchorFile,
        signer,
        anchorEveryMs: 20,
        onFault: (error) => faults.push(error),
      })
      await log.append(entry())
      await new Promise((resolve) => setTimeout(resolve, 100))
      await log.append(entry())
      await log.close()
      expect(
        readFileSync(anchorFile, 'utf8')
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as { seq: number }).seq),
      ).toEqual([1, 2])
    })

    test('an anchor that cannot be written is told, and does not stop the log', async () => {
      const log = open(store, folder)
      expect(await log.append(entry())).toBe(1)
      await log.close()
      expect(faults).toHaveLength(1)
    })

    test('a closed log refuses', async () => {
      const log = open()
      await log.close()
      await expect(log.append(entry())).rejects.toMatchObject({ extensions: { code: 'AUDIT_UNAVAILABLE' } })
    })

    test('a store that fails refuses the read, and the log goes on afterwards', async () => {
      const log = open()
      await log.append(entry())
      await store.sql.insertInto('AuditRecord').values({ seq: 2, body: '{}', hash: '' }).execute()
      await expect(log.append(entry())).rejects.toMatchObject({ extensions: { code: 'AUDIT_UNAVAILABLE' } })
      await store.sql.deleteFrom('AuditRecord').where('seq', '=', 2).execute()
      expect(await log.append(entry())).toBe(2)
      await log.close()
      expect(await verify()).toMatchObject({ ok: true, records: 2 })
    })

    describe('the index by person follows the chain', () => {
      const rows = async () =>
        (await store.sql.selectFrom('AuditPerson').selectAll().orderBy('seq').orderBy('personId').execute()).map(
          ({ personId, seq }) => `${personId} ${seq}`,
        )
      const all = ['P-1 1', 'P-2 1', 'P-2 2', 'P-1 3']
      /** As a crash leaves it: the records are written, and nobody came to the index. */
      beforeEach(async () => {
        await append(entry({ persons: ['P-1', 'P-2'] }), entry({ persons: ['P-2'] }), entry({ persons: ['P-1'] }))
        expect(await rows()).toEqual(all)
        await store.sql.deleteFrom('AuditPerson').execute()
        await store.sql.updateTable('AuditHead').set({ indexed: 0 }).execute()
      })

      test('what it does not hold yet is found all the same, and nothing is missing', async () => {
        const { at } = entry()
        const pages = async () => {
          const { looks, hasNext } = await looksAt(archive(), 'P-1', { first: 1, after: null }, at)
          const second = await looksAt(archive(), 'P-1', { first: 5, after: 3 }, at)
          return [looks.map(({ seq }) => seq), hasNext, second.looks.map(({ seq }) => seq), second.hasNext]
        }
        expect(await pages()).toEqual([[3], true, [1], false])
        expect(await verify()).toMatchObject({ ok: true, records: 3 })
        await open().close()
        expect(await rows()).toEqual(all)
        expect(await pages()).toEqual([[3], true, [1], false])
        expect(await verify()).toMatchObject({ ok: true, records: 3 })
      })

      test('two gateways bring it forward at once, and nothing stands there twice', async () => {
        const indexers = [0, 1].map(() => new PersonIndexer({ store, onFault: (error) => faults.push(error) }))
        await Promise.all(indexers.map((indexer) => indexer.catchUp()))
        await Promise.all(indexers.map((indexer) => indexer.close()))
        expect(await rows()).toEqual(all)
        expect(faults).toEqual([])
      })

      test('it follows by itself', async () => {
        const indexer = new PersonIndexer({ store, everyMs: 10, onFault: (error) => faults.push(error) })
        for (let waited = 0; waited < 200 && (await rows()).length < all.length; waited += 1)
          await new Promise((resolve) => setTimeout(resolve, 50))
        expect(await rows()).toEqual(all)
        await indexer.close()
      })

      test('a record that is spoilt does not hold up those behind it', async () => {
        await store.sql.updateTable('AuditRecord').set({ body: '{"persons":' }).where('seq', '=', 2).execute()
        await open().close()
        expect(await rows()).toEqual(all.filter((look) => look !== 'P-2 2'))
      })

      test('it cannot say that it is further than it is, nor that somebody looked who did not', async () => {
        await store.sql.insertInto('AuditPerson').values({ personId: 'P-9', seq: 2 }).execute()
        expect(await verify()).toEqual({ ok: false, seq: 2, fault: 'PERSON_INDEX' })
        await store.sql.deleteFrom('AuditPerson').execute()
        await store.sql.updateTable('AuditHead').set({ indexed: 3 }).execute()
        expect(await verify()).toEqual({ ok: false, seq: 1, fault: 'PERSON_INDEX' })
      })
    })

    describe('who looked at me', () => {
      const DAY = 86_400_000
      const now = 1_800_000_000_000
      beforeEach(async () => {
        await addMissing(store, purposes, [])
      })

      test('newest first, page by page, without the names of staff', async () => {
        await append(
          ...Array.from({ length: 7 }, (_, at) => entry({ at: now - at, persons: at % 2 === 0 ? ['P-1'] : ['P-2'] })),
        )
        const first = await looksAt(archive(), 'P-1', { first: 3, after: null }, now)
        expect([first.looks.map((look) => look.seq), first.hasNext]).toEqual([[7, 5, 3], true])
        const second = await looksAt(archive(), 'P-1', { first: 3, after: 3 }, now)
        expect([second.looks.map((look) => look.seq), second.hasNext]).toEqual([[1], false])
        expect(second.looks[0]).toEqual({
          seq: 1,
          at: now,
          department: 'justice',
          roles: ['mediator'],
          purpose: 'MEDIATION',
          purposeName: '矛盾纠纷调解',
          notice: purposes.find((purpose) => purpose.code === 'MEDIATION')?.notice,
          caseNumber: 'JF2025000001',
          reads: ['Person.name', 'Query.person'],
          emergency: false,
        })
      })

      test('a look whose notice may wait by law shows after its delay', async () => {
        await append(entry({ purpose: 'SAFETY_INSPECTION' }), entry({}))
        expect(
          (await looksAt(archive(), 'P-1', { first: 5, after: null }, now + 29 * DAY)).looks.map((look) => look.seq),
        ).toEqual([2])
        expect(
          (await looksAt(archive(), 'P-1', { first: 5, after: null }, now + 30 * DAY)).looks.map((look) => look.seq),
        ).toEqual([2, 1])
      })

      test('looks at an id that was merged into mine are mine', async () => {
        const person = {
          kind: 'Person',
          gridCode: null,
          townCode: null,
          villageCode: null,
          searchName: null,
          code: null,
          category: null,
          state: null,
          reportedAt: null,
          dueAt: null,
          handler: null,
          houseId: null,
          golden: '{}',
          updatedAt: 0,
          changeSeq: 0,
          stale: 0,
        }
        await store.sql
          .insertInto('Entity')
          .values([
            { ...person, id: 'P-1', mergedInto: null },
            { ...person, id: 'P-2', mergedInto: 'P-1' },
            { ...person, id: 'P-3', mergedInto: 'P-2' },
          ])
          .execute()
        await append(entry({ persons: ['P-3'] }), entry({ persons: ['P-4'] }))
        expect((await looksAt(archive(), 'P-1', { first: 5, after: null }, now)).looks.map((look) => look.seq)).toEqual(
          [1],
        )
      })
    })
  })
}
