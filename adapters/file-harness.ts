/** For tests: an adapter over a drop folder of files that the test writes, and the case files. */
import { copyFile, mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Adapter, Call, Row } from './adapter.ts'
import { use, type Harness } from './conformance.ts'
import { openAdapter } from './open-adapter.ts'
import type { SystemSpec, TableUse } from './open.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const anyCall: Call = { signal: new AbortController().signal }

export interface Drop {
  readonly folder: string
  readonly snapshots: string
  /** Each write gets a later time than the one before, however fast the test is. */
  write(name: string, content: Buffer | string): Promise<void>
  copyCase(name: string, as: string): Promise<void>
  /** Loaded already. */
  open(system: SystemSpec, uses: readonly TableUse[]): Promise<Adapter>
  remove(): Promise<void>
}

export async function newDrop(): Promise<Drop> {
  const temporary = await temporaryFolder()
  const folder = join(temporary.path, 'drop')
  const snapshots = join(temporary.path, 'snapshots')
  await mkdir(folder)
  let clock = Date.parse('2026-01-01T00:00:00Z')
  const later = (name: string) => {
    clock += 1000
    return utimes(join(folder, name), new Date(clock), new Date(clock))
  }
  return {
    folder,
    snapshots,
    write: async (name, content) => {
      await writeFile(join(folder, name), content)
      await later(name)
    },
    copyCase: async (name, as) => {
      await copyFile(join(import.meta.dirname, 'cases', name), join(folder, as))
      await later(as)
    },
    open: async (system, uses) => {
      const adapter = await openAdapter('stand-in', system, uses, { path: folder, snapshots })
      await adapter.refresh(anyCall)
      return adapter
    },
    remove: () => temporary.remove(),
  }
}

/** The conformance harness of a file technology: `encode` writes rows and one bad row. */
export async function fileHarness(
  system: SystemSpec,
  name: string,
  encode: (rows: readonly Row[]) => Buffer | Promise<Buffer>,
  rows: readonly Row[],
  quarantine: { readonly code: string },
): Promise<Harness> {
  const drop = await newDrop()
  await drop.write(name, await encode(rows))
  const adapter = await drop.open(system, [use])
  return {
    adapter,
    quarantine,
    replace: async (next) => drop.write(name, await encode(next)),
    close: async () => {
      await adapter.close()
      await drop.remove()
    },
  }
}

/** One case file loaded by itself. */
export async function loadCase(system: SystemSpec, caseName: string, as: string, table: TableUse) {
  const drop = await newDrop()
  await drop.copyCase(caseName, as)
  const adapter = await drop.open(system, [table])
  const page = await adapter.table(table.table).scan({ limit: 10_000 }, anyCall)
  const [state] = await adapter.state(anyCall)
  const quarantined = await adapter.quarantined(table.table, { after: 0, limit: 1000 })
  await adapter.close()
  await drop.remove()
  return {
    rows: page.rows,
    remarks: state?.remarks ?? [],
    quarantined: quarantined.map(({ line, code }) => [line, code]),
  }
}
