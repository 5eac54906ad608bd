/**
 * A department that keeps several systems: each table is in one of them, and each system has its own adapter with its own guard. One that
 * is down, slow or out of its hours costs its own tables only.
 */
import {
  SourceError,
  type Adapter,
  type Call,
  type Capabilities,
  type Change,
  type Health,
  type TableState,
  type Technology,
} from '../adapter.ts'
import { systemOf, type Connection, type SeveralSystems, type SingleSystem, type TableUse } from '../open.ts'

type OpenOne = (
  department: string,
  system: SingleSystem,
  uses: readonly TableUse[],
  connection: Connection,
) => Promise<Adapter>

/** Throws SourceError NOT_SUPPORTED when the connections do not fit the systems, one for one, or a table is in two of them. */
export async function openSeveral(
  department: string,
  { systems }: SeveralSystems,
  uses: readonly TableUse[],
  connection: Connection,
  openOne: OpenOne,
): Promise<Adapter> {
  const names = Object.keys(systems)
  const given = connection.parts ?? {}
  const without = names.find((name) => given[name] === undefined)
  if (without !== undefined) throw refusal(department, `connection.parts has none for ${without}`)
  const unknown = Object.keys(given).find((name) => systems[name] === undefined)
  if (unknown !== undefined) throw refusal(department, `connection.parts names ${unknown}; known: ${names.join(', ')}`)
  const tables = Object.values(systems).flatMap((system) => Object.keys(system.tables))
  const twice = tables.find((table, at) => tables.indexOf(table) !== at)
  if (twice !== undefined) throw refusal(department, `Two systems declare a table ${twice}`)

  const parts: Part[] = []
  try {
    for (const [name, system] of Object.entries(systems)) {
      const own = uses.filter((use) => systemOf(system, use.table) !== undefined)
      const snapshots = connection.snapshots === undefined ? {} : { snapshots: `${connection.snapshots}/${name}` }
      parts.push({ uses: own, adapter: await openOne(department, system, own, { ...snapshots, ...given[name] }) })
    }
  } catch (error) {
    await Promise.all(parts.map((part) => part.adapter.close()))
    throw error
  }
  return new SeveralAdapter(department, parts)
}

// Private:

interface Part {
  readonly uses: readonly TableUse[]
  readonly adapter: Adapter
}

class SeveralAdapter implements Adapter {
  readonly department: string
  readonly technology: Technology = 'several'
  readonly capabilities: Capabilities
  private readonly parts: readonly Part[]

  constructor(department: string, parts: readonly Part[]) {
    this.department = department
    this.parts = parts
    const all = parts.map((part) => part.adapter.capabilities)
    const [first] = all
    this.capabilities = {
      conditions: first?.conditions.filter((op) => all.every((one) => one.conditions.includes(op))) ?? [],
      sort: all.every((one) => one.sort),
      count: all.every((one) => one.count),
      changes: all.every((one) => one.changes),
      write: all.every((one) => one.write),
      // One snapshot among live systems is enough for data to grow old; a live table is as of now.
      snapshot: all.some((one) => one.snapshot),
    }
  }

  capabilitiesOf(table: string) {
    return this.partOf(table).adapter.capabilitiesOf(table)
  }

  table(name: string) {
    return this.partOf(name).adapter.table(name)
  }

  write(change: Change, call: Call) {
    return this.partOf(change.table).adapter.write(change, call)
  }

  /** All of them, whatever becomes of one; throws the first failure afterwards. */
  async refresh(call: Call): Promise<void> {
    const done = await Promise.allSettled(this.parts.map((part) => part.adapter.refresh(call)))
    for (const one of done) if (one.status === 'rejected') throw one.reason
  }

  /** Of a system that does not answer, its tables with the code as the remark; throws when none of them answers. */
  async state(call: Call): Promise<readonly TableState[]> {
    const done = await Promise.allSettled(this.parts.map((part) => part.adapter.state(call)))
    const [first] = done
    if (first?.status === 'rejected' && done.every((one) => one.status === 'rejected')) throw first.reason
    return done.flatMap((one, at) => {
      if (one.status === 'fulfilled') return one.value
      const code = one.reason instanceof SourceError ? one.reason.code : 'FAULT'
      const uses = this.parts[at]?.uses ?? []
      return uses.map(({ table }) => ({ table, rows: 0, quarantined: 0, asOf: null, remarks: [code] }))
    })
  }

  quarantined(table: string, page: { readonly after: number; readonly limit: number }) {
    return this.partOf(table).adapter.quarantined(table, page)
  }

  /** Well when all are well. */
  async health(call: Call): Promise<Health> {
    const all = await Promise.all(this.parts.map((part) => part.adapter.health(call)))
    const milliseconds = Math.max(...all.map((one) => one.milliseconds))
    const ill = all.find((one) => !one.ok)
    return { ok: ill === undefined, code: ill?.code ?? null, milliseconds }
  }

  async close(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.adapter.close()))
  }

  // Private:

  private partOf(table: string): Part {
    const part = this.parts.find((one) => one.uses.some((use) => use.table === table))
    if (part === undefined) throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${table}`)
    return part
  }
}

const refusal = (department: string, message: string) => new SourceError('NOT_SUPPORTED', department, message)
