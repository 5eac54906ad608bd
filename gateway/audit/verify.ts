/**
 * Walks the whole chain, through the archives and the store, and names the first record that is not as it was written. Reads in pages: any
 * length, constant memory.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import { FIRST_PREVIOUS, parseAuditBody, sm3 } from '../../access/audit-record.ts'
import { AuditArchive } from '../../access/audit-archive.ts'
import { parseArchiveLine, parseManifest, type AuditManifest } from '../../access/audit-segment.ts'
import { indexedTo } from '../../access/person-index.ts'
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { readAnchors, type Anchor, type AnchorFault } from './anchor.ts'
import { isSigned, type HeadKeys } from './head-signer.ts'
import { readPublicKeys } from './public-keys.ts'

/** docs/audit-events.md says what each means. */
export type AuditFault =
  | 'CHANGED'
  | 'MOVED'
  | 'UNLINKED'
  | 'MISSING'
  | 'TRUNCATED'
  | 'REWRITTEN'
  | 'PERSON_INDEX'
  | 'ARCHIVE_CHANGED'
  | 'ARCHIVE_MISSING'
  | 'ARCHIVE_UNSIGNED'
  | 'KEYS_UNREADABLE'
  | AnchorFault

export type AuditVerdict =
  | {
      readonly ok: true
      /** Records of the chain, those that were deleted after their term too. */
      readonly records: number
      readonly archived: number
      readonly removed: number
      readonly anchors: number
    }
  | { readonly ok: false; readonly seq: number; readonly fault: AuditFault }

export interface AuditEvidence {
  readonly store: HubStore
  /** Files of the anchored heads; several gateways may each keep one. */
  readonly anchorFiles: readonly string[]
  readonly archiveFolder: string
  /** File of the public keys: the copy of whoever checks. */
  readonly publicKeys: string
}

export async function verifyAudit(evidence: AuditEvidence): Promise<AuditVerdict> {
  const { store, anchorFiles, archiveFolder, publicKeys } = evidence
  const keys = readPublicKeys(publicKeys)
  if (!keys) return { ok: false, seq: 0, fault: 'KEYS_UNREADABLE' }
  const anchors = await readAnchors(store, anchorFiles, keys)
  if (typeof anchors === 'string') return { ok: false, seq: 0, fault: anchors }
  const walk = new Walk(anchors, await indexedTo(store.sql))
  const before = await segmentsNow(store)
  const found =
    (await walkArchives(walk, new AuditArchive(store, archiveFolder), keys)) ?? (await walkStore(walk, store))
  const verdict = 'fault' in found ? { ok: false as const, ...found } : walk.finish(found.head)
  // A hub archived while we walked, and we met half of it: only a walk that nothing moved under tells.
  return !verdict.ok && (await segmentsNow(store)) !== before ? verifyAudit(evidence) : verdict
}

// Private:

const PAGE = 500

interface Found {
  readonly seq: number
  readonly fault: AuditFault
}

class Walk {
  seq = 0
  hash = FIRST_PREVIOUS
  archived = 0
  removed = 0
  private next = 0
  private readonly anchors: readonly Anchor[]
  private readonly indexed: number

  /** `indexed`: up to there every look stands in the index by person; behind it some do not yet. */
  constructor(anchors: readonly Anchor[], indexed: number) {
    this.anchors = anchors
    this.indexed = indexed
  }

  step(text: string, hash: string, at: number, persons: readonly string[]): Found | null {
    const seq = this.seq + 1
    if (at !== seq) return { seq, fault: 'MISSING' }
    if (sm3(text) !== hash) return { seq, fault: 'CHANGED' }
    const body = parseAuditBody(text)
    if (body === null) return { seq, fault: 'CHANGED' }
    if (body.seq !== seq) return { seq, fault: 'MOVED' }
    if (body.previous !== this.hash) return { seq, fault: 'UNLINKED' }
    const complete = seq <= this.indexed || persons.length > 0
    if (complete && persons.join('\n') !== body.persons.join('\n')) return { seq, fault: 'PERSON_INDEX' }
    return this.goTo(seq, hash)
  }

  /** Over records that were deleted after their term: whoever signed the manifest answers for the hash of the last. */
  goTo(seq: number, hash: string): Found | null {
    for (; (this.anchors[this.next]?.seq ?? Infinity) <= seq; this.next += 1) {
      const anchor = this.anchors[this.next]
      // In the middle of what was deleted there is nothing left to compare with.
      if (anchor?.seq === seq && anchor.hash !== hash) return { seq, fault: 'REWRITTEN' }
    }
    this.seq = seq
    this.hash = hash
    return null
  }

  finish(head: HubTables['AuditHead'] | undefined): AuditVerdict {
    if (this.anchors.length > this.next) return { ok: false, seq: this.seq + 1, fault: 'TRUNCATED' }
    if ((head?.seq ?? 0) > this.seq) return { ok: false, seq: this.seq + 1, fault: 'TRUNCATED' }
    if ((head?.seq ?? 0) !== this.seq || (head !== undefined && head.seq > 0 && head.hash !== this.hash)) {
      return { ok: false, seq: this.seq, fault: 'REWRITTEN' }
    }
    const { archived, removed } = this
    return { ok: true, records: this.seq, archived, removed, anchors: this.anchors.length }
  }
}

