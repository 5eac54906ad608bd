/**
 * Human resources (人社局): who is insured, who works where, pensions, skills, wages owed, labour arbitration.
 *
 * Legacy system: 金保 on DB2 in code page 1386; a job exports delimited files every month (docs/legacy-estate/human-resources.md). Columns carry
 * the codes of the national index system. Code page 1386 is read as GB18030: they differ in three control characters and in 20 codes where
 * 1386 has no standard character. Persons are keyed by 个人编号 there, which the hub does not use: only the identity number links. Numbers are
 * written with sign and leading zeros, timestamps in DB2's own form.
 *
 * Bank accounts, and who reports a firm that owes wages, are declared and never leave.
 */
import { department, followMany, lifted, linkedMany, linkedOne } from '../kit/declaration.ts'
import {
  ArbitrationParty,
  Employer,
  EmploymentRecord,
  InsuredPerson,
  LabourArbitration,
  Pension,
  SkillCertificate,
  WageArrearsLead,
} from './records.ts'

export const humanResources = department({
  name: 'human-resources',
  title: '人社局',
  titleEn: 'Human Resources and Social Security Bureau',
  // A month, and the days until its first working day.
  cycleHours: 24 * 40,
  system: {
    technology: 'delimited',
    encoding: 'gb18030',
    separator: ',',
    tables: {
      AB01: { file: 'AB01_*.del' },
      AC01: { file: 'AC01_*.del' },
      AC02: { file: 'AC02_*.del' },
      AC60: { file: 'AC60_*.del' },
      BH01: { file: 'BH01_*.del' },
      LD01: { file: 'LD01_*.del' },
      LD02: { file: 'LD02_*.del' },
      LD03: { file: 'LD03_*.del' },
    },
  },
  records: [
    Employer,
    InsuredPerson,
    EmploymentRecord,
    Pension,
    SkillCertificate,
    WageArrearsLead,
    LabourArbitration,
    ArbitrationParty,
  ],
  extend: {
    Person: {
      socialInsurance: linkedMany(InsuredPerson, 'self', 'The person in old-age insurance (参保).'),
      employments: linkedMany(EmploymentRecord, 'worker', 'Registrations of work and of its loss (就业失业登记).'),
      pensions: linkedMany(Pension, 'recipient', 'Pensions of the person (养老待遇).'),
      skillCertificates: linkedMany(SkillCertificate, 'holder', 'Certificates of vocational skill (职业技能证书).'),
      labourArbitrations: followMany(
        ArbitrationParty,
        'person',
        'arbitration',
        'Cases of labour arbitration in which the person takes part (劳动仲裁).',
      ),
    },
    Organisation: {
      employerRecord: linkedOne(Employer, 'self', 'The unit in social insurance (参保单位).'),
      insuredCount: lifted(Employer, 'self', 'insuredCount', 'How many people the unit insures (参保人数).'),
      wageArrearsLeads: linkedMany(WageArrearsLead, 'unit', 'Leads that the unit owes wages (欠薪线索).'),
      labourArbitrations: linkedMany(LabourArbitration, 'respondent', 'Cases brought against the unit (劳动仲裁).'),
    },
    Event: {
      wageArrearsLead: linkedOne(WageArrearsLead, 'self', 'The lead on wages owed (欠薪线索).'),
      labourArbitration: linkedOne(LabourArbitration, 'self', 'The case of labour arbitration (劳动仲裁).'),
    },
  },
})
