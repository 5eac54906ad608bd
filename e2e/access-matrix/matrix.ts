/**
 * Who sees what of the demo person, by which way: written by hand from the grants of the demo (access/demo-grants.ts) and the
 * classification of the fields, without the code that decides. One line a request, one column a field or a way.
 *
 *   P plain · M masked (or hidden, where a value has no masked form) · otherwise refused, with the reason:
 *   (a list of persons that is masked is hidden: a link has no masked form; its persons are then not reached)
 *   C what stands in the stated case, and nothing of other cases (decision 14, 3)
 *   O NOT_FOR_PURPOSE · G NO_GRANT · X GRANT_EXPIRED · N NOT_SHARED · U NO_PURPOSE · S OUT_OF_SCOPE · - nothing there, as if it did not exist
 *   F NOT_FOUND: the way names somebody who does not exist for this request
 */
import type { DenyReason } from '../../access/decision.ts'
import type { Asked, Who } from '../start-test-hub.ts'

export type Verdict = 'P' | 'M' | 'C' | 'G' | 'X' | 'N' | 'U' | 'O' | 'S' | 'F' | '-'

export const reasons: Readonly<Partial<Record<Verdict, DenyReason | 'NOT_FOUND'>>> = {
  G: 'NO_GRANT',
  X: 'GRANT_EXPIRED',
  N: 'NOT_SHARED',
  U: 'NO_PURPOSE',
  O: 'NOT_FOR_PURPOSE',
  S: 'OUT_OF_SCOPE',
  F: 'NOT_FOUND',
}

export interface Field {
  readonly name: string
  /** What is asked of the person, and where in it the value stands. A refusal stands at the first step that `refusedAt` names. */
  readonly select: string
  readonly at: string
  readonly refusedAt?: string
  readonly plain: unknown
  readonly masked: unknown
  /** For the letter C. */
  readonly ofCase?: unknown
}

const count = (name: string, plain: number): Field => ({
  name,
  select: `${name} { totalCount }`,
  at: `${name}.totalCount`,
  plain,
  masked: null,
})

/** In the order of the columns. Level and sharing of each: L2 and L3 conditional, the last one L4 never. */
export const fields: readonly Field[] = [
  { name: 'name', select: 'name', at: 'name', plain: '于志远', masked: '于**' },
  { name: 'birthDate', select: 'birthDate', at: 'birthDate', plain: '1979-01-01', masked: '1979' },
  { name: 'idNumber', select: 'idNumber', at: 'idNumber', plain: '370290197901010013', masked: '3****************3' },
  { name: 'phone', select: 'phone', at: 'phone', plain: '+8618901000003', masked: '189****0003' },
  { name: 'grid', select: 'grid { code }', at: 'grid.code', plain: '370283001001001', masked: null },
  count('properties', 2),
  count('rentals', 0),
  { ...count('mediationCases', 2), ofCase: 1 },
  count('headedOrganisations', 1),
  {
    name: 'hotlineOrders',
    select: 'hotlineOrders { nodes { number } }',
    at: 'hotlineOrders.nodes.*.number',
    plain: ['GD202500000004', 'GD202600000001', 'GD202600000002', 'GD202600000003', 'GD202600000005'],
    masked: null,
  },
  count('vehicles', 1),
  { name: 'household', select: 'household { size }', at: 'household.size', plain: 4, masked: null },
  { name: 'education', select: 'resident { education }', at: 'resident.education', plain: 'PRIMARY', masked: null },
  {
    name: 'involvement',
    select: 'resident { caseInvolvement }',
    at: 'resident.caseInvolvement',
    plain: 'never',
    // The resident record around it is hidden as a whole.
    masked: null,
  },
]

export const ways = ['root', 'list', 'search', 'number', 'case', 'house', 'event', 'me', 'changes'] as const
export type Way = (typeof ways)[number]

export interface Row {
  readonly who: Who
  readonly asked: Asked
  /** One verdict a field, for a person who is reached. */
  readonly fields: string
  /** One a way: P the person is reached, otherwise how the way is barred. */
  readonly ways: string
}

/** The cases are put in by the test: JF is the demo case, BJ the application for relief. */
const mediation = { purpose: 'MEDIATION', caseNumber: 'JF' }
const other = { grid: '370283001203001' }
const none = '              '

