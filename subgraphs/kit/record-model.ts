/**
 * What the kit knows of one declared record: how a row becomes a plain record, and how a plain record becomes what one principal may
 * see. Both read lazily: a value is parsed and masked only when somebody asks for it, once.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { Decider, Decision } from '../../access/decision.ts'
import { idNumberMask, nameMask, phoneMask } from '../../access/masks.ts'
import { flagsOf, type Row } from '../../adapters/adapter.ts'
import { rowVersion } from '../../adapters/row-version.ts'
import type { Classified } from '../../schema/classification.ts'
import type { IssueCode } from '../../schema/issues.ts'
import { formatLocalKey } from '../../schema/local-key.ts'
import type { LinkSpec, Plain, RecordSpec } from './declaration.ts'
import { OTHER, type EntitySpec, type FieldSpec } from './fields.ts'
import type { ReportCollector } from './report.ts'

/** One thing wrong with one value. `raw` is for the department's own people only. */
export interface ValueIssue {
  readonly field: string
  readonly code: IssueCode
  readonly raw: string
}

/** The rights under which a record is shown. */
export interface Viewer {
  readonly decider: Decider
  readonly report: ReportCollector
  /** Under SELF scope: the record tells of somebody else, so that nothing conditional is shown plainly. */
  readonly foreign: boolean
  /** Under SELF scope, in a record of one's own: fields that hold number and phone of the others in it, which show masked. */
  readonly others?: ReadonlySet<string> | undefined
}

/** A record as it is handed out: `id`, the fields masked by the viewer's decisions, and the way back to the plain record. */
export interface Shown {
  readonly $plain: Plain
  readonly $viewer: Viewer
}

export class RecordModel {
  readonly department: string
  readonly spec: RecordSpec
  readonly values: readonly (readonly [name: string, field: FieldSpec])[]
  readonly entities: readonly (readonly [role: string, field: EntitySpec])[]
  readonly links: readonly (readonly [name: string, link: LinkSpec])[]
  /** Roles in which the record tells of a person. */
  readonly personRoles: readonly string[]
  /** Filled once the subgraph is built: the classified place of each field. */
  readonly places = new Map<string, Classified>()

  /** The record as a whole, as declared. */
  readonly whole: Classified
  /** Fields that show the row's key. */
  private readonly keyFields: readonly string[]
  private conditional: ReadonlySet<string> | null = null
  private readonly PlainRecord: new (row: Row, id: string) => Plain
  private readonly ShownRecord: new (plain: Plain, viewer: Viewer) => Shown

  constructor(department: string, spec: RecordSpec) {
    this.department = department
    this.spec = spec
    const all = Object.entries(spec.fields)
    this.values = all.filter((entry): entry is [string, FieldSpec] => entry[1].kind === 'value')
    this.entities = all.filter((entry): entry is [string, EntitySpec] => entry[1].kind === 'entity')
    this.links = all.filter((entry): entry is [string, LinkSpec] => entry[1].kind === 'one' || entry[1].kind === 'many')
    this.personRoles = this.entities.filter(([, field]) => field.entity === 'Person').map(([role]) => role)
    this.whole = { ...spec.classified, department, coordinate: `${spec.name}.*` }
    this.keyFields = this.values.filter(([, field]) => field.column === spec.from.key).map(([name]) => name)
    const own = [spec.from.key, spec.from.version]
    for (const name of spec.from.correctable ?? []) {
      const field = spec.fields[name]
      if (field?.kind !== 'value' || own.includes(field.column))
        throw new Error(`${spec.name}.${name} cannot be correctable: it is the key, the version or no value`)
    }
    this.PlainRecord = plainClass(this.values)
    this.ShownRecord = shownClass(this)
  }

  /** Columns that the declaration maps. */
  get mapped(): readonly string[] {
    const { key, version, changedAt } = this.spec.from
    return [
      ...new Set([
        key,
        ...this.values.flatMap(([, field]) => (field.other === undefined ? field.column : [field.column, field.other])),
        ...[version, changedAt].filter((c) => c !== undefined),
      ]),
    ]
  }

