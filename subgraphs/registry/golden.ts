/**
 * The golden record of an entity: for each field the best value with its source and date, and the other values beside it. Two sources
 * that disagree yield both; nothing is averaged, nothing dropped.
 */
import type { EntityKind } from '../kit/identity.ts'
import { nameForMatching } from '../../schema/person-name.ts'
import { addressForMatching } from './kinds/house.ts'
import { goldenRules, type GoldenField } from './golden-rules.ts'
import type { SourcedPoint } from './grid-by-point.ts'

export interface Sourced {
  readonly value: string
  /** Department. */
  readonly source: string
  /** Instant (ISO) the row stems from; null when the source does not say. */
  readonly asOf: string | null
}

export interface GoldenValue extends Sourced {
  /** What other records say differently, best first. */
  readonly others: readonly Sourced[]
  /** Another department says the same. Which one is not kept: that it has a record at all may be nobody's to know. */
  readonly confirmed?: true
  /** What the value was worked out from, where no department states it. */
  readonly derivedFrom?: 'POINT'
  /** The person contests it, and an officer found it in doubt. */
  readonly contested?: true
}

export type Golden = Readonly<Partial<Record<string, GoldenValue>>>

/** One record's identifying values, as kept beside its link. */
export interface Witness {
  readonly department: string
  /** True when the record describes the entity itself rather than naming it. */
  readonly describes: boolean
  readonly asOf: string | null
  readonly values: Readonly<Partial<Record<string, string>>>
}

export function goldenOf(kind: EntityKind, witnesses: readonly Witness[]): Golden {
  const golden: Partial<Record<string, GoldenValue>> = {}
  for (const field of goldenRules[kind]) {
    const value = bestOf(field, witnesses)
    if (value) golden[field.name] = value
  }
  return golden
}

/** The best point: longitude and latitude of one and the same record. */
export function pointOf(kind: EntityKind, witnesses: readonly Witness[]): SourcedPoint | null {
  const rule = goldenRules[kind].find((field) => field.name === 'longitude')
  const both = witnesses.filter(({ values }) => values.longitude !== undefined && values.latitude !== undefined)
  if (rule === undefined || both.length === 0) return null
  const [best] = both.sort((a, b) => compare(rule, a, b))
  if (best === undefined) return null
  const [longitude, latitude] = [Number(best.values.longitude), Number(best.values.latitude)]
  if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) return null
  return { longitude, latitude, source: best.department, asOf: best.asOf }
}

// Private:

function bestOf(field: GoldenField, witnesses: readonly Witness[]): GoldenValue | null {
  const said = witnesses.filter((witness) => witness.values[field.name] !== undefined)
  if (said.length === 0) return null
  if (said.length > 1) said.sort((a, b) => compare(field, a, b))
  const all = said.map((witness): Sourced => ({
    value: witness.values[field.name] ?? '',
    source: witness.department,
    asOf: witness.asOf,
  }))
  const [best, ...rest] = all
  if (!best) return null
  if (rest.length === 0) return { ...best, others: [] }
  const bestForm = sameForm(field.name, best.value)
  const seen = new Set([bestForm])
  const others: Sourced[] = []
  let confirmed = false
  for (const other of rest) {
    const form = sameForm(field.name, other.value)
    confirmed ||= form === bestForm && other.source !== best.source
    if (seen.has(form)) continue
    seen.add(form)
    others.push(other)
  }
  return { ...best, others, ...(confirmed && { confirmed }) }
}

/** By the rule of the field; then the name of the department: never by chance. A record that describes the entity is before one that names it. */
function compare(field: GoldenField, a: Witness, b: Witness): number {
  const trusted = rank(field, a.department) - rank(field, b.department)
  const fresh = Number(b.describes) - Number(a.describes) || ascending(b.asOf ?? '', a.asOf ?? '')
  return (
    (field.by === 'NEWEST' ? fresh || trusted : trusted || fresh) ||
    ascending(a.department, b.department) ||
    ascending(a.values[field.name] ?? '', b.values[field.name] ?? '')
  )
}

function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function rank(field: GoldenField, department: string): number {
  const at = field.order.indexOf(department)
  return at < 0 ? field.order.length : at
}

/** Spellings of one and the same value do not disagree. */
function sameForm(field: string, value: string): string {
  if (field === 'name') return nameForMatching(value).norm
  return field === 'address' ? addressForMatching(value) : value
}
