/**
 * Where in a message a column's value stands: `PID-7`, `PID-3[5=NNCHN].1`, `OBX[3.1=31044-1]-5.1.2`.
 * `SEG[field.component=value]` takes the first such segment, `-n[component=value]` the first such repetition; without a condition it is the
 * first. Numbers are those of the standard, from 1.
 */
import { SourceError } from '../adapter.ts'
import { EXPLICIT_NULL, unescape, type Hl7Message, type Segment } from './message.ts'

interface Path {
  readonly segment: string
  readonly where: { readonly field: number; readonly component: number; readonly value: string } | null
  readonly field: number
  readonly repetition: { readonly component: number; readonly value: string } | null
  readonly component: number
  readonly subcomponent: number
}

/** A value, null for the explicit null, undefined where the message says nothing. */
export type Found = string | null | undefined

/** Reads one column from the segments of a row's group, and where they have no such segment, from what the whole message says first. */
export type ReadPath = (message: Hl7Message, group: readonly Segment[], head: readonly Segment[]) => Found

const form =
  /^([A-Z][A-Z0-9]{2})(?:\[(\d+)(?:\.(\d+))?=([^\]]+)\])?-(\d+)(?:\[(\d+)=([^\]]+)\])?(?:\.(\d+)(?:\.(\d+))?)?$/

/** Several paths are joined with `-`; all of them must be there. Throws SourceError NOT_SUPPORTED for what is no path. */
export function compilePath(department: string, text: string | readonly string[]): ReadPath {
  if (typeof text !== 'string') {
    const parts = text.map((one) => compilePath(department, one))
    return (message, group, head) => {
      const values = parts.map((part) => part(message, group, head))
      if (values.some((value) => value === undefined)) return undefined
      return values.some((value) => value === null) ? null : values.join('-')
    }
  }
  const path = parse(department, text)
  return (message, group, head) => {
    const segment = segmentOf(message, group, path) ?? segmentOf(message, head, path)
    return segment === undefined ? undefined : valueIn(message, segment, path)
  }
}

// Private:

function parse(department: string, text: string): Path {
  const found = form.exec(text)
  if (found === null) throw new SourceError('NOT_SUPPORTED', department, `${text} is no path in a message`)
  const [, segment = '', field, component, value, at = '', repeated, wanted, part = '1', sub = '1'] = found
  return {
    segment,
    where: field === undefined ? null : { field: Number(field), component: Number(component ?? 1), value: value ?? '' },
    field: Number(at),
    repetition: repeated === undefined ? null : { component: Number(repeated), value: wanted ?? '' },
    component: Number(part),
    subcomponent: Number(sub),
  }
}

function segmentOf(message: Hl7Message, among: readonly Segment[], { segment, where }: Path): Segment | undefined {
  return among.find((one) => {
    if (one.name !== segment) return false
    if (where === null) return true
    const field = (one.fields[where.field] ?? '').split(message.separators.repetition)[0] ?? ''
    return part(message, field, where.component, 1) === where.value
  })
}

function valueIn(message: Hl7Message, segment: Segment, path: Path): Found {
  const raw = segment.fields[path.field] ?? ''
  // The separators themselves are no text to be taken apart.
  if (segment.name === 'MSH' && path.field <= 2) return raw
  const repetitions = raw.split(message.separators.repetition)
  const { repetition } = path
  const chosen =
    repetition === null
      ? repetitions[0]
      : repetitions.find((one) => part(message, one, repetition.component, 1) === repetition.value)
  if (chosen === undefined) return undefined
  // `""` for the whole field holds for each part of it.
  if (chosen === EXPLICIT_NULL) return null
  const value = part(message, chosen, path.component, path.subcomponent)
  return value === '' ? undefined : value === EXPLICIT_NULL ? null : value
}

function part(message: Hl7Message, field: string, component: number, subcomponent: number): string {
  const { separators, encoding } = message
  const inside = field.split(separators.component)[component - 1] ?? ''
  const raw = inside.split(separators.subcomponent)[subcomponent - 1] ?? ''
  return raw === EXPLICIT_NULL ? raw : unescape(raw, separators, encoding)
}
