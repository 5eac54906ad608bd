/**
 * The records of the bureau's own database (docs/legacy-estate/health.md): institutions, teams, contracts, the monthly counts of the
 * hotlines, and the two registers that never leave it. What the hospitals send is in `messages.ts`.
 */
import { nameMask } from '../../access/masks.ts'
import { Sex } from '../../schema/codes/sex.ts'
import { many, one, record, type RecordSpec } from '../kit/declaration.ts'
import {
  code,
  day,
  entity,
  flag,
  instant,
  integer,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import {
  CallResult,
  ContractGroup,
  ContractState,
  CrisisGrade,
  DisorderState,
  HealthInstitutionKind,
  HospitalGrade,
} from './codes.ts'

export const HealthInstitution = record({
  name: 'HealthInstitution',
  description: 'A hospital, health centre or clinic (医疗卫生机构).',
  from: { table: 'T_JG', key: 'JGBH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '医疗卫生机构', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity('Organisation', { creditCode: 'creditCode', name: 'institutionName' }, 'The institution (机构).'),
    number: text('JGBH', 'Number of the institution, with which it signs its messages (机构编号).', { filter: true }),
    institutionName: text('JGMC', 'Name (机构名称).'),
    creditCode: organisationCode('XYDM', 'Credit code; a village clinic has none of its own (机构信用代码).', {
      filter: true,
    }),
    kind: code('JGLX', HealthInstitutionKind, 'Kind (机构类型).', { filter: true }),
    grade: code('JGDJ', HospitalGrade, 'Grade, of those that have one (机构等级).', { filter: true }),
    psychologicalHotline: flag('XLRX', ['1'], ['0'], 'Whether it runs a psychological hotline (心理热线机构).', {
      filter: true,
    }),
    // Published numbers of institutions, not phones of persons: no mask.
    hotlineNumber: text('RXHM', 'Number of its hotline, as published (心理热线号码).'),
    serviceLine: text('LXDH', 'Service line, as published (联系电话).'),
    siteAddress: text('DZ', 'Where it is (地址).'),
    villageCode: text('CSDM', 'Village or community code (村社区代码).', { filter: true }),
    open: flag('ZT', ['1'], ['0'], 'Whether it is open (状态).', { filter: true }),
    familyDoctorTeams: many((): RecordSpec => FamilyDoctorTeam, 'institutionNumber', 'Its teams (家庭医生团队).'),
  },
  root: 'healthInstitutions',
})

export const FamilyDoctorTeam = record({
  name: 'FamilyDoctorTeam',
  description: 'A team of a family doctor, which serves one grid (家庭医生团队).',
  from: { table: 'T_TD', key: 'TDBH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 2, category: '家庭医生团队', sharing: 'CONDITIONAL' },
  fields: {
    grid: entity('Grid', { code: 'gridCode' }, 'The grid that it serves (服务网格).'),
    number: text('TDBH', 'Number of the team (团队编号).'),
    teamName: text('TDMC', 'Name of the team (团队名称).'),
    institutionNumber: text('JGBH', 'Number of the institution (机构编号).'),
    leaderName: text('DZXM', 'The family doctor who leads it (团队长).', { mask: nameMask }),
    leaderPhone: phone('DZDH', 'Telephone of the family doctor (团队长电话).', { level: 3 }),
    gridCode: text('WGBM', 'Grid code, 15 digits (网格编码).'),
    villageCode: text('CSDM', 'Village or community code (村社区代码).'),
    contractCount: integer('QYRS', 'Contracts at the last assessment (签约人数).'),
    atWork: flag('ZT', ['1'], ['0'], 'Whether it is at work (状态).'),
    institution: one((): RecordSpec => HealthInstitution, 'institutionNumber', 'The institution (机构).'),
  },
})

export const FamilyDoctorContract = record({
  name: 'FamilyDoctorContract',
  description: 'The contract of a person with a family doctor; renewing it changes its row (家庭医生签约).',
  from: { table: 'T_QY', key: 'QYBH', ignore: ['LRR', 'LRSJ', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 3, category: '家庭医生签约', sharing: 'CONDITIONAL' },
  fields: {
    person: entity(
      'Person',
      { number: 'idNumber', name: 'personName', sex: 'sex', phone: 'phone' },
      'Who has the contract (签约居民).',
    ),
    healthRecordNumber: text('JKDAH', 'Number of the health record (健康档案号).'),
    personName: personName('XM', 'Name (姓名).'),
    sex: code('XB', Sex, 'Sex (性别).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document (证件号码).'),
    phone: phone('LXDH', 'Telephone (电话).'),
    teamNumber: text('TDBH', 'Number of the team (团队编号).'),
    state: code('QYZT', ContractState, 'How the contract stands (签约状态).'),
    // Hypertension and diabetes are diagnoses.
    group: code('RQFL', ContractGroup, 'Group for which the services are meant (签约人群).', { level: 4 }),
    signedOn: day('QYRQ', 'Day of signing (签约日期).'),
    endsOn: day('DQRQ', 'Last day (到期日期).'),
    team: one((): RecordSpec => FamilyDoctorTeam, 'teamNumber', 'The team (家庭医生团队).'),
  },
})

/** Calls stay with the bureau; what it gives out is how many there were, and small counts it holds back itself. */
export const HotlineMonth = record({
  name: 'HotlineMonth',
  description: 'How many calls a psychological hotline had in a month (心理热线月统计).',
  from: { table: 'T_RXTJ', key: 'TJBH', ignore: ['LRR'] },
  classified: { level: 2, category: '心理热线统计', sharing: 'CONDITIONAL' },
  fields: {
    institutionNumber: text('JGBH', 'Number of the institution (机构编号).', { filter: true }),
    month: day('TJYF', 'First day of the month (月份).', { filter: true }),
    calls: integer('LDS', 'Calls; null when there were from 1 to 4 (来电数).'),
    urgentCalls: integer('JJS', 'Urgent ones; null when there were from 1 to 4 (紧急数).'),
    heldBack: flag('YZBS', ['1'], ['0'], 'Whether a small count of the month was held back (抑制标识).'),
    institution: one((): RecordSpec => HealthInstitution, 'institutionNumber', 'The institution (机构).'),
  },
  root: 'hotlineMonths',
})

// Declared so that the catalogue says what there is and that it is not shared; no row passes on any path, and no person is named by one.

export const SevereMentalDisorder = record({
  name: 'SevereMentalDisorder',
  description: 'The register of severe mental disorders, which the bureau shares with nobody (严重精神障碍登记).',
  from: { table: 'T_JSZA', key: 'DJBH', ignore: ['LRR'] },
  classified: { level: 4, category: '严重精神障碍', sharing: 'NEVER' },
  rows: () => false,
  fields: {
    healthRecordNumber: text('JKDAH', 'Number of the health record (健康档案号).'),
    personName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document (证件号码).'),
    diagnosis: text('ZDDM', 'Diagnosis, ICD-10 (诊断代码).'),
    riskGrade: integer('WXDJ', 'Assessed risk, 0 to 5 (危险性评估).'),
    state: code('GLZT', DisorderState, 'Whether the patient is looked after (管理状态).'),
  },
})

export const HotlineRecord = record({
  name: 'HotlineRecord',
  description: 'A call to a psychological hotline, which stays with the bureau (热线记录).',
  from: { table: 'T_RX', key: 'JLBH', ignore: ['LRR'] },
  classified: { level: 4, category: '心理热线记录', sharing: 'NEVER' },
  rows: () => false,
  fields: {
    institutionNumber: text('JGBH', 'Who took the call (接听机构).'),
    calledAt: instant('LDSJ', 'When (来电时间).'),
    callerPhone: phone('LDHM', 'From which number, unless anonymous (来电号码).'),
    content: text('LDNR', 'What was said (来电内容).'),
    grade: code('PGDJ', CrisisGrade, 'How grave it was found (评估等级).'),
    result: code('CZJG', CallResult, 'What was done (处置结果).'),
  },
})
