/** The daily turn of the audit's archives in a running hub: soon after the start, then once a day. */
import { archiveAudit, type ArchiveOptions } from '../gateway/audit/archive.ts'
import type { Log } from '../gateway/log.ts'

const DAY_MS = 86_400_000
/** Not while everybody who waited for the start asks at once. */
const FIRST_MS = 10 * 60_000

export function archiveDaily(options: ArchiveOptions, log: Log): { close(): Promise<void> } {
  let turn: Promise<void> = Promise.resolve()
  const archive = () => {
    turn = turn.then(async () => {
      try {
        const done = await archiveAudit(options)
        if (done.moved + done.removed > 0) log.info(done, 'audit archived')
      } catch (error) {
        if (!options.signal?.aborted) log.error({ err: error }, 'the audit could not be archived')
      }
    })
  }
  const first = setTimeout(archive, FIRST_MS)
  const daily = setInterval(archive, DAY_MS)
  first.unref()
  daily.unref()
  return {
    close() {
      clearTimeout(first)
      clearInterval(daily)
      return turn
    },
  }
}
