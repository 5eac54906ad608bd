/**
 * HL7 v2: hospitals push messages over MLLP while the hub runs, batch files bring history. Both end in one store of the department
 * (`message-store.ts`), which is read like a snapshot. A message is answered when it is on the disk: those that came together share one
 * transaction, and a connection waits for its answer, so that no more is ever under way than there are connections.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  SourceError,
  type Adapter,
  type Call,
  type Capabilities,
  type Health,
  type Table,
  type TableState,
  type Technology,
  type Written,
} from '../adapter.ts'
import { allowedPeers, listenAddress } from '../feed/address.ts'
import { Inlet } from '../feed/inlet.ts'
import type { Listener } from '../feed/listener.ts'
import type { Connection, Hl7System, TableUse } from '../open.ts'
import { SnapshotTable } from '../snapshot/table.ts'
import { acknowledge, type Outcome } from './acknowledgement.ts'
import { readDropFiles } from './drop-files.ts'
import type { Framed } from './framer.ts'
import { Inbox } from './inbox.ts'
import { readHeader } from './message.ts'
import { MessageStore, type MessageTable } from './message-store.ts'
import { listenMllp } from './mllp.ts'
import { interpreter } from './rows.ts'

const MAX_BYTES = 1_048_576
const CONNECTIONS = 64
const MESSAGE_MS = 30_000
const IDLE_MS = 10 * 60_000
/** Each message makes the data newer; told more exactly, everything that follows from it would be done anew every minute. */
const AS_OF_STEP_MS = 10 * 60_000

/** Takes up what is stored and listens; `refresh` reads the drop folder. A port that is taken is tried again at every refresh. */
export async function openHl7(
  department: string,
  system: Hl7System,
  uses: readonly TableUse[],
  connection: Connection,
): Promise<Adapter> {
  const { snapshots, url, path } = connection
  if (snapshots === undefined || (url === undefined && path === undefined))
    throw refusal(department, 'HL7 needs connection.snapshots, and connection.url (mllp://…) or connection.path')
  if (path !== undefined && system.files === undefined) throw refusal(department, 'The system declares no batch files')
  const address = url === undefined ? null : listenAddress(department, url, 'mllp')
  const peers = allowedPeers(department, connection.peers)
  const understood = interpreter(department, system, uses)
  const store = new MessageStore(
    join(snapshots, department),
    uses.map((use) => stored(system, use)),
  )
  const inbox = new Inbox(system, understood, store, !uses.some((use) => use.never?.length))
  const adapter = new Hl7Adapter(department, system, uses, path ?? null, inbox, store)
  if (address !== null) {
    await adapter.listenAt({
      ...address,
      peers,
      maxConnections: connection.concurrency ?? CONNECTIONS,
      messageMs: connection.timeoutMs ?? MESSAGE_MS,
    })
  }
  return adapter
}

// Private:

type Listening = Pick<Parameters<typeof listenMllp>[0], 'host' | 'port' | 'peers' | 'maxConnections' | 'messageMs'>

class Hl7Adapter implements Adapter {
  readonly department: string
  readonly technology: Technology = 'hl7'
  readonly capabilities: Capabilities = {
    conditions: ['in', 'from', 'to', 'prefix'],
    sort: true,
    count: true,
    changes: true,
    write: false,
    snapshot: true,
  }
  private readonly system: Hl7System
  private readonly uses: readonly TableUse[]
  private readonly folder: string | null
  private readonly inbox: Inbox
  private readonly store: MessageStore
  private listening: Listening | null = null
  private server: Listener | null = null
  private readonly inlet: Inlet<MessageStore>
  private loading: Promise<void> = Promise.resolve()
  private received = 0
  private closed = false

  constructor(
    department: string,
    system: Hl7System,
    uses: readonly TableUse[],
    folder: string | null,
    inbox: Inbox,
    store: MessageStore,
  ) {
    this.department = department
    this.system = system
    this.uses = uses
    this.folder = folder
    this.inbox = inbox
    this.store = store
    this.inlet = new Inlet(store)
  }

  capabilitiesOf(): Capabilities {
    return this.capabilities
  }

