/**
 * The envelope around every answer: `{"code":"500","msg":"…","data":{"rows":[…],"total":123}}` comes with HTTP 200, so the code inside
 * decides. Paths are dotted; `rows` and `total` are looked for inside `data` first.
 */
import { isLosslessNumber, stringify } from 'lossless-json'
import { SourceError, withFlags, type Row, type ValueFlag } from '../adapter.ts'
import type { RestSystem } from '../open.ts'
import type { Rows } from '../paged-table.ts'
import { cleanText } from '../text/clean-text.ts'
import { codeOf } from './http-client.ts'

type Envelope = RestSystem['envelope']
type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)

export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value)
}

/** Text of a scalar; null for everything else. */
export function scalar(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (isLosslessNumber(value)) return value.value
  return typeof value === 'boolean' ? String(value) : null
}

/** The in-band code; null when the answer is no envelope at all. */
export function codeIn(body: unknown, envelope: Envelope): string | null {
  return scalar(at(body, envelope.code))
}

/** Throws the error that the envelope holds. */
export function checkEnvelope(body: unknown, envelope: Envelope, kind: 'read' | 'write', department: string): void {
  const code = codeIn(body, envelope)
  if (code === null) throw new SourceError('MALFORMED', department, 'The answer has no envelope')
  if (envelope.okay.includes(code)) return
  throw inBandError(code, scalar(at(body, envelope.message)) ?? '', kind, department)
}

/** A source that says it is busy is unavailable, whatever number it gives that. */
export function inBandError(code: string, message: string, kind: 'read' | 'write', department: string): SourceError {
  return new SourceError(
    /繁忙|稍后/.test(message) ? 'UNAVAILABLE' : codeOf(code, kind),
    department,
    `Code ${code} in band: ${message}`,
  )
}

/** Throws SourceError MALFORMED when there is no list where one was agreed: a missing list is not an empty one. */
export function rowsIn(body: unknown, envelope: Envelope, columns: readonly string[], department: string): Rows {
  const data = at(body, envelope.data)
  const list = Array.isArray(data) ? data : (at(data, envelope.rows) ?? at(body, envelope.rows))
  if (!Array.isArray(list) || !list.every(isObject))
    throw new SourceError('MALFORMED', department, 'The answer has no list of rows')
  const total = scalar(at(data, envelope.total) ?? at(body, envelope.total))
  return {
    rows: list.map((row) => toRow(row, columns)),
    total: total === null || !/^\d+$/.test(total) ? null : Number(total),
  }
}

/** Nested objects become `a.b`, lists their JSON text; a declared column that is not sent is null. */
export function toRow(json: Json, columns: readonly string[]): Row {
  const row: Record<string, string | null> = Object.fromEntries(columns.map((column) => [column, null]))
  let flags: Record<string, ValueFlag> | null = null
  const put = (prefix: string, value: Json): void => {
    for (const [name, inner] of Object.entries(value)) {
      const column = prefix + name
      if (isObject(inner)) put(`${column}.`, inner)
      else {
        const raw = Array.isArray(inner) ? (stringify(inner) ?? null) : scalar(inner)
        const clean = raw === null ? null : cleanText(raw)
        row[column] = clean?.text ?? null
        if (clean?.flag) flags = Object.assign(flags ?? {}, { [column]: clean.flag })
      }
    }
  }
  put('', json)
  return withFlags(row, flags)
}
