/** How the policy's own data is graded: for staff only, and each row for those whom it concerns (`isVisible` of each in graph/). */
import { GRANT_ADMINISTRATION } from '../../access/powers.ts'
import { classifiedDirective, type Classification } from '../../schema/classification.ts'

/** Applications, grants, their history and use. */
export const administration: Classification = {
  level: 2,
  category: GRANT_ADMINISTRATION,
  sharing: 'UNCONDITIONAL',
}
/** Purposes and the table of powers: everybody may know what data may be used for, and by whom it is governed. */
export const publicRules: Classification = { level: 1, category: '授权规则', sharing: 'UNCONDITIONAL' }

export { classifiedDirective as classified }
