/**
 * What the parts under test say, kept: `npm test` names a folder, everything that a log, a request line or an error of an answer holds
 * goes there, and at the end of the run it is searched for what must not stand in it (scripts/kept-logs.mjs). Without a folder nothing is kept.
 */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { createLog, type Log } from '../log.ts'

const folder = process.env['PENTAGRAPH_TEST_LOGS']

/** The operating log of a hub or a department, as it would be written in a city. */
export function keptLog(): Log {
  if (!folder) return createLog({ level: 'silent' })
  return createLog({ destination: pino.destination({ dest: keptFile(folder, 'operating'), append: true, sync: true }) })
}

/** What is not a log and may reach one: the parts of an answer that tell of gaps, the line of a request. */
export function keep(what: 'answers' | 'requests', text: string): void {
  if (folder) appendFileSync(keptFile(folder, what), `${text.replaceAll('\n', ' ')}\n`)
}

/** Values of the stand-in estate that must not be found again, the secrets of the hub that serves it, and the codes of grids, which look like old numbers. */
export function plantCanaries(canaries: { readonly names: readonly string[]; readonly secrets: readonly string[]; readonly grids: readonly string[] }): void {
  if (folder) appendFileSync(join(folder, `${process.pid}.canaries`), `${JSON.stringify(canaries)}\n`, { mode: 0o600 })
}

// Private:

/** One file a process: two workers never write into one. */
function keptFile(of: string, what: string): string {
  return join(of, `${what}-${process.pid}.log`)
}
