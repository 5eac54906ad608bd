/** What the codes of activities, merchants, volunteers and points mean (docs/legacy-estate/publicity.md). */
import { codeList } from '../../schema/code-list.ts'

export const ActivityKind = codeList(
  'VolunteerActivityKind',
  'What an activity is for (活动类型).',
  {
    '1': 'LECTURE',
    '2': 'CLEAN_UP',
    '3': 'HELPING_THE_OLD_AND_DISABLED',
    '4': 'TRAFFIC',
    '5': 'CULTURE_AND_SPORT',
    '6': 'CUSTOMS',
    '9': 'OTHER',
  },
  {
    LECTURE: '理论宣讲',
    CLEAN_UP: '环境整治',
    HELPING_THE_OLD_AND_DISABLED: '助老助残',
    TRAFFIC: '文明交通',
    CULTURE_AND_SPORT: '文体活动',
    CUSTOMS: '移风易俗',
    OTHER: '其他',
  },
)

export const ActivityState = codeList(
  'VolunteerActivityState',
  'How far an activity has come (活动状态).',
  { '1': 'RECRUITING', '2': 'UNDER_WAY', '3': 'OVER', '4': 'CANCELLED' },
  { RECRUITING: '招募中', UNDER_WAY: '进行中', OVER: '已结束', CANCELLED: '已取消' },
)

export const MerchantKind = codeList(
  'PointsMerchantKind',
  'What a merchant of the points bank sells (商家类型).',
  { '1': 'SUPERMARKET', '2': 'RESTAURANT', '3': 'HAIRDRESSER', '4': 'FARM_SUPPLIES', '9': 'OTHER' },
  { SUPERMARKET: '超市', RESTAURANT: '餐饮', HAIRDRESSER: '理发', FARM_SUPPLIES: '农资', OTHER: '其他' },
)

export const MerchantState = codeList(
  'PointsMerchantState',
  'Whether the merchant takes points (商家状态).',
  { '1': 'OPEN', '0': 'LEFT' },
  { OPEN: '营业', LEFT: '退出' },
)

export const VolunteerSex = codeList(
  'VolunteerSex',
  'Sex as the site keeps it (性别).',
  { 男: 'MALE', 女: 'FEMALE', '1': 'MALE', '2': 'FEMALE', M: 'MALE', F: 'FEMALE' },
  { MALE: '男', FEMALE: '女' },
)

export const Verification = codeList(
  'IdentityVerification',
  'What public security said of name and number (证件核验结果).',
  { '0': 'NOT_ASKED', '1': 'MATCHES', '2': 'DIFFERS', '3': 'NO_SUCH_NUMBER' },
  { NOT_ASKED: '未核验', MATCHES: '一致', DIFFERS: '不一致', NO_SUCH_NUMBER: '库中无此号' },
)

export const VolunteerState = codeList(
  'VolunteerState',
  'Whether the account is in use (账号状态).',
  { '1': 'ACTIVE', '2': 'SUSPENDED' },
  { ACTIVE: '正常', SUSPENDED: '停用' },
)

export const PointsKind = codeList(
  'PointsEntryKind',
  'What a line of the ledger does (流水类型).',
  { '1': 'EARN', '2': 'HOLD', '3': 'REDEEM', '4': 'REVERSE', '5': 'EXPIRE' },
  { EARN: '获得', HOLD: '冻结', REDEEM: '兑换', REVERSE: '冲正', EXPIRE: '过期' },
)