async function walkArchives(walk: Walk, archive: AuditArchive, keys: HeadKeys): Promise<Found | null> {
  for (;;) {
    const row = await archive.store.sql
      .selectFrom('AuditSegment')
      .selectAll()
      .where('firstSeq', '>', walk.seq)
      .orderBy('firstSeq')
      .limit(1)
      .executeTakeFirst()
    if (!row) break
    const seq = walk.seq + 1
    const manifest = parseManifest(row.manifest)
    if (!manifest || !isSigned(manifest, keys)) return { seq, fault: 'ARCHIVE_UNSIGNED' }
    if (row.firstSeq !== seq || manifest.first !== seq || row.lastSeq !== manifest.last)
      return { seq, fault: 'MISSING' }
    if (manifest.previous !== walk.hash) return { seq, fault: 'UNLINKED' }
    const fault = await walkSegment(walk, archive, manifest)
    if (fault) return fault
    if (walk.seq !== manifest.last || walk.hash !== manifest.lastHash)
      return { seq: walk.seq, fault: 'ARCHIVE_CHANGED' }
  }
  return null
}

async function walkSegment(walk: Walk, archive: AuditArchive, manifest: AuditManifest): Promise<Found | null> {
  const { file, first, last } = manifest
  walk.archived += manifest.kept
  walk.removed += manifest.removed
  if (!file) {
    if ((await personsBetween(archive.store, first - 1, last)).size > 0) return { seq: first, fault: 'PERSON_INDEX' }
    return walk.goTo(last, manifest.lastHash)
  }
  const digest = await digestOf(resolve(archive.folder, file.name))
  if (digest === null) return { seq: first, fault: 'ARCHIVE_MISSING' }
  if (digest.sm3 !== file.sm3 || digest.bytes !== file.bytes) return { seq: first, fault: 'ARCHIVE_CHANGED' }
  for (let at = 0; at < file.blocks.length; at += 1) {
    const end = (file.blocks[at + 1]?.[0] ?? last + 1) - 1
    const persons = await personsBetween(archive.store, walk.seq, end)
    for (const text of await archive.readBlock(manifest, at)) {
      const line = parseArchiveLine(text)
      const seq = walk.seq + 1
      if (!line) return { seq, fault: 'ARCHIVE_CHANGED' }
      if (line.kind === 'REMOVED' && line.from !== seq) return { seq, fault: 'MISSING' }
      const fault =
        line.kind === 'REMOVED'
          ? walk.goTo(line.to, line.lastHash)
          : walk.step(line.text, sm3(line.text), line.body.seq, persons.get(seq) ?? [])
      if (fault) return fault
      if (line.kind === 'RECORD') persons.delete(seq)
    }
    const [stray] = persons.keys()
    if (stray !== undefined) return { seq: stray, fault: 'PERSON_INDEX' }
  }
  return null
}

/** The first fault; without one the head, as it was when the end was reached. */
async function walkStore(
  walk: Walk,
  store: HubStore,
): Promise<Found | { readonly head: HubTables['AuditHead'] | undefined }> {
  const below = await store.sql.selectFrom('AuditRecord').select('seq').where('seq', '<=', walk.seq).limit(1).execute()
  // A record of an archive that stands in the store as well: nobody put it there who may.
  if (below[0]) return { seq: below[0].seq, fault: 'MOVED' }
  for (;;) {
    const records = await page(store, walk.seq)
    const end = records.at(-1)?.seq ?? walk.seq
    const persons = await personsBetween(store, walk.seq, end)
    for (const { seq, body, hash } of records) {
      const fault = walk.step(body, hash, seq, persons.get(seq) ?? [])
      if (fault) return fault
    }
    if (records.length === PAGE) continue
    const { head, lastSeq } = await readEnd(store)
    // Others go on appending while we walk.
    if (lastSeq <= walk.seq) return { head }
  }
}

async function segmentsNow(store: HubStore): Promise<string> {
  const { fn } = store.sql
  const row = await store.sql
    .selectFrom('AuditSegment')
    .select([
      fn.countAll<number>().as('rows'),
      fn.max<number | null>('lastSeq').as('last'),
      sql<number | null>`sum(length(manifest))`.as('length'),
    ])
    .executeTakeFirst()
  return JSON.stringify(row)
}

async function digestOf(file: string): Promise<{ readonly sm3: string; readonly bytes: number } | null> {
  try {
    const { size } = await stat(file)
    const hash = createHash('sm3')
    await pipeline(createReadStream(file), hash)
    return { sm3: hash.digest('hex'), bytes: size }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function page(store: HubStore, after: number): Promise<HubTables['AuditRecord'][]> {
  return store.sql.selectFrom('AuditRecord').selectAll().where('seq', '>', after).orderBy('seq').limit(PAGE).execute()
}

async function personsBetween(store: HubStore, after: number, to: number): Promise<Map<number, string[]>> {
  const persons = new Map<number, string[]>()
  if (to <= after) return persons
  const rows = await store.sql
    .selectFrom('AuditPerson')
    .selectAll()
    .where('seq', '>', after)
    .where('seq', '<=', to)
    .execute()
  for (const { seq, personId } of rows) {
    const known = persons.get(seq)
    if (known) known.push(personId)
    else persons.set(seq, [personId])
  }
  for (const ids of persons.values()) ids.sort()
  return persons
}

/** The head first: what is appended between the two reads then shows as more records, not as fewer. */
async function readEnd(store: HubStore) {
  const head = await store.sql.selectFrom('AuditHead').selectAll().where('id', '=', 1).executeTakeFirst()
  const last = await store.sql
    .selectFrom('AuditRecord')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { head, lastSeq: last?.seq ?? 0 }
}
