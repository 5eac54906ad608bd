/** The departments of a benchmark's folder, opened on what `departments.json` there says of how each is reached. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SecretRing } from '../access/secret-ring.ts'
import { createLog } from '../gateway/log.ts'
import { insideHost } from '../runner/department-hosts.ts'
import { departments } from '../runner/departments.ts'
import { faultLog } from '../runner/fault-log.ts'
import type { DepartmentConfig } from '../subgraphs/kit/department-runtime.ts'

/** What a city has under keys/: here the same in every run, so that a second run meets the same store. */
export const benchSecrets = new SecretRing([new Uint8Array(32).fill(7)])
export const benchLog = faultLog(createLog({ level: 'error' }))

export function openHosts(folder: string) {
  const configs = JSON.parse(readFileSync(join(folder, 'departments.json'), 'utf8')) as Record<string, DepartmentConfig>
  return Promise.all(
    departments.map((spec) => {
      const config = configs[spec.name]
      if (!config) throw new Error(`departments.json does not name ${spec.name}`)
      return insideHost(spec, config, folder, benchSecrets, benchLog)
    }),
  )
}
