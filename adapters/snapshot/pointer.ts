/**
 * Which snapshot counts: a small file that is renamed into place, so that a reader sees the old one or the new one and never half of
 * either. It also remembers which files were refused, so that a bad file is not read again at every start.
 */
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

export interface Pointer {
  /** File name in the same folder; null before the first load. */
  readonly current: string | null
  /** Table → the file that was refused, and why. */
  readonly refused: Readonly<Record<string, { readonly fingerprint: string | null; readonly remark: string }>>
}

const name = 'current.json'

export async function readPointer(folder: string): Promise<Pointer> {
  const text = await readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return text === null ? { current: null, refused: {} } : (JSON.parse(text) as Pointer)
}

export async function writePointer(folder: string, pointer: Pointer): Promise<void> {
  await mkdir(folder, { recursive: true })
  const temporary = join(folder, `${name}.${process.pid}.tmp`)
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(JSON.stringify(pointer))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(folder, name))
}

/** Snapshots that no pointer names any more. A reader that still has one open keeps it until it closes. */
export async function removeOthers(folder: string, current: string): Promise<void> {
  for (const file of await readdir(folder)) {
    if (file.endsWith('.db') && file !== current) await rm(join(folder, file), { force: true })
  }
}
