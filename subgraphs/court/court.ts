/**
 * The court (人民法院): cases that it sends to mediation, and applications to confirm what was agreed. Outside the twenty departments,
 * under an agreement of its own: its platform is reached through a front-end machine (docs/legacy-estate/court.md).
 *
 * Cases are pulled from the platform, what was done with them and applications are pushed to it, and its rulings are pulled again. Both
 * sides keep the other's number, so a push that was repeated is known again. Out goes only what the parties agreed to.
 */
import { department, linkedMany, linkedOne } from '../kit/declaration.ts'
import { Court, CourtEntrustment, JudicialConfirmation } from './records.ts'
import { CourtWrites } from './writes.ts'

const paths = (name: string) => ({ list: `/dj/${name}/page`, byKeys: `/dj/${name}/batch`, keysParameter: 'ids' })

export const court = department({
  name: 'court',
  title: '人民法院',
  titleEn: 'People’s Court (docking)',
  cycleHours: 1,
  resolvers: [CourtWrites],
  system: {
    technology: 'rest',
    token: { path: '/dj/token', field: 'ticket', header: 'x-ticket' },
    envelope: {
      code: 'status',
      okay: ['0'],
      message: 'message',
      data: 'result',
      rows: 'list',
      total: 'totalRow',
    },
    pageSize: 50,
    tables: {
      FY: { ...paths('fy'), filters: [] },
      WP: { ...paths('wp'), filters: ['tjybh', 'zt', 'jfbh'], write: '/dj/wp/push' },
      QR: { ...paths('qr'), filters: ['jfbh', 'tjybh', 'zt'], write: '/dj/qr/push' },
    },
  },
  records: [Court, CourtEntrustment, JudicialConfirmation],
  extend: {
    Person: {
      courtEntrustments: linkedMany(
        CourtEntrustment,
        'applicant',
        'Cases of the person that the court sent to mediation (委派委托案件).',
      ),
      courtEntrustmentsAgainst: linkedMany(
        CourtEntrustment,
        'respondent',
        'Cases against the person that the court sent to mediation (被申请案件).',
      ),
      judicialConfirmations: linkedMany(
        JudicialConfirmation,
        'firstApplicant',
        'Applications of the person to confirm an agreement (司法确认申请).',
      ),
    },
    Event: {
      courtEntrustment: linkedOne(CourtEntrustment, 'self', 'The case as the court sent it (委派委托案件).'),
      entrustedBy: linkedOne(CourtEntrustment, 'dispute', 'The court’s case behind a dispute (委派来源).'),
      judicialConfirmation: linkedOne(
        JudicialConfirmation,
        'dispute',
        'The application to confirm what was agreed in the dispute (司法确认).',
      ),
    },
  },
})
