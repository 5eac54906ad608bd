/**
 * What every department that accepts writes needs in its `writes.ts`: rows entered once though asked for twice, versions that only
 * grow, and the way from an id of the graph back to a row.
 */
import { createHash } from 'node:crypto'
import { idempotencyKeyOf } from '../../access/idempotency-key.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { spokenNumber } from '../../schema/spoken-number.ts'
import type { SubgraphContext } from './context.ts'
import type { Plain, RecordSpec } from './declaration.ts'

/** 12 characters of 5 bits: 60 bits of the digest. */
const LENGTH = 12

/** The number of a row that the hub enters: the same caller with the same idempotency key meets the same row. */
export function rowNumber(prefix: string, { access }: SubgraphContext, idempotencyKey: string): string {
  const digest = createHash('sm3')
    .update(JSON.stringify([access.principal.subject, idempotencyKeyOf(idempotencyKey)]))
    .digest()
  return prefix + spokenNumber(digest, LENGTH)
}

/** The row's key behind an id of the graph; null when the id is of another record. */
export function rowKey(department: string, record: RecordSpec, id: string): string | null {
  const prefix = `${department}:${record.name}:`
  return id.startsWith(prefix) ? id.slice(prefix.length) : null
}

/**
 * Versions only grow. An older one than the record's is either this very change asked again, which the adapter knows, or a conflict,
 * which it refuses; a newer one does not exist. Throws VERSION_CONFLICT.
 */
export function isCurrent(found: Plain, expectedVersion: string): boolean {
  const [now, seen] = [Number(found['version']), Number(expectedVersion)]
  if (!Number.isInteger(seen) || seen > now) throw pentagraphError('VERSION_CONFLICT', {})
  return seen === now
}

/**
 * Inserts the row, or finds that it was inserted before with the content `wanted`; `values` may add to it what only an insert needs.
 * Throws IDEMPOTENCY_KEY_REUSED when the number stands for something else.
 */
export async function insertOnce(
  context: SubgraphContext,
  record: RecordSpec,
  number: string,
  wanted: Readonly<Record<string, unknown>>,
  values: () => Promise<Readonly<Record<string, unknown>>>,
): Promise<Plain> {
  const known = await context.load(record, number)
  if (!known) {
    const all = { number, ...wanted, ...(await values()) }
    const made = await context.write(record, { key: null, values: all, idempotencyKey: number, expectedVersion: null })
    context.entered(record, made)
    return made
  }
  const same = Object.entries(wanted).every(([name, value]) => known[name] === asRead(record, name, value))
  if (!same) throw pentagraphError('IDEMPOTENCY_KEY_REUSED', {})
  context.entered(record, known)
  return known
}

// Private:

/** The value as it reads after it was stored: texts lose the space around them, telephones get their one form. */
function asRead(record: RecordSpec, name: string, value: unknown): unknown {
  const field = record.fields[name]
  return typeof value === 'string' && field?.kind === 'value' && field.scalar === 'text'
    ? field.read(value).value
    : value
}
