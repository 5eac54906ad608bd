/**
 * The records of human resources, one a table of the export (docs/legacy-estate/human-resources.md).
 *
 * Who works where is found from the person only. An employer tells how many it insures, and nothing leads from there to the insured: whoever
 * may open one person, or a register of firms, has not thereby a list of a firm's people.
 *
 * Row rule of leads and cases: who works for grids has those of these grids. Somebody in a case of arbitration reaches it over the own entry
 * in it; the case of a firm is not opened by the firm to who works on another case, nor to a citizen.
 */
import { certificateMask, freeTextMask } from '../../access/masks.ts'
import type { AccessContext } from '../../access/principal.ts'
import { Sex } from '../../schema/codes/sex.ts'
import { one, record, type Plain, type RecordSpec, type RowPath } from '../kit/declaration.ts'
import {
  code,
  day,
  decimal,
  entity,
  instant,
  integer,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import {
  ArbitrationCause,
  ArbitrationRole,
  ArbitrationState,
  ContributionState,
  EmployerKind,
  EmploymentKind,
  LeadField,
  LeadSource,
  LeadState,
  PaymentState,
  PensionKind,
  PensionScheme,
  SkillLevel,
  UnemploymentReason,
} from './codes.ts'

const never = { level: 4, sharing: 'NEVER' } as const

export function mayOpenMatter(matter: Plain, { rowScope, principal }: AccessContext, path: RowPath): boolean {
  switch (rowScope) {
    case 'ALL':
      return true
    case 'GRIDS':
      return typeof matter['gridCode'] === 'string' && principal.grids.includes(matter['gridCode'])
    // Over a person or an event that the registry has opened: a party of the case at hand, or oneself.
    case 'CASE':
    case 'SELF':
      return path === 'entity' || path === 'link'
    default:
      return false
  }
}

export const Employer = record({
  name: 'Employer',
  description: 'A unit that insures its people (参保单位).',
  from: { table: 'AB01', key: 'AAB001', ignore: ['AAE011'], changedAt: 'AAE036' }, // who handled the row
  classified: { level: 2, category: '参保单位', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      { creditCode: 'creditCode', oldNumber: 'organisationCode', name: 'employerName', gridCode: 'gridCode' },
      'The organisation (组织).',
      { level: 1, sharing: 'UNCONDITIONAL' },
    ),
    number: text('AAB001', 'Number of the unit in social insurance (单位编号).', { filter: true }),
    creditCode: organisationCode('BAB010', 'Unified social credit code (单位信用代码).', {
      level: 1,
      sharing: 'UNCONDITIONAL',
      filter: true,
    }),
    organisationCode: organisationCode('AAB003', 'Organisation code of before 2015 (组织机构代码).', {
      level: 1,
      sharing: 'UNCONDITIONAL',
    }),
    employerName: text('AAB004', 'Name (单位名称).', { level: 1, sharing: 'UNCONDITIONAL' }),
    kind: code('AAB019', EmployerKind, 'Kind of unit (单位类型).', { filter: true }),
    state: code('AAB051', ContributionState, 'Whether it pays contributions (单位参保状态).', { filter: true }),
    insuredCount: integer('BAB301', 'How many people it insures (参保人数).'),
    gridCode: text('BWG001', 'Grid code, where known (网格编码).', { filter: true }),
  },
  root: 'employers',
})

export const InsuredPerson = record({
  name: 'InsuredPerson',
  description: 'A person in old-age insurance; who was entered twice is here twice (参保人员).',
  from: { table: 'AC01', key: 'AAC001', ignore: ['AAE011'], changedAt: 'AAE036' },
  classified: { level: 3, category: '社会保险', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'Person',
      { number: 'idNumber', name: 'insuredName', sex: 'sex', birthDate: 'birthDate', phone: 'phone' },
      'The person (人).',
    ),
    number: text('AAC001', 'Number of the person in social insurance (个人编号).', { mask: certificateMask }),
    idNumber: personNumber('AAC002', 'Identity number (公民身份号码).'),
    insuredName: personName('AAC003', 'Name (姓名).'),
    sex: code('AAC004', Sex, 'Sex (性别).'),
    birthDate: day('AAC006', 'Date of birth (出生日期).'),
    scheme: code('AAE140', PensionScheme, 'Scheme of old-age insurance (险种).'),
    state: code('AAC008', ContributionState, 'Whether contributions are paid (参保状态).'),
    employerNumber: text('AAB001', 'Number of the unit that pays; null who pays alone (单位编号).'),
    insuredSince: day('AAC030', 'First day of insurance (首次参保日期).'),
    phone: phone('AAE005', 'Telephone (联系电话).'),
    bankAccount: text('AAE010', 'Bank account; never shared (银行账号).', never),
    employer: one((): RecordSpec => Employer, 'employerNumber', 'The unit that pays (参保单位).'),
  },
})

