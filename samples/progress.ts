/** A progress line: rewritten in place on a terminal, one line every tenth elsewhere, so that logs stay short. */

interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export function progressLine(what: string, screen: Screen): (done: number, of: number) => void {
  const began = Date.now()
  let shown = -1
  return (done, of) => {
    const percent = Math.floor((done * 100) / of)
    const step = screen.isTTY === true ? percent : Math.floor(percent / 10)
    if (step === shown) return
    shown = step
    const seconds = ((Date.now() - began) / 1000).toFixed(1)
    const line = `${what} ${String(percent).padStart(3)} %  ${seconds} s`
    screen.write(screen.isTTY === true ? `\r${line}${done === of ? '\n' : ''}` : `${line}\n`)
  }
}
