/**
 * Medical insurance (医保局): designated institutions, who is insured and how.
 *
 * Legacy system: the national platform, hosted by the province, which returns its data as XML once a month (docs/legacy-estate/medical-insurance.md).
 * Columns carry the abbreviations of the national interface. Persons are keyed by the insurance number of 20 digits, which the hub does not
 * use: only the identity number links. A person's insurances are nested in the person.
 *
 * Settlements come in the same return. Amounts and diagnoses are dropped before anything is written; the rest of a settlement tells where
 * somebody was treated and when, so it never leaves and names nobody to the hub.
 */
import { certificateMask } from '../../access/masks.ts'
import { DocumentKind } from '../../schema/codes/document-kind.ts'
import { Sex } from '../../schema/codes/sex.ts'
import { department, linkedMany, linkedOne, many, record, type RecordSpec } from '../kit/declaration.ts'
import {
  code,
  day,
  entity,
  flag,
  instant,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import {
  DesignatedKind,
  DesignationState,
  HospitalGrade,
  MedicalInsuranceState,
  MedicalInsuranceType,
} from './codes.ts'

export const DesignatedInstitution = record({
  name: 'DesignatedInstitution',
  description: 'A hospital, clinic or pharmacy at which medical insurance pays (定点医药机构).',
  from: { table: 'FIXMEDINS', key: 'fixmedins_code', ignore: ['opter_id'], changedAt: 'updt_time' },
  classified: { level: 1, category: '定点医药机构', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'institutionName', address: 'address' },
      'The organisation (组织).',
    ),
    code: text('fixmedins_code', 'National code of the institution (定点机构编码).', { filter: true }),
    institutionName: text('fixmedins_name', 'Name (机构名称).'),
    kind: code('fixmedins_type', DesignatedKind, 'Medical institution or pharmacy (定点机构类别).', { filter: true }),
    creditCode: organisationCode('uscc', 'Unified social credit code (统一社会信用代码).', { filter: true }),
    grade: code('hosp_lv', HospitalGrade, 'Grade of a hospital (医疗机构等级).', { filter: true }),
    address: text('addr', 'Address (地址).'),
    from: day('begndate', 'First day of the agreement (协议开始日期).'),
    to: day('enddate', 'Last day of the agreement; null when open (协议终止日期).'),
    state: code('fix_stas', DesignationState, 'Whether it is in force (定点状态).', { filter: true }),
  },
  root: 'designatedInstitutions',
})

export const MedicalInsurance = record({
  name: 'MedicalInsurance',
  description: 'One insurance of a person (参保信息).',
  from: { table: 'INSU', key: 'insu_id', ignore: ['opter_id'] },
  classified: { level: 3, category: '医疗保险参保', sharing: 'CONDITIONAL' },
  fields: {
    holderNumber: text('@parent', 'Insurance number of the person (医保个人编号).', { mask: certificateMask }),
    type: code('insutype', MedicalInsuranceType, 'Kind of insurance (参保险种).'),
    state: code('psn_insu_stas', MedicalInsuranceState, 'Whether the person is insured (参保状态).'),
    paidUpTo: day('paid_ym', 'Month up to which it is paid (缴费年月).'),
    subsidised: flag('subsid_flag', ['1'], ['0'], 'Whether the state pays the contribution (资助参保标志).'),
    since: day('begndate', 'First day (参保日期).'),
  },
})

export const MedicalInsuredPerson = record({
  name: 'MedicalInsuredPerson',
  description: 'A person known to medical insurance; who moved here may be here twice (医保参保人员).',
  from: { table: 'PSN', key: 'psn_no', ignore: ['opter_id', 'poolarea_no'], changedAt: 'updt_time' },
  classified: { level: 3, category: '医疗保险参保', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'Person',
      { number: 'idNumber', name: 'insuredName', sex: 'sex', birthDate: 'birthDate', phone: 'phone' },
      'The person (人).',
    ),
    number: text('psn_no', 'Insurance number (医保个人编号).', { mask: certificateMask }),
    documentKind: code('psn_cert_type', DocumentKind, 'Kind of identity document (证件类型).'),
    idNumber: personNumber('certno', 'Number of the identity document (证件号码).'),
    insuredName: personName('psn_name', 'Name (姓名).'),
    sex: code('gend', Sex, 'Sex (性别).'),
    birthDate: day('brdy', 'Date of birth (出生日期).'),
    phone: phone('tel', 'Telephone (联系电话).'),
    insurances: many((): RecordSpec => MedicalInsurance, 'holderNumber', 'The insurances of the person (参保信息).'),
  },
})

export const MedicalSettlement = record({
  name: 'MedicalSettlement',
  description: 'A bill that insurance settled; never shared (医保结算).',
  from: {
    table: 'SETL',
    key: 'setl_id',
    ignore: ['opter_id'],
    never: {
      medfee_sumamt: 'Amount of the settlement (结算金额): finance and health of a person',
      diag_code: 'Diagnosis by ICD-10 (诊断): health of a person',
      diag_name: 'Diagnosis in words (诊断): health of a person',
    },
  },
  classified: { level: 4, category: '医保结算', sharing: 'NEVER' },
  rows: () => false,
  fields: {
    number: text('setl_id', 'Number of the settlement (结算编号).'),
    insuredNumber: text('psn_no', 'Insurance number of the person (医保个人编号).'),
    institutionCode: text('fixmedins_code', 'Where (定点机构编码).'),
    settledAt: instant('setl_time', 'When (结算时间).'),
  },
})

export const medicalInsurance = department({
  name: 'medical-insurance',
  title: '医保局',
  titleEn: 'Healthcare Security Bureau',
  // A month, and the days until the fifth.
  cycleHours: 24 * 40,
  system: {
    technology: 'xml',
    encoding: 'utf-8',
    tables: {
      FIXMEDINS: { file: 'FIXMEDINS_*.xml', element: 'fixmedins', count: 'CL' },
      PSN: { file: 'PSN_*.xml', element: 'psn', count: 'CL' },
      INSU: { file: 'PSN_*.xml', element: 'insuinfo', parent: { element: 'psn', key: 'psn_no' } },
      SETL: { file: 'SETL_*.xml', element: 'setl', count: 'CL' },
    },
  },
  records: [DesignatedInstitution, MedicalInsuredPerson, MedicalInsurance, MedicalSettlement],
  extend: {
    Person: {
      medicalInsurance: linkedMany(MedicalInsuredPerson, 'self', 'The person in medical insurance (医疗保险参保).'),
    },
    Organisation: {
      designatedInstitution: linkedOne(
        DesignatedInstitution,
        'self',
        'The unit as a designated institution of medical insurance (定点医药机构).',
      ),
    },
  },
})