export const EmploymentRecord = record({
  name: 'EmploymentRecord',
  description: 'A registration of employment or unemployment (就业失业登记).',
  // The name of the unit is a copy of the day that drifts.
  from: { table: 'AC02', key: 'BCC001', ignore: ['AAB004', 'AAE011'], changedAt: 'AAE036' },
  classified: { level: 3, category: '就业失业登记', sharing: 'CONDITIONAL' },
  fields: {
    worker: entity('Person', { number: 'idNumber', name: 'workerName' }, 'The person (人).'),
    number: text('BCC001', 'Number of the registration (登记编号).'),
    insuredNumber: text('AAC001', 'Number of the person in social insurance (个人编号).', { mask: certificateMask }),
    idNumber: personNumber('AAC002', 'Identity number (公民身份号码).'),
    workerName: personName('AAC003', 'Name (姓名).'),
    kind: code('BCC010', EmploymentKind, 'Employed, working flexibly, unemployed (登记类别).'),
    employerNumber: text('AAB001', 'Number of the unit; null without one (单位编号).'),
    occupation: text('ACA111', 'Occupation (职业工种).'),
    from: day('BCC011', 'First day (起始日期).'),
    to: day('BCC012', 'Last day; null while it lasts (终止日期).'),
    reason: code('BCC013', UnemploymentReason, 'Why the work was lost (失业原因).'),
    employer: one((): RecordSpec => Employer, 'employerNumber', 'The unit (用人单位).'),
  },
})

export const Pension = record({
  name: 'Pension',
  description: 'An old-age pension (养老待遇).',
  from: { table: 'AC60', key: 'BIC001', ignore: ['AAE011'], changedAt: 'AAE036' },
  classified: { level: 3, category: '养老待遇', sharing: 'CONDITIONAL' },
  fields: {
    recipient: entity('Person', { number: 'idNumber', name: 'recipientName' }, 'Who receives it (领取人).'),
    number: text('BIC001', 'Number of the pension (待遇编号).'),
    insuredNumber: text('AAC001', 'Number of the person in social insurance (个人编号).', { mask: certificateMask }),
    idNumber: personNumber('AAC002', 'Identity number (公民身份号码).'),
    recipientName: personName('AAC003', 'Name (姓名).'),
    kind: code('AAA076', PensionKind, 'Kind of pension (待遇类别).'),
    since: day('AAE041', 'First month (享受起始年月).'),
    // Financial data of a person: sensitive by PIPL art. 28, and of a category of its own, so that it is never granted by the way.
    monthlyAmount: decimal('AAE019', 'Amount a month, in 元 (养老金额).', { level: 4, category: '养老金额' }),
    state: code('AAE116', PaymentState, 'Whether it is paid (发放状态).'),
    bankAccount: text('AAE010', 'Bank account; never shared (银行账号).', never),
  },
})

export const SkillCertificate = record({
  name: 'SkillCertificate',
  description: 'A certificate of vocational skill (职业技能证书).',
  from: { table: 'BH01', key: 'BHC001', ignore: ['AAE011'], changedAt: 'AAE036' },
  classified: { level: 2, category: '职业技能', sharing: 'CONDITIONAL' },
  fields: {
    holder: entity('Person', { number: 'idNumber', name: 'holderName' }, 'Who holds it (持证人).', { level: 3 }),
    number: text('BHC001', 'Number of the certificate (证书编号).', { level: 3, mask: certificateMask }),
    idNumber: personNumber('AAC002', 'Identity number (公民身份号码).', { level: 3 }),
    holderName: personName('AAC003', 'Name (姓名).', { level: 3 }),
    occupation: text('ACA111', 'Occupation (职业工种).'),
    skillLevel: code('BHC015', SkillLevel, 'Level (职业技能等级).'),
    issuedOn: day('BHC017', 'Day of issue (发证日期).'),
  },
})

