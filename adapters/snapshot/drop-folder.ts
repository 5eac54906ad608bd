/** The folder in which a department drops its files: which file is a table's, and whether it was read before. */
import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { TableUse } from '../open.ts'
import { shanghaiTime } from '../service-hours.ts'
import { FileRefused, type FileSource } from './file-source.ts'

export interface DroppedFile {
  readonly name: string
  readonly path: string
  /** Instant (ISO) the data stems from: the day in the name, else the file's last change, which is merely when it was copied. */
  readonly asOf: string
  /** Name, size, time of change, those of its companions, and layout: equal means that it was read before. */
  readonly fingerprint: string
}

/**
 * The newest file by name that fits the pattern; null when there is none. Throws when the folder cannot be read, and FileRefused for a pipe or
 * a folder of that name, which would be waited for without end. A file of a day to come is passed over: it would hide every later delivery.
 */
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
  const dayOf = (name: string) =>
    startOfDay(after === undefined ? '' : name.slice(before.length, name.length - after.length))
  const latest = new Date(Date.now() + AHEAD_MS).toISOString()
  const name = names
    .filter((one) => fits(one) && (dayOf(one) ?? '') <= latest)
    .sort()
    .at(-1)
  if (name === undefined) return null
  const path = join(folder, name)
  const [size, mtimeMs] = await sizeAndTime(path)
  const beside = source.companions?.flatMap((ending) => companionOf(names, name, ending) ?? []) ?? []
  const others = await Promise.all(beside.map(async (other) => [other, await sizeAndTime(join(folder, other))]))
  const known = JSON.stringify([name, size, mtimeMs, use, source.layout, ...others])
  return {
    name,
    path,
    asOf: dayOf(name) ?? new Date(mtimeMs).toISOString(),
    fingerprint: createHash('sha256').update(known).digest('hex'),
  }
}

/** Clocks differ, and an export of the night may bear the next day. */
const AHEAD_MS = 36 * 3_600_000

/** The file of this ending beside a file, whatever the case of its letters; undefined when there is none. */
export function companionOf(names: readonly string[], name: string, ending: string): string | undefined {
  const wanted = (name.slice(0, name.length - extname(name).length) + ending).toLowerCase()
  return names.find((other) => other.toLowerCase() === wanted)
}

// Private:

async function sizeAndTime(path: string): Promise<readonly [size: number, mtimeMs: number]> {
  const facts = await stat(path)
  if (!facts.isFile()) throw new FileRefused('NOT_A_FILE')
  return [facts.size, facts.mtimeMs]
}

/** Of a day `yyyymmdd` in Shanghai; null for any other text, also for days that no calendar has. */
function startOfDay(day: string): string | null {
  const [, year, month, date] = /^(\d{4})(\d\d)(\d\d)$/.exec(day) ?? []
  const start = new Date(`${year}-${month}-${date}T00:00:00+08:00`)
  if (Number.isNaN(start.getTime()) || shanghaiTime(start).slice(0, 10) !== `${year}-${month}-${date}`) return null
  return start.toISOString()
}
