/**
 * How good the data of a department is, read through its declaration: of each column how often it says something and how often that
 * could not be read, of each table what was quarantined, of each role how many rows name somebody without a key to link by. Counts and
 * codes only, no value. The sharing catalogue shows it, and a department sees it of its own system before anything is served.
 */
import type { Row, TableState } from '../adapters/adapter.ts'
import type { DepartmentRuntime } from '../subgraphs/kit/department-runtime.ts'
import type { Identity } from '../subgraphs/kit/identity.ts'
import { identitiesIn } from '../subgraphs/kit/link-source.ts'
import type { RecordModel } from '../subgraphs/kit/record-model.ts'
import { Keyring } from '../subgraphs/registry/keyring.ts'
import { kindRules } from '../subgraphs/registry/kinds/order.ts'

export interface FieldQuality {
  readonly field: string
  readonly column: string
  /** Rows in which the column says something. */
  readonly filled: number
  /** Of those, rows in which it could not be read, by code of the issue. */
  readonly issues: Readonly<Record<string, number>>
}

export interface RoleQuality {
  readonly role: string
  readonly entity: string
  readonly named: number
  /** Named, but by nothing that the registry could find the entity by: it would become one of its own. */
  readonly withoutKey: number
}

export interface TableQuality {
  readonly record: string
  readonly table: string
  /** Rows that the table has. */
  readonly rows: number
  /** Rows that were looked at: the counts below are of these. */
  readonly looked: number
  readonly asOf: string | null
  readonly quarantined: Readonly<Record<string, number>>
  readonly ignored: readonly string[]
  /** Columns of the source that the declaration does not know. */
  readonly unknown: readonly string[]
  readonly remarks: readonly string[]
  readonly fields: readonly FieldQuality[]
  readonly roles: readonly RoleQuality[]
}

const PAGE = 1_000
/** Rows of each table that the catalogue's figures are made from. */
export const CATALOGUE_ROWS = 1_000

/** Looks at `most` rows of each table, in the order of their keys. Throws SourceError when the source cannot be read. */
export async function measureQuality(
  runtime: DepartmentRuntime,
  signal: AbortSignal,
  most = Number.POSITIVE_INFINITY,
  onRows: (table: string, done: number) => void = () => {},
): Promise<TableQuality[]> {
  const states = await runtime.adapter.state({ signal })
  const all: TableQuality[] = []
  for (const model of runtime.models.values()) {
    const state = states.find((one) => one.table === model.spec.from.table)
    all.push(await tableQuality(runtime, model, state, { signal, most, onRows }))
  }
  return all
}

// Private:

interface Look {
  readonly signal: AbortSignal
  readonly most: number
  readonly onRows: (table: string, done: number) => void
}

class Counts {
  looked = 0
  readonly fields: ReadonlyMap<string, { filled: number; readonly issues: Map<string, number> }>
  readonly roles: ReadonlyMap<string, { named: number; withoutKey: number }>
  private readonly model: RecordModel

  constructor(model: RecordModel) {
    this.model = model
    this.fields = new Map(model.values.map(([name]) => [name, { filled: 0, issues: new Map() }]))
    this.roles = new Map(model.entities.map(([role]) => [role, { named: 0, withoutKey: 0 }]))
  }

  row(row: Row): void {
    this.looked++
    for (const [name, field] of this.model.values) {
      const count = this.fields.get(name)
      if (count && row[field.column]) count.filled++
    }
    for (const { field, code } of this.model.issues(row)) add(this.fields.get(field)?.issues, code)
  }

  identity(role: string, identity: Identity): void {
    const count = this.roles.get(role)
    if (!count) return
    count.named++
    const rule = kindRules.find((one) => one.kind === identity.entity)
    if (rule?.keys(identity, keyring).length === 0) count.withoutKey++
  }
}

const UNKNOWN = 'UNMAPPED_COLUMN:'

/** The keys are only counted: any secret does. */
const keyring = new Keyring(new Uint8Array(32).fill(1))

async function tableQuality(
  runtime: DepartmentRuntime,
  model: RecordModel,
  state: TableState | undefined,
  { signal, most, onRows }: Look,
): Promise<TableQuality> {
  const { table, ignore = [] } = model.spec.from
  const counts = new Counts(model)
  for (
    let after: string | null = null, first = true;
    first || (after !== null && counts.looked < most);
    first = false
  ) {
    const limit = Math.min(PAGE, most - counts.looked)
    const page = await runtime.adapter.table(table).scan({ after, limit }, { signal })
    for (const row of page.rows) counts.row(row)
    for (const [role, identity] of identitiesIn(runtime.name, model, page.rows)) counts.identity(role, identity)
    onRows(table, counts.looked)
    after = page.next
  }
  const remarks = state?.remarks ?? []
  return {
    record: model.spec.name,
    table,
    rows: state?.rows ?? counts.looked,
    looked: counts.looked,
    // A live source is as of now; it has no date of its own.
    asOf: runtime.adapter.capabilitiesOf(table).snapshot ? (state?.asOf ?? null) : null,
    quarantined: await quarantine(runtime, table),
    ignored: ignore,
    unknown: remarks.filter((one) => one.startsWith(UNKNOWN)).map((one) => one.slice(UNKNOWN.length)),
    remarks: remarks.filter((one) => !one.startsWith(UNKNOWN)),
    fields: model.values.map(([name, { column }]) => {
      const count = counts.fields.get(name)
      return { field: name, column, filled: count?.filled ?? 0, issues: Object.fromEntries(count?.issues ?? []) }
    }),
    roles: model.entities.map(([role, { entity }]) => ({
      role,
      entity,
      ...(counts.roles.get(role) ?? { named: 0, withoutKey: 0 }),
    })),
  }
}

async function quarantine(runtime: DepartmentRuntime, table: string): Promise<Record<string, number>> {
  const codes = new Map<string, number>()
  for (let after = 0; ; after += PAGE) {
    const page = await runtime.adapter.quarantined(table, { after, limit: PAGE })
    for (const { code } of page) add(codes, code)
    if (page.length < PAGE) return Object.fromEntries(codes)
  }
}

function add(counts: Map<string, number> | undefined, code: string): void {
  counts?.set(code, (counts.get(code) ?? 0) + 1)
}
