/**
 * Systems with a JSON interface. What is agreed with them:
 * - token: POST `token.path` with {"user","secret"}; the answer holds it at `token.field`, of the whole body or inside `data`; it goes into
 *   `token.header` of every request (with "Bearer " before it when that is `authorization`)
 * - GET `list`?pageNum=1&pageSize=100 with equality parameters; GET `byKeys`?`keysParameter`=K1,K2
 * - POST `write` with {"requestId","key","version","values"}, `requestId` also as header `idempotency-key`; the answer's `data` is the
 *   row as it then stands, and the header `idempotency-replayed: true` says that it had been carried out before
 * - refusals by HTTP status or in-band code alike: 400 refused, 409 or 412 another version, 422 the request id had other content
 */
import {
  SourceError,
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
import type { Quota } from '../quota.ts'
import { at, scalar, toRow } from './envelope.ts'
import { HttpClient } from './http-client.ts'
import { Session } from './session.ts'
import { RestTable } from './table.ts'

export async function openRest(
  department: string,
  system: RestSystem,
  uses: readonly TableUse[],
  connection: Connection,
  quota: Quota,
): Promise<Adapter> {
  if (connection.url === undefined || !/^https?:/.test(connection.url)) {
    throw new SourceError('NOT_SUPPORTED', department, 'A rest source needs an http:// or https:// connection.url')
  }
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
    this.capabilities = { conditions: ['in'], sort: false, count: true, changes: false, write, snapshot: false }
  }

  table(name: string): RestTable {
    const use = this.uses.find((candidate) => candidate.table === name)
    const paths = this.system.tables[name]
    if (use === undefined || paths === undefined)
      throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${name}`)
    return new RestTable(use, paths, this.system, this.session)
  }

  async write(change: Change, call: Call): Promise<Written> {
    const { paths, key } = this.table(change.table)
    const use = this.uses.find((candidate) => candidate.table === change.table) as TableUse
    if (paths.write === undefined)
      throw new SourceError('NOT_SUPPORTED', this.department, `${change.table} cannot be written`)
    const body = {
      requestId: change.idempotencyKey,
      key: change.key,
      version: change.expectedVersion,
      values: change.values,
    }
    const headers = { 'idempotency-key': change.idempotencyKey }
    const answer = await this.session.send({ method: 'POST', path: paths.write, body, headers }, 'write', call)
    const data = at(answer.body, this.system.envelope.data)
    const rowKey = scalar(at(data, key))
    if (rowKey === null) throw new SourceError('MALFORMED', this.department, 'The answer to a write has no row')
    const row = toRow(data as Readonly<Record<string, unknown>>, [key, ...use.columns])
    const version = use.version === null ? '' : (row[use.version] ?? '')
    return { key: rowKey, version, row, repeated: answer.headers.get('idempotency-replayed') === 'true' }
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

  async close(): Promise<void> {}
}
