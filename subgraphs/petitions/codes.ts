/** What the words of the provincial petition system mean (docs/legacy-estate/petitions.md). */
import { codeList } from '../../schema/code-list.ts'

export const PetitionChannel = codeList(
  'PetitionChannel',
  'How a petition came (信访渠道).',
  { 来信: 'LETTER', 来访: 'VISIT', 网上信访: 'ONLINE', 电话: 'PHONE', 领导信箱: 'LEADERS_MAILBOX' },
  { LETTER: '来信', VISIT: '来访', ONLINE: '网上信访', PHONE: '电话', LEADERS_MAILBOX: '领导信箱' },
)

export const PetitionCategory = codeList(
  'PetitionCategory',
  'What a petition is about (内容分类).',
  {
    城乡建设: 'CONSTRUCTION',
    自然资源: 'LAND',
    劳动社保: 'LABOUR',
    农业农村: 'AGRICULTURE',
    生态环境: 'ENVIRONMENT',
    民政: 'CIVIL_AFFAIRS',
    政法: 'LAW_AND_ORDER',
    卫生健康: 'HEALTH',
    教育: 'EDUCATION',
    市场监管: 'MARKET',
    其他: 'OTHER',
  },
  {
    CONSTRUCTION: '城乡建设',
    LAND: '自然资源',
    LABOUR: '劳动社保',
    AGRICULTURE: '农业农村',
    ENVIRONMENT: '生态环境',
    CIVIL_AFFAIRS: '民政',
    LAW_AND_ORDER: '政法',
    HEALTH: '卫生健康',
    EDUCATION: '教育',
    MARKET: '市场监管',
    OTHER: '其他',
  },
)

export const PetitionState = codeList(
  'PetitionState',
  'Where a petition stands (办理状态).',
  {
    已登记: 'REGISTERED',
    已转送: 'FORWARDED',
    已受理: 'ACCEPTED',
    不予受理: 'NOT_ACCEPTED',
    办理中: 'IN_HAND',
    已办结: 'CLOSED',
  },
  {
    REGISTERED: '已登记',
    FORWARDED: '已转送',
    ACCEPTED: '已受理',
    NOT_ACCEPTED: '不予受理',
    IN_HAND: '办理中',
    CLOSED: '已办结',
  },
)

export const PetitionReview = codeList(
  'PetitionReview',
  'Which review the petitioner asked for (复查复核阶段).',
  { 复查: 'REVIEW', 复核: 'RE_REVIEW' },
  { REVIEW: '复查', RE_REVIEW: '复核' },
)
