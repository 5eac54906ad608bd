/** What a person sees while the hub starts: one line a step, rewritten where there is a terminal. Goes to stderr. */

export interface Progress {
  /** A step of known size. */
  part(what: string, done: number, of: number): void
  /** A step of unknown size: how far it is. On a terminal only. */
  step(text: string): void
  /** A step that is over, with the time it took. */
  done(what: string): void
  note(text: string): void
}

export const silent: Progress = { part: () => {}, step: () => {}, done: () => {}, note: () => {} }

export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  let since = Date.now()
  let lastTenth = -1
  const clear = () => (stream.isTTY ? stream.write('\r\u001b[K') : undefined)
  return {
    part(what, done, of) {
      const tenth = of === 0 ? 10 : Math.floor((done / of) * 10)
      if (stream.isTTY) stream.write(`\r\u001b[K  ${what} … ${tenth * 10} %`)
      else if (tenth !== lastTenth && tenth % 5 === 0) stream.write(`  ${what} … ${tenth * 10} %\n`)
      lastTenth = tenth
    },
    step(text) {
      if (stream.isTTY) stream.write(`\r\u001b[K  ${text}`)
    },
    done(what) {
      clear()
      stream.write(`  ${what} (${((Date.now() - since) / 1000).toFixed(1)} s)\n`)
      since = Date.now()
      lastTenth = -1
    },
    note(text) {
      clear()
      stream.write(`  ${text}\n`)
    },
  }
}
