/** What the codes of the court's docking mean (docs/legacy-estate/court.md). */
import { codeList } from '../../schema/code-list.ts'

export const EntrustmentKind = codeList(
  'EntrustmentKind',
  'Whether the court sent the case before or after it was filed (委派委托类别).',
  { '1': 'BEFORE_FILING', '2': 'AFTER_FILING' },
  { BEFORE_FILING: '委派 (诉前)', AFTER_FILING: '委托 (诉中)' },
)

export const CauseOfAction = codeList(
  'CauseOfAction',
  'What a case at court is about (案由).',
  {
    '1': 'LOAN',
    '2': 'PROPERTY_SERVICE',
    '3': 'NEIGHBOURS',
    '4': 'SALE',
    '5': 'LABOUR',
    '6': 'FAMILY',
    '9': 'OTHER',
  },
  {
    LOAN: '民间借贷',
    PROPERTY_SERVICE: '物业服务合同',
    NEIGHBOURS: '相邻关系',
    SALE: '买卖合同',
    LABOUR: '劳动争议',
    FAMILY: '婚姻家庭',
    OTHER: '其他',
  },
)

export const EntrustmentState = codeList(
  'EntrustmentState',
  'How far an entrusted case has come (委派案件状态).',
  { '10': 'SENT', '20': 'ACCEPTED', '30': 'MEDIATING', '40': 'AGREED', '50': 'FAILED', '60': 'RETURNED' },
  {
    SENT: '待接收',
    ACCEPTED: '已接收',
    MEDIATING: '调解中',
    AGREED: '调解成功',
    FAILED: '调解不成',
    RETURNED: '退回',
  },
)

/** Words of the hub: what the mediator tells the court. */
export const EntrustmentAction = codeList(
  'EntrustmentAction',
  'What a mediator does with an entrusted case (委派案件动作).',
  {
    ACCEPT: 'ACCEPT',
    BEGIN: 'BEGIN',
    REPORT_AGREED: 'REPORT_AGREED',
    REPORT_FAILED: 'REPORT_FAILED',
    RETURN: 'RETURN',
  },
  { ACCEPT: '接收', BEGIN: '开始调解', REPORT_AGREED: '报告调解成功', REPORT_FAILED: '报告调解不成', RETURN: '退回' },
)

export const ConfirmationSubject = codeList(
  'ConfirmationSubject',
  'What a court is asked to confirm (确认内容).',
  { '1': 'PAYMENT', '2': 'PERFORMANCE', '3': 'DAMAGES', '9': 'OTHER' },
  { PAYMENT: '给付款项', PERFORMANCE: '履行行为', DAMAGES: '赔偿损失', OTHER: '其他' },
)

export const ConsentScope = codeList(
  'ConsentScope',
  'What the parties agreed to let out to the court (同意范围).',
  { '1': 'NAMES', '2': 'NAMES_AND_NUMBERS' },
  { NAMES: '姓名', NAMES_AND_NUMBERS: '姓名和证件号码' },
)

export const ConfirmationState = codeList(
  'ConfirmationState',
  'How far an application for judicial confirmation has come (司法确认状态).',
  {
    '10': 'SUBMITTED',
    '20': 'ACCEPTED',
    '30': 'CONFIRMED',
    '40': 'DISMISSED',
    '50': 'NOT_ACCEPTED',
    '60': 'WITHDRAWN',
  },
  {
    SUBMITTED: '已提交',
    ACCEPTED: '已受理',
    CONFIRMED: '确认有效',
    DISMISSED: '驳回',
    NOT_ACCEPTED: '不予受理',
    WITHDRAWN: '撤回',
  },
)
