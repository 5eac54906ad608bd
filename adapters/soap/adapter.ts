/**
 * Systems with a SOAP interface, 1.1 or 1.2, read only. What is agreed with them is the declaration (`SoapSystem`): no service description
 * is read at run time, and none of its imports followed. One operation a table gives a page of its list, filtered by equality where filters
 * are declared; another gives rows by their keys.
 */
import {
  SourceError,
  noCapabilities,
  type Adapter,
  type Call,
  type Capabilities,
  type Health,
  type Quarantined,
  type TableState,
  type Written,
} from '../adapter.ts'
import { HttpExchange } from '../http-exchange.ts'
import type { Connection, SoapSystem, TableUse } from '../open.ts'
import { PagedTable } from '../paged-table.ts'
import type { Quota } from '../quota.ts'
import { SoapClient } from './client.ts'
import { soapSource } from './table.ts'

export async function openSoap(
  department: string,
  system: SoapSystem,
  uses: readonly TableUse[],
  connection: Connection,
  quota: Quota,
): Promise<Adapter> {
  if (connection.url === undefined)
    throw new SourceError('NOT_SUPPORTED', department, 'A SOAP source needs connection.url')
  const http = new HttpExchange(department, connection.url, quota)
  return new SoapAdapter(system, uses, new SoapClient(http, system, connection))
}

// Private:

class SoapAdapter implements Adapter {
  readonly department: string
  readonly technology = 'soap'
  readonly capabilities: Capabilities = { ...noCapabilities, conditions: ['in'], count: true }
  private readonly uses: readonly TableUse[]
  private readonly system: SoapSystem
  private readonly client: SoapClient

  constructor(system: SoapSystem, uses: readonly TableUse[], client: SoapClient) {
    this.department = client.department
    this.uses = uses
    this.system = system
    this.client = client
  }

  capabilitiesOf(): Capabilities {
    return this.capabilities
  }

  table(name: string): PagedTable {
    const use = this.uses.find((candidate) => candidate.table === name)
    const operations = this.system.tables[name]
    if (use === undefined || operations === undefined)
      throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${name}`)
    return new PagedTable(use, soapSource(use, operations, this.system, this.client))
  }

  write(): Promise<Written> {
    return Promise.reject(new SourceError('NOT_SUPPORTED', this.department, 'A SOAP source is read only'))
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
    return this.client.close()
  }
}
