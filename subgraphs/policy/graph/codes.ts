/** The enums of the policy subgraph, from the tables they stand in. Roles have hyphens, which GraphQL names may not have: they travel as text. */
import { registerEnumType } from 'type-graphql'
import { allPowers } from '../../../access/powers.ts'
import {
  applicationStates,
  classificationStates,
  emergencyStates,
  grantActions,
  grantStates,
} from '../../../access/grant-life/states.ts'
import { rowScopes, windowDays } from '../../../access/principal.ts'

export const ApplicationStateCode = codes('GrantApplicationState', applicationStates, {
  description: 'How far an application is (申请状态).',
})
export const GrantStateCode = codes('GrantState', grantStates, {
  description: 'Whether a grant is in force (授权状态).',
})
export const EmergencyStateCode = codes('BreakGlassState', emergencyStates, {
  description: 'Whether an emergency was reviewed, and with which verdict (应急复核结论).',
})
export const ClassificationStateCode = codes('ClassificationChangeState', classificationStates, {
  description:
    'How a change of classification stands; TIGHTENED, LOOSENED and LEAVING count, LEAVING until it is signed that it ends (级别变更状态).',
})
export const SharingCode = codes('SharingType', ['UNCONDITIONAL', 'CONDITIONAL', 'NEVER'], {
  description: 'Shared without condition, under conditions, or never (共享属性).',
})
export const GrantActionCode = codes('GrantAction', grantActions, { description: 'What was or can be done (动作).' })
export const EffectCode = codes('GrantEffect', ['PLAIN', 'MASKED'], {
  description: 'Whether values are shown plainly or masked (明文或脱敏).',
})
export const RowScopeCode = codes('GrantRows', rowScopes, {
  description: 'Whose data a right reaches at most: nobody, oneself, own cases, own grids, all (数据行范围).',
})
export const WindowDaysCode = codes('GrantDays', windowDays, {
  description: 'The days on which a window of hours opens; working days know swapped weekends (适用日).',
})
export const PowerCode = codes('Power', allPowers, {
  description: 'What a role is for: business data, running the hub, policy or audit (权限类别).',
})
export const AnswerCode = codes('GrantDecision', ['GRANT', 'REFUSE'], {
  description: 'How an application is answered (答复结论).',
})
export const VerdictCode = codes('BreakGlassVerdict', ['JUSTIFIED', 'UNJUSTIFIED'], {
  description: 'What the review of an emergency found (复核结论).',
})

// Private:

function codes<T extends string>(
  name: string,
  values: readonly T[],
  { description }: { readonly description: string },
): Readonly<Record<T, T>> {
  const made = Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>
  registerEnumType(made, { name, description })
  return made
}
