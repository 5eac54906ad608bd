/**
 * What a form says that it has shown, as one text that comes back with what is new: for each row of the departments the version, digested,
 * so that nobody who has not read it can name it; and when it was read, for a department that did not answer then.
 */
import { pentagraphError } from '../../../schema/errors.ts'
import type { TextSealer } from '../corrections/sealed-text.ts'

/** There was no row. */
export const NO_ROW = 'NONE'

export interface SeenRow {
  readonly record: string
  readonly key: string
  readonly version: string
}

/** `at`: epoch ms at which it was read. */
export function seenText(texts: TextSealer, entityId: string, at: number, rows: readonly SeenRow[]): string {
  const versions = rows.map(({ record, key, version }) => [nameOf(texts, record, key), texts.digest(version)])
  const body = Buffer.from(JSON.stringify([entityId, at, Object.fromEntries(versions)])).toString('base64url')
  return `${body}~${texts.digest(body)}`
}

export class Seen {
  private readonly texts: TextSealer
  private readonly at: number
  private readonly versions: Readonly<Record<string, string>>

  private constructor(texts: TextSealer, at: number, versions: Readonly<Record<string, string>>) {
    this.texts = texts
    this.at = at
    this.versions = versions
  }

  /** Throws VERSION_CONFLICT for what no form of this entity said. */
  static of(texts: TextSealer, entityId: string, text: string): Seen {
    const [body = '', digest = ''] = text.split('~')
    if (text.length > LONGEST || !texts.isDigestOf(digest, body)) throw pentagraphError('VERSION_CONFLICT')
    const [of, at, versions] = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as [
      string,
      number,
      Readonly<Record<string, string>>,
    ]
    if (of !== entityId) throw pentagraphError('VERSION_CONFLICT')
    return new Seen(texts, at, versions)
  }

  /** As it stands in the outbox: the digest of the version, or the instant after which the row must not have changed. */
  of(record: string, key: string): string {
    const names = Object.keys(this.versions)
    const found = names.find((name) => this.texts.isDigestOf(name, `${record}/${key}`))
    return (found !== undefined && this.versions[found]) || String(this.at)
  }
}

/** Whether the row is still as it was seen. */
export function isAsSeen(
  texts: TextSealer,
  seen: string,
  now: { readonly seenAs: string; readonly asOf: string | null } | null,
): boolean {
  if (seen === NO_ROW || now === null) return seen === NO_ROW && now === null
  if (!/^\d+$/.test(seen)) return texts.isDigestOf(seen, now.seenAs)
  return latestOf(now.asOf) <= Number(seen)
}

// Private:

const LONGEST = 20_000
const SECOND_MS = 1_000
const DAY_MS = 86_400_000
const SHANGHAI_MS = 28_800_000

/** Sources date their rows by the second, some by the day: the last instant that such a date may mean. A row without one may be of any. */
function latestOf(asOf: string | null): number {
  if (asOf === null) return Infinity
  const at = Date.parse(asOf)
  return at + ((at + SHANGHAI_MS) % DAY_MS === 0 ? DAY_MS : SECOND_MS)
}

function nameOf(texts: TextSealer, record: string, key: string): string {
  return texts.digest(`${record}/${key}`)
}
