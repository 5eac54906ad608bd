/**
 * Batch files of the drop folder, each read once: first whether it is whole, then its messages, some hundreds a transaction in which the
 * place that was reached is noted too, so that a restart goes on there. A file that is refused is looked at again when it has changed.
 */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { throwIfAborted } from '../abort.ts'
import { SourceError } from '../adapter.ts'
import { checkBatchFile, readBatchFile, type FiledMessage } from './batch-file.ts'
import type { Inbox } from './inbox.ts'
import type { FilePosition, MessageStore } from './message-store.ts'

const PER_TRANSACTION = 500

export interface DropFiles {
  readonly department: string
  readonly folder: string
  /** `*.hl7` */
  readonly pattern: string
  readonly maxBytes: number
  readonly inbox: Inbox
  readonly store: MessageStore
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Throws SourceError UNAVAILABLE when the folder cannot be read, ABORTED when the caller gives up. */
export async function readDropFiles(drop: DropFiles, signal: AbortSignal): Promise<void> {
  const names = await readdir(drop.folder).catch((error: unknown) => {
    throw new SourceError('UNAVAILABLE', drop.department, 'The drop folder cannot be read', error)
  })
  const [before = '', after = ''] = drop.pattern.split('*', 2)
  for (const name of names.filter((one) => one.startsWith(before) && one.endsWith(after)).sort()) {
    throwIfAborted(signal, drop.department)
    try {
      await readFile(drop, name, signal)
    } catch (error) {
      throwIfAborted(signal, drop.department)
      throw error
    }
  }
}

// Private:

async function readFile(drop: DropFiles, name: string, signal: AbortSignal): Promise<void> {
  const path = join(drop.folder, name)
  const fingerprint = await fingerprintOf(path)
  const known = drop.store.position(name)
  let position: FilePosition = { fingerprint, byte: 0, line: 0, done: false, fault: null }
  if (known?.fingerprint === fingerprint) {
    if (known.done || known.fault !== null) return
    position = known
  } else {
    const fault = await checkBatchFile(path, signal)
    // It is still being written; the next turn finds it whole.
    if ((await fingerprintOf(path)) !== fingerprint) return
    position = { ...position, fault }
    drop.store.transaction(() => drop.store.setPosition(name, position))
    if (fault !== null) return
  }
  const messages = readBatchFile(path, position, drop.maxBytes, signal)
  const last = (taken: readonly FiledMessage[], done: boolean) => {
    const end = taken.at(-1)
    position = { ...position, byte: end?.end ?? position.byte, line: end?.lines ?? position.line, done }
    drop.store.setPosition(name, position)
  }
  let taken: FiledMessage[] = []
  for await (const message of messages) {
    taken.push(message)
    if (taken.length < PER_TRANSACTION) continue
    drop.store.transaction(() => {
      for (const one of taken) take(drop, name, one)
      last(taken, false)
    })
    taken = []
    await setImmediate()
  }
  drop.store.transaction(() => {
    for (const one of taken) take(drop, name, one)
    last(taken, true)
    drop.store.heard(drop.now())
  })
}

/** Nobody waits for the answer: what it would say is in quarantine or among the remarks. */
function take({ inbox }: DropFiles, file: string, { bytes, line, tooLong }: FiledMessage): void {
  if (tooLong) inbox.reject({ kind: 'tooLong', bytes }, { file, line })
  else inbox.take(bytes, { file, line })
}

async function fingerprintOf(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path)
  return `${size}:${mtimeMs}`
}
