/**
 * Moves what is past its time in the store to archive files, and deletes what is past its term (access/audit-terms.ts). The chain goes on:
 * each stretch that left has a signed manifest, which says how the chain passes over what was deleted.
 *
 * A process may die at any step. A file counts only once its manifest stands in the store, and in the same transaction the records leave;
 * a file that no manifest names is swept away later. Of two hubs that archive at once one finds the stretch taken and lets it be.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { FIRST_PREVIOUS, sm3 } from '../../access/audit-record.ts'
import {
  archiveLineText,
  parseArchiveLine,
  parseManifest,
  type ArchiveFile,
  type ArchiveLine,
  type AuditManifest,
} from '../../access/audit-segment.ts'
import { AuditArchive } from '../../access/audit-archive.ts'
import { kindOf, readAuditTerms, type AuditTerms, type RecordKind } from '../../access/audit-terms.ts'
import { canonicalJson } from '../../access/canonical-json.ts'
import { indexedTo } from '../../access/person-index.ts'
import { retryBusy } from '../../prisma/sql.ts'
import type { HubStore } from '../../prisma/store.ts'
import { signed, type HeadSigner } from './head-signer.ts'

export interface ArchiveOptions {
  readonly store: HubStore
  readonly folder: string
  readonly signer: HeadSigner
  readonly signal?: AbortSignal
  /** Epoch ms. */
  readonly now?: number
  /** Told before each step that changes something; for tests that die there. */
  readonly onStep?: (step: ArchiveStep) => void
}

export type ArchiveStep = 'FILE' | 'RENAME' | 'SIGN' | 'COMMIT' | 'DONE' | 'UNLINK'

export interface Archived {
  /** Records that left the store. */
  readonly moved: number
  /** Records that were deleted, on leaving the store or in an archive. */
  readonly removed: number
}

/** Rejects when the chain does not hold where it would be cut: what is broken is not archived. */
export async function archiveAudit(options: ArchiveOptions): Promise<Archived> {
  const { store, now = Date.now() } = options
  const terms = await readAuditTerms(store)
  const held = await heldRecords(store)
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  await sweep(options)
  const turn = new Turn(options, terms, held, now)
  let removed = await turn.expire()
  await forgetObjections(store, now - terms.DISCLOSURE * DAY_MS)
  let moved = 0
  for (;;) {
    const segment = await turn.archiveNext()
    if (!segment) return { moved, removed }
    moved += segment.last - segment.first + 1
    removed += segment.removed
  }
}

// Private:

/** Records of a segment: so many leave the store in one transaction without holding the process noticeably. */
const SEGMENT = 4_000
const PAGE = 500
/** Records of a member: what is read to find one of them. */
const BLOCK = 200
const DAY_MS = 86_400_000
/** Another hub may be at work on a file that no manifest names yet. */
const SWEEP_MS = 3_600_000
const zip = promisify(gzip)

class Turn {
  private readonly options: ArchiveOptions
  private readonly archive: AuditArchive
  private readonly terms: AuditTerms
  private readonly held: ReadonlySet<number>
  private readonly now: number

  constructor(options: ArchiveOptions, terms: AuditTerms, held: ReadonlySet<number>, now: number) {
    this.options = options
    this.archive = new AuditArchive(options.store, options.folder)
    this.terms = terms
    this.held = held
    this.now = now
  }

  /** The next stretch leaves the store. Null when nothing is to move. */
  async archiveNext(): Promise<AuditManifest | null> {
    this.options.signal?.throwIfAborted()
    const { store } = this.options
    const base = await lastSegment(store)
    const first = (base?.last ?? 0) + 1
    const previous = base?.lastHash ?? FIRST_PREVIOUS
    const made = await this.write(this.movable(first, previous), {
      first,
      previous,
      replaces: null,
      removedUntil: null,
    })
    if (made === null) return null
    this.step('COMMIT')
    const taken = await retryBusy(() =>
      store.sql.transaction().execute(async (trx) => {
        const row = { firstSeq: first, lastSeq: made.last, manifest: canonicalJson(made) }
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('AuditSegment')
          .values(row)
          .onConflict((on) => on.doNothing())
          .executeTakeFirst()
        if ((numInsertedOrUpdatedRows ?? 0n) === 0n) return false
        await trx.deleteFrom('AuditRecord').where('seq', '>=', first).where('seq', '<=', made.last).execute()
        for (const { from, to } of this.cut)
          await trx.deleteFrom('AuditPerson').where('seq', '>=', from).where('seq', '<=', to).execute()
        return true
      }),
    )
    this.step('DONE')
    return taken ? made : null
  }

