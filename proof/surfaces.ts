/** Everything beside the answers in which a value could stand: the operating log, the audit, the caches. Nothing of the estate may be in them. */
import type { Part, Proved, ProofSubject } from './part.ts'

export const surfaces: Part = {
  name: 'log, audit and caches',
  async run({ judges: { city } }: ProofSubject): Promise<Proved> {
    const { hub } = city.test
    const lines: string[] = []
    let leaks = 0
    const look = (where: string, text: string, said: ReadonlySet<string> = new Set()) => {
      const found = city.canaries.found(text).filter((value) => !said.has(value))
      leaks += found.length
      if (found.length > 0 && lines.length < 20) lines.push(`${found.length} value(s) of the estate in ${where}`)
    }
    for (const line of city.logged) look('the operating log', line)
    const audit = await hub.store.sql.selectFrom('AuditRecord').select('body').execute()
    for (const { body } of audit) look('the audit', body)
    let keys = 0
    for (const key of keysOf(hub.gateway)) {
      keys++
      look('the keys of the gateway’s caches', key, city.saidByClients)
    }
    const headline = `${city.logged.length} lines of the log, ${audit.length} audit records, ${keys} keys of caches searched`
    return { cells: 0, mismatches: 0, operations: 0, leaks, lines: [headline, ...lines] }
  },
}

// Private:

/** Texts by which anything behind the gateway keeps anything: keys of all maps that can be reached from it. */
function* keysOf(from: object): Generator<string> {
  const seen = new Set<object>()
  const queue: object[] = [from]
  for (let one = queue.pop(); one; one = queue.pop()) {
    if (seen.has(one) || seen.size > 200_000) continue
    seen.add(one)
    if (one instanceof Map) {
      for (const [key, value] of one as ReadonlyMap<unknown, unknown>) {
        if (typeof key === 'string') yield key
        if (typeof value === 'object' && value !== null) queue.push(value)
      }
    }
    for (const value of Object.values(one) as unknown[])
      if (typeof value === 'object' && value !== null) queue.push(value)
  }
}