  table(name: string): Table {
    const use = this.uses.find((candidate) => candidate.table === name)
    if (use === undefined) throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${name}`)
    return new SnapshotTable(this.department, name, use.key, () => this.open().file)
  }

  write(): Promise<Written> {
    return Promise.reject(new SourceError('NOT_SUPPORTED', this.department, 'Nothing is sent back to hospitals'))
  }

  refresh(call: Call): Promise<void> {
    const load = this.loading.then(async () => {
      const store = this.open()
      await this.listen()
      if (this.folder === null) return
      const { department, folder, inbox } = this
      const pattern = this.system.files ?? '*'
      await readDropFiles(
        { department, folder, pattern, maxBytes: MAX_BYTES, inbox, store, now: Date.now },
        call.signal,
      )
    })
    this.loading = load.catch(() => undefined)
    return load
  }

  async state(): Promise<readonly TableState[]> {
    const store = this.open()
    const heard = store.lastHeard()
    const asOf = heard === null ? null : new Date(heard - (heard % AS_OF_STEP_MS)).toISOString()
    const common = [...new Set(store.faults().map((fault) => `FILE_REFUSED:${fault}`))]
    if (heard === null) common.push('NOT_LOADED')
    if (this.listening !== null && this.server === null) common.push('NOT_LISTENING')
    return this.uses.map((use) => {
      const { rows = 0, quarantined = 0 } = store.file.tables.get(use.table) ?? {}
      const unmapped = Object.keys(this.system.tables[use.table]?.columns ?? {})
        .filter((column) => !use.columns.includes(column) && !use.never?.includes(column))
        .map((column) => `UNMAPPED_COLUMN:${column}`)
      return {
        table: use.table,
        rows,
        quarantined,
        asOf,
        remarks: [...store.remarks(use.table), ...common, ...unmapped],
      }
    })
  }

  async quarantined(table: string, page: { readonly after: number; readonly limit: number }) {
    this.table(table)
    return this.open().quarantined(table, page)
  }

  /** Well when it listens, can read the drop folder, and no file was refused. */
  async health(): Promise<Health> {
    const start = performance.now()
    const store = this.open()
    const reachable = this.folder === null || (await readdir(this.folder).catch(() => null)) !== null
    const heard = this.listening === null || this.server !== null
    const code = !reachable || !heard ? 'UNAVAILABLE' : store.faults().length > 0 ? 'MALFORMED' : null
    return { ok: code === null, code, milliseconds: performance.now() - start }
  }

  async close(): Promise<void> {
    if (this.closed) return
    await this.server?.close()
    this.server = null
    await this.loading
    this.closed = true
    this.store.close()
  }

  async listenAt(listening: Listening): Promise<void> {
    this.listening = listening
    await this.listen()
  }

  // Private:

  private open(): MessageStore {
    if (this.closed) throw new SourceError('UNAVAILABLE', this.department, 'The adapter is closed')
    return this.store
  }

  private async listen(): Promise<void> {
    if (this.listening === null || this.server !== null) return
    this.server = await listenMllp({
      ...this.listening,
      maxBytes: MAX_BYTES,
      idleMs: IDLE_MS,
      receive: (framed) => this.receive(framed),
      remark: (code) => this.remark(code),
    }).catch(() => null)
  }

  private async receive(framed: Framed): Promise<Buffer | null> {
    const outcome = await this.inlet.put(() => {
      const decided = this.decide(framed)
      if (decided.verdict === 'AA') this.store.heard(Date.now())
      return decided
    })
    return acknowledge(readHeader(framed.bytes), outcome, Date.now())
  }

  private decide(framed: Framed): Outcome {
    const origin = { file: 'mllp', line: ++this.received }
    return framed.kind === 'message' ? this.inbox.take(framed.bytes, origin) : this.inbox.reject(framed, origin)
  }

  private remark(code: string): void {
    const [first] = this.uses
    if (first === undefined || this.closed) return
    try {
      this.store.transaction(() => this.store.remark(first.table, code))
    } catch {
      // A remark that cannot be stored is not worth a connection.
    }
  }
}

function stored(system: Hl7System, use: TableUse): MessageTable {
  const { columns = {}, newest = null } = system.tables[use.table] ?? {}
  const wanted = new Set([use.key, ...Object.keys(columns), ...use.columns, ...use.lookups])
  return { use, columns: [...wanted].filter((column) => !use.never?.includes(column)), newest }
}

const refusal = (department: string, message: string) => new SourceError('NOT_SUPPORTED', department, message)
