/** What the codes in the export of housing mean (docs/legacy-estate/housing.md). */
import { codeList } from '../../schema/code-list.ts'

export const AreaUnit = codeList(
  'AreaUnit',
  'Unit of an area (面积单位).',
  { '1': 'SQUARE_METRE', '2': 'MU' },
  { SQUARE_METRE: '平方米', MU: '亩, 666.67 平方米' },
)

export const DwellingUse = codeList(
  'DwellingUse',
  'What a dwelling is registered for (房屋用途).',
  { '10': 'RESIDENTIAL', '20': 'COMMERCIAL', '30': 'OFFICE', '40': 'INDUSTRIAL', '90': 'OTHER' },
  { RESIDENTIAL: '住宅', COMMERCIAL: '商业', OFFICE: '办公', INDUSTRIAL: '工业仓储', OTHER: '其他' },
)

export const DangerGrade = codeList(
  'DangerGrade',
  'Grade of a dangerous house by JGJ 125; D is the worst (危房等级).',
  { A: 'A', B: 'B', C: 'C', D: 'D' },
  { A: '结构安全', B: '个别构件危险', C: '局部危房', D: '整幢危房' },
)

export const TitleState = codeList(
  'TitleState',
  'Whether a title is in force (权属状态).',
  { '1': 'IN_FORCE', '2': 'FORMER', '3': 'CANCELLED' },
  { IN_FORCE: '现势', FORMER: '历史', CANCELLED: '注销' },
)

export const OwnerKind = codeList(
  'OwnerKind',
  'Whether a person or a unit holds the title (权利人类型).',
  { '1': 'PERSON', '2': 'ORGANISATION' },
  { PERSON: '个人', ORGANISATION: '单位' },
)

export const RentalState = codeList(
  'RentalState',
  'Whether a rental registration is in force (备案状态).',
  { '1': 'IN_FORCE', '2': 'EXPIRED', '3': 'CANCELLED' },
  { IN_FORCE: '有效', EXPIRED: '到期', CANCELLED: '注销' },
)

export const RemedyState = codeList(
  'RemedyState',
  'What was done about a dangerous house (处置状态).',
  { '1': 'OPEN', '2': 'UNDER_WAY', '3': 'DONE' },
  { OPEN: '未处置', UNDER_WAY: '处置中', DONE: '已处置' },
)