//                                                                        name birth idNo phone grid prop rent case head order veh house edu inv
export const rows: readonly Row[] = [
  {
    who: 'mediator',
    asked: mediation,
    /*                              */ fields: 'P P M M P P X C P P G P M N',
    ways: 'P P P P P M P S P',
  },
  { who: 'mediator', asked: { purpose: 'MEDIATION_INTAKE' }, /*        */ fields: none, ways: 'O O - O F O O O O' },
  { who: 'mediator', asked: {}, /*                                     */ fields: none, ways: 'U U - U U U U U U' },
  {
    who: 'grid-worker',
    asked: { purpose: 'GRID_EVENT' },
    /*           */ fields: 'P P M M P O O O O P O G M N',
    ways: 'P P P P O P P S P',
  },
  { who: 'grid-worker', asked: { purpose: 'GRID_EVENT', token: other }, fields: none, ways: '- - - - O - - S -' },
  {
    who: 'grid-worker',
    asked: { purpose: 'HOTLINE' },
    /*              */ fields: 'P P O O P O O O O P O O O O',
    ways: 'P P P P O O P S P',
  },
  { who: 'grid-worker', asked: { purpose: 'SAFETY_INSPECTION' }, /*    */ fields: none, ways: 'O O - O O O O O O' },
  {
    who: 'grid-worker',
    asked: { purpose: 'SOCIAL_RELIEF', caseNumber: 'BJ' },
    fields: 'P P M M P P O O G O G P M N',
    ways: 'P P P P O O O S P',
  },
  { who: 'grid-worker', asked: {}, /*                                  */ fields: none, ways: 'U U - U U U U U U' },
  {
    who: 'citizen',
    asked: { purpose: 'SELF_ACCESS' },
    /*              */ fields: 'P P P P P P P P P P P P P N',
    ways: 'P P P P - P P P P',
  },
  { who: 'citizen', asked: {}, /*                                      */ fields: none, ways: 'U U - U U U U U U' },
  {
    who: 'developer',
    asked: { purpose: 'DATA_QUALITY' },
    /*           */ fields: 'M M G G P P P G G G G G G G',
    ways: 'P P - G G G G S P',
  },
  {
    who: 'data-officer',
    asked: { purpose: 'DATA_QUALITY' },
    /*        */ fields: 'M M M M P M M M M P G M M M',
    ways: 'P P - G G M M S P',
  },
  { who: 'data-officer', asked: { purpose: 'HOTLINE' }, /*             */ fields: none, ways: 'G G - G O G G G G' },
  { who: 'bi', asked: { purpose: 'ASSESSMENT' }, /*                    */ fields: none, ways: 'O O - O O O O O O' },
  { who: 'auditor', asked: { purpose: 'AUDIT_REVIEW' }, /*             */ fields: none, ways: 'O O - O O O O O O' },
]

export interface Question {
  readonly what: string
  readonly query: string
  /** One verdict a row of the table above, in its order; P: an answer that is not null. */
  readonly verdicts: string
}

/** What is no field of a person, but tells of persons all the same. */
export const questions: readonly Question[] = [
  {
    what: 'a filter asks for the right to read plainly what it filters by',
    query: '{ persons(first: 1, filter: { grid: "370283001001001" }) { totalCount } }',
    verdicts: 'P O U P P P O P U P U G G G O O',
  },
  {
    what: 'counts are for those who may count',
    query: '{ counts(kind: Person, by: TOWN) { code count } }',
    verdicts: 'O O U O O O O O U P U G G O P O',
  },
  {
    what: 'data issues are listed by the department’s own people',
    query: '{ housingDataIssues(record: "PropertyTitle", first: 1) { nodes { code } } }',
    verdicts: 'O O U O O O O O U S U P G O O O',
  },
  {
    what: 'which entities may be one is for the officer of a department that keeps a record of either',
    query: '{ linkCandidates(first: 1) { nodes { id } } }',
    verdicts: 'S S S S S S S S S S U S P S S O',
  },
  {
    what: 'the catalogue is open to all: what one may not see must be there to apply for',
    query: '{ catalogue(first: 1, sharing: "NEVER") { nodes { coordinate } } }',
    verdicts: rows.map(() => 'P').join(' '),
  },
  {
    what: 'grants are listed to staff, each only those that concern one; not to who administers something else',
    query: '{ grants(first: 1) { pageInfo { hasNextPage } } }',
    verdicts: 'P P P P P P P P P P U P P P P O',
  },
  {
    what: 'purposes and powers are for all to know',
    query: '{ purposes { code } }',
    verdicts: rows.map(() => 'P').join(' '),
  },
]
