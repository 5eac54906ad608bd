/** From the graph's values back to what a source writes: for filters that are pushed down and for writes. */
import type { Row } from '../../adapters/adapter.ts'
import { pentagraphError } from '../../schema/errors.ts'
import type { FieldSpec } from './fields.ts'
import type { RecordModel } from './record-model.ts'

/** All raw forms of a graph value in this field, the usual one first. Codes have several; other values have one. */
export function rawForms(field: FieldSpec, value: unknown): string[] {
  if (field.scalar === 'code') {
    return Object.entries(field.list?.values ?? {}).flatMap(([raw, graph]) => (graph === value ? [raw] : []))
  }
  if (field.scalar === 'instant') return [localTimeOf(String(value))]
  if (field.scalar === 'flag') return (field.flags?.[value === true ? 'yes' : 'no'] ?? []).slice()
  return [String(value)]
}

/** Field values of a change as a row of the source. Refuses a field that the record does not have. */
export function toRaw(model: RecordModel, values: Readonly<Record<string, unknown>>): Row {
  const row: Record<string, string | null> = {}
  for (const [name, value] of Object.entries(values)) {
    const field = model.spec.fields[name]
    if (field?.kind !== 'value') throw pentagraphError('BAD_USER_INPUT', { field: name })
    const raw = value === null || value === undefined ? null : rawForms(field, value)[0]
    if (raw === undefined) throw pentagraphError('BAD_USER_INPUT', { field: name })
    row[field.column] = raw
  }
  return row
}

/** An instant, epoch ms, as the sources write it: local time without a zone. */
export function localTime(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

// Private:

/** `2024-01-31T08:00:00+08:00`. */
function localTimeOf(instant: string): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) throw pentagraphError('BAD_USER_INPUT', {})
  return localTime(at)
}
