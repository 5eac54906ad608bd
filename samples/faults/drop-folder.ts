/** What can befall a delivery in a drop folder. The good files are kept beside it meanwhile and come back with their times. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FaultName, Injected } from './kinds.ts'

export interface Delivery {
  readonly folder: string
  /** Beginning of the names of the files that belong to one table, e.g. `QY_`. */
  readonly prefix: string
  /** Ending of the one that holds the rows; the newest name is taken. */
  readonly ending: string
  /** How another layout comes about: bytes of a column’s name and as many others, or, of a file without names, longer lines. */
  readonly renamed: readonly [from: Uint8Array, to: Uint8Array] | 'longer lines'
}

type FileFault = Extract<
  FaultName,
  'hang' | 'inBand' | 'reset' | 'cutOff' | 'replaced' | 'renamed' | 'behind' | 'ahead'
>

const errorPage = Buffer.from('<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>')
const longAgo = '20200101'
const farAhead = '20991231'

export function spoilDelivery(delivery: Delivery, fault: FileFault): Injected {
  const { folder, prefix, ending } = delivery
  if (fault === 'reset') {
    renameSync(folder, `${folder}.gone`)
    return { heal: async () => renameSync(`${folder}.gone`, folder) }
  }
  const names = readdirSync(folder).filter((name) => name.startsWith(prefix))
  const name = names
    .filter((one) => one.endsWith(ending))
    .sort()
    .at(-1)
  if (name === undefined) throw new Error(`no ${prefix}*${ending}`)
  const kept = mkdtempSync(join(tmpdir(), 'pentagraph-kept-'))
  for (const one of names) cpSync(join(folder, one), join(kept, one), { preserveTimestamps: true })
  const stop = spoil(delivery, join(folder, name), names, fault)
  return {
    async heal() {
      stop?.()
      for (const one of readdirSync(folder)) if (one.startsWith(prefix)) rmSync(join(folder, one))
      for (const one of names) {
        cpSync(join(kept, one), join(folder, one), { preserveTimestamps: true })
      }
      rmSync(kept, { recursive: true })
    },
  }
}

// Private:

/** Gives what must be stopped before healing. */
function spoil(
  { folder, renamed }: Delivery,
  path: string,
  names: readonly string[],
  fault: Exclude<FileFault, 'reset'>,
): (() => void) | null {
  const bytes = readFileSync(path)
  switch (fault) {
    case 'hang':
      rmSync(path)
      execFileSync('mkfifo', [path])
      return null
    case 'inBand':
      writeFileSync(path, errorPage)
      return null
    case 'cutOff':
      writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length / 2) - 3))
      return null
    case 'replaced':
      return keepReplacing(path)
    case 'renamed':
      writeFileSync(path, renamed === 'longer lines' ? longerLines(bytes) : exchanged(bytes, ...renamed))
      return null
    case 'behind':
    case 'ahead': {
      const day = fault === 'behind' ? longAgo : farAhead
      const newest = /\d{8}/.exec(path.slice(folder.length))?.[0] ?? ''
      for (const name of names) {
        if (name.includes(newest)) renameSync(join(folder, name), join(folder, name.replace(newest, day)))
        else rmSync(join(folder, name))
      }
      return null
    }
  }
}

/** Another file of the same size under the same name, again and again, as a sender does who does not write to the side first. */
function keepReplacing(path: string): () => void {
  const { atimeMs, mtimeMs } = statSync(path)
  let turns = 0
  let going: NodeJS.Immediate
  const again = () => {
    utimesSync(path, atimeMs / 1000, mtimeMs / 1000 + ++turns)
    going = setImmediate(again)
  }
  again()
  return () => clearImmediate(going)
}

function exchanged(bytes: Buffer, from: Uint8Array, to: Uint8Array): Buffer {
  const changed = Buffer.from(bytes)
  let found = 0
  for (let at = changed.indexOf(from); at >= 0; at = changed.indexOf(from, at + to.length)) {
    changed.set(to, at)
    found++
  }
  if (found === 0) throw new Error('the file has no such column')
  return changed
}

/** A column of three bytes more at the end of each line. */
function longerLines(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes.toString('latin1').replaceAll(/(?=\r?\n)/g, (_, at: number) => (bytes[at - 1] === 13 ? '' : 'NEW')),
    'latin1',
  )
}
