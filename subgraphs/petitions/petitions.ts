/**
 * Petitions (信访局): matters of petition, who has to handle them, by when, and how far they are.
 *
 * Legacy system: the province's; the city has a weekly .xls of it and no database (docs/legacy-estate/petitions.md). Two header rows under a
 * title, lines of totals, rows hidden by a filter that still count; days are date cells, typed texts or bare serial numbers.
 *
 * Who petitioned and what was written is never shared (信访工作条例: petitions must not reach those whom they accuse). Both are declared, so
 * that the catalogue says so, and no request gets them. The petitioner is NOT linked: no entity is made of name and number, so that no path of
 * the graph leads from a person to a petition or back. Nor does a petition name a hotline order, whose caller is known. The clerk's
 * notes are not even taken in.
 *
 * Deadlines are the province's, read and not reckoned here (信访工作条例: told in 15 days, finished in 60, 30 more once).
 */
import { freeTextMask } from '../../access/masks.ts'
import type { AccessContext } from '../../access/principal.ts'
import { department, linkedMany, linkedOne, record, type Plain } from '../kit/declaration.ts'
import {
  code,
  day,
  entity,
  flag,
  integer,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import { PetitionCategory, PetitionChannel, PetitionReview, PetitionState } from './codes.ts'

const never = { level: 4, category: '信访人', sharing: 'NEVER' } as const

/** Petitions have no grid and no parties: whoever is confined to grids or cases has none of them. */
const citywideOnly = (_petition: Plain, { rowScope }: AccessContext): boolean => rowScope === 'ALL'

export const Petition = record({
  name: 'Petition',
  description: 'A matter of petition: what it is about, who handles it, by when; never who petitioned (信访事项).',
  from: {
    table: 'XFJ',
    key: '信访件编号',
    ignore: ['序号'],
    never: { 备注: 'Notes of the clerk on petitioners (备注).' },
  },
  classified: { level: 2, category: '信访件', sharing: 'CONDITIONAL' },
  rows: citywideOnly,
  fields: {
    self: entity(
      'Event',
      { number: 'number', category: 'category', state: 'state', reportedAt: 'registeredOn', dueAt: 'dueOn' },
      'The petition as an event (事).',
    ),
    responsibleUnit: entity(
      'Organisation',
      { creditCode: 'unitCreditCode', name: 'unitName' },
      'Who has to handle it (责任单位).',
    ),
    number: text('信访件编号', 'Number of the petition (信访件编号).', { filter: true }),
    registeredOn: day('登记日期', 'Day of registration (登记日期).', { filter: true }),
    channel: code('信访渠道', PetitionChannel, 'How it came (渠道).', { filter: true }),
    repeated: flag('初重信访', ['重件'], ['初件'], 'Whether the same matter was petitioned before (初重信访).'),
    category: code('内容分类', PetitionCategory, 'What it is about (内容分类).', { filter: true }),
    petitionerName: personName('信访人/姓名', 'Who petitioned; never shared (信访人姓名).', never),
    petitionerNumber: personNumber(
      '信访人/证件号码',
      'Number of the petitioner’s document; never shared (信访人证件号码).',
      never,
    ),
    petitionerPhone: phone('信访人/联系电话', 'Telephone of the petitioner; never shared (信访人联系电话).', never),
    petitionerCount: integer('信访人/人数', 'How many persons petitioned (信访人数).'),
    petitionText: text('诉求原文', 'The text as it came; never shared (诉求原文).', { ...never, category: '信访诉求' }),
    townName: text('属地/镇街', 'Town of the matter (属地镇街).', { filter: true }),
    villageCode: text('属地/村居代码', 'Village or community code of the matter (属地村居代码).', { filter: true }),
    unitName: text('责任单位/名称', 'Name of the unit that handles it (责任单位).', { filter: true }),
    unitCreditCode: organisationCode('责任单位/信用代码', 'Credit code of that unit (责任单位信用代码).'),
    acceptedOn: day('办理期限/受理日期', 'Day of acceptance; null when it was not accepted (受理日期).', {
      filter: true,
    }),
    informedOn: day('办理期限/告知日期', 'Day on which the petitioner was told (告知日期).'),
    dueOn: day('办理期限/应办结日期', 'Day by which it must be finished, an extension included (应办结日期).', {
      filter: true,
    }),
    extended: flag('办理期限/是否延期', ['是'], ['否'], 'Whether 30 more days were given (是否延期).'),
    firstDueOn: day('办理期限/原应办结日期', 'Day by which it had to be finished before the extension (原应办结日期).'),
    state: code('办理情况/状态', PetitionState, 'Where it stands (办理状态).', { filter: true }),
    closedOn: day('办理情况/办结日期', 'Day on which it was finished (办结日期).', { filter: true }),
    // Words of the unit: it may name people, though it should not.
    result: text('办理情况/办理结果', 'What was done and answered (办理结果).', {
      level: 3,
      category: '信访办理结果',
      mask: freeTextMask,
    }),
    review: code('复查复核/阶段', PetitionReview, 'Which review was asked for (复查复核阶段).', { filter: true }),
    reviewAskedOn: day('复查复核/申请日期', 'Day on which it was asked for (复查复核申请日期).'),
    reviewDueOn: day('复查复核/应答复日期', 'Day by which the review must be answered (复查复核应答复日期).', {
      filter: true,
    }),
  },
  root: 'petitions',
})

export const petitions = department({
  name: 'petitions',
  title: '信访局',
  titleEn: 'Petitions Bureau',
  // A week, and the Monday on which the clerk is away.
  cycleHours: 24 * 9,
  system: {
    technology: 'excel',
    tables: {
      XFJ: {
        file: 'XFJ_*.xls',
        sheet: '信访事项',
        header: { row: 2, rows: 2 },
        serial: [
          '登记日期',
          '办理期限/受理日期',
          '办理期限/告知日期',
          '办理期限/应办结日期',
          '办理期限/原应办结日期',
          '办理情况/办结日期',
          '复查复核/申请日期',
          '复查复核/应答复日期',
        ],
      },
    },
  },
  records: [Petition],
  extend: {
    Event: {
      petition: linkedOne(Petition, 'self', 'The matter of petition (信访事项).'),
    },
    Organisation: {
      petitionsInCharge: linkedMany(
        Petition,
        'responsibleUnit',
        'Petitions that the unit has to handle; never those about it (负责办理的信访事项).',
      ),
    },
  },
})
