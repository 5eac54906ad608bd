/** Giving up: the caller's AbortSignal as a typed error. */
import { SourceError } from './adapter.ts'

export function throwIfAborted(signal: AbortSignal, department: string): void {
  if (signal.aborted) throw new SourceError('ABORTED', department, 'The caller gave up')
}

/** Rejects with ABORTED as soon as the signal fires; what was begun is left to end by itself. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal, department: string): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined)
    return Promise.reject(new SourceError('ABORTED', department, 'The caller gave up'))
  }
  return new Promise<T>((resolve, reject) => {
    const give = () => reject(new SourceError('ABORTED', department, 'The caller gave up'))
    signal.addEventListener('abort', give, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
  })
}
