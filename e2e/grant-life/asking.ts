/** The steps of a grant's life as apps take them over HTTP, and the people who take them. */
import { randomUUID } from 'node:crypto'
import type { Principal, Role } from '../../access/principal.ts'
import { lookAt } from '../look-at.ts'
import type { Answered, TestHub } from '../start-test-hub.ts'

export const ADMINISTRATION = { purpose: 'GRANT_ADMINISTRATION' }

export const staff = (subject: string, department: string, role: Role): Principal => ({
  subject,
  department,
  roles: [role],
  grids: [],
  staffKey: null,
  personId: null,
})

export const applicant = staff('emergency-developer', 'emergency', 'developer')
export const holdersOfficer = staff('emergency-officer', 'emergency', 'data-officer')
export const housingOfficer = staff('housing-officer', 'housing', 'data-officer')
export const otherOfficer = staff('justice-officer', 'justice', 'data-officer')
export const security = staff('security', 'data-bureau', 'security-administrator')
export const otherSecurity = staff('security-2', 'data-bureau', 'security-administrator')
export const system = staff('system', 'data-bureau', 'system-administrator')

const application =
  'id state version overdue dueAt reasons grantId sharing actions history { action actor from to reason }'
const grant = 'id state version effect actions personsPerDay parentId usage { times persons } history { action }'

export const usualApplication = {
  department: 'housing',
  granteeRole: 'developer',
  purpose: 'DATA_QUALITY',
  legalBasis: '《政务数据共享条例》第二十六条',
  scenario: '核对房屋安全台账',
  fields: ['category:房屋权属'],
  effect: 'PLAIN',
  rows: 'ALL',
  termDays: 30,
}

/** What stands at the mutation's field, or the code of its refusal. */
export interface Step {
  readonly code: string | null
  readonly problem: unknown
  readonly value: Readonly<Record<string, unknown>> | null
}

export class Office {
  private readonly city: TestHub

  constructor(city: TestHub) {
    this.city = city
  }

  apply(who: Principal, changes: Readonly<Record<string, unknown>> = {}, key: string = randomUUID()): Promise<Step> {
    return this.change(
      who,
      `mutation ($input: GrantApplicationInput!, $key: String!) { done: applyForGrant(input: $input, idempotencyKey: $key) { ${application} } }`,
      { input: { ...usualApplication, ...changes }, key },
    )
  }

  accept(who: Principal, of: Step): Promise<Step> {
    return this.change(
      who,
      `mutation ($id: ID!, $seen: String!, $key: String!) { done: acceptForReview(id: $id, expectedVersion: $seen, idempotencyKey: $key) { ${application} } }`,
      { ...seen(of), key: randomUUID() },
    )
  }

  answer(
    who: Principal,
    of: Step,
    given: Readonly<Record<string, unknown>>,
    key: string = randomUUID(),
  ): Promise<Step> {
    return this.change(
      who,
      `mutation ($id: ID!, $seen: String!, $key: String!, $decision: GrantDecision!, $reasons: String, $conditions: GrantConditionsInput) { done: answerGrantApplication(id: $id, expectedVersion: $seen, idempotencyKey: $key, decision: $decision, reasons: $reasons, conditions: $conditions) { ${application} } }`,
      { ...seen(of), key, ...given },
    )
  }

  withdraw(who: Principal, of: Step): Promise<Step> {
    return this.change(
      who,
      `mutation ($id: ID!, $seen: String!, $key: String!) { done: withdrawGrantApplication(id: $id, expectedVersion: $seen, idempotencyKey: $key) { ${application} } }`,
      { ...seen(of), key: randomUUID() },
    )
  }

  /** suspendGrant, resumeGrant, revokeGrant. */
  async step(who: Principal, name: string, id: string, reason = 'because'): Promise<Step> {
    const known = await this.grant(who, id)
    return this.change(
      who,
      `mutation ($id: ID!, $seen: String!, $reason: String!, $key: String!) { done: ${name}(id: $id, expectedVersion: $seen, reason: $reason, idempotencyKey: $key) { ${grant} } }`,
      { id, seen: known?.['version'] ?? '1', reason, key: randomUUID() },
    )
  }

  async renew(who: Principal, id: string, termDays: number): Promise<Step> {
    const known = await this.grant(who, id)
    return this.change(
      who,
      `mutation ($id: ID!, $seen: String!, $days: Int!, $key: String!) { done: renewGrant(id: $id, expectedVersion: $seen, reason: "goes on", termDays: $days, idempotencyKey: $key) { ${grant} } }`,
      { id, seen: known?.['version'] ?? '1', days: termDays, key: randomUUID() },
    )
  }

  async delegate(who: Principal, grantId: string, input: Readonly<Record<string, unknown>>): Promise<Step> {
    const known = await this.grant(who, grantId)
    return this.change(
      who,
      `mutation ($input: DelegationInput!, $seen: String!, $key: String!) { done: delegateGrant(input: $input, expectedVersion: $seen, idempotencyKey: $key) { ${grant} } }`,
      { input: { grantId, ...input }, seen: known?.['version'] ?? '1', key: randomUUID() },
    )
  }

  breakGlass(who: Principal, input: Readonly<Record<string, unknown>>): Promise<Step> {
    return this.change(
      who,
      'mutation ($input: BreakGlassInput!, $key: String!) { done: breakGlass(input: $input, idempotencyKey: $key) { id state overdue version } }',
      { input, key: randomUUID() },
    )
  }

  review(who: Principal, of: Step, verdict: string): Promise<Step> {
    return this.change(
      who,
      'mutation ($id: ID!, $seen: String!, $verdict: BreakGlassVerdict!, $key: String!) { done: reviewBreakGlass(id: $id, expectedVersion: $seen, verdict: $verdict, note: "looked into", idempotencyKey: $key) { id state version } }',
      { ...seen(of), verdict, key: randomUUID() },
    )
  }

  async grant(who: Principal, id: string): Promise<Readonly<Record<string, unknown>> | null> {
    const { data } = await this.city.ask(who, ADMINISTRATION, `query ($id: ID!) { grant(id: $id) { ${grant} } }`, {
      id,
    })
    return lookAt(data, 'grant') as Readonly<Record<string, unknown>> | null
  }

  /** A grant in force, and its id. */
  async granted(conditions: object | null, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const applied = await this.apply(applicant, changes)
    const answered = await this.answer(housingOfficer, applied, { decision: 'GRANT', conditions })
    if (answered.code !== null) throw new Error(`not granted: ${answered.code}`)
    return String(answered.value?.['grantId'])
  }

  private async change(who: Principal, query: string, variables: object): Promise<Step> {
    const { code, data, gaps }: Answered<unknown> = await this.city.ask(who, ADMINISTRATION, query, variables as never)
    const gap = gaps[0] as { readonly code: string; readonly reason?: string } | undefined
    return {
      code: code ?? gap?.code ?? null,
      problem: gap?.reason ?? null,
      value: (lookAt(data, 'done') ?? null) as Step['value'],
    }
  }
}

// Private:

function seen({ value }: Step) {
  return { id: value?.['id'], seen: value?.['version'] }
}
