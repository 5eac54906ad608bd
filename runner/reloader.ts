/**
 * Files that are read again while the hub runs, because an operator changes them: keys and secrets. Looked at every second, and at once on
 * SIGHUP in production. What cannot be read, or must not be used, is logged by its name, and what was known before stays in force.
 */
import { statSync } from 'node:fs'
import type { Log } from '../gateway/log.ts'

const LOOK_MS = 1_000

interface Watched {
  readonly file: string
  readonly reload: () => void | Promise<void>
  state: string
}

export class Reloader {
  private readonly log: Log
  private readonly watched: Watched[] = []
  private readonly looking: NodeJS.Timeout
  private readonly signal: (() => void) | null

  constructor(log: Log, options: { readonly onSignal?: boolean } = {}) {
    this.log = log
    this.looking = setInterval(() => void this.look(), LOOK_MS)
    this.looking.unref()
    this.signal = options.onSignal === true ? () => void this.look(true) : null
    if (this.signal) process.on('SIGHUP', this.signal)
  }

  /** `reload` reads the file and puts what it holds in force; it throws when it must not be used. */
  watch(file: string, reload: () => void | Promise<void>): void {
    this.watched.push({ file, reload, state: stateOf(file) })
  }

  /** Reads what changed since; all of it when `everything`. */
  async look(everything = false): Promise<void> {
    for (const one of this.watched) {
      const state = stateOf(one.file)
      if (state === one.state && !everything) continue
      one.state = state
      // A file that is being exchanged may be gone for a moment; reading it then would make a new secret.
      if (state === '') {
        this.log.warn({ file: one.file }, 'gone; the former stays')
        continue
      }
      try {
        await one.reload()
        this.log.info({ file: one.file }, 'read again')
      } catch (error) {
        // Only what kind of fault: a parser's message may hold a piece of the file.
        this.log.error(
          { file: one.file, fault: error instanceof Error ? error.name : 'fault' },
          'not usable; the former stays',
        )
      }
    }
  }

  close(): void {
    clearInterval(this.looking)
    if (this.signal) process.off('SIGHUP', this.signal)
  }
}

// Private:

/** An exchanged file has another number, a rewritten one another time or size. */
function stateOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : ''
}
