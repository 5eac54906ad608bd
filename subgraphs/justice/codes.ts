/** What the codes in the mediation system mean (docs/legacy-estate/justice.md). */
import { codeList } from '../../schema/code-list.ts'
import { DocumentKind } from '../../schema/codes/document-kind.ts'

export const CommitteeKind = codeList(
  'CommitteeKind',
  'Where a mediation committee belongs (调委会类型).',
  { '1': 'VILLAGE', '2': 'TOWN', '3': 'ENTERPRISE', '4': 'PROFESSIONAL' },
  { VILLAGE: '村居', TOWN: '镇街', ENTERPRISE: '企事业单位', PROFESSIONAL: '行业性专业性' },
)

export const CommitteeState = codeList(
  'CommitteeState',
  'Whether a committee is at work (调委会状态).',
  { '1': 'ACTIVE', '0': 'DISSOLVED' },
  { ACTIVE: '正常', DISSOLVED: '撤销' },
)

export const MediatorState = codeList(
  'MediatorState',
  'Whether a mediator is appointed (聘任状态).',
  { '1': 'APPOINTED', '0': 'DISMISSED' },
  { APPOINTED: '在聘', DISMISSED: '解聘' },
)

export const MediatorKind = codeList(
  'MediatorKind',
  'Full-time or part-time (专兼职).',
  { Z: 'FULL_TIME', J: 'PART_TIME' },
  { FULL_TIME: '专职', PART_TIME: '兼职' },
)

/** The two digits only: this system is written to, and would not know the codes of the vertical systems. */
export const PartyDocumentKind = codeList(
  'PartyDocumentKind',
  'Kind of a party’s identity document (证件类型).',
  {
    '01': 'RESIDENT_ID',
    '02': 'MILITARY_ID',
    '03': 'PASSPORT',
    '04': 'HKMO_RESIDENCE_PERMIT',
    '05': 'TW_RESIDENCE_PERMIT',
    '06': 'FOREIGNER_PERMANENT_RESIDENCE',
    '99': 'OTHER',
  },
  DocumentKind.meanings,
)

export const DisputeKind = codeList(
  'DisputeKind',
  'What a dispute is about (纠纷类型).',
  {
    '01': 'FAMILY',
    '02': 'NEIGHBOURS',
    '03': 'HOUSE_AND_PLOT',
    '04': 'FARM_LAND',
    '05': 'DAMAGES',
    '06': 'LABOUR',
    '07': 'PROPERTY_MANAGEMENT',
    '08': 'CONSUMER',
    '09': 'MEDICAL',
    '10': 'TRAFFIC',
    '99': 'OTHER',
  },
  {
    FAMILY: '婚姻家庭',
    NEIGHBOURS: '邻里',
    HOUSE_AND_PLOT: '房屋宅基地',
    FARM_LAND: '土地承包',
    DAMAGES: '损害赔偿',
    LABOUR: '劳动争议',
    PROPERTY_MANAGEMENT: '物业',
    CONSUMER: '消费',
    MEDICAL: '医疗',
    TRAFFIC: '道路交通',
    OTHER: '其他',
  },
)

export const CaseSource = codeList(
  'CaseSource',
  'How a dispute came to the committee (来源).',
  { '1': 'APPLICATION', '2': 'OWN_INITIATIVE', '3': 'COURT', '4': 'GRID', '5': 'OTHER_BODY' },
  {
    APPLICATION: '当事人申请',
    OWN_INITIATIVE: '主动调解',
    COURT: '法院委派委托',
    GRID: '网格上报',
    OTHER_BODY: '其他移送',
  },
)

export const MediationState = codeList(
  'MediationState',
  'How far a mediation has come (调解状态).',
  {
    '10': 'APPLIED',
    '20': 'ACCEPTED',
    '30': 'ASSIGNED',
    '40': 'MEDIATING',
    '50': 'AGREED',
    '60': 'PERFORMING',
    '70': 'PERFORMED',
    '80': 'FOLLOWED_UP',
    '90': 'ARCHIVED',
    '91': 'TERMINATED',
    '92': 'REFUSED',
  },
  {
    APPLIED: '申请',
    ACCEPTED: '受理',
    ASSIGNED: '已指派',
    MEDIATING: '调解中',
    AGREED: '达成协议',
    PERFORMING: '履行中',
    PERFORMED: '已履行',
    FOLLOWED_UP: '已回访',
    ARCHIVED: '归档',
    TERMINATED: '终止',
    REFUSED: '不予受理',
  },
)

export const MediationAction = codeList(
  'MediationAction',
  'A step in a mediation (调解动作).',
  {
    ACCEPT: 'ACCEPT',
    REFUSE: 'REFUSE',
    ASSIGN: 'ASSIGN',
    BEGIN: 'BEGIN',
    AGREE: 'AGREE',
    TERMINATE: 'TERMINATE',
    PERFORM: 'PERFORM',
    CONFIRM_PERFORMANCE: 'CONFIRM_PERFORMANCE',
    REOPEN: 'REOPEN',
    FOLLOW_UP: 'FOLLOW_UP',
    ARCHIVE: 'ARCHIVE',
  },
  {
    ACCEPT: '受理',
    REFUSE: '不予受理',
    ASSIGN: '指派调解员',
    BEGIN: '开始调解',
    AGREE: '达成协议',
    TERMINATE: '终止调解',
    PERFORM: '开始履行',
    CONFIRM_PERFORMANCE: '确认已履行',
    REOPEN: '重新调解',
    FOLLOW_UP: '回访',
    ARCHIVE: '归档',
  },
)

export const PartyRole = codeList(
  'PartyRole',
  'In which part somebody takes part in a mediation (当事人类型).',
  { '1': 'APPLICANT', '2': 'RESPONDENT', '3': 'THIRD_PARTY', '4': 'REPRESENTATIVE' },
  { APPLICANT: '申请人', RESPONDENT: '被申请人', THIRD_PARTY: '第三人', REPRESENTATIVE: '代理人' },
)

export const AgreementForm = codeList(
  'AgreementForm',
  'Written, or oral with a record (协议形式).',
  { '1': 'WRITTEN', '2': 'ORAL' },
  { WRITTEN: '书面', ORAL: '口头, 有记录' },
)

export const Performance = codeList(
  'Performance',
  'Whether an agreement was performed (履行情况).',
  { '0': 'OPEN', '1': 'PARTLY', '2': 'PERFORMED' },
  { OPEN: '未履行', PARTLY: '部分履行', PERFORMED: '已履行' },
)

export const Confirmation = codeList(
  'Confirmation',
  'Judicial confirmation of an agreement (司法确认状态).',
  { '0': 'NOT_APPLIED', '1': 'APPLIED', '2': 'CONFIRMED', '3': 'DISMISSED' },
  { NOT_APPLIED: '未申请', APPLIED: '已申请', CONFIRMED: '确认有效', DISMISSED: '驳回' },
)

export const CorrectionState = codeList(
  'CorrectionState',
  'Whether community correction goes on (矫正状态).',
  { '1': 'ONGOING', '2': 'ENDED' },
  { ONGOING: '在矫', ENDED: '解矫' },
)
