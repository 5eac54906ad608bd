/**
 * The records of what hospitals and clinics send as HL7 v2 (docs/legacy-estate/health.md): health records, vaccinations, birth
 * certificates. Identity numbers are often missing for infants; such rows are kept and linked with nobody until the number comes.
 *
 * All of level 4: health is sensitive by PIPL 28, and so is whatever tells of a child under 14, who stands in each of the three.
 */
import { certificateMask } from '../../access/masks.ts'
import type { Hl7System } from '../../adapters/open.ts'
import { Sex } from '../../schema/codes/sex.ts'
import { one, record, type RecordSpec } from '../kit/declaration.ts'
import { code, day, decimal, entity, instant, integer, personName, personNumber, phone, text } from '../kit/fields.ts'
import { BirthCertificateState, Vaccine, VaccinationSite, VaccinationState } from './codes.ts'
import { HealthInstitution } from './records.ts'

export const HealthRecord = record({
  name: 'HealthRecord',
  description: 'Which health record a person has; what is in it stays where it is (居民健康档案).',
  from: { table: 'DA', key: 'JKDAH', changedAt: 'XXSJ' },
  classified: { level: 4, category: '居民健康档案', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'Person',
      { number: 'idNumber', name: 'personName', sex: 'sex', birthDate: 'birthDate', phone: 'phone' },
      'Whose record it is (居民).',
    ),
    number: text('JKDAH', 'Number of the health record (健康档案号).'),
    personName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document (证件号码).'),
    sex: code('XB', Sex, 'Sex (性别).'),
    birthDate: day('CSRQ', 'Day of birth (出生日期).'),
    phone: phone('LXDH', 'Telephone (电话).'),
    institutionNumber: text('JGBH', 'Who keeps it (建档机构编号).'),
    changedAt: instant('XXSJ', 'When the institution last told of it (消息时间).'),
    institution: one((): RecordSpec => HealthInstitution, 'institutionNumber', 'Who keeps it (建档机构).'),
  },
})

export const Vaccination = record({
  name: 'Vaccination',
  description: 'A vaccination that a person had or refused (接种记录).',
  from: { table: 'JZ', key: 'JZBH', changedAt: 'XXSJ' },
  classified: { level: 4, category: '预防接种', sharing: 'CONDITIONAL' },
  fields: {
    person: entity(
      'Person',
      { number: 'idNumber', name: 'personName', sex: 'sex', birthDate: 'birthDate' },
      'Who was vaccinated (受种者).',
    ),
    number: text('JZBH', 'Number of the vaccination (接种编号).'),
    healthRecordNumber: text('JKDAH', 'Number of the health record (健康档案号).'),
    personName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document, if there is one yet (证件号码).'),
    sex: code('XB', Sex, 'Sex (性别).'),
    birthDate: day('CSRQ', 'Day of birth (出生日期).'),
    vaccine: code('YMDM', Vaccine, 'Vaccine (疫苗).'),
    vaccineName: text('YMMC', 'Vaccine, as written (疫苗名称).'),
    dose: integer('JC', 'Which dose of the series (剂次).'),
    givenOn: day('JZRQ', 'Day (接种日期).'),
    amount: decimal('JL', 'Amount, in ml (剂量).'),
    lot: text('PH', 'Lot (批号).'),
    manufacturer: text('SCQY', 'Manufacturer (生产企业).'),
    site: code('JZBW', VaccinationSite, 'Where it was given (接种部位).'),
    state: code('WCZT', VaccinationState, 'Whether it was carried out (完成状态).'),
    reaction: text('FYMS', 'Adverse reaction, as written (不良反应).'),
    institutionNumber: text('JGBH', 'Who gave it (接种机构编号).'),
    changedAt: instant('XXSJ', 'When the institution last told of it (消息时间).'),
    institution: one((): RecordSpec => HealthInstitution, 'institutionNumber', 'Who gave it (接种机构).'),
  },
})