  /** The plain record of a row; null for a row without a key. */
  plain(row: Row): Plain | null {
    const key = row[this.spec.from.key]
    return key ? new this.PlainRecord(row, key) : null
  }

  /** Everything that is wrong with the row's values. Reads every field: for lists of issues and conformance, not for answers. */
  issues(row: Row): ValueIssue[] {
    const flags = flagsOf(row)
    return this.values.flatMap(([name, field]) => {
      const raw = row[field.column]
      const flag = flags[field.column]
      if (raw === null || raw === undefined || raw === '') return flag ? [{ field: name, code: flag, raw: '' }] : []
      const codes = new Set([flag, readField(field, raw, row).issue])
      return [...codes].flatMap((code) => (code ? [{ field: name, code, raw }] : []))
    })
  }

  show(plain: Plain, viewer: Viewer): Shown {
    return new this.ShownRecord(plain, viewer)
  }

  /** `justice:MediationCase:KEY`, the record's id in the graph. */
  publicId(plain: Plain): string {
    return `${this.department}:${this.spec.name}:${plain.id}`
  }

  /** The legacy key in a record's id, or null when the id is of another record. */
  keyOf(publicId: string): string | null {
    const prefix = `${this.department}:${this.spec.name}:`
    return publicId.startsWith(prefix) ? publicId.slice(prefix.length) : null
  }

  localKey(role: string, plain: Plain): string {
    return formatLocalKey(this.spec.name, role, plain.id)
  }

  /** False when the record leaves the role empty: no identifying value at all, or somebody else stands there. */
  names(role: string, plain: Plain): boolean {
    if (role === 'self') return true
    const field = this.spec.fields[role]
    if (field?.kind !== 'entity') return false
    const { unless } = field.options
    if (unless && plain[unless[0]] === unless[1]) return false
    return Object.values(field.values).some((name) => plain[name] !== null) && !this.isUnit(field, plain)
  }

  /** Fields with number and phone of whoever the record names beside those who opened it: the other party, the landlord. */
  numbersOfOthers(plain: Plain, opened: ReadonlySet<string>): ReadonlySet<string> {
    const fieldsOf = (mine: boolean) =>
      this.entities.flatMap(([role, { entity, values }]) => {
        if (entity !== 'Person' || opened.has(this.localKey(role, plain)) !== mine) return []
        const { number, phone } = values as EntitySpec<'Person'>['values']
        return [number, phone, ...this.numbersSaidOf(role)].filter((name) => name !== undefined)
      })
    const own = new Set(fieldsOf(true))
    return new Set([...fieldsOf(false), ...this.numbersSaidOf(OTHER)].filter((name) => !own.has(name)))
  }

  /** Fields that hold an identity number or a telephone and are not shared unconditionally. */
  conditionalNumbers(): ReadonlySet<string> {
    return (this.conditional ??= new Set(
      this.values.flatMap(([name, { options }]) => {
        const numbered = options.mask === idNumberMask || options.mask === phoneMask
        return numbered && this.places.get(name)?.sharing !== 'UNCONDITIONAL' ? [name] : []
      }),
    ))
  }

  /**
   * The key as the viewer may have it: a health or insurance number, the number of a certificate are keys too. Where the field of the key
   * shows masked or not at all, an opaque text stands for it, the same as long as the process lives.
   */
  keyFor(plain: Plain, viewer: Viewer): string {
    const open = this.keyFields.every((name) => {
      const place = this.places.get(name)
      if (place === undefined) return false
      return viewer.decider.gradeOf(place).level <= OPEN_KEY_LEVEL || verdictFor(viewer, place) === 'ALLOW'
    })
    return open ? plain.id : opaqueKey(this.localKey('self', plain))
  }

  /** What a change of the row has to name as the version that it saw. */
  versionOf(plain: Plain): string {
    return rowVersion(plain['$row'] as Row, this.spec.from.version ?? null)
  }

  /** Whether the viewer has this field of the record plainly. */
  showsPlainly(name: string, viewer: Viewer): boolean {
    const place = this.places.get(name)
    return place !== undefined && verdictFor(viewer, place) === 'ALLOW' && viewer.others?.has(name) !== true
  }