/** Who reported is kept secret by law, so a lead names no person to the hub. */
export const WageArrearsLead = record({
  name: 'WageArrearsLead',
  description: 'A lead that a unit owes wages (欠薪线索).',
  from: { table: 'LD01', key: 'BLD001', ignore: ['AAE011'], changedAt: 'AAE036' },
  classified: { level: 2, category: '欠薪线索', sharing: 'CONDITIONAL' },
  rows: mayOpenMatter,
  fields: {
    self: entity(
      'Event',
      {
        number: 'number',
        category: 'trade',
        state: 'state',
        reportedAt: 'reportedAt',
        dueAt: 'dueOn',
        gridCode: 'gridCode',
      },
      'The lead as an event (事).',
    ),
    unit: entity('Organisation', { creditCode: 'creditCode', name: 'unitName' }, 'The unit said to owe (被反映单位).'),
    number: text('BLD001', 'Number of the lead (欠薪线索编号).', { filter: true }),
    source: code('BLD002', LeadSource, 'How it came (来源).', { filter: true }),
    trade: code('BLD003', LeadField, 'Trade (领域).', { filter: true }),
    employerNumber: text('AAB001', 'Number of the unit in social insurance, where known (单位编号).'),
    creditCode: organisationCode('BAB010', 'Credit code of the unit (被反映单位信用代码).', { filter: true }),
    unitName: text('AAB004', 'Name of the unit as reported (被反映单位名称).'),
    personCount: integer('BLD004', 'How many are owed wages (涉及人数).'),
    amount: decimal('AAE019', 'Wages owed, in 元 (欠薪金额).'),
    gridCode: text('BWG001', 'Grid code (网格编码).', { filter: true }),
    reportedAt: instant('BLD005', 'When it was entered (登记时间).', { filter: true }),
    dueOn: day('BLD006', 'Day by which it should be closed (应办结日期).', { filter: true }),
    state: code('BLD007', LeadState, 'How far it has come (状态).', { filter: true }),
    reporterName: personName('BLD008', 'Who reported; never shared (反映人).', never),
    reporterPhone: phone('BLD009', 'Telephone of who reported; never shared (反映人电话).', never),
    content: text('BLD010', 'What was said (反映内容).', { level: 3, mask: freeTextMask }),
    employer: one((): RecordSpec => Employer, 'employerNumber', 'The unit in social insurance (参保单位).'),
  },
  root: 'wageArrearsLeads',
})

export const LabourArbitration = record({
  name: 'LabourArbitration',
  description: 'A case of labour arbitration (劳动仲裁案件).',
  from: { table: 'LD02', key: 'BLZ000', ignore: ['AAE011'], changedAt: 'AAE036' },
  classified: { level: 3, category: '劳动仲裁', sharing: 'CONDITIONAL' },
  rows: mayOpenMatter,
  fields: {
    // Quiet: that there is a case, and on what, is of level 3 here, and the hub's events are of level 2.
    self: entity(
      'Event',
      { category: 'cause', state: 'state', dueAt: 'dueOn', gridCode: 'gridCode' },
      'The case as an event (事).',
      { quiet: true },
    ),
    respondent: entity('Organisation', { creditCode: 'creditCode', name: 'unitName' }, 'The unit (被申请单位).'),
    internalNumber: text('BLZ000', 'Number inside the system (案件内部编号).'),
    caseNumber: text('BLZ001', 'Number of the case (劳动仲裁案号).', { mask: certificateMask }),
    cause: code('BLZ003', ArbitrationCause, 'What it is about (案由).'),
    employerNumber: text('AAB001', 'Number of the unit in social insurance, where known (单位编号).'),
    creditCode: organisationCode('BAB010', 'Credit code of the unit (被申请单位信用代码).'),
    unitName: text('AAB004', 'Name of the unit (被申请单位名称).'),
    amount: decimal('AAE019', 'Amount in dispute, in 元 (标的额).'),
    gridCode: text('BWG001', 'Grid code (网格编码).'),
    acceptedOn: day('BLZ004', 'Day of acceptance (受理日期).'),
    dueOn: day('BLZ005', 'Last day for the award: 45 days (审限届满日期).'),
    state: code('BLZ006', ArbitrationState, 'How far it has come (状态).'),
    employer: one((): RecordSpec => Employer, 'employerNumber', 'The unit in social insurance (参保单位).'),
  },
})

export const ArbitrationParty = record({
  name: 'ArbitrationParty',
  description: 'A person in a case of labour arbitration (仲裁参加人).',
  from: { table: 'LD03', key: 'BLZ010', ignore: ['AAE011'], changedAt: 'AAE036' },
  classified: { level: 3, category: '劳动仲裁', sharing: 'CONDITIONAL' },
  fields: {
    person: entity(
      'Person',
      { number: 'idNumber', name: 'partyName', phone: 'phone', event: 'arbitration' },
      'The person (人).',
    ),
    number: text('BLZ010', 'Number of the entry (参加人编号).'),
    caseKey: text('BLZ000', 'Number of the case inside the system (案件内部编号).'),
    role: code('BLZ011', ArbitrationRole, 'What the person is in it (地位).'),
    idNumber: personNumber('AAC002', 'Identity number (公民身份号码).'),
    partyName: personName('AAC003', 'Name (姓名).'),
    phone: phone('AAE005', 'Telephone (联系电话).'),
    arbitration: one((): RecordSpec => LabourArbitration, 'caseKey', 'The case (仲裁案件).'),
  },
})
