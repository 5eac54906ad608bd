/**
 * Health (卫健局): institutions, family doctor teams and contracts, health record numbers, vaccinations, birth certificates.
 *
 * Legacy systems (docs/legacy-estate/health.md): the bureau's own MySQL database, and the HL7 v2 messages of hospitals and clinics, pushed
 * over MLLP or brought as batch files. A message that changes or takes back an earlier one names it by its number; what comes late does not
 * undo what came after it. Persons have a health record number here; only identity numbers link them, and infants often have none yet.
 *
 * The registers of severe mental disorders and of hotline calls never leave the bureau; of the hotlines it gives monthly counts.
 */
import { department, linkedMany, linkedOne } from '../kit/declaration.ts'
import { BirthCertificate, HealthRecord, hospitalMessages, Vaccination } from './messages.ts'
import {
  FamilyDoctorContract,
  FamilyDoctorTeam,
  HealthInstitution,
  HotlineMonth,
  HotlineRecord,
  SevereMentalDisorder,
} from './records.ts'

export const health = department({
  name: 'health',
  title: '卫健局',
  titleEn: 'Health Bureau',
  // Messages come all day; a day without one is a line that is down.
  cycleHours: 48,
  system: {
    technology: 'several',
    systems: {
      register: {
        technology: 'sql',
        tables: { T_JG: {}, T_TD: {}, T_QY: {}, T_RXTJ: {}, T_JSZA: {}, T_RX: {} },
      },
      messages: hospitalMessages,
    },
  },
  records: [
    HealthInstitution,
    FamilyDoctorTeam,
    FamilyDoctorContract,
    HealthRecord,
    Vaccination,
    BirthCertificate,
    HotlineMonth,
    SevereMentalDisorder,
    HotlineRecord,
  ],
  extend: {
    Person: {
      healthRecord: linkedOne(HealthRecord, 'self', 'The person’s health record, its number only (居民健康档案).'),
      familyDoctor: linkedOne(FamilyDoctorContract, 'person', 'The contract with a family doctor (家庭医生签约).'),
      vaccinations: linkedMany(Vaccination, 'person', 'Vaccinations of the person (接种记录).'),
      birthCertificate: linkedOne(BirthCertificate, 'child', 'The certificate of the person’s birth (出生医学证明).'),
    },
    Organisation: {
      healthInstitution: linkedOne(HealthInstitution, 'self', 'The unit as a health institution (医疗卫生机构).'),
    },
    Grid: {
      familyDoctorTeam: linkedOne(
        FamilyDoctorTeam,
        'grid',
        'The family doctor’s team that serves the grid (家庭医生团队).',
      ),
    },
  },
})
