/**
 * SQLite works inside the process, which would stand still as long as it waits for another's lock. So it does not wait at all: what found the
 * lock taken is asked again a little later, and everything else has its turn meanwhile.
 */
import { setTimeout as pause } from 'node:timers/promises'

/** How long a lock may last before it costs the department's answer. */
const PATIENCE_MS = 300

/** Runs work again that found the database locked. It must have changed nothing by then, as a transaction has that was taken back. */
export async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS
  for (let wait = 5; ; wait = Math.min(wait * 2, 50)) {
    try {
      return await work()
    } catch (error) {
      if (!isLocked(error) || Date.now() + wait > until) throw error
    }
    await pause(wait)
  }
}

// Private:

/** Drivers throw errors of several classes, some from outside this context: what counts is what they hold. */
function isLocked(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown }
  return /^SQLITE_(BUSY|LOCKED)/.test(String(code)) || isLocked(cause)
}
