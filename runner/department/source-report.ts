/**
 * What a department's own system looks like through its declaration, before anything is served: which columns are mapped, ignored or
 * unknown, which values and rows could not be read, and how many rows name somebody by a key that can be linked. Counts and codes
 * only: the report may be mailed.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TableState } from '../../adapters/adapter.ts'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import { DepartmentRuntime } from '../../subgraphs/kit/department-runtime.ts'
import type { RecordModel } from '../../subgraphs/kit/record-model.ts'
import { Keyring } from '../../subgraphs/registry/keyring.ts'
import { kindRules } from '../../subgraphs/registry/kinds/order.ts'
import { sourceConnection } from './source.ts'

export interface FieldReport {
  readonly field: string
  readonly column: string
  /** Rows in which the column says something. */
  readonly filled: number
  /** Of those, rows in which it could not be read, by code of the issue. */
  readonly issues: Readonly<Record<string, number>>
}

export interface RoleReport {
  readonly role: string
  readonly entity: string
  readonly named: number
  /** Named, but by nothing that the registry could find the entity by: it would become one of its own. */
  readonly withoutKey: number
}

export interface TableReport {
  readonly record: string
  readonly table: string
  readonly rows: number
  readonly asOf: string | null
  readonly quarantined: Readonly<Record<string, number>>
  readonly ignored: readonly string[]
  /** Columns of the source that the declaration does not know. */
  readonly unknown: readonly string[]
  readonly remarks: readonly string[]
  readonly fields: readonly FieldReport[]
  readonly roles: readonly RoleReport[]
}

const PAGE = 1_000

/** Opens the source beside whatever runs, reads every row once, and leaves nothing behind. Throws SourceError, or an Error on what was given. */
export async function readSource(
  spec: DepartmentSpec,
  sources: readonly string[],
  onRows: (table: string, done: number) => void,
): Promise<TableReport[]> {
  const connection = sourceConnection(spec, sources, process.env)
  const snapshots = mkdtempSync(join(tmpdir(), 'pentagraph-source-'))
  try {
    const config = { connection: { snapshots, timeoutMs: 60_000, ...connection } }
    const runtime = await DepartmentRuntime.open(spec, config, randomBytes(32), () => {})
    try {
      const { signal } = new AbortController()
      await runtime.adapter.refresh({ signal })
      const states = await runtime.adapter.state({ signal })
      const reports: TableReport[] = []
      for (const model of runtime.models.values()) {
        const state = states.find((one) => one.table === model.spec.from.table)
        reports.push(await tableReport(runtime, model, state, signal, onRows))
      }
      return reports
    } finally {
      await runtime.close()
    }
  } finally {
    rmSync(snapshots, { recursive: true, force: true })
  }
}

/** False when the source has no such table, or refused to give it. */
export function wasRead({ remarks }: TableReport): boolean {
  return !remarks.some((remark) => /^(FILE_REFUSED|FILE_MISSING|NOT_LOADED|UNAVAILABLE|TIMEOUT|REFUSED)/.test(remark))
}

/** As lines for people. */
export function reportLines(reports: readonly TableReport[]): string[] {
  return reports.flatMap((report) => [
    `${report.record}: table ${report.table}, ${report.rows} rows${report.asOf ? `, as of ${report.asOf}` : ''}`,
    ...(report.remarks.length > 0 ? [`  remarks      ${report.remarks.join(', ')}`] : []),
    `  mapped       ${report.fields.map(({ column, field }) => `${column} → ${field}`).join(', ')}`,
    `  ignored      ${report.ignored.join(', ') || 'none'}`,
    `  unknown      ${report.unknown.join(', ') || 'none'}`,
    `  empty        ${
      report.fields
        .filter(({ filled }) => filled === 0)
        .map(({ field }) => field)
        .join(', ') || 'none'
    }`,
    ...unreadable(report),
    ...report.roles.map(
      ({ role, entity, named, withoutKey }) =>
        `  ${role === 'self' ? 'describes' : 'names    '}    ${entity} as ${role}: ${named}, of them ${withoutKey} without a key to link by`,
    ),
  ])
}

// Private:

interface Counts {
  readonly fields: Map<string, { filled: number; issues: Map<string, number> }>
  readonly roles: Map<string, { named: number; withoutKey: number }>
}

async function tableReport(
  runtime: DepartmentRuntime,
  model: RecordModel,
  state: TableState | undefined,
  signal: AbortSignal,
  onRows: (table: string, done: number) => void,
): Promise<TableReport> {
  const { table, ignore = [] } = model.spec.from
  const counts: Counts = {
    fields: new Map(model.values.map(([name]) => [name, { filled: 0, issues: new Map<string, number>() }])),
    roles: new Map(model.entities.map(([role]) => [role, { named: 0, withoutKey: 0 }])),
  }
  let rows = 0
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const page = await runtime.adapter.table(table).scan({ after, limit: PAGE }, { signal })
    for (const row of page.rows) {
      for (const [name, field] of model.values) {
        const count = counts.fields.get(name)
        if (count && row[field.column]) count.filled++
      }
      for (const { field, code } of model.issues(row)) add(counts.fields.get(field)?.issues, code)
    }
    rows += page.rows.length
    onRows(table, rows)
    after = page.next
  }
  await countRoles(runtime, model, counts, signal)
  const remarks = state?.remarks ?? []
  return {
    record: model.spec.name,
    table,
    rows,
    asOf: state?.asOf ?? null,
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

const UNKNOWN = 'UNMAPPED_COLUMN:'

/** The keys are only counted: any secret does. */
const keyring = new Keyring(new Uint8Array(32).fill(1))

async function countRoles(
  runtime: DepartmentRuntime,
  model: RecordModel,
  { roles }: Counts,
  signal: AbortSignal,
): Promise<void> {
  const mine = `${model.spec.name}/`
  for (const kind of new Set(model.entities.map(([, { entity }]) => entity))) {
    const rule = kindRules.find((one) => one.kind === kind)
    for await (const batch of runtime.link.identities(kind, signal)) {
      for (const identity of batch) {
        if (!identity.key.startsWith(mine)) continue
        const count = roles.get(identity.key.slice(mine.length).split('/')[0] ?? '')
        if (!count) continue
        count.named++
        if (rule?.keys(identity, keyring).length === 0) count.withoutKey++
      }
    }
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

function unreadable({ quarantined, fields }: TableReport): string[] {
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([code, count]) => `${code} ${count}`)
      .join(', ')
  const values = fields.filter(({ issues }) => Object.keys(issues).length > 0)
  return [
    `  quarantined  ${listed(quarantined) || 'none'}`,
    ...(values.length === 0 ? ['  remarked     none'] : []),
    ...values.map(({ field, filled, issues }) => `  remarked     ${field}: ${listed(issues)} of ${filled}`),
  ]
}
