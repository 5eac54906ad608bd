/**
 * Who may state which purpose, and with which case: by hand from domain notes 2.3 and the law behind each purpose. A letter a purpose:
 *
 *   P may be stated · N PURPOSE_NOT_PERMITTED · C CASE_REQUIRED (stated without one) · U CASE_UNKNOWN
 */
import type { ErrorCode } from '../../schema/errors.ts'
import type { PersonaName } from '../../access/demo-issuer.ts'
import type { Principal } from '../../access/principal.ts'
import type { Who } from '../start-test-hub.ts'

export const refusals: Readonly<Record<string, ErrorCode | null>> = {
  P: null,
  N: 'PURPOSE_NOT_PERMITTED',
  C: 'CASE_REQUIRED',
  U: 'CASE_UNKNOWN',
}

export const stated = [
  'GRID_EVENT',
  'BASE_DATA',
  'HOTLINE',
  'MEDIATION_INTAKE',
  'MEDIATION',
  'SAFETY_INSPECTION',
  'SOCIAL_RELIEF',
  'PARTY_BUILDING',
  'VOLUNTEER_POINTS',
  'SPECIAL_SERVICE',
  'ASSESSMENT',
  'SELF_ACCESS',
  'DATA_QUALITY',
  'AUDIT_REVIEW',
  'GRANT_ADMINISTRATION',
  'EMERGENCY_RESCUE',
] as const

/** Without a case. */
export const byPersona: Readonly<Record<PersonaName, string>> = {
  //                        grid base hotl inta medi safe reli part volu spec asse self qual audi gran emer
  'grid-worker': '           P    P    P    N    N    P    C    P    P    N    N    N    N    N    P    P',
  mediator: '                N    N    N    P    C    N    N    N    N    C    N    N    N    N    P    N',
  developer: '               N    N    N    N    N    N    N    N    N    N    N    N    P    N    P    N',
  bi: '                      N    N    N    N    N    N    N    N    N    N    P    N    N    N    P    N',
  citizen: '                 N    N    N    N    N    N    N    N    N    N    N    P    N    N    N    N',
  'data-officer': '          P    N    P    N    N    N    N    N    N    N    P    N    P    N    P    P',
  'system-administrator': '  N    N    N    N    N    N    N    N    N    N    N    N    N    N    N    N',
  'security-administrator': 'N    N    N    N    N    N    N    N    N    N    N    N    N    N    P    N',
  auditor: '                 N    N    N    N    N    N    N    N    N    N    N    N    N    P    N    N',
}

export const cases = ['the dispute', 'the application for relief', 'none'] as const
export type Case = (typeof cases)[number]

/** Another mediator of justice, who does not handle the dispute. */
const colleague: Principal = {
  subject: 'colleague',
  department: 'justice',
  roles: ['mediator'],
  grids: [],
  staffKey: 'TJY99999',
  personId: null,
}

/** With a case: a letter a case, in their order. The dispute is the demo mediator's, the grid that of the demo worker. */
export const byCase: readonly {
  readonly who: Who
  readonly purpose: string
  readonly grid?: string
  readonly letters: string
}[] = [
  { who: 'mediator', purpose: 'MEDIATION', /*        */ letters: 'P U U' },
  { who: 'mediator', purpose: 'SPECIAL_SERVICE', /*  */ letters: 'P U U' },
  { who: 'mediator', purpose: 'MEDIATION_INTAKE', /* */ letters: 'P P P' },
  { who: colleague, purpose: 'MEDIATION', /*         */ letters: 'U U U' },
  { who: colleague, purpose: 'SPECIAL_SERVICE', /*   */ letters: 'U U U' },
  { who: 'grid-worker', purpose: 'SOCIAL_RELIEF', /* */ letters: 'U P U' },
  // The worker of another grid.
  { who: 'grid-worker', purpose: 'SOCIAL_RELIEF', grid: '370283001203001', letters: 'U U U' },
  { who: 'citizen', purpose: 'MEDIATION', /*         */ letters: 'N N N' },
]
