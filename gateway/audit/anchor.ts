/**
 * Heads of the chain kept outside the store, signed, in a file that is only appended to (in a city: on another machine, or write-once
 * media). Whoever rewrites the store, whole chain and all, contradicts them. Each line names the one before by its hash; the newest also
 * stands in the store, so that lines taken out of the file, its last ones too, are missed.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { FIRST_PREVIOUS, sm3 } from '../../access/audit-record.ts'
import { canonicalJson } from '../../access/canonical-json.ts'
import type { HubStore } from '../../prisma/store.ts'
import { retryBusy } from '../../prisma/sql.ts'
import type { Head } from './chain.ts'
import { isSigned, signed, type HeadKeys, type HeadSigner, type Signed } from './head-signer.ts'

export interface Anchor extends Head, Signed {
  /** 1, 2, 3 … over all gateways of a store. */
  readonly number: number
  /** SM3 of the line before; zeros for the first. */
  readonly before: string
  /** Epoch ms. */
  readonly at: number
}

/**
 * Keeps a head outside. Several gateways on a store take turns: one begins a line only when the line before is known to be written, and
 * finishes that of one who died. True when this head or a later one is kept now, false while another gateway is at it.
 */
export async function writeAnchor(
  store: HubStore,
  file: string,
  signer: HeadSigner,
  head: Head,
  at = Date.now(),
): Promise<boolean> {
  const last = await finished(store, file, at)
  if (last === 'BUSY') return false
  if (last !== null && last.anchor.seq >= head.seq) return true
  const anchor = await signed(
    { number: (last?.anchor.number ?? 0) + 1, before: last === null ? FIRST_PREVIOUS : sm3(last.line), at, ...head },
    signer,
  )
  const line = canonicalJson(anchor)
  if (!(await begin(store, anchor.number, line))) return false
  appendLine(file, line)
  await end(store, anchor.number)
  return true
}

export type AnchorFault = 'ANCHOR_UNREADABLE' | 'ANCHOR_UNSIGNED' | 'ANCHOR_MISSING'

/** The anchors of the files in order, or what is wrong with them. Several files: each gateway keeps one of its own. */
export async function readAnchors(
  store: HubStore,
  files: readonly string[],
  keys: HeadKeys,
): Promise<readonly Anchor[] | AnchorFault> {
  const newest = await newestOf(store)
  const lines = new Map<number, string>()
  for (const file of files) {
    const fault = readFile(file, newest, lines)
    if (fault) return fault
  }
  if (newest && !lines.has(newest.number)) {
    if (newest.written === 1) return 'ANCHOR_MISSING'
    lines.set(newest.number, newest.line)
  }
  const anchors: Anchor[] = []
  let before = FIRST_PREVIOUS
  for (const [number, line] of [...lines].sort(([a], [b]) => a - b)) {
    const anchor = parseAnchor(line)
    if (!anchor) return 'ANCHOR_UNREADABLE'
    if (number !== anchors.length + 1 || anchor.before !== before) return 'ANCHOR_MISSING'
    if (!isSigned(anchor, keys)) return 'ANCHOR_UNSIGNED'
    before = sm3(line)
    anchors.push(anchor)
  }
  if (newest ? newest.line !== lines.get(newest.number) || newest.number !== anchors.length : anchors.length > 0)
    return 'ANCHOR_MISSING'
  return anchors
}

// Private:

interface Newest {
  readonly number: number
  readonly line: string
  readonly written: number
}

/** After this time a line that was begun is another's to finish. */
const ABANDONED_MS = 10_000

async function newestOf(store: HubStore): Promise<Newest | null> {
  const row = await store.sql
    .selectFrom('AuditAnchor')
    .select(['number', 'line', 'written'])
    .where('id', '=', 1)
    .executeTakeFirst()
  return row ?? null
}

async function finished(
  store: HubStore,
  file: string,
  now: number,
): Promise<{ readonly line: string; readonly anchor: Anchor } | null | 'BUSY'> {
  const newest = await newestOf(store)
  if (newest === null) return null
  const anchor = parseAnchor(newest.line)
  if (anchor === null) throw new Error('the newest anchor in the store is spoilt')
  if (newest.written === 0) {
    if (own.has(newest.line) || now - anchor.at > ABANDONED_MS) finishLine(file, newest.line)
    else return 'BUSY'
    await end(store, newest.number)
  }
  return { line: newest.line, anchor }
}

/** Lines that this process began: when writing failed it need not wait to try again. */
const own = new Set<string>()

async function begin(store: HubStore, number: number, line: string): Promise<boolean> {
  const begun = await retryBusy(async () => {
    if (number === 1) {
      const { numInsertedOrUpdatedRows } = await store.sql
        .insertInto('AuditAnchor')
        .values({ id: 1, number, line, written: 0 })
        .onConflict((on) => on.doNothing())
        .executeTakeFirst()
      return (numInsertedOrUpdatedRows ?? 0n) > 0n
    }
    const { numUpdatedRows } = await store.sql
      .updateTable('AuditAnchor')
      .set({ number, line, written: 0 })
      .where('id', '=', 1)
      .where('number', '=', number - 1)
      .where('written', '=', 1)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  })
  if (begun) own.add(line)
  return begun
}

async function end(store: HubStore, number: number): Promise<void> {
  await retryBusy(() =>
    store.sql.updateTable('AuditAnchor').set({ written: 1 }).where('id', '=', 1).where('number', '=', number).execute(),
  )
  own.clear()
}

/** Appends what of the line is not there: a process may have died before, in the middle, or after it. */
function finishLine(file: string, line: string): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const tail = text.slice(text.lastIndexOf('\n') + 1)
  if (tail === '') {
    if (!text.endsWith(`${line}\n`)) appendLine(file, line)
    return
  }
  if (!line.startsWith(tail)) throw new Error('the anchor file ends in something else')
  append(file, `${line.slice(tail.length)}\n`)
}

function appendLine(file: string, line: string): void {
  append(file, `${line}\n`)
}

function append(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const opened = openSync(file, 'a', 0o600)
  try {
    writeSync(opened, text)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

/** Adds the file's lines by number. A torn last line is good only while the store knows that it was being written. */
function readFile(file: string, newest: Newest | null, lines: Map<number, string>): AnchorFault | null {
  if (!existsSync(file)) return null
  const rows = readFileSync(file, 'utf8').split('\n')
  const torn = rows.pop() ?? ''
  if (torn !== '' && !(newest?.written === 0 && newest.line.startsWith(torn))) return 'ANCHOR_UNREADABLE'
  let last = 0
  for (const line of rows) {
    const anchor = parseAnchor(line)
    if (!anchor) return 'ANCHOR_UNREADABLE'
    if (anchor.number <= last || (lines.has(anchor.number) && lines.get(anchor.number) !== line))
      return 'ANCHOR_MISSING'
    lines.set(anchor.number, line)
    last = anchor.number
  }
  return null
}

/** Null unless the line is, to the character, what was written. */
function parseAnchor(line: string): Anchor | null {
  try {
    const anchor = JSON.parse(line) as Anchor
    const members = [anchor.number, anchor.seq, anchor.at].every((value) => Number.isSafeInteger(value))
    const texts = [anchor.before, anchor.hash, anchor.keyId, anchor.algorithm, anchor.signature]
    return members && texts.every((text) => typeof text === 'string') && canonicalJson(anchor) === line ? anchor : null
  } catch {
    return null
  }
}
