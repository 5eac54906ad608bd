/**
 * The life of an application, a grant and an emergency as tables: state, action, who, next state, and which clock starts. Nobody does
 * what stands in no line. `who` is a party of parties.ts; what else must hold (nobody grants to oneself) is said there too.
 */
export const applicationStates = ['APPLIED', 'IN_REVIEW', 'GRANTED', 'REFUSED', 'WITHDRAWN'] as const
export type ApplicationState = (typeof applicationStates)[number]

export const grantStates = ['IN_FORCE', 'SUSPENDED', 'REVOKED', 'EXPIRED'] as const
export type GrantState = (typeof grantStates)[number]

export const emergencyStates = ['UNREVIEWED', 'JUSTIFIED', 'UNJUSTIFIED'] as const
export type EmergencyState = (typeof emergencyStates)[number]

/** TIGHTENED and LOOSENED count; LEAVING counts until the security administrator signs that it ends. */
export const classificationStates = ['PROPOSED', 'TIGHTENED', 'LOOSENED', 'LEAVING', 'REFUSED', 'WITHDRAWN'] as const
export type ClassificationState = (typeof classificationStates)[number]
export const countingStates: readonly ClassificationState[] = ['TIGHTENED', 'LOOSENED', 'LEAVING']

export const grantActions = [
  'APPLY',
  'ACCEPT',
  'GRANT',
  'REFUSE',
  'WITHDRAW',
  'RENEW',
  'SUSPEND',
  'RESUME',
  'REVOKE',
  'DELEGATE',
  'BREAK',
  'JUSTIFY',
  'CONDEMN',
  'TIGHTEN',
  'LOOSEN',
  'SIGN',
  'RETRACT',
  'DEFINE',
] as const
export type GrantAction = (typeof grantActions)[number]

/**
 * STAFF of any department · APPLICANT, or the data officer of the applicant's department · OWNER: data officer of the department whose
 * data it is · HOLDER: data officer of the department to which it was granted · SECURITY administrator · BREAKER: whom a rule allows it.
 */
export type Party = 'STAFF' | 'APPLICANT' | 'OWNER' | 'HOLDER' | 'SECURITY' | 'BREAKER'

export interface Transition<State> {
  readonly from: State | null
  readonly action: GrantAction
  readonly who: readonly Party[]
  readonly to: State
  /** Written reasons are compulsory. */
  readonly reasons?: true
  /** Code of the time limit that starts with it. */
  readonly clock?: readonly LimitCode[]
}

export type LimitCode =
  | 'ANSWER_UNCONDITIONAL'
  | 'ANSWER_CONDITIONAL'
  | 'LONGEST_TERM'
  | 'EMERGENCY_REVIEW'
  // Of corrections (subgraphs/registry/corrections/states.ts), in the same table of the store.
  | 'CORRECTION_ANSWER'
  | 'CORRECTION_RECEIPT'
  // Of base data that a department enters by hand (subgraphs/registry/entries/states.ts).
  | 'BASE_DATA_RECEIPT'

export const applicationTransitions: readonly Transition<ApplicationState>[] = [
  {
    from: null,
    action: 'APPLY',
    who: ['STAFF'],
    to: 'APPLIED',
    clock: ['ANSWER_UNCONDITIONAL', 'ANSWER_CONDITIONAL'],
  },
  { from: 'APPLIED', action: 'ACCEPT', who: ['OWNER'], to: 'IN_REVIEW' },
  { from: 'APPLIED', action: 'GRANT', who: ['OWNER'], to: 'GRANTED' },
  { from: 'IN_REVIEW', action: 'GRANT', who: ['OWNER'], to: 'GRANTED' },
  { from: 'APPLIED', action: 'REFUSE', who: ['OWNER'], to: 'REFUSED', reasons: true },
  { from: 'IN_REVIEW', action: 'REFUSE', who: ['OWNER'], to: 'REFUSED', reasons: true },
  { from: 'APPLIED', action: 'WITHDRAW', who: ['APPLICANT'], to: 'WITHDRAWN' },
  { from: 'IN_REVIEW', action: 'WITHDRAW', who: ['APPLICANT'], to: 'WITHDRAWN' },
]

