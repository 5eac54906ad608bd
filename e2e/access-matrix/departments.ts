/**
 * What the departments beyond the first six know of the demo person, and who is told: by hand from the grants of the demo, as in
 * matrix.ts and with its letters; `-` is nothing at all, for whoever has such a record and whoever has none. Only requests that reach the person; the others are barred there already.
 */
import type { Field, Row } from './matrix.ts'

const list = (name: string, plain: number): Field => ({
  name,
  select: `${name} { totalCount }`,
  at: `${name}.totalCount`,
  plain,
  masked: null,
})
const value = (name: string, field: string, plain: unknown, masked: unknown = null): Field => ({
  name,
  select: `${name} { ${field} }`,
  at: `${name}.${field}`,
  plain,
  masked,
})

/** In the order of the columns. L4: vaccinations, healthRecord, guardedPupils, encumbrances, birthCertificate, disability, childWelfare; the others L3 or L2. */
export const departmentFields: readonly Field[] = [
  list('vaccinations', 2),
  value('healthRecord', 'number', 'JK0000000001'),
  value('familyDoctor', 'state', 'SIGNED'),
  list('medicalInsurance', 1),
  list('socialInsurance', 1),
  list('employments', 1),
  list('labourArbitrations', 0),
  value('partyMembership', 'kind', 'FULL'),
  { name: 'volunteerPoints', select: 'volunteerPoints', at: 'volunteerPoints', plain: 45, masked: null },
  list('marriages', 1),
  list('guardedPupils', 1),
  list('encumbrances', 1),
  list('realEstateRights', 2),
  list('landContracts', 1),
  list('administrativePenalties', 1),
  { ...list('courtEntrustments', 2), ofCase: 1 },
  value('veteranRecord', 'isVeteran', true),
  value('birthCertificate', 'number', null),
  value('disability', 'kind', null),
  list('childWelfare', 0),
  list('benefits', 0),
  {
    // Of the other spouse, who reads nothing here: masked even in one's own record.
    name: 'spouse',
    select: 'marriages { nodes { otherIdNumber } }',
    at: 'marriages.nodes.*.otherIdNumber',
    plain: ['never'],
    masked: ['3****************1'],
  },
  {
    name: 'court number',
    select: 'courtEntrustments { nodes { applicantNumber } }',
    at: 'courtEntrustments.nodes.*.applicantNumber',
    plain: ['370290197901010013', '370290197901010013'],
    masked: ['3****************3', '3****************3'],
    ofCase: ['3****************3'],
  },
]

const mediation = { purpose: 'MEDIATION', caseNumber: 'JF' }

//                                        vacc hrec fdoc mins sins empl arbi party vpts marr pupil encu right land pena cour vet birt disa chil bene spou cnum
export const departmentRows: readonly Pick<Row, 'who' | 'asked' | 'fields'>[] = [
  { who: 'mediator', asked: mediation, /*      */ fields: 'O O O O O M P O O M O O M P O C O O O O O - C' },
  { who: 'grid-worker', asked: { purpose: 'GRID_EVENT' }, fields: 'O O O O O O O O O O O O O O O O O O O O O O O' },
  { who: 'grid-worker', asked: { purpose: 'PARTY_BUILDING' }, fields: 'O O O O O O O P O O O O O O O O O O O O O O O' },
  {
    who: 'grid-worker',
    asked: { purpose: 'VOLUNTEER_POINTS' },
    fields: 'O O O O O O O O P O O O O O O O O O O O O O O',
  },
  {
    who: 'grid-worker',
    asked: { purpose: 'SOCIAL_RELIEF', caseNumber: 'BJ' },
    fields: 'O O O P M M O O O M O O G M O O M O G G P - O',
  },
  { who: 'citizen', asked: { purpose: 'SELF_ACCESS' }, /* */ fields: 'P P P P P P P P P P P P P P P P P P P P P M P' },
  { who: 'developer', asked: { purpose: 'DATA_QUALITY' }, fields: 'G G G G G G G G G G G G G G G G G G G G G G G' },
  { who: 'data-officer', asked: { purpose: 'DATA_QUALITY' }, fields: 'G M M M M M M G M M G G M M M G M M G G M - G' },
]
