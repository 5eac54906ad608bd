/**
 * An entity as one principal may have it. Values are masked here, once, when somebody asks for them; the plain golden values stay
 * behind `$`, for filters and provenance. The classes are made from the table below: what a field is, how it is graded, how it is masked.
 */
import type { Classification, Classified } from '../../schema/classification.ts'
import { addressMask, freeTextMask, certificateMask, nameMask, type Mask } from '../../access/masks.ts'
import type { EntityKind } from '../kit/identity.ts'
import { refField } from '../kit/subgraph.ts'
import {
  addressCodes,
  events,
  grids,
  houseAddress,
  houses,
  managedObjects,
  organisations,
  place,
  population,
  populationIdentity,
} from './classified.ts'
import { ageBand } from './age-band.ts'
import type { Golden, GoldenValue, Sourced } from './golden.ts'
import type { EntityLinks, ReadEntity } from './reader.ts'
import type { RegistryRequest } from './request.ts'

export interface ShownEntity {
  readonly id: string
  readonly $row: ReadEntity
  readonly $golden: Golden
}

/** One value of the graph that is made from a golden value. */
export interface ShownField {
  readonly name: string
  /** Field of the golden record. */
  readonly from: string
  readonly place: Classified
  readonly mask: Mask | null
  /** Makes the graph's value of the golden one. */
  readonly make: ((value: string, at: number) => string | number | null) | null
}

const year: Mask = (day) => day.slice(0, 4)

export const shownFields: Readonly<Record<EntityKind, readonly ShownField[]>> = {
  Person: [
    field('Person', 'name', population, { mask: nameMask }),
    field('Person', 'sex', population),
    field('Person', 'birthDate', populationIdentity, { mask: year }),
    field('Person', 'ageBand', population, { from: 'birthDate', make: ageBand }),
  ],
  House: [
    field('House', 'address', houseAddress, { mask: addressMask }),
    field('House', 'addressCode', addressCodes),
    field('House', 'longitude', houses, { make: Number }),
    field('House', 'latitude', houses, { make: Number }),
  ],
  Event: [
    field('Event', 'number', events),
    field('Event', 'category', events),
    field('Event', 'title', events, { mask: freeTextMask }),
    field('Event', 'state', events),
    field('Event', 'reportedAt', events),
    field('Event', 'dueAt', events),
  ],
  ManagedObject: [
    field('ManagedObject', 'code', managedObjects, { mask: certificateMask }),
    field('ManagedObject', 'kind', managedObjects),
    field('ManagedObject', 'name', managedObjects),
    field('ManagedObject', 'address', managedObjects, { mask: addressMask }),
    field('ManagedObject', 'longitude', managedObjects, { make: Number }),
    field('ManagedObject', 'latitude', managedObjects, { make: Number }),
  ],
  Organisation: [
    field('Organisation', 'creditCode', organisations),
    field('Organisation', 'oldNumber', organisations),
    field('Organisation', 'name', organisations),
    field('Organisation', 'kind', organisations),
    field('Organisation', 'state', organisations),
    field('Organisation', 'address', organisations),
  ],
  Grid: [field('Grid', 'code', grids), field('Grid', 'name', grids), field('Grid', 'kind', grids)],
}

/** The value as the request may see it: plainly, masked, or null. */
export function valueFor(request: RegistryRequest, of: ShownField, value: string): string | number | null {
  const { verdict } = request.decider.decide(of.place)
  if (verdict === 'DENY') return null
  if (verdict === 'ALLOW') return of.make ? of.make(value, request.access.at) : value
  request.report.masked(of.place.coordinate)
  return of.mask ? of.mask(value) : null
}

/** Resolved beside the table, but told of in the provenance: a grid may have been found by a point. */
const gridFields: Readonly<Partial<Record<EntityKind, ShownField>>> = {
  House: field('House', 'grid', houses, { from: 'gridCode' }),
  Event: field('Event', 'grid', events, { from: 'gridCode' }),
  ManagedObject: field('ManagedObject', 'grid', managedObjects, { from: 'gridCode' }),
}

export type Confidence = 'CONFIRMED' | 'STATED' | 'DERIVED' | 'DISPUTED'