export const grantTransitions: readonly Transition<GrantState>[] = [
  { from: null, action: 'DELEGATE', who: ['HOLDER'], to: 'IN_FORCE' },
  { from: 'IN_FORCE', action: 'RENEW', who: ['OWNER'], to: 'IN_FORCE', clock: ['LONGEST_TERM'] },
  { from: 'IN_FORCE', action: 'SUSPEND', who: ['OWNER', 'SECURITY'], to: 'SUSPENDED', reasons: true },
  { from: 'SUSPENDED', action: 'RESUME', who: ['OWNER', 'SECURITY'], to: 'IN_FORCE', reasons: true },
  { from: 'IN_FORCE', action: 'REVOKE', who: ['OWNER', 'SECURITY'], to: 'REVOKED', reasons: true },
  { from: 'SUSPENDED', action: 'REVOKE', who: ['OWNER', 'SECURITY'], to: 'REVOKED', reasons: true },
]

export const emergencyTransitions: readonly Transition<EmergencyState>[] = [
  { from: null, action: 'BREAK', who: ['BREAKER'], to: 'UNREVIEWED', reasons: true, clock: ['EMERGENCY_REVIEW'] },
  { from: 'UNREVIEWED', action: 'JUSTIFY', who: ['SECURITY'], to: 'JUSTIFIED', reasons: true },
  { from: 'UNREVIEWED', action: 'CONDEMN', who: ['SECURITY'], to: 'UNJUSTIFIED', reasons: true },
]

/** What makes data less protected takes two: the owner's officer, and the security administrator. */
export const classificationTransitions: readonly Transition<ClassificationState>[] = [
  { from: null, action: 'TIGHTEN', who: ['OWNER'], to: 'TIGHTENED', reasons: true },
  { from: null, action: 'LOOSEN', who: ['OWNER'], to: 'PROPOSED', reasons: true },
  { from: 'PROPOSED', action: 'SIGN', who: ['SECURITY'], to: 'LOOSENED' },
  { from: 'PROPOSED', action: 'REFUSE', who: ['SECURITY'], to: 'REFUSED', reasons: true },
  { from: 'PROPOSED', action: 'RETRACT', who: ['OWNER'], to: 'WITHDRAWN', reasons: true },
  { from: 'LOOSENED', action: 'RETRACT', who: ['OWNER'], to: 'WITHDRAWN', reasons: true },
  { from: 'TIGHTENED', action: 'RETRACT', who: ['OWNER'], to: 'LEAVING', reasons: true },
  { from: 'LEAVING', action: 'SIGN', who: ['SECURITY'], to: 'WITHDRAWN' },
  { from: 'LEAVING', action: 'REFUSE', who: ['SECURITY'], to: 'TIGHTENED', reasons: true },
]

/** The line of the table that lets one of the parties do it; null when there is none. */
export function transitionOf<State>(
  table: readonly Transition<State>[],
  from: State | null,
  action: GrantAction,
  parties: ReadonlySet<Party>,
): Transition<State> | null {
  return (
    table.find(
      (line) => line.from === from && line.action === action && line.who.some((party) => parties.has(party)),
    ) ?? null
  )
}

/** What these parties may do next. */
export function actionsFrom<State>(
  table: readonly Transition<State>[],
  from: State,
  parties: ReadonlySet<Party>,
): GrantAction[] {
  return table
    .filter((line) => line.from === from && line.who.some((party) => parties.has(party)))
    .map(({ action }) => action)
}

/** What a grant is now; times are epoch ms. A delegated part is as its whole line of parents lets it be. */
export function grantStateAt(
  grant: { readonly validFrom: number; readonly validTo: number; readonly suspended?: boolean },
  at: number,
): GrantState {
  if (grant.validTo <= grant.validFrom) return 'REVOKED'
  if (at >= grant.validTo) return 'EXPIRED'
  return grant.suspended === true ? 'SUSPENDED' : 'IN_FORCE'
}
