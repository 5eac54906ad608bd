/** What the codes of the province's civil affairs system mean (docs/legacy-estate/civil-affairs.md). */
import { codeList } from '../../schema/code-list.ts'

export const SocialOrganisationKind = codeList(
  'SocialOrganisationKind',
  'Kind of social organisation (社会组织类型).',
  { '1': 'ASSOCIATION', '2': 'PRIVATE_NON_ENTERPRISE', '3': 'FOUNDATION' },
  { ASSOCIATION: '社会团体', PRIVATE_NON_ENTERPRISE: '民办非企业单位 (社会服务机构)', FOUNDATION: '基金会' },
)

export const SocialOrganisationState = codeList(
  'SocialOrganisationState',
  'Whether a social organisation is registered (登记状态).',
  { '1': 'REGISTERED', '2': 'DEREGISTERED', '3': 'REVOKED' },
  { REGISTERED: '正常', DEREGISTERED: '注销', REVOKED: '撤销' },
)

export const AnnualInspection = codeList(
  'AnnualInspection',
  'What the last annual inspection found (年检结论).',
  { '0': 'NOT_INSPECTED', '1': 'PASSED', '2': 'PASSED_WITH_REMARKS', '3': 'FAILED' },
  { NOT_INSPECTED: '未检', PASSED: '合格', PASSED_WITH_REMARKS: '基本合格', FAILED: '不合格' },
)

export const PlaceKind = codeList(
  'PlaceKind',
  'What a place name names (地名类别).',
  { '1': 'HAMLET', '2': 'HOUSING_ESTATE', '3': 'ROAD', '4': 'BRIDGE', '5': 'BUILDING' },
  { HAMLET: '自然村', HOUSING_ESTATE: '住宅区', ROAD: '道路', BRIDGE: '桥梁', BUILDING: '建筑物' },
)

export const PlaceNameState = codeList(
  'PlaceNameState',
  'Whether a place name is in use (地名状态).',
  { '1': 'IN_USE', '2': 'ABOLISHED' },
  { IN_USE: '在用', ABOLISHED: '注销' },
)

export const DivisionRank = codeList(
  'DivisionRank',
  'Rank of an administrative division (区划级别).',
  { '3': 'COUNTY', '4': 'TOWN', '5': 'VILLAGE' },
  { COUNTY: '县级', TOWN: '乡级', VILLAGE: '村级' },
)

export const MarriageRegistrationKind = codeList(
  'MarriageRegistrationKind',
  'What was registered (登记类型).',
  { '1': 'MARRIAGE', '2': 'DIVORCE', '3': 'MARRIAGE_CERTIFICATE_AGAIN', '4': 'DIVORCE_CERTIFICATE_AGAIN' },
  {
    MARRIAGE: '结婚登记',
    DIVORCE: '离婚登记',
    MARRIAGE_CERTIFICATE_AGAIN: '补领结婚证',
    DIVORCE_CERTIFICATE_AGAIN: '补领离婚证',
  },
)

export const AssistanceKind = codeList(
  'AssistanceKind',
  'Kind of social assistance (救助类别).',
  { '1': 'URBAN_ALLOWANCE', '2': 'RURAL_ALLOWANCE', '3': 'EXTREME_HARDSHIP', '4': 'MARGINAL' },
  { URBAN_ALLOWANCE: '城市低保', RURAL_ALLOWANCE: '农村低保', EXTREME_HARDSHIP: '特困供养', MARGINAL: '低保边缘' },
)

export const AssistanceState = codeList(
  'AssistanceState',
  'Whether assistance is given (低保状态).',
  { '1': 'GIVEN', '2': 'STOPPED', '3': 'UNDER_REVIEW' },
  { GIVEN: '在保', STOPPED: '停保', UNDER_REVIEW: '审核中' },
)

export const DisabilityKind = codeList(
  'DisabilityKind',
  'Kind of disability (残疾类别).',
  {
    '1': 'VISION',
    '2': 'HEARING',
    '3': 'SPEECH',
    '4': 'LIMBS',
    '5': 'INTELLECTUAL',
    '6': 'MENTAL',
    '7': 'MULTIPLE',
  },
  {
    VISION: '视力',
    HEARING: '听力',
    SPEECH: '言语',
    LIMBS: '肢体',
    INTELLECTUAL: '智力',
    MENTAL: '精神',
    MULTIPLE: '多重',
  },
)

export const DisabilityGrade = codeList(
  'DisabilityGrade',
  'Grade of a disability, the first is the heaviest (残疾等级).',
  { '1': 'FIRST', '2': 'SECOND', '3': 'THIRD', '4': 'FOURTH' },
  { FIRST: '一级', SECOND: '二级', THIRD: '三级', FOURTH: '四级' },
)

export const DisabilityAllowance = codeList(
  'DisabilityAllowance',
  'Allowances for the disabled (残疾人两项补贴).',
  { '0': 'NONE', '1': 'LIVING', '2': 'NURSING', '3': 'BOTH' },
  { NONE: '无', LIVING: '困难残疾人生活补贴', NURSING: '重度残疾人护理补贴', BOTH: '两项' },
)

export const DisabilityState = codeList(
  'DisabilityState',
  'Whether a certificate of disability is valid (残疾证状态).',
  { '1': 'VALID', '2': 'CANCELLED' },
  { VALID: '有效', CANCELLED: '注销' },
)

export const ChildCareKind = codeList(
  'ChildCareKind',
  'Why a child is looked after (儿童类别).',
  { '1': 'ORPHAN', '2': 'WITHOUT_CARE', '3': 'LEFT_BEHIND', '4': 'IN_HARDSHIP' },
  { ORPHAN: '孤儿', WITHOUT_CARE: '事实无人抚养儿童', LEFT_BEHIND: '农村留守儿童', IN_HARDSHIP: '困境儿童' },
)

export const ChildCareState = codeList(
  'ChildCareState',
  'Whether a child is on the list (在册状态).',
  { '1': 'LISTED', '2': 'LEFT' },
  { LISTED: '在册', LEFT: '退出' },
)