export const BirthCertificate = record({
  name: 'BirthCertificate',
  description: 'A medical certificate of birth (出生医学证明).',
  from: { table: 'CS', key: 'ZSBH', changedAt: 'XXSJ' },
  classified: { level: 4, category: '出生医学证明', sharing: 'CONDITIONAL' },
  fields: {
    child: entity(
      'Person',
      { number: 'idNumber', name: 'childName', sex: 'sex', birthDate: 'birthDate' },
      'Who was born (新生儿).',
    ),
    mother: entity('Person', { number: 'motherNumber', name: 'motherName' }, 'The mother (母亲).'),
    father: entity('Person', { number: 'fatherNumber', name: 'fatherName' }, 'The father (父亲).'),
    number: text('ZSBH', 'Number of the certificate (出生证编号).', { mask: certificateMask }),
    healthRecordNumber: text('JKDAH', 'Number of the child’s health record (健康档案号).'),
    childName: personName('XM', 'Name of the child (新生儿姓名).'),
    sex: code('XB', Sex, 'Sex (性别).'),
    birthDate: day('CSSJ', 'Day of birth (出生日期).'),
    idNumber: personNumber('ZJHM', 'Number of the child’s identity document, once there is one (证件号码).'),
    birthWeight: integer('CSTZ', 'Weight at birth, in grams (出生体重).'),
    gestationWeeks: integer('YZ', 'Weeks of gestation (孕周).'),
    issuedOn: day('QFRQ', 'Day of issue (签发日期).'),
    state: code('ZSZT', BirthCertificateState, 'How it was issued (签发类型).'),
    motherName: personName('MQXM', 'Name of the mother (母亲姓名).'),
    motherNumber: personNumber('MQZJHM', 'Number of the mother’s identity document (母亲证件号码).'),
    fatherName: personName('FQXM', 'Name of the father (父亲姓名).'),
    fatherNumber: personNumber('FQZJHM', 'Number of the father’s identity document (父亲证件号码).'),
    institutionNumber: text('JGBH', 'Who issued it (签发机构编号).'),
    changedAt: instant('XXSJ', 'When the institution last told of it (消息时间).'),
    institution: one((): RecordSpec => HealthInstitution, 'institutionNumber', 'Who issued it (签发机构).'),
  },
})

/** Who the message is about, the same in all of them. */
const patient = {
  JKDAH: 'PID-3[5=PI].1',
  XM: 'PID-5.1',
  ZJHM: 'PID-3[5=NNCHN].1',
  XB: 'PID-8',
}
const sender = { JGBH: 'MSH-4', XXSJ: 'MSH-7' }
const action = { adds: ['A'], updates: ['U'], deletes: ['D'] }

export const hospitalMessages: Hl7System = {
  technology: 'hl7',
  encoding: 'gb18030',
  files: '*.hl7',
  // Visits: where somebody is treated is nobody’s business here.
  ignore: ['ADT^A02', 'ADT^A03', 'ADT^A05', 'ADT^A06', 'ADT^A07'],
  tables: {
    DA: {
      messages: ['ADT^A04', 'ADT^A08', 'ADT^A28', 'ADT^A31'],
      segment: 'PID',
      columns: { ...patient, CSRQ: 'PID-7', LXDH: 'PID-13', ...sender },
      newest: 'XXSJ',
      deletes: { 'ADT^A29': 'PID-3[5=PI].1', 'ADT^A40': 'MRG-1.1' },
    },
    JZ: {
      messages: ['VXU^V04'],
      segment: 'RXA',
      opens: 'ORC',
      columns: {
        JZBH: ['MSH-4', 'ORC-3.1'],
        ...patient,
        CSRQ: 'PID-7',
        YMDM: 'RXA-5.1',
        YMMC: 'RXA-5.2',
        JC: 'RXA-2',
        JZRQ: 'RXA-3',
        JL: 'RXA-6',
        PH: 'RXA-15',
        SCQY: 'RXA-17.2',
        JZBW: 'RXR-2.1',
        WCZT: 'RXA-20',
        FYMS: 'OBX[3.1=31044-1]-5',
        ...sender,
      },
      newest: 'XXSJ',
      action: { path: 'RXA-21', ...action },
    },
    CS: {
      messages: ['ADT^A01', 'ADT^A08'],
      segment: 'ZCS',
      columns: {
        ZSBH: 'ZCS-1',
        ...patient,
        CSSJ: 'PID-7',
        CSTZ: 'ZCS-2',
        YZ: 'ZCS-3',
        QFRQ: 'ZCS-4',
        ZSZT: 'ZCS-5',
        MQXM: 'NK1[3.1=MTH]-2.1',
        MQZJHM: 'NK1[3.1=MTH]-33.1',
        FQXM: 'NK1[3.1=FTH]-2.1',
        FQZJHM: 'NK1[3.1=FTH]-33.1',
        ...sender,
      },
      newest: 'XXSJ',
      action: { path: 'ZCS-6', ...action },
      deletes: { 'ADT^A11': 'ZCS-1' },
    },
  },
}
