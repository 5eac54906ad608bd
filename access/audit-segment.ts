/**
 * A stretch of the audit chain that left the store. Its manifest, signed, says where the stretch begins and ends in the chain, and which
 * file holds what is still kept of it: canonical JSON lines, in members of gzip (`zcat` reads the whole) that can be read one by one.
 */
import type { AuditBody } from './audit-record.ts'
import { canonicalJson } from './canonical-json.ts'
import type { RecordKind } from './audit-terms.ts'

export interface AuditManifest {
  readonly first: number
  readonly last: number
  /** Hash of the record before `first`; zeros for the first record. */
  readonly previous: string
  readonly lastHash: string
  /** Records in the file. */
  readonly kept: number
  /** Records that were deleted after their term. With `kept` none, the manifest is all that is left: a tombstone. */
  readonly removed: number
  /** Epoch ms of the newest record that was deleted, so that everybody can see that its term was over. */
  readonly removedUntil: number | null
  /** Epoch ms of the oldest kept record of each kind: tells when something is to be deleted. */
  readonly oldest: Readonly<Record<RecordKind, number | null>>
  /** Null when nothing is kept. */
  readonly file: ArchiveFile | null
  /** SM3 of the manifest that this one replaced, when records of the stretch were deleted later. */
  readonly replaces: string | null
  /** Epoch ms at which it was made. */
  readonly at: number
  readonly keyId: string
  readonly algorithm: string
  readonly signature: string
}

export interface ArchiveFile {
  /** In the folder of the archives. */
  readonly name: string
  readonly bytes: number
  /** SM3 of the file. */
  readonly sm3: string
  /** First record and first byte of each member. */
  readonly blocks: readonly (readonly [seq: number, offset: number])[]
}

/** A line of the file: a record as it stood in the store, or how the chain goes on over records that were deleted. */
export type ArchiveLine =
  | { readonly kind: 'RECORD'; readonly text: string; readonly body: AuditBody }
  | { readonly kind: 'REMOVED'; readonly from: number; readonly to: number; readonly lastHash: string }

/** Null unless the text is, to the character, a manifest. Its signature is checked by whoever knows the keys. */
export function parseManifest(text: string): AuditManifest | null {
  const value = parseObject(text)
  if (value === null || canonicalJson(value) !== text) return null
  const manifest = value as unknown as AuditManifest
  const numbers = [manifest.first, manifest.last, manifest.kept, manifest.removed, manifest.at]
  const texts = [manifest.previous, manifest.lastHash, manifest.keyId, manifest.algorithm, manifest.signature]
  const whole = numbers.every((n) => Number.isSafeInteger(n)) && texts.every((one) => typeof one === 'string')
  return whole && manifest.last >= manifest.first && isFile(manifest.file) ? manifest : null
}

export function parseArchiveLine(text: string): ArchiveLine | null {
  const value = parseObject(text)
  if (value === null) return null
  const removed = value['removed'] as { from?: unknown; to?: unknown; lastHash?: unknown } | undefined
  if (removed !== undefined) {
    const { from, to, lastHash } = removed
    return typeof from === 'number' && typeof to === 'number' && typeof lastHash === 'string'
      ? { kind: 'REMOVED', from, to, lastHash }
      : null
  }
  const body = value as unknown as AuditBody
  return Number.isSafeInteger(body.seq) && Array.isArray(body.persons) && Array.isArray(body.refs)
    ? { kind: 'RECORD', text, body }
    : null
}

export function archiveLineText(line: ArchiveLine): string {
  if (line.kind === 'RECORD') return line.text
  const { from, to, lastHash } = line
  return canonicalJson({ removed: { from, to, lastHash } })
}

// Private:

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function isFile(file: ArchiveFile | null | undefined): boolean {
  if (file === null) return true
  return (
    file !== undefined &&
    // A name that leads elsewhere is no name.
    /^[\w-]+\.jsonl\.gz$/.test(file.name) &&
    Number.isSafeInteger(file.bytes) &&
    Array.isArray(file.blocks) &&
    file.blocks.length > 0
  )
}
