/**
 * Reads audit records wherever they are: in the store, or in the archive files. The index by person stands in the store for both, so that
 * a citizen finds old looks too.
 */
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { HubStore } from '../prisma/store.ts'
import type { AuditBody } from './audit-record.ts'
import { parseArchiveLine, parseManifest, type ArchiveLine, type AuditManifest } from './audit-segment.ts'

export class AuditArchive {
  readonly store: HubStore
  readonly folder: string
  private readonly blocks = new Map<string, Promise<readonly ArchiveLine[]>>()

  constructor(store: HubStore, folder: string) {
    this.store = store
    this.folder = folder
  }

  /** The records of these numbers that are still kept, newest first. Throws when an archive is missing or cannot be read. */
  async bodies(seqs: readonly number[]): Promise<AuditBody[]> {
    const found = new Map<number, AuditBody>()
    for (let from = 0; from < seqs.length; from += ROWS) {
      const some = seqs.slice(from, from + ROWS)
      const rows = await this.store.sql
        .selectFrom('AuditRecord')
        .select(['seq', 'body'])
        .where('seq', 'in', some)
        .execute()
      for (const { seq, body } of rows) found.set(seq, JSON.parse(body) as AuditBody)
    }
    const wanted = seqs.filter((seq) => !found.has(seq))
    if (wanted.length > 0) await this.archived(new Set(wanted), found)
    return [...found.values()].sort((a, b) => b.seq - a.seq)
  }

  /** Kept records below `before`, newest first, about as many as `size`; and the number from which to go on, null at the end. */
  async below(
    before: number,
    size: number,
  ): Promise<{ readonly bodies: readonly AuditBody[]; readonly next: number | null }> {
    const rows = await this.store.sql
      .selectFrom('AuditRecord')
      .select(['seq', 'body'])
      .where('seq', '<', before)
      .orderBy('seq', 'desc')
      .limit(size)
      .execute()
    const last = rows.at(-1)
    if (last) return { bodies: rows.map(({ body }) => JSON.parse(body) as AuditBody), next: last.seq }
    const manifest = await this.segmentBelow(before)
    if (!manifest) return { bodies: [], next: null }
    const next = manifest.first > 1 ? manifest.first : null
    if (!manifest.file) return { bodies: [], next }
    const { blocks } = manifest.file
    const at = blocks.findLastIndex(([seq]) => seq < before)
    if (at < 0) return { bodies: [], next }
    const lines = await this.block(manifest, at)
    const bodies = lines.flatMap((line) => (line.kind === 'RECORD' && line.body.seq < before ? [line.body] : []))
    return { bodies: bodies.reverse(), next: at === 0 ? next : (blocks[at]?.[0] ?? next) }
  }

  /** The lines of one member of a segment's file. */
  async readBlock(manifest: AuditManifest, at: number): Promise<string[]> {
    const { file } = manifest
    const start = file?.blocks[at]?.[1]
    if (!file || start === undefined) return []
    const end = file.blocks[at + 1]?.[1] ?? file.bytes
    const handle = await open(resolve(this.folder, file.name), 'r')
    try {
      const bytes = Buffer.alloc(end - start)
      await handle.read(bytes, 0, bytes.length, start)
      const text = (await unzip(bytes)).toString('utf8')
      return text.split('\n').slice(0, -1)
    } finally {
      await handle.close()
    }
  }

  // Private:

  private async archived(wanted: Set<number>, found: Map<number, AuditBody>): Promise<void> {
    for (const seq of [...wanted].sort((a, b) => a - b)) {
      if (found.has(seq)) continue
      for (const line of await this.blockOf(seq))
        if (line.kind === 'RECORD' && wanted.has(line.body.seq)) found.set(line.body.seq, line.body)
    }
  }

  /** The member in which the record stands. Looked up once more when the file was replaced in the meantime. */
  private async blockOf(seq: number, again = true): Promise<readonly ArchiveLine[]> {
    const manifest = await this.segment(seq)
    const at = manifest?.file?.blocks.findLastIndex(([first]) => first <= seq) ?? -1
    if (!manifest || at < 0) return []
    try {
      return await this.block(manifest, at)
    } catch (error) {
      if (again && (error as NodeJS.ErrnoException).code === 'ENOENT') return this.blockOf(seq, false)
      throw error
    }
  }

  private async segment(seq: number): Promise<AuditManifest | null> {
    const manifest = await this.segmentBelow(seq + 1)
    return manifest && manifest.last >= seq ? manifest : null
  }

  /** The last that begins below the number. */
  private async segmentBelow(before: number): Promise<AuditManifest | null> {
    const row = await this.store.sql
      .selectFrom('AuditSegment')
      .select('manifest')
      .where('firstSeq', '<', before)
      .orderBy('firstSeq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!row) return null
    const manifest = parseManifest(row.manifest)
    if (!manifest) throw new Error('the manifest of an audit archive is spoilt')
    return manifest
  }

  /** A few members are kept: looks at a person stand close to each other. A file's name is never used twice. */
  private block(manifest: AuditManifest, at: number): Promise<readonly ArchiveLine[]> {
    const key = `${manifest.file?.name} ${at}`
    const known = this.blocks.get(key)
    if (known) return known
    const read = this.readBlock(manifest, at).then((lines) =>
      lines.map((text) => {
        const line = parseArchiveLine(text)
        if (!line) throw new Error('a line of an audit archive is spoilt')
        return line
      }),
    )
    if (this.blocks.size >= BLOCKS) this.blocks.delete(this.blocks.keys().next().value ?? '')
    this.blocks.set(key, read)
    read.catch(() => this.blocks.delete(key))
    return read
  }
}

// Private:

const ROWS = 500
const BLOCKS = 16
const unzip = promisify(gunzip)
