/** The attacked hub as a process of its own: set up by its environment, as an operator starts it. Tells its addresses to the process that began it. */
import { appendFileSync } from 'node:fs'
import { startAttackedHub } from './production-hub.ts'

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'

export interface HubAddresses {
  readonly address: string
  readonly doors: Readonly<Record<string, string>>
}

export interface SlowDepartment {
  readonly department: string
  readonly milliseconds: number | null
}

const logFile = process.env['ATTACK_LOG'] ?? ''
const attacked = await startAttackedHub(process.env, (line) => appendFileSync(logFile, line))
const addresses: HubAddresses = { address: attacked.hub.address, doors: Object.fromEntries(attacked.doors) }
process.send?.(addresses)
process.on('message', ({ department, milliseconds }: SlowDepartment) => {
  attacked.slow(department, milliseconds)
  process.send?.('done')
})
process.once('disconnect', () => {
  void attacked.close().then(() => process.exit(0))
})
