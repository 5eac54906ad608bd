/**
 * Justice (司法局): mediation committees, mediators, cases, parties, agreements.
 *
 * Legacy system: SQL Server 2012 with pinyin-initial columns; beside it a provincial web app that nobody can read. Cases are keyed by the
 * number of the dispute. Dates are text in any form; sex is written in words or digits; titles hold names. The system takes writes,
 * checked by the version column. Community correction is in the same database and never leaves it.
 */
import { department, followMany, linkedOne } from '../kit/declaration.ts'
import {
  CommunityCorrection,
  MediationAgreement,
  MediationCase,
  MediationCommittee,
  MediationStep,
  Mediator,
  Party,
} from './records.ts'
import { JusticeWrites } from './writes.ts'

export const justice = department({
  name: 'justice',
  title: '司法局',
  titleEn: 'Justice Bureau',
  cycleHours: 24,
  system: {
    technology: 'sql',
    tables: { T_TWH: {}, T_TJY: {}, T_JF: {}, T_DSR: {}, T_XY: {}, T_JFLC: {}, T_SQJZ: {} },
  },
  records: [MediationCommittee, Mediator, MediationCase, Party, MediationAgreement, MediationStep, CommunityCorrection],
  resolvers: [JusticeWrites],
  extend: {
    Person: {
      mediationCases: followMany(
        Party,
        'person',
        'mediationCase',
        'Mediation cases in which the person takes part (调解案件).',
      ),
    },
    Organisation: {
      mediationCommittee: linkedOne(MediationCommittee, 'unit', 'Mediation committee of the unit (调委会).'),
      mediationCases: followMany(
        Party,
        'organisation',
        'mediationCase',
        'Mediation cases in which the unit takes part (调解案件).',
      ),
    },
    Event: {
      mediationCase: linkedOne(MediationCase, 'self', 'The mediation case (调解案件).'),
      mediationParties: followMany(MediationCase, 'self', 'parties', 'Who takes part in the mediation (当事人).'),
    },
  },
})