/** One field's sources, as far as the request may see its values. */
export interface ShownProvenance {
  readonly field: string
  readonly value: string | number | null
  readonly source: string
  readonly asOf: string | null
  readonly confidence: Confidence
  readonly disagrees: boolean
  readonly derivedFrom: 'POINT' | null
  readonly contested: boolean
  readonly others: readonly {
    readonly value: string | number | null
    readonly source: string
    readonly asOf: string | null
  }[]
}

export function provenanceOf({ $row, $golden }: ShownEntity, request: RegistryRequest): ShownProvenance[] {
  const kind = $row.kind as EntityKind
  const own = shownFields[kind].filter((of) => of.from === of.name)
  return [...own, ...(gridFields[kind] ? [gridFields[kind]] : [])].flatMap((of) => {
    const golden = $golden[of.from]
    if (!golden || request.decider.decide(of.place).verdict === 'DENY') return []
    const shown = ({ value, source, asOf }: Sourced) => ({ value: textOf(valueFor(request, of, value)), source, asOf })
    const { others, derivedFrom = null, contested = false } = golden
    const disagrees = others.length > 0
    const confidence = confidenceOf(golden)
    return [
      { field: of.name, ...shown(golden), confidence, disagrees, derivedFrom, contested, others: others.map(shown) },
    ]
  })
}

/** How sure a value is: what is in dispute first, since that is what a reader must know. */
export function confidenceOf({ others, contested, derivedFrom, confirmed }: GoldenValue): Confidence {
  if (contested === true || others.length > 0) return 'DISPUTED'
  if (derivedFrom !== undefined) return 'DERIVED'
  return confirmed === true ? 'CONFIRMED' : 'STATED'
}

export type ShownClass = new (row: ReadEntity, request: RegistryRequest, links: EntityLinks | null) => ShownEntity

export function shownClass(kind: EntityKind): ShownClass {
  return (classes[kind] ??= makeClass(kind))
}

// Private:

const classes: Partial<Record<EntityKind, ShownClass>> = {}

interface FieldOptions {
  readonly from?: string
  readonly mask?: Mask
  readonly make?: (value: string, at: number) => string | number | null
}

function field(
  kind: EntityKind,
  name: string,
  classification: Classification,
  { from = name, mask, make }: FieldOptions = {},
): ShownField {
  return { name, from, place: place(`${kind}.${name}`, classification), mask: mask ?? null, make: make ?? null }
}

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value)
}

function makeClass(kind: EntityKind): ShownClass {
  class Shown implements ShownEntity {
    readonly __typename = kind
    readonly id: string
    readonly $row: ReadEntity
    readonly $request: RegistryRequest
    readonly $links: EntityLinks | null
    private parsed: Golden | null = null

    constructor(row: ReadEntity, request: RegistryRequest, links: EntityLinks | null) {
      this.id = row.id
      this.$row = row
      this.$request = request
      this.$links = links
    }

    get $golden(): Golden {
      return (this.parsed ??= JSON.parse(this.$row.golden) as Golden)
    }

    /** A ref to this entity itself is never needed: only departments name entities by ref. */
    get ref(): null {
      return null
    }

    $refTo(department: string): string | null {
      const keys = this.$links?.get(department)
      const sealer = this.$request.doors.sealers.get(department)
      return keys && sealer ? sealer.seal(keys) : null
    }
  }
  for (const shown of shownFields[kind]) {
    Object.defineProperty(Shown.prototype, shown.name, {
      get(this: Shown) {
        const value = this.$golden[shown.from]?.value
        return value === undefined ? null : valueFor(this.$request, shown, value)
      },
    })
  }
  return withRefs(Shown)
}

/** One property for each department, looked up when it is asked for. */
function withRefs<T extends { prototype: object }>(Shown: T): T {
  for (const department of refDepartments) defineRef(Shown.prototype, department)
  shownPrototypes.push(Shown.prototype)
  return Shown
}

const refDepartments = new Set<string>()
const shownPrototypes: object[] = []

/** Makes `justiceRef` readable on every entity. */
export function serveRefsOf(department: string): void {
  refDepartments.add(department)
  for (const prototype of shownPrototypes) defineRef(prototype, department)
}

function defineRef(prototype: object, department: string): void {
  Object.defineProperty(prototype, refField(department), {
    configurable: true,
    get(this: { $refTo(department: string): string | null }) {
      return this.$refTo(department)
    },
  })
}