  /** Deletes in the archives what is past its term. */
  async expire(): Promise<number> {
    const { store, folder } = this.options
    let removed = 0
    for (const { manifest: text } of await store.sql
      .selectFrom('AuditSegment')
      .selectAll()
      .orderBy('firstSeq')
      .execute()) {
      this.options.signal?.throwIfAborted()
      const old = parseManifest(text)
      if (!old) throw new Error('the manifest of an audit archive is spoilt')
      if (!this.isDue(old)) continue
      const { first, previous, removedUntil } = old
      const made = await this.write(this.archivedLines(old), { first, previous, replaces: sm3(text), removedUntil })
      if (made === null || made.last !== old.last || made.lastHash !== old.lastHash)
        throw new Error('an audit archive does not hold what its manifest says')
      if (made.removed === old.removed) continue
      this.step('COMMIT')
      await retryBusy(() =>
        store.sql.transaction().execute(async (trx) => {
          const { numUpdatedRows } = await trx
            .updateTable('AuditSegment')
            .set({ manifest: canonicalJson(made) })
            .where('firstSeq', '=', first)
            .where('manifest', '=', text)
            .executeTakeFirst()
          if (numUpdatedRows === 0n) return
          for (const { from, to } of this.cut)
            await trx.deleteFrom('AuditPerson').where('seq', '>=', from).where('seq', '<=', to).execute()
        }),
      )
      removed += made.removed - old.removed
      this.step('UNLINK')
      if (old.file) await unlink(resolve(folder, old.file.name)).catch(ignoreMissing)
      this.step('DONE')
    }
    return removed
  }

  // Private:

  private cut: { from: number; to: number; lastHash: string }[] = []

  private step(step: ArchiveStep): void {
    this.options.onStep?.(step)
  }

  private isDue({ oldest }: AuditManifest): boolean {
    return (['SECURITY', 'DISCLOSURE'] as const).some((kind) => {
      const at = oldest[kind]
      return at !== null && at < this.now - this.terms[kind] * DAY_MS
    })
  }

  /** From the store, in order, checked link by link, up to the first record that is to stay there. */
  private async *movable(first: number, previous: string): AsyncGenerator<ArchiveLine> {
    const { store } = this.options
    const hotSince = this.now - this.terms.STORE * DAY_MS
    const indexed = await indexedTo(store.sql)
    let seq = first
    let hash = previous
    while (seq < first + SEGMENT) {
      const rows = await store.sql
        .selectFrom('AuditRecord')
        .selectAll()
        .where('seq', '>=', seq)
        .orderBy('seq')
        .limit(Math.min(PAGE, first + SEGMENT - seq))
        .execute()
      for (const row of rows) {
        const line = parseArchiveLine(row.body)
        if (line?.kind !== 'RECORD' || row.seq !== seq || sm3(row.body) !== row.hash || line.body.previous !== hash)
          throw new Error(`the audit chain does not hold at record ${seq}; nothing was archived`)
        if (line.body.at >= hotSince || seq > indexed) return
        yield line
        seq += 1
        hash = row.hash
      }
      if (rows.length === 0) return
    }
  }

  private async *archivedLines(manifest: AuditManifest): AsyncGenerator<ArchiveLine> {
    for (let at = 0; at < (manifest.file?.blocks.length ?? 0); at += 1) {
      for (const text of await this.archive.readBlock(manifest, at)) {
        const line = parseArchiveLine(text)
        if (!line) throw new Error('a line of an audit archive is spoilt')
        yield line
      }
    }
  }

  /** Writes what is kept of the lines, and signs what was done. Null when there are no lines. */
  private async write(
    lines: AsyncIterable<ArchiveLine>,
    from: Pick<AuditManifest, 'first' | 'previous' | 'replaces' | 'removedUntil'>,
  ): Promise<AuditManifest | null> {
    this.cut = []
    const file = new ArchiveWriter(this.options.folder, from.first, (step) => this.step(step))
    const tally = { kept: 0, removed: 0, removedUntil: from.removedUntil }
    const oldest: Record<RecordKind, number | null> = { SECURITY: null, DISCLOSURE: null }
    let run: { from: number; to: number; lastHash: string } | null = null
    let last = from.first - 1
    let lastHash = from.previous
    const endRun = async () => {
      if (run) await file.add({ kind: 'REMOVED', ...run }, run.from)
      if (run) this.cut.push(run)
      run = null
    }
    try {
      for await (const line of lines) {
        const [begin, end] = line.kind === 'RECORD' ? [line.body.seq, line.body.seq] : [line.from, line.to]
        const hash = line.kind === 'RECORD' ? sm3(line.text) : line.lastHash
        if (line.kind === 'RECORD' && !this.isOver(line)) {
          await endRun()
          await file.add(line, begin)
          const kind = kindOf(line.body)
          oldest[kind] = Math.min(oldest[kind] ?? line.body.at, line.body.at)
          tally.kept += 1
        } else {
          run = { from: (run as { from: number } | null)?.from ?? begin, to: end, lastHash: hash }
          tally.removed += end - begin + 1
          if (line.kind === 'RECORD') tally.removedUntil = Math.max(tally.removedUntil ?? 0, line.body.at)
        }
        last = end
        lastHash = hash
      }
      await endRun()
      if (last < from.first) return null
      const written = tally.kept === 0 ? null : await file.finish()
      this.step('SIGN')
      const manifest = { ...from, last, lastHash, ...tally, oldest, file: written, at: this.now }
      return await signed(manifest, this.options.signer)
    } finally {
      await file.close()
    }
  }

