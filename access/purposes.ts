/**
 * What data may be used for (domain.md §2.3: every query carries a purpose bound to an approved application). These are the first
 * entries of the hub store's table; the hub reads the table, so that a security administrator can change a purpose without a release.
 *
 * A purpose is a bound of its own: whatever a grant says, and also for a department's own data, it opens conditional data only in the
 * fields and the area that it names, to the roles that it names, until its end.
 */
import { CITY_CODE } from '../schema/divisions.ts'
import { EVERY_FIELD } from './grant-fields.ts'
import { GRANT_ADMINISTRATION } from './powers.ts'
import type { Role, RowScope } from './principal.ts'

export interface Purpose {
  readonly code: string
  /** Chinese name, as the person concerned reads it. */
  readonly name: string
  /** What the person concerned is told (PIPL art. 17). */
  readonly notice: string
  /** Days after which the person concerned sees the look: 0 at once; more where the law lets notice wait (PIPL art. 35). */
  readonly noticeDelayDays: number
  readonly caseNeeded: boolean
  /** Records whose keys are the numbers of its cases; a case that is needed must stand in one of them, and be the caller's. */
  readonly cases: readonly CaseRecord[]
  /** The roles that may state the purpose, each with the rows it then reaches. */
  readonly scopes: Readonly<Partial<Record<Role, RowScope>>>
  /** What it may ever open of conditional data, named as in grants; EVERY_FIELD for all that is shared at all. Nothing when empty. */
  readonly fields: readonly string[]
  /** Division codes (6 digits the city, 9 a town, 12 a village, 15 a grid) in which rows are reached. Nowhere when empty. */
  readonly area: readonly string[]
  /** Epoch ms from which it can no longer be stated; null where the duty behind it has no end. */
  readonly validUntil: number | null
}

/** The record of a case in the department's own words, and the entity that has it: `justice`, an `Event`, `MediationCase/self/<number>`. */
export interface CaseRecord {
  readonly department: string
  readonly kind: 'Event' | 'Person'
  readonly record: string
  readonly role: string
}

export const SELF_ACCESS = 'SELF_ACCESS'
export const ADMINISTRATION = 'GRANT_ADMINISTRATION'
export const DATA_QUALITY = 'DATA_QUALITY'
export const BASE_DATA = 'BASE_DATA'

const categories = (...names: readonly string[]) => names.map((name) => `category:${name}`)

const mediationCase: CaseRecord = { department: 'justice', kind: 'Event', record: 'MediationCase', role: 'self' }
/** Relief is asked for at the approval service, and then stands in civil affairs. */
const application: CaseRecord = {
  department: 'approval-service',
  kind: 'Person',
  record: 'Application',
  role: 'applicant',
}
const assistance: CaseRecord = {
  department: 'civil-affairs',
  kind: 'Person',
  record: 'SocialAssistance',
  role: 'person',
}

