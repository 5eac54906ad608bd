/**
 * The records of justice, one a table of the mediation system (docs/legacy-estate/justice.md). `writes.ts` changes some of them.
 *
 * Row rule: a mediator has the own cases and what hangs on them; whoever works for grids has the cases of these grids. A citizen reaches
 * the own cases through the person, whom the registry opens, and never by listing them; so the rule says no to SELF.
 */
import type { AccessContext } from '../../access/principal.ts'
import { isStatedCase } from '../../access/row-scope.ts'
import { freeTextMask } from '../../access/masks.ts'
import { Sex } from '../../schema/codes/sex.ts'
import { many, one, record, type Plain, type RecordSpec } from '../kit/declaration.ts'
import {
  address,
  code,
  day,
  entity,
  instant,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import {
  AgreementForm,
  CaseSource,
  CommitteeKind,
  CommitteeState,
  Confirmation,
  CorrectionState,
  DisputeKind,
  MediationAction,
  MediationState,
  MediatorKind,
  MediatorState,
  PartyDocumentKind,
  PartyRole,
  Performance,
} from './codes.ts'

/** A mediator has the own case that the request states, and without one, at the intake, all own ones (docs/decisions/0014). */
export function mayOpenCase(mediation: Plain, access: AccessContext): boolean {
  const { rowScope, principal } = access
  switch (rowScope) {
    case 'ALL':
      return true
    case 'GRIDS':
      return typeof mediation['gridCode'] === 'string' && principal.grids.includes(mediation['gridCode'])
    case 'CASE':
      return (
        principal.staffKey !== null &&
        mediation['mediatorNumber'] === principal.staffKey &&
        isStatedCase(access, mediation.id)
      )
    default:
      return false
  }
}

export const MediationCommittee = record({
  name: 'MediationCommittee',
  description: 'A people’s mediation committee (人民调解委员会).',
  from: { table: 'T_TWH', key: 'TWHBH', ignore: ['LRR', 'LRSJ', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '调解组织', sharing: 'UNCONDITIONAL' },
  fields: {
    unit: entity(
      'Organisation',
      { creditCode: 'unitCreditCode' },
      'The unit that the committee belongs to (所属单位).',
    ),
    committeeName: text('TWHMC', 'Name of the committee (调委会名称).'),
    kind: code('TWHLX', CommitteeKind, 'Where it belongs (类型).', { filter: true }),
    unitCreditCode: organisationCode('SSXYDM', 'Credit code of the unit (所属单位信用代码).', { filter: true }),
    areaCode: text('CSDM', 'Village or community code, or the town’s (村社区代码).', { filter: true }),
    officeAddress: text('DZ', 'Where its office is (地址).'),
    // A published service line of a committee, not the phone of a person: no mask.
    serviceLine: text('LXDH', 'Service line as published (联系电话).'),
    state: code('ZT', CommitteeState, 'Whether it is at work (状态).', { filter: true }),
    mediators: many((): RecordSpec => Mediator, 'committeeNumber', 'Mediators of the committee (调解员).'),
    mediationCases: many(
      (): RecordSpec => MediationCase,
      'committeeNumber',
      'Cases of the committee that are open to the request (调解案件).',
    ),
  },
  root: 'mediationCommittees',
})

export const Mediator = record({
  name: 'Mediator',
  description: 'A mediator; the name is public (调解员).',
  from: { table: 'T_TJY', key: 'TJYBH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '调解组织', sharing: 'UNCONDITIONAL' },
  fields: {
    mediatorName: text('XM', 'Name (调解员姓名).'),
    sex: code('XB', Sex, 'Sex (性别).', { level: 2, category: '调解员', sharing: 'CONDITIONAL' }),
    idNumber: personNumber('ZJHM', 'Number of the identity document (证件号码).', {
      level: 3,
      category: '调解员',
      sharing: 'CONDITIONAL',
    }),
    phone: phone('LXDH', 'Telephone (电话).', { level: 3, category: '调解员', sharing: 'CONDITIONAL' }),
    committeeNumber: text('TWHBH', 'Number of the committee (调委会编号).', { filter: true }),
    kind: code('ZZJZ', MediatorKind, 'Full-time or part-time (专兼职).', { filter: true }),
    appointedOn: day('PRRQ', 'Day of appointment (聘任日期).'),
    state: code('ZT', MediatorState, 'Whether appointed (聘任状态).', { filter: true }),
    committee: one((): RecordSpec => MediationCommittee, 'committeeNumber', 'The committee (调委会).'),
  },
  root: 'mediators',
})

export const MediationCase = record({
  name: 'MediationCase',
  description: 'A dispute under mediation (调解案件).',
  from: {
    table: 'T_JF',
    key: 'JFBH',
    ignore: ['LRR', 'BZ'],
    version: 'BBH',
    changedAt: 'GXSJ',
    correctable: ['title', 'kind', 'place', 'addressCode'],
  },
  classified: { level: 2, category: '纠纷信息', sharing: 'CONDITIONAL' },
  rows: mayOpenCase,
  fields: {
    // Without the title: clerks write the parties' names into it.
    self: entity(
      'Event',
      {
        number: 'number',
        category: 'kind',
        state: 'state',
        reportedAt: 'enteredAt',
        dueAt: 'dueAt',
        gridCode: 'gridCode',
        addressCode: 'addressCode',
        handler: 'mediatorNumber',
      },
      'The dispute as an event (事).',
    ),
    number: text('JFBH', 'Number of the case (纠纷编号).', { filter: true }),
    title: text('JFMC', 'Title; often holds names (纠纷名称).', { level: 3 }),
    kind: code('JFLX', DisputeKind, 'What it is about (纠纷类型).', { filter: true }),
    source: code('LY', CaseSource, 'How it came here (来源).', { filter: true }),
    place: address('FSDD', 'Where it happened, as written (发生地点).', { level: 3 }),
    addressCode: text('DZBM', 'Standard address code (标准地址编码).'),
    gridCode: text('WGBM', 'Grid code, 15 digits (网格编码).', { filter: true }),
    content: text('JFNR', 'What the parties quarrel about (纠纷内容).', { level: 3, mask: freeTextMask }),
    acceptedOn: day('SLRQ', 'Day of acceptance (受理日期).', { filter: true }),
    dueAt: instant('TJQX', 'When mediation should have ended (调解期限).', { filter: true }),
    state: code('ZT', MediationState, 'How far it has come (状态).', { filter: true }),
    mediatorNumber: text('TJYBH', 'Number of the mediator, the staff key in the hub (调解员编号).', { filter: true }),
    committeeNumber: text('TWHBH', 'Number of the committee (调委会编号).', { filter: true }),
    enteredAt: instant('LRSJ', 'When it was entered (录入时间).'),
    version: text('BBH', 'Give it as expectedVersion with a change (版本号).'),
    mediator: one((): RecordSpec => Mediator, 'mediatorNumber', 'Who mediates (调解员).'),
    committee: one((): RecordSpec => MediationCommittee, 'committeeNumber', 'The committee (调委会).'),
    parties: many((): RecordSpec => Party, 'caseNumber', 'Who takes part (当事人).'),
    agreements: many((): RecordSpec => MediationAgreement, 'caseNumber', 'Agreements reached (调解协议).'),
    steps: many((): RecordSpec => MediationStep, 'caseNumber', 'What was done, when, by whom, why (流程).'),
  },
  root: 'mediationCases',
})

export const Party = record({
  name: 'Party',
  description: 'A party to a mediation (当事人).',
  from: {
    table: 'T_DSR',
    key: 'DSRBH',
    ignore: ['LRR', 'BZ'],
    changedAt: 'GXSJ',
    correctable: ['partyName', 'sex', 'idNumber', 'phone'],
  },
  classified: { level: 3, category: '当事人', sharing: 'CONDITIONAL' },
  fields: {
    person: entity(
      'Person',
      { number: 'idNumber', name: 'partyName', sex: 'sex', phone: 'phone', event: 'mediationCase' },
      'The person (人).',
    ),
    organisation: entity('Organisation', { creditCode: 'creditCode' }, 'The unit, when a unit is the party (单位).'),
    number: text('DSRBH', 'Number of the entry (当事人编号).', { level: 2 }),
    caseNumber: text('JFBH', 'Number of the case (纠纷编号).', { level: 2 }),
    partyName: personName('XM', 'Name (当事人姓名).'),
    sex: code('XB', Sex, 'Sex (性别).'),
    documentKind: code('ZJLX', PartyDocumentKind, 'Kind of identity document (证件类型).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document (证件号码).'),
    phone: phone('LXDH', 'Telephone (电话).'),
    creditCode: organisationCode('DWXYDM', 'Credit code of the unit (单位信用代码).'),
    role: code('DSRLX', PartyRole, 'In which part (当事人类型).'),
    mediationCase: one((): RecordSpec => MediationCase, 'caseNumber', 'The case (调解案件).'),
  },
})

export const MediationAgreement = record({
  name: 'MediationAgreement',
  description: 'What the parties agreed on (调解协议).',
  from: { table: 'T_XY', key: 'XYBH', ignore: ['LRR', 'LRSJ'], version: 'BBH', changedAt: 'GXSJ' },
  classified: { level: 3, category: '调解协议', sharing: 'CONDITIONAL' },
  fields: {
    number: text('XYBH', 'Number of the agreement (协议编号).'),
    caseNumber: text('JFBH', 'Number of the case (纠纷编号).', { level: 2 }),
    form: code('XYXS', AgreementForm, 'Written, or oral with a record (形式).'),
    content: text('XYNR', 'Content, manner and term of performance (协议内容).', { mask: freeTextMask }),
    effectiveOn: day('SXRQ', 'Day of effect; judicial confirmation is open for 30 days from it (生效日期).'),
    performBy: day('LXQX', 'Last day of performance (履行期限).'),
    performance: code('LXZT', Performance, 'Whether it was performed (履行情况).'),
    confirmation: code('SFQR', Confirmation, 'Judicial confirmation (司法确认状态).'),
    version: text('BBH', 'Give it as expectedVersion with a change (版本号).'),
    mediationCase: one((): RecordSpec => MediationCase, 'caseNumber', 'The case (调解案件).'),
  },
})

export const MediationStep = record({
  name: 'MediationStep',
  description: 'One step of a mediation (调解流程).',
  from: { table: 'T_JFLC', key: 'LCBH' },
  classified: { level: 2, category: '纠纷信息', sharing: 'CONDITIONAL' },
  fields: {
    number: text('LCBH', 'Number of the step (流程编号).'),
    caseNumber: text('JFBH', 'Number of the case (纠纷编号).'),
    action: code('DZ', MediationAction, 'What was done; null in old rows (动作).'),
    state: code('XZT', MediationState, 'State after it (新状态).'),
    by: text('CZR', 'Staff key of who did it (操作人).'),
    at: instant('CZSJ', 'When (操作时间).'),
    note: text('YJ', 'Why (意见).', { level: 3, mask: freeTextMask }),
  },
})

/** Declared so that the catalogue says that it exists and that nobody gets it (社区矫正法: only for correction work). It names no person to the hub. */
export const CommunityCorrection = record({
  name: 'CommunityCorrection',
  description: 'Community correction; never shared (社区矫正).',
  from: { table: 'T_SQJZ', key: 'JZBH', ignore: ['LRR'] },
  classified: { level: 4, category: '社区矫正', sharing: 'NEVER' },
  rows: () => false,
  fields: {
    personName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document (证件号码).'),
    state: code('JZZT', CorrectionState, 'Whether it goes on (矫正状态).'),
    position: text('DWXX', 'Positioning data (定位信息).'),
  },
})
