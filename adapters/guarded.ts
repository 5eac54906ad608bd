/**
 * An adapter with a guard around every call. Reads from a snapshot touch no source and are over before a timer could fire: nothing stands
 * around them but the caller's signal. Loading a file may take minutes, so `refresh` has no time limit but the caller's signal either.
 */
import { orAborted, throwIfAborted } from './abort.ts'
import { SourceError, type Adapter, type Call, type Change, type Scan, type Table } from './adapter.ts'
import type { Guard } from './guard.ts'

export class GuardedAdapter implements Adapter {
  private readonly inner: Adapter
  private readonly guard: Guard
  private readonly tables = new Map<string, Table>()
  private closed = false

  constructor(inner: Adapter, guard: Guard) {
    this.inner = inner
    this.guard = guard
  }

  get department() {
    return this.inner.department
  }
  get technology() {
    return this.inner.technology
  }
  get capabilities() {
    return this.inner.capabilities
  }

  capabilitiesOf(table: string) {
    return this.inner.capabilitiesOf(table)
  }

  table(name: string): Table {
    const known = this.tables.get(name)
    if (known) return known
    const table = this.inner.table(name)
    const guarded: Table = {
      name: table.name,
      key: table.key,
      getMany: (keys: readonly string[], call: Call) =>
        keys.length === 0 ? Promise.resolve([]) : this.read(call, (inner) => table.getMany(keys, inner)),
      findBy: (column: string, values: readonly string[], call: Call) =>
        values.length === 0 ? Promise.resolve([]) : this.read(call, (inner) => table.findBy(column, values, inner)),
      scan: (scan: Scan, call: Call) => this.read(call, (inner) => table.scan(scan, inner)),
      changes: (since: string | null, call: Call) => this.read(call, (inner) => table.changes(since, inner)),
    }
    this.tables.set(name, guarded)
    return guarded
  }

  write(change: Change, call: Call) {
    return this.guard.run('write', call, (inner) => this.open().write(change, inner))
  }

  refresh(call: Call): Promise<void> {
    return this.typed(() => orAborted(this.open().refresh(call), call.signal, this.department))
  }

  state(call: Call) {
    return this.read(call, (inner) => this.inner.state(inner))
  }

  async quarantined(table: string, page: { readonly after: number; readonly limit: number }) {
    return this.open().quarantined(table, page)
  }

  /** Never throws: an ill source is an answer. Always guarded: that of a snapshot looks at the drop folder, which may hang. */
  async health(call: Call) {
    const start = performance.now()
    try {
      return await this.guard.run('read', call, async (inner) => this.open().health(inner))
    } catch (error) {
      const code = error instanceof SourceError ? error.code : 'FAULT'
      return { ok: false, code, milliseconds: performance.now() - start }
    }
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.inner.close()
  }

  // Private:

  private open(): Adapter {
    if (this.closed) throw new SourceError('UNAVAILABLE', this.department, 'The adapter is closed')
    return this.inner
  }

  private read<T>(call: Call, work: (call: Call) => Promise<T>): Promise<T> {
    if (!this.inner.capabilities.snapshot) {
      return this.guard.run('read', call, async (inner) => {
        this.open()
        return work(inner)
      })
    }
    return this.typed(async () => {
      throwIfAborted(call.signal, this.department)
      this.open()
      const found = await work(call)
      throwIfAborted(call.signal, this.department)
      return found
    })
  }

  private async typed<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof SourceError) throw error
      throw new SourceError('FAULT', this.department, 'The source failed', error)
    }
  }
}