export const purposes: readonly Purpose[] = [
  {
    code: 'GRID_EVENT',
    name: '网格事件办理',
    notice: '网格员为登记、核实和处置本网格内的事件查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    // The data officer of the grid centre accepts, dispatches and closes.
    scopes: { 'grid-worker': 'GRIDS', 'data-officer': 'ALL' },
    fields: categories(
      '人口',
      '居住',
      '事件',
      '涉事人员',
      '房屋',
      '部件',
      '网格事件',
      '办理时限',
      '网格信息',
      '房屋台账',
      '人口信息',
      '户籍信息',
      '标准地址',
      '房屋信息',
      '危房鉴定',
      '热线工单',
      '欠薪线索',
      '参保单位',
      '城管案件',
      '现场照片',
      '部件权属',
      '安全隐患',
      '环境投诉',
      '环境风险源',
      '家庭医生团队',
      '不动产单元',
      '宗地',
      '林地',
    ),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    // What is known of a house, a shop or an object before a visit, and what the visit finds: no person is read under it.
    code: BASE_DATA,
    name: '基础信息采集',
    notice: '网格员为采集和核实本网格的房屋、单位和部件信息查看相关信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { 'grid-worker': 'GRIDS' },
    fields: categories(
      '基础信息采集',
      '房屋',
      '部件',
      '房屋台账',
      '房屋信息',
      '安全生产监管',
      '环境风险源',
      '部件权属',
      '网格信息',
    ),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    // Orders are opened under it too, so it asks for no case.
    code: 'HOTLINE',
    name: '12345热线办理',
    notice: '承办人员为办理您反映的热线诉求查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { 'grid-worker': 'GRIDS', 'data-officer': 'ALL' },
    fields: categories('人口', '事件', '涉事人员', '房屋', '热线工单', '办件信息'),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    // To take down an application before there is a case: own department's data only, no person of the registry.
    code: 'MEDIATION_INTAKE',
    name: '调解申请受理',
    notice: '调解员为受理您的调解申请登记您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { mediator: 'CASE' },
    fields: categories('纠纷信息', '当事人', '调解员'),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    code: 'MEDIATION',
    name: '矛盾纠纷调解',
    notice: '调解员为调解您作为当事人的纠纷查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: true,
    cases: [mediationCase],
    scopes: { mediator: 'CASE' },
    fields: categories(
      '人口',
      '居住',
      '事件',
      '涉事人员',
      '房屋',
      '纠纷信息',
      '当事人',
      '调解员',
      '调解协议',
      '法院委派案件',
      '司法确认',
      '网格事件',
      '办理时限',
      '户籍信息',
      '人口信息',
      '标准地址',
      '房屋信息',
      '房屋权属',
      '租赁备案',
      '机动车',
      '负责人信息',
      '热线工单',
      '参保单位',
      '劳动仲裁',
      '就业失业登记',
      '不动产单元',
      '宗地',
      '不动产权利',
      '农村土地承包',
      '宅基地',
      '婚姻登记',
      '家庭医生团队',
    ),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    code: 'SAFETY_INSPECTION',
    name: '安全检查',
    notice: '工作人员为排查安全隐患查看您的信息。',
    noticeDelayDays: 30,
    caseNeeded: false,
    cases: [],
    scopes: { 'grid-worker': 'GRIDS' },
    fields: categories(
      '事件',
      '房屋',
      '部件',
      '网格事件',
      '办理时限',
      '房屋台账',
      '房屋信息',
      '危房鉴定',
      '特种设备',
      '安全隐患',
      '安全生产监管',
      '应急物资',
      '危险化学品',
      '学校信息',
      '校园安全',
      '环境风险源',
      '污染源监测',
      '部件权属',
    ),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    // What 社会救助暂行办法 58 lets be compared: household, income and property; no health record.
    code: 'SOCIAL_RELIEF',
    name: '社会救助',
    notice: '工作人员为核实救助申请查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: true,
    cases: [application, assistance],
    scopes: { 'grid-worker': 'GRIDS' },
    fields: categories(
      '人口',
      '居住',
      '户籍信息',
      '人口信息',
      '办件信息',
      '社会救助',
      '救助金额',
      '婚姻登记',
      '死亡信息',
      '残疾信息',
      '儿童福利',
      '房屋权属',
      '不动产权利',
      '机动车',
      '负责人信息',
      '社会保险',
      '养老待遇',
      '养老金额',
      '就业失业登记',
      '医疗保险参保',
      '退役军人信息',
      '优抚信息',
      '优抚金额',
      '防返贫监测',
      '农村土地承包',
    ),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    code: 'PARTY_BUILDING',
    name: '基层党建',
    notice: '党组织为联系和服务党员查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { 'grid-worker': 'GRIDS' },
    fields: categories('人口', '居住', '党组织信息', '党员信息', '流动党员'),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    code: 'VOLUNTEER_POINTS',
    name: '公益积分',
    notice: '工作人员为登记志愿服务和积分查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { 'grid-worker': 'GRIDS' },
    fields: categories('人口', '志愿积分', '志愿者', '证件核验'),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    // By assigned officer and case only; a grid worker sees a service task, never the category of a group (domain.md §4.8). The cases
    // whose officer the hub knows are those of justice.
    code: 'SPECIAL_SERVICE',
    name: '特殊人群服务',
    notice: '指定工作人员为提供帮扶服务查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: true,
    cases: [mediationCase],
    scopes: { mediator: 'CASE' },
    fields: categories(
      '人口',
      '居住',
      '事件',
      '涉事人员',
      '纠纷信息',
      '当事人',
      '调解员',
      '社会救助',
      '残疾信息',
      '就业失业登记',
      '职业技能',
      '家庭医生团队',
      '家庭医生签约',
    ),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    code: 'ASSESSMENT',
    name: '责任目标考核',
    notice: '仅用于汇总统计，不查看个人信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { bi: 'NONE', 'data-officer': 'NONE' },
    fields: categories('统计', '心理热线统计'),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    code: SELF_ACCESS,
    name: '本人查询',
    notice: '您本人查询自己的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { citizen: 'SELF' },
    fields: [EVERY_FIELD],
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    code: DATA_QUALITY,
    name: '数据质量校核',
    notice: '数据部门为核对和更正数据查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { developer: 'ALL', 'data-officer': 'ALL' },
    fields: [EVERY_FIELD],
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    code: 'AUDIT_REVIEW',
    name: '审计检查',
    notice: '审计人员检查数据使用记录，不查看业务数据。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { auditor: 'NONE' },
    fields: categories('访问记录'),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    // Under it grants are applied for, given and taken back; it reaches no data of persons.
    code: ADMINISTRATION,
    name: '授权管理',
    notice: '仅用于办理数据授权，不查看个人信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: {
      'grid-worker': 'NONE',
      mediator: 'NONE',
      developer: 'NONE',
      bi: 'NONE',
      'data-officer': 'NONE',
      'security-administrator': 'NONE',
    },
    fields: categories(GRANT_ADMINISTRATION),
    area: [CITY_CODE],
    validUntil: null,
  },
  {
    // Opens nothing by itself: only whoever breaks the glass has a right under it, for hours.
    code: 'EMERGENCY_RESCUE',
    name: '应急救援',
    notice: '救援人员在紧急情况下为保护生命和财产查看了您的信息，事后已复核。',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    scopes: { 'grid-worker': 'GRIDS', 'data-officer': 'ALL' },
    fields: categories(
      '人口',
      '居住',
      '户籍信息',
      '人口信息',
      '房屋',
      '房屋信息',
      '房屋台账',
      '危房鉴定',
      '危险化学品',
      '安全隐患',
      '应急物资',
    ),
    area: [CITY_CODE],
    validUntil: null,
  },
]
