/** What the codes of matters, applications and hotline orders mean (docs/legacy-estate/approval-service.md). */
import { codeList } from '../../schema/code-list.ts'

export const MatterKind = codeList(
  'MatterKind',
  'What kind of service a matter is (事项类型).',
  { XK: 'LICENSING', QR: 'CONFIRMATION', GG: 'PUBLIC_SERVICE', QT: 'OTHER' },
  { LICENSING: '行政许可', CONFIRMATION: '行政确认', PUBLIC_SERVICE: '公共服务', OTHER: '其他' },
)

export const ApplicantKind = codeList(
  'ApplicantKind',
  'Whether a person or a unit applied (申请人类型).',
  { '1': 'PERSON', '2': 'ORGANISATION' },
  { PERSON: '个人', ORGANISATION: '单位' },
)

export const ApplicationState = codeList(
  'ApplicationState',
  'How far an application has come (办件状态).',
  { '1': 'ACCEPTED', '2': 'UNDER_REVIEW', '3': 'GRANTED', '4': 'REFUSED', '5': 'WITHDRAWN', '6': 'SUPPLEMENT_NEEDED' },
  {
    ACCEPTED: '已受理',
    UNDER_REVIEW: '审查中',
    GRANTED: '准予',
    REFUSED: '不予',
    WITHDRAWN: '撤回',
    SUPPLEMENT_NEEDED: '补正',
  },
)

export const OrderCategory = codeList(
  'OrderCategory',
  'What a hotline order is about (诉求分类).',
  {
    '0101': 'STREET_TRADING',
    '0102': 'RUBBISH',
    '0103': 'ILLEGAL_BUILDING',
    '0201': 'STREET_LAMP',
    '0202': 'ROAD_DAMAGE',
    '0203': 'MANHOLE',
    '0301': 'PROPERTY_MANAGEMENT',
    '0302': 'HOUSE_QUALITY',
    '0401': 'NOISE',
    '0402': 'SMELL',
    '0501': 'CONSUMER',
    '0601': 'WAGES',
    '0701': 'SOCIAL_SECURITY',
    '0702': 'HEALTH',
    '0703': 'EDUCATION',
    '0901': 'ENQUIRY',
    '0999': 'OTHER',
  },
  {
    STREET_TRADING: '占道经营',
    RUBBISH: '暴露垃圾',
    ILLEGAL_BUILDING: '违法建设',
    STREET_LAMP: '路灯',
    ROAD_DAMAGE: '道路破损',
    MANHOLE: '井盖',
    PROPERTY_MANAGEMENT: '物业服务',
    HOUSE_QUALITY: '房屋质量',
    NOISE: '噪声',
    SMELL: '异味',
    CONSUMER: '消费纠纷',
    WAGES: '拖欠工资',
    SOCIAL_SECURITY: '社会保障',
    HEALTH: '医疗',
    EDUCATION: '教育',
    ENQUIRY: '咨询',
    OTHER: '其他',
  },
)

export const OrderState = codeList(
  'OrderState',
  'How far a hotline order has come (工单状态).',
  {
    '10': 'RECEIVED',
    '20': 'DISPATCHED',
    '30': 'SIGNED',
    '40': 'HANDLING',
    '50': 'ANSWERED',
    '60': 'FOLLOWED_UP',
    '70': 'CLOSED',
    '80': 'REDISPATCHED',
    '90': 'REFUSED',
  },
  {
    RECEIVED: '受理',
    DISPATCHED: '已派单',
    SIGNED: '已签收',
    HANDLING: '办理中',
    ANSWERED: '已答复',
    FOLLOWED_UP: '已回访',
    CLOSED: '办结',
    REDISPATCHED: '二次派单',
    REFUSED: '不予受理',
  },
)

export const OrderAction = codeList(
  'OrderAction',
  'A step of a hotline order (工单动作).',
  {
    DISPATCH: 'DISPATCH',
    REFUSE: 'REFUSE',
    RETURN: 'RETURN',
    SIGN: 'SIGN',
    BEGIN: 'BEGIN',
    ANSWER: 'ANSWER',
    FOLLOW_UP: 'FOLLOW_UP',
    CLOSE: 'CLOSE',
    REDISPATCH: 'REDISPATCH',
  },
  {
    DISPATCH: '派单',
    REFUSE: '不予受理',
    RETURN: '退回',
    SIGN: '签收',
    BEGIN: '开始办理',
    ANSWER: '答复',
    FOLLOW_UP: '回访',
    CLOSE: '办结',
    REDISPATCH: '二次派单',
  },
)

export const Satisfaction = codeList(
  'Satisfaction',
  'How satisfied the caller is (满意度).',
  { '1': 'VERY_SATISFIED', '2': 'SATISFIED', '3': 'FAIRLY_SATISFIED', '4': 'DISSATISFIED', '9': 'NOT_RATED' },
  {
    VERY_SATISFIED: '非常满意',
    SATISFIED: '满意',
    FAIRLY_SATISFIED: '基本满意',
    DISSATISFIED: '不满意',
    NOT_RATED: '未评价',
  },
)
