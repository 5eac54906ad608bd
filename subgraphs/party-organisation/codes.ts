/** What the words in the workbook of the organisation department mean (docs/legacy-estate/party-organisation.md). */
import { codeList } from '../../schema/code-list.ts'

export const PartyOrganisationKind = codeList(
  'PartyOrganisationKind',
  'Kind of a party organisation (党组织类型).',
  {
    党委: 'COMMITTEE',
    党总支: 'GENERAL_BRANCH',
    党支部: 'BRANCH',
    联合党支部: 'JOINT_BRANCH',
    网格党支部: 'GRID_BRANCH',
    网格党小组: 'GRID_GROUP',
  },
  {
    COMMITTEE: '党委',
    GENERAL_BRANCH: '党总支',
    BRANCH: '党支部',
    JOINT_BRANCH: '联合党支部',
    GRID_BRANCH: '网格党支部',
    GRID_GROUP: '网格党小组',
  },
)

export const PartyMemberKind = codeList(
  'PartyMemberKind',
  'Full or probationary member (党员类别).',
  { 正式党员: 'FULL', 预备党员: 'PROBATIONARY' },
  { FULL: '正式党员', PROBATIONARY: '预备党员' },
)

export const FloatingState = codeList(
  'FloatingState',
  'How far the registration of a floating member has come (流动党员状态).',
  { 登记流出: 'LEFT', 已报到: 'REPORTED', 双向确认: 'CONFIRMED', 已返回: 'RETURNED' },
  { LEFT: '登记流出', REPORTED: '流入地已报到', CONFIRMED: '双向确认', RETURNED: '已返回' },
)
