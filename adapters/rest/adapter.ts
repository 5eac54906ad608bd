/**
 * Systems with a JSON interface. What is agreed with them:
 * - token: POST `token.path` with {"user","secret"}; the answer holds it at `token.field`, of the whole body or inside `data`; it goes into
 *   `token.header` of every request (with "Bearer " before it when that is `authorization`)
 * - GET `list`?pageNum=1&pageSize=100 with equality parameters; GET `byKeys`?`keysParameter`=K1,K2
 * - POST `write` with {"requestId","key","version","values"}, key and version null to insert; the answer's `data` is
 *   {"key","version","record","repeated"}: the row as it then stands, and whether this very request had been carried out before
 * - refusals by HTTP status or in-band code alike: 409 another version, 410 the request number had other content, 422 refused
 */
import {
  SourceError,
  noCapabilities,
  type Adapter,
  type Call,
  type Capabilities,
  type Change,
  type Health,
  type Quarantined,
  type TableState,
  type Written,
} from '../adapter.ts'
import type { Connection, RestSystem, TableUse } from '../open.ts'
import { PagedTable } from '../paged-table.ts'
import type { Quota } from '../quota.ts'
import { at, isObject, scalar, toRow } from './envelope.ts'
import { HttpClient } from './http-client.ts'
import { Session } from './session.ts'
import { restSource } from './table.ts'

export async function openRest(
  department: string,
  system: RestSystem,
  uses: readonly TableUse[],
  connection: Connection,
  quota: Quota,
): Promise<Adapter> {
  if (connection.url === undefined)
    throw new SourceError('NOT_SUPPORTED', department, 'A rest source needs connection.url')
  return new RestAdapter(
    department,
    system,
    uses,
    new Session(new HttpClient(department, connection.url, quota), system, connection),
  )
}

// Private:

class RestAdapter implements Adapter {
  readonly department: string
  readonly technology = 'rest'
  readonly capabilities: Capabilities
  private readonly uses: readonly TableUse[]
  private readonly system: RestSystem
  private readonly session: Session

  constructor(department: string, system: RestSystem, uses: readonly TableUse[], session: Session) {
    this.department = department
    this.system = system
    this.uses = uses
    this.session = session
    const write = Object.values(system.tables).some((table) => table.write !== undefined)
    this.capabilities = { ...noCapabilities, conditions: ['in'], count: true, write }
  }

  capabilitiesOf(): Capabilities {
    return this.capabilities
  }

  table(name: string): PagedTable {
    const use = this.uses.find((candidate) => candidate.table === name)
    const paths = this.system.tables[name]
    if (use === undefined || paths === undefined)
      throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${name}`)
    return new PagedTable(use, restSource(use, paths, this.system, this.session))
  }

  async write(change: Change, call: Call): Promise<Written> {
    const { key } = this.table(change.table)
    const use = this.uses.find((candidate) => candidate.table === change.table) as TableUse
    const path = this.system.tables[change.table]?.write
    if (path === undefined) throw new SourceError('NOT_SUPPORTED', this.department, `${change.table} cannot be written`)
    const body = {
      requestId: change.idempotencyKey,
      key: change.key,
      version: change.expectedVersion,
      values: change.values,
    }
    const answer = await this.session.send({ method: 'POST', path, body }, 'write', call)
    const data = at(answer.body, this.system.envelope.data)
    const record = at(data, 'record')
    const written = scalar(at(data, 'key')) ?? scalar(at(record, key))
    if (written === null || !isObject(record)) {
      throw new SourceError('MALFORMED', this.department, 'The answer to a write has no row')
    }
    const row = toRow(record, [key, ...use.columns])
    const version = scalar(at(data, 'version')) ?? (use.version === null ? '' : (row[use.version] ?? ''))
    return { key: written, version, row, repeated: scalar(at(data, 'repeated')) === 'true' }
  }

  async refresh(): Promise<void> {}

  async state(call: Call): Promise<readonly TableState[]> {
    const states: TableState[] = []
    for (const { table } of this.uses) {
      const total = await this.table(table).total([{}], call)
      const remarks = total === null ? ['COUNT_UNKNOWN'] : []
      states.push({ table, rows: total ?? 0, quarantined: 0, asOf: new Date().toISOString(), remarks })
    }
    return states
  }

  async quarantined(table: string): Promise<readonly Quarantined[]> {
    this.table(table)
    return []
  }

  async health(call: Call): Promise<Health> {
    const start = performance.now()
    const [first] = this.uses
    if (first !== undefined) await this.table(first.table).total([{}], call)
    return { ok: true, code: null, milliseconds: performance.now() - start }
  }

  close(): Promise<void> {
    return this.session.close()
  }
}
