/** For which department somebody checks data now: corrections, and decisions on links. */
import { DATA_QUALITY } from '../../../access/purposes.ts'
import type { RegistryRequest } from '../request.ts'

/** The department of a data officer under DATA_QUALITY who reaches every row; null for everybody else. */
export function officerDepartment({ access }: RegistryRequest): string | null {
  const { principal, purpose, rowScope } = access
  const acts = purpose?.code === DATA_QUALITY && rowScope === 'ALL' && principal.roles.includes('data-officer')
  return acts ? principal.department : null
}
