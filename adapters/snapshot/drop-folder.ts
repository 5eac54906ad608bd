/** The folder in which a department drops its files: which file is a table's, and whether it was read before. */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { TableUse } from '../open.ts'

export interface DroppedFile {
  readonly name: string
  readonly path: string
  /** Instant (ISO) of the file's last change. */
  readonly asOf: string
  /** Name, size, time of change and layout: equal means that it was read before. */
  readonly fingerprint: string
}

/** The newest file by name that fits the pattern; null when there is none. Throws when the folder cannot be read. */
export async function findFile(
  folder: string,
  pattern: string,
  use: TableUse,
  layout: unknown,
): Promise<DroppedFile | null> {
  const [before, after] = pattern.split('*', 2) as [string, string | undefined]
  const fits = (name: string) =>
    after === undefined
      ? name === before
      : name.length >= pattern.length - 1 && name.startsWith(before) && name.endsWith(after)
  const name = (await readdir(folder)).filter(fits).sort().at(-1)
  if (name === undefined) return null
  const path = join(folder, name)
  const { size, mtimeMs } = await stat(path)
  const facts = JSON.stringify([name, size, mtimeMs, use, layout])
  return {
    name,
    path,
    asOf: new Date(mtimeMs).toISOString(),
    fingerprint: createHash('sha256').update(facts).digest('hex'),
  }
}
