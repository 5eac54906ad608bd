/** Giving up: the caller's AbortSignal as a typed error. */
import { setMaxListeners } from 'node:events'
import { SourceError } from './adapter.ts'

export function throwIfAborted(signal: AbortSignal, department: string): void {
  if (signal.aborted) throw new SourceError('ABORTED', department, 'The caller gave up')
}

/** Calls `gaveUp` when the signal fires, until what it answers with is called. */
export function onAbort(signal: AbortSignal, gaveUp: () => void): () => void {
  // One request has as many calls under way as it likes: that is no leak, and no warning in the log.
  setMaxListeners(0, signal)
  signal.addEventListener('abort', gaveUp, { once: true })
  return () => signal.removeEventListener('abort', gaveUp)
}

/** Rejects with ABORTED as soon as the signal fires; what was begun is left to end by itself. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal, department: string): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined)
    return Promise.reject(new SourceError('ABORTED', department, 'The caller gave up'))
  }
  return new Promise<T>((resolve, reject) => {
    const forget = onAbort(signal, () => reject(new SourceError('ABORTED', department, 'The caller gave up')))
    work.then(resolve, reject).finally(forget)
  })
}
