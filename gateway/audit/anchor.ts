/**
 * Heads of the chain kept outside the store, in a file that is only appended to (in a city: on another machine, or write-once media).
 * Whoever rewrites the store, whole chain and all, contradicts them.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { canonicalJson } from '../../access/canonical-json.ts'
import type { Head } from './chain.ts'

export interface Anchor extends Head {
  /** Epoch ms. */
  readonly at: number
}

export function writeAnchor(file: string, head: Head, at = Date.now()): void {
  mkdirSync(dirname(file), { recursive: true })
  const opened = openSync(file, 'a', 0o600)
  try {
    writeSync(opened, `${canonicalJson({ at, seq: head.seq, hash: head.hash })}\n`)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

/** The anchors by sequence; null when a line is not an anchor. A hub that never ran has none. */
export function readAnchors(file: string): Anchor[] | null {
  if (!existsSync(file)) return []
  const anchors: Anchor[] = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue
    const anchor = parseAnchor(line)
    if (!anchor) return null
    anchors.push(anchor)
  }
  return anchors.sort((a, b) => a.seq - b.seq)
}

// Private:

function parseAnchor(line: string): Anchor | null {
  try {
    const { at, seq, hash } = JSON.parse(line) as Partial<Record<keyof Anchor, unknown>>
    return typeof at === 'number' && typeof seq === 'number' && typeof hash === 'string' ? { at, seq, hash } : null
  } catch {
    return null
  }
}
