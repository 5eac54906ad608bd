/** What the codes in the export of human resources mean (docs/legacy-estate/human-resources.md). */
import { codeList } from '../../schema/code-list.ts'

export const EmployerKind = codeList(
  'EmployerKind',
  'Kind of an insured unit (单位类型).',
  { '10': 'FIRM', '20': 'PUBLIC_BODY', '30': 'SOCIAL_ORGANISATION', '40': 'SOLE_TRADER', '90': 'OTHER' },
  {
    FIRM: '企业',
    PUBLIC_BODY: '机关事业单位',
    SOCIAL_ORGANISATION: '社会团体',
    SOLE_TRADER: '个体工商户',
    OTHER: '其他',
  },
)

export const ContributionState = codeList(
  'ContributionState',
  'Whether contributions are paid (参保状态).',
  { '1': 'PAYING', '2': 'PAUSED', '3': 'ENDED' },
  { PAYING: '正常参保缴费', PAUSED: '暂停', ENDED: '终止' },
)

export const PensionScheme = codeList(
  'PensionScheme',
  'Scheme of old-age insurance (险种).',
  { '11': 'EMPLOYEES', '12': 'PUBLIC_SERVICE', '17': 'RESIDENTS' },
  { EMPLOYEES: '企业职工基本养老保险', PUBLIC_SERVICE: '机关事业单位养老保险', RESIDENTS: '城乡居民养老保险' },
)

export const EmploymentKind = codeList(
  'EmploymentKind',
  'What a registration says (登记类别).',
  { '1': 'EMPLOYED', '2': 'FLEXIBLE', '3': 'UNEMPLOYED' },
  { EMPLOYED: '单位就业', FLEXIBLE: '灵活就业', UNEMPLOYED: '失业' },
)

export const UnemploymentReason = codeList(
  'UnemploymentReason',
  'Why somebody lost the work (失业原因).',
  { '01': 'CONTRACT_ENDED', '02': 'DISMISSED', '03': 'RESIGNED', '09': 'OTHER' },
  { CONTRACT_ENDED: '合同期满', DISMISSED: '单位解除', RESIGNED: '个人辞职', OTHER: '其他' },
)

export const PensionKind = codeList(
  'PensionKind',
  'Kind of a pension (待遇类别).',
  { '01': 'BASIC', '02': 'RESIDENTS', '03': 'DISABILITY' },
  { BASIC: '基本养老金', RESIDENTS: '城乡居民养老金', DISABILITY: '病残津贴' },
)

export const PaymentState = codeList(
  'PaymentState',
  'Whether a pension is paid (发放状态).',
  { '1': 'PAID', '2': 'PAUSED', '3': 'ENDED' },
  { PAID: '正常发放', PAUSED: '暂停', ENDED: '终止' },
)

export const SkillLevel = codeList(
  'SkillLevel',
  'Level of a vocational skill; 1 is the highest (职业技能等级).',
  { '1': 'SENIOR_TECHNICIAN', '2': 'TECHNICIAN', '3': 'SENIOR_WORKER', '4': 'MIDDLE_WORKER', '5': 'JUNIOR_WORKER' },
  {
    SENIOR_TECHNICIAN: '高级技师',
    TECHNICIAN: '技师',
    SENIOR_WORKER: '高级工',
    MIDDLE_WORKER: '中级工',
    JUNIOR_WORKER: '初级工',
  },
)

export const LeadSource = codeList(
  'LeadSource',
  'How a lead on wage arrears came (线索来源).',
  { '1': 'NATIONAL_PLATFORM', '2': 'HOTLINE', '3': 'PETITION', '4': 'VISIT' },
  { NATIONAL_PLATFORM: '全国根治欠薪线索平台', HOTLINE: '12345', PETITION: '信访', VISIT: '来访' },
)

export const LeadField = codeList(
  'LeadField',
  'Trade in which wages are owed (欠薪领域).',
  { '1': 'CONSTRUCTION', '2': 'MANUFACTURING', '3': 'SERVICES', '9': 'OTHER' },
  { CONSTRUCTION: '工程建设', MANUFACTURING: '制造', SERVICES: '服务', OTHER: '其他' },
)

export const LeadState = codeList(
  'LeadState',
  'How far a lead on wage arrears has come (线索状态).',
  { '1': 'TO_BE_CHECKED', '2': 'CHECKING', '3': 'FILED', '4': 'CLOSED', '5': 'UNFOUNDED' },
  { TO_BE_CHECKED: '待核实', CHECKING: '核实中', FILED: '已立案', CLOSED: '已办结', UNFOUNDED: '不属实' },
)

export const ArbitrationCause = codeList(
  'ArbitrationCause',
  'What a labour dispute is about (案由).',
  { '01': 'PAY', '02': 'DISMISSAL', '03': 'WORK_INJURY', '04': 'SOCIAL_INSURANCE', '09': 'OTHER' },
  { PAY: '劳动报酬', DISMISSAL: '解除劳动合同', WORK_INJURY: '工伤待遇', SOCIAL_INSURANCE: '社会保险', OTHER: '其他' },
)

export const ArbitrationState = codeList(
  'ArbitrationState',
  'How far a case of arbitration has come (案件状态).',
  { '1': 'ACCEPTED', '2': 'HEARD', '3': 'SETTLED', '4': 'AWARDED', '5': 'WITHDRAWN' },
  { ACCEPTED: '受理', HEARD: '开庭', SETTLED: '调解结案', AWARDED: '裁决', WITHDRAWN: '撤诉' },
)

export const ArbitrationRole = codeList(
  'ArbitrationRole',
  'What somebody is in a case of arbitration (地位).',
  { '1': 'APPLICANT', '2': 'THIRD_PARTY', '3': 'AGENT' },
  { APPLICANT: '申请人', THIRD_PARTY: '第三人', AGENT: '委托代理人' },
)