  // Private:

  /** Numbers and telephones that no role maps and that are declared to be somebody's; names are told in a record of two. */
  private numbersSaidOf(whose: string): readonly string[] {
    return this.values.flatMap(([name, { options }]) =>
      options.of === whose && options.mask !== nameMask ? [name] : [],
    )
  }

  /** Party, owner, applicant: one row names either a person or a unit. A unit's code without a person's number says which. */
  private isUnit(person: EntitySpec, plain: Plain): boolean {
    const { number } = person.values as EntitySpec<'Person'>['values']
    // Where no field says a number, there is none that is empty.
    if (plain[number ?? ''] !== null) return false
    return this.entities.some(([, other]) => {
      const { creditCode, oldNumber, name } = other.values as EntitySpec<'Organisation'>['values']
      const shares = name === undefined || name === (person.values as EntitySpec<'Person'>['values']).name
      return shares && [creditCode, oldNumber].some((code) => code !== undefined && plain[code] !== null)
    })
  }
}

// Private:

const keySecret = randomBytes(32)

function opaqueKey(key: string): string {
  return `~${createHmac('sha256', keySecret).update(key).digest('base64url').slice(0, 22)}`
}

function readField(field: FieldSpec, raw: string, row: Row): ReturnType<FieldSpec['read']> {
  return field.other === undefined ? field.read(raw) : field.read(raw, row[field.other] ?? null)
}

/** A class whose getters read one column each, once. */
function plainClass(values: RecordModel['values']): new (row: Row, id: string) => Plain {
  class PlainRecord {
    readonly $row: Row
    readonly id: string
    readonly $read: unknown[] = []
    constructor(row: Row, id: string) {
      this.$row = row
      this.id = id
    }
  }
  values.forEach(([name, field], at) => {
    Object.defineProperty(PlainRecord.prototype, name, {
      enumerable: true,
      get(this: PlainRecord) {
        const known = this.$read[at]
        if (known !== undefined) return known
        const raw = this.$row[field.column]
        return (this.$read[at] =
          raw === null || raw === undefined || raw === '' ? null : readField(field, raw, this.$row).value)
      },
    })
  })
  return PlainRecord as unknown as new (row: Row, id: string) => Plain
}

/** A class whose getters give the value as the viewer may see it. The guard before them has refused what is denied. */
function shownClass(model: RecordModel): new (plain: Plain, viewer: Viewer) => Shown {
  class ShownRecord {
    readonly $plain: Plain
    readonly $viewer: Viewer
    constructor(plain: Plain, viewer: Viewer) {
      this.$plain = plain
      this.$viewer = viewer
    }
    get id() {
      return `${model.department}:${model.spec.name}:${model.keyFor(this.$plain, this.$viewer)}`
    }
  }
  for (const [name, field] of model.values) {
    const coordinate = `${model.spec.name}.${name}`
    const mask = field.options.mask
    Object.defineProperty(ShownRecord.prototype, name, {
      enumerable: true,
      get(this: ShownRecord) {
        const value = this.$plain[name]
        if (value === null) return null
        const place = model.places.get(name)
        if (!place) throw new Error(`${coordinate} has no place`)
        const decided = verdictFor(this.$viewer, place)
        const verdict = decided === 'ALLOW' && this.$viewer.others?.has(name) ? 'MASK' : decided
        if (verdict === 'ALLOW') return value
        if (verdict === 'DENY') return null
        this.$viewer.report.masked(coordinate)
        return mask && typeof value === 'string' ? mask(value) : null
      },
    })
  }
  return ShownRecord
}

/** Up to this level a key is shown whether its field is or not. */
const OPEN_KEY_LEVEL = 2

function verdictFor(viewer: Viewer, place: Classified): Decision['verdict'] {
  const { verdict } = viewer.decider.decide(place)
  return verdict === 'ALLOW' && viewer.foreign && viewer.decider.gradeOf(place).sharing === 'CONDITIONAL'
    ? 'MASK'
    : verdict
}
