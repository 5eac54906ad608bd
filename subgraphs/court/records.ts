/**
 * The records of the court's docking (docs/legacy-estate/court.md). A mediator has what was sent to that very mediator, for the case that the
 * request states or for none yet, or it could not be taken; a citizen reaches the own matters through the person, whom the registry opens.
 */
import type { AccessContext } from '../../access/principal.ts'
import { isStatedCase } from '../../access/row-scope.ts'
import { freeTextMask } from '../../access/masks.ts'
import { DocumentKind } from '../../schema/codes/document-kind.ts'
import { one, record, type Plain, type RecordSpec } from '../kit/declaration.ts'
import { code, day, entity, instant, personName, personNumber, text } from '../kit/fields.ts'
import {
  CauseOfAction,
  ConfirmationState,
  ConfirmationSubject,
  ConsentScope,
  EntrustmentKind,
  EntrustmentState,
} from './codes.ts'

export function mayOpenMatter(matter: Plain, access: AccessContext): boolean {
  const { rowScope, principal } = access
  if (rowScope !== 'CASE') return rowScope === 'ALL'
  if (principal.staffKey === null || matter['mediatorNumber'] !== principal.staffKey) return false
  const caseNumber = matter['caseNumber'] ?? null
  return caseNumber === null || isStatedCase(access, caseNumber)
}

export const Court = record({
  name: 'Court',
  description: 'A court that takes part in the docking (法院).',
  from: { table: 'FY', key: 'fybm' },
  classified: { level: 1, category: '法院信息', sharing: 'UNCONDITIONAL' },
  fields: {
    code: text('fybm', 'Code of the court (法院编码).'),
    courtName: text('fymc', 'Name (法院名称).'),
    officeAddress: text('fydz', 'Where it is (地址).'),
    // A published line of the court, not the phone of a person: no mask.
    serviceLine: text('lxdh', 'Service line as published (诉讼服务电话).'),
  },
  root: 'courts',
})

export const CourtEntrustment = record({
  name: 'CourtEntrustment',
  description: 'A case that the court sent to mediation (委派委托案件).',
  from: { table: 'WP', key: 'ajbs', ignore: ['lrr'], version: 'bbh', changedAt: 'gxsj' },
  classified: { level: 2, category: '法院委派案件', sharing: 'CONDITIONAL' },
  rows: mayOpenMatter,
  fields: {
    self: entity(
      'Event',
      {
        number: 'number',
        category: 'cause',
        state: 'state',
        reportedAt: 'entrustedAt',
        handler: 'mediatorNumber',
      },
      'The case as an event (事).',
    ),
    dispute: entity('Event', { number: 'caseNumber' }, 'The dispute that justice made of it (纠纷).'),
    applicant: entity('Person', { number: 'applicantNumber', name: 'applicantName' }, 'Who sues (申请人).', {
      level: 3,
    }),
    respondent: entity('Person', { number: 'respondentNumber', name: 'respondentName' }, 'Who is sued (被申请人).', {
      level: 3,
    }),
    number: text('ajbs', 'Number at the court’s platform (案件标识).'),
    kind: code('ajlb', EntrustmentKind, 'Sent before or after filing (类别).', { filter: true }),
    courtCode: text('fybm', 'Code of the court (法院编码).'),
    cause: code('ay', CauseOfAction, 'What it is about (案由).', { filter: true }),
    applicantName: personName('sqrxm', 'Name of who sues (申请人姓名).', { level: 3 }),
    applicantDocumentKind: code('sqrzjlx', DocumentKind, 'Kind of identity document (申请人证件类型).', { level: 3 }),
    applicantNumber: personNumber('sqrzjhm', 'Number of the identity document (申请人证件号码).', { level: 3 }),
    respondentName: personName('bsqrxm', 'Name of who is sued (被申请人姓名).', { level: 3 }),
    respondentDocumentKind: code('bsqrzjlx', DocumentKind, 'Kind of identity document (被申请人证件类型).', {
      level: 3,
    }),
    respondentNumber: personNumber('bsqrzjhm', 'Number of the identity document (被申请人证件号码).', { level: 3 }),
    mediatorNumber: text('tjybh', 'Number of the mediator, the staff key in the hub (调解员编号).', { filter: true }),
    caseNumber: text('jfbh', 'Number of the case at justice, once accepted (纠纷编号).', { filter: true }),
    entrustedAt: instant('wpsj', 'When the court sent it (委派时间).', { filter: true }),
    mediateBy: day('tjqx', 'Last day of mediation, 30 days after it was sent (调解期限).', { filter: true }),
    state: code('zt', EntrustmentState, 'How far it has come (状态).', { filter: true }),
    outcome: text('jgsm', 'What the court was told (结果说明).', { level: 3, mask: freeTextMask }),
    version: text('bbh', 'Give it as expectedVersion with a change (版本号).'),
    court: one((): RecordSpec => Court, 'courtCode', 'The court (法院).'),
  },
  root: 'courtEntrustments',
})

export const JudicialConfirmation = record({
  name: 'JudicialConfirmation',
  description: 'An application to the court to confirm a mediation agreement (司法确认申请).',
  from: { table: 'QR', key: 'sqbh', ignore: ['lrr'], version: 'bbh', changedAt: 'gxsj' },
  classified: { level: 3, category: '司法确认', sharing: 'CONDITIONAL' },
  rows: mayOpenMatter,
  fields: {
    dispute: entity('Event', { number: 'caseNumber' }, 'The dispute that was mediated (纠纷).', { level: 2 }),
    firstApplicant: entity('Person', { number: 'firstNumber', name: 'firstName' }, 'The one party (申请人).'),
    secondApplicant: entity('Person', { number: 'secondNumber', name: 'secondName' }, 'The other party (申请人).'),
    number: text('sqbh', 'Number of the application (申请编号).', { level: 2 }),
    courtCode: text('fybm', 'Code of the court (法院编码).', { level: 2 }),
    caseNumber: text('jfbh', 'Number of the case at justice (纠纷编号).', { level: 2, filter: true }),
    agreementNumber: text('xybh', 'Number of the agreement at justice (协议编号).', { level: 2 }),
    effectiveOn: day('sxrq', 'Day of the agreement’s effect (生效日期).'),
    subject: code('qrlx', ConfirmationSubject, 'What shall be confirmed (确认内容).'),
    firstName: personName('sqrxm', 'Name of the one party (申请人姓名).'),
    firstNumber: personNumber('sqrzjhm', 'Number of the one party’s document (证件号码).'),
    secondName: personName('bsqrxm', 'Name of the other party (申请人姓名).'),
    secondNumber: personNumber('bsqrzjhm', 'Number of the other party’s document (证件号码).'),
    consent: code('tyfw', ConsentScope, 'What the parties agreed to let out (同意范围).'),
    mediatorNumber: text('tjybh', 'Number of the mediator (调解员编号).', { level: 2, filter: true }),
    appliedAt: instant('sqsj', 'When both parties asked (申请时间).', { level: 2, filter: true }),
    state: code('zt', ConfirmationState, 'How far it has come (司法确认状态).'),
    rulingNumber: text('cdwsh', 'Number of the ruling (裁定文书号).'),
    ruledOn: day('cdrq', 'Day of the ruling (裁定日期).'),
    reason: text('bhly', 'Why it was dismissed or not accepted (理由).', { mask: freeTextMask }),
    version: text('bbh', 'Give it as expectedVersion with a change (版本号).', { level: 2 }),
    court: one((): RecordSpec => Court, 'courtCode', 'The court (法院).'),
  },
  root: 'judicialConfirmations',
})