  private isOver({ body }: ArchiveLine & { kind: 'RECORD' }): boolean {
    return body.at < this.now - this.terms[kindOf(body)] * DAY_MS && !this.held.has(body.seq)
  }
}

/** One file: members of gzip, each of some lines. Nothing is made before the first line that is kept. */
class ArchiveWriter {
  private readonly folder: string
  private readonly name: string
  private readonly step: (step: ArchiveStep) => void
  private readonly hash = createHash('sm3')
  private readonly blocks: [number, number][] = []
  private handle: FileHandle | null = null
  private waiting: { seq: number; text: string }[] = []
  private bytes = 0

  constructor(folder: string, first: number, step: (step: ArchiveStep) => void) {
    this.folder = folder
    this.name = `${String(first).padStart(12, '0')}-${randomUUID().slice(0, 8)}.jsonl.gz`
    this.step = step
  }

  async add(line: ArchiveLine, seq: number): Promise<void> {
    this.waiting.push({ seq, text: archiveLineText(line) })
    if (this.waiting.length >= BLOCK) await this.flush()
  }

  /** On the disk under its name, and what the manifest says of it. */
  async finish(): Promise<ArchiveFile> {
    await this.flush()
    await this.handle?.sync()
    await this.close()
    this.step('RENAME')
    await rename(resolve(this.folder, `${this.name}.part`), resolve(this.folder, this.name))
    await syncFolder(this.folder)
    return { name: this.name, bytes: this.bytes, sm3: this.hash.digest('hex'), blocks: this.blocks }
  }

  async close(): Promise<void> {
    const { handle } = this
    this.handle = null
    await handle?.close()
  }

  private async flush(): Promise<void> {
    const [first] = this.waiting
    if (!first) return
    const member = await zip(this.waiting.map(({ text }) => `${text}\n`).join(''))
    if (!this.handle) {
      this.step('FILE')
      this.handle = await open(resolve(this.folder, `${this.name}.part`), 'wx', 0o600)
    }
    await this.handle.write(member)
    this.hash.update(member)
    this.blocks.push([first.seq, this.bytes])
    this.bytes += member.length
    this.waiting = []
  }
}

/** Records whose deletion waits, since somebody objects to the look. */
async function heldRecords(store: HubStore): Promise<ReadonlySet<number>> {
  const rows = await store.sql.selectFrom('Objection').select('seq').where('state', '=', 'OPEN').execute()
  return new Set(rows.map(({ seq }) => seq))
}

/** What was said about a look goes when its record goes. */
async function forgetObjections(store: HubStore, before: number): Promise<void> {
  await retryBusy(() =>
    store.sql.deleteFrom('Objection').where('state', '!=', 'OPEN').where('answeredAt', '<', before).execute(),
  )
}

async function lastSegment(store: HubStore): Promise<AuditManifest | null> {
  const row = await store.sql
    .selectFrom('AuditSegment')
    .select('manifest')
    .orderBy('firstSeq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const manifest = parseManifest(row.manifest)
  if (!manifest) throw new Error('the manifest of an audit archive is spoilt')
  return manifest
}

/** Files that no manifest names: of a process that died, or of an archive that was written anew. */
/** By the clock of the files, whatever instant the terms are reckoned from. */
async function sweep({ store, folder }: ArchiveOptions): Promise<void> {
  const rows = await store.sql.selectFrom('AuditSegment').select('manifest').execute()
  const named = new Set(rows.map(({ manifest }) => parseManifest(manifest)?.file?.name))
  for (const name of await readdir(folder)) {
    if (!/\.jsonl\.gz(\.part)?$/.test(name) || named.has(name)) continue
    const file = resolve(folder, name)
    if ((await stat(file)).mtimeMs < Date.now() - SWEEP_MS) await unlink(file).catch(ignoreMissing)
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
