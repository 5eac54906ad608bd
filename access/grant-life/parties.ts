/** Which part somebody plays towards an application or a grant, and the rule that nobody grants to oneself. */
import { isGrantee } from '../decide.ts'
import type { Grant, Principal } from '../principal.ts'
import type { Party } from './states.ts'

/**
 * The department whose data officer answers for the data of `owner`. The hub's own data is answered for by the approval service, in
 * which the city's big-data centre sits.
 */
export function answering(owner: string): string {
  return owner === 'registry' || owner === 'policy' ? BIG_DATA_CENTRE : owner
}

export interface Concerned {
  /** Owner of the data. */
  readonly department: string
  readonly grantee: Grant['grantee']
  readonly applicant?: string
  readonly applicantDepartment?: string
}

export function partiesOf(principal: Principal, { department, grantee, applicant, applicantDepartment }: Concerned) {
  const parties = new Set<Party>()
  const officer = principal.roles.includes('data-officer')
  if (principal.roles.includes('security-administrator')) parties.add('SECURITY')
  if (officer && principal.department === answering(department)) parties.add('OWNER')
  if (officer && grantee.department !== undefined && principal.department === grantee.department) parties.add('HOLDER')
  if (applicant === principal.subject) parties.add('APPLICANT')
  if (officer && applicantDepartment !== undefined && applicantDepartment === principal.department)
    parties.add('APPLICANT')
  return parties
}

/** Nobody grants to oneself: neither what one applied for, nor what one could use. */
export function isOneself(principal: Principal, { applicant, grantee }: Concerned): boolean {
  return applicant === principal.subject || isGrantee({ grantee }, { principal })
}

// Private:

const BIG_DATA_CENTRE = 'approval-service'
