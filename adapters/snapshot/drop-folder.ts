/** The folder in which a department drops its files: which file is a table's, and whether it was read before. */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { TableUse } from '../open.ts'
import { shanghaiTime } from '../service-hours.ts'
import type { FileSource } from './file-source.ts'

export interface DroppedFile {
  readonly name: string
  readonly path: string
  /** Instant (ISO) the data stems from: the day in the name, else the file's last change, which is merely when it was copied. */
  readonly asOf: string
  /** Name, size, time of change, those of its companions, and layout: equal means that it was read before. */
  readonly fingerprint: string
}

/** The newest file by name that fits the pattern; null when there is none. Throws when the folder cannot be read. */
export async function findFile(
  folder: string,
  pattern: string,
  use: TableUse,
  source: Pick<FileSource, 'layout' | 'companions'>,
): Promise<DroppedFile | null> {
  const [before, after] = pattern.split('*', 2) as [string, string | undefined]
  const fits = (name: string) =>
    after === undefined
      ? name === before
      : name.length >= pattern.length - 1 && name.startsWith(before) && name.endsWith(after)
  const names = await readdir(folder)
  const name = names.filter(fits).sort().at(-1)
  if (name === undefined) return null
  const path = join(folder, name)
  const { size, mtimeMs } = await stat(path)
  const beside = source.companions?.flatMap((ending) => companionOf(names, name, ending) ?? []) ?? []
  const others = await Promise.all(beside.map(async (other) => [other, await sizeAndTime(join(folder, other))]))
  const facts = JSON.stringify([name, size, mtimeMs, use, source.layout, ...others])
  return {
    name,
    path,
    asOf:
      startOfDay(after === undefined ? '' : name.slice(before.length, name.length - after.length)) ??
      new Date(mtimeMs).toISOString(),
    fingerprint: createHash('sha256').update(facts).digest('hex'),
  }
}

/** The file of this ending beside a file, whatever the case of its letters; undefined when there is none. */
export function companionOf(names: readonly string[], name: string, ending: string): string | undefined {
  const wanted = (name.slice(0, name.length - extname(name).length) + ending).toLowerCase()
  return names.find((other) => other.toLowerCase() === wanted)
}

// Private:

async function sizeAndTime(path: string): Promise<readonly number[]> {
  const { size, mtimeMs } = await stat(path)
  return [size, mtimeMs]
}

/** Of a day `yyyymmdd` in Shanghai; null for any other text, also for days that no calendar has. */
function startOfDay(day: string): string | null {
  const [, year, month, date] = /^(\d{4})(\d\d)(\d\d)$/.exec(day) ?? []
  const start = new Date(`${year}-${month}-${date}T00:00:00+08:00`)
  if (Number.isNaN(start.getTime()) || shanghaiTime(start).slice(0, 10) !== `${year}-${month}-${date}`) return null
  return start.toISOString()
}
