/**
 * What data may be used for (domain.md §2.3: every query carries a purpose bound to an approved application). These are the first
 * entries of the hub store's table; the hub reads the table, so that a data officer can change a purpose without a release.
 */
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
  /** The roles that may state the purpose, each with the rows it then reaches. */
  readonly scopes: Readonly<Partial<Record<Role, RowScope>>>
}

export const SELF_ACCESS = 'SELF_ACCESS'

export const purposes: readonly Purpose[] = [
  {
    code: 'GRID_EVENT',
    name: '网格事件办理',
    notice: '网格员为登记、核实和处置本网格内的事件查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    // The data officer of the grid centre accepts, dispatches and closes.
    scopes: { 'grid-worker': 'GRIDS', 'data-officer': 'ALL' },
  },
  {
    // Orders are opened under it too, so it asks for no case.
    code: 'HOTLINE',
    name: '12345热线办理',
    notice: '承办人员为办理您反映的热线诉求查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    scopes: { 'grid-worker': 'GRIDS', 'data-officer': 'ALL' },
  },
  {
    // To take down an application before there is a case: own department's data only, no person of the registry.
    code: 'MEDIATION_INTAKE',
    name: '调解申请受理',
    notice: '调解员为受理您的调解申请登记您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    scopes: { mediator: 'CASE' },
  },
  {
    code: 'MEDIATION',
    name: '矛盾纠纷调解',
    notice: '调解员为调解您作为当事人的纠纷查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: true,
    scopes: { mediator: 'CASE' },
  },
  {
    code: 'SAFETY_INSPECTION',
    name: '安全检查',
    notice: '工作人员为排查安全隐患查看您的信息。',
    noticeDelayDays: 30,
    caseNeeded: false,
    scopes: { 'grid-worker': 'GRIDS' },
  },
  {
    code: 'SOCIAL_RELIEF',
    name: '社会救助',
    notice: '工作人员为核实救助申请查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: true,
    scopes: { 'grid-worker': 'GRIDS' },
  },
  {
    code: 'PARTY_BUILDING',
    name: '基层党建',
    notice: '党组织为联系和服务党员查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    scopes: { 'grid-worker': 'GRIDS' },
  },
  {
    code: 'VOLUNTEER_POINTS',
    name: '公益积分',
    notice: '工作人员为登记志愿服务和积分查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    scopes: { 'grid-worker': 'GRIDS' },
  },
  {
    // By assigned officer and case only; a grid worker sees a service task, never the category of a group (domain.md §4.8).
    code: 'SPECIAL_SERVICE',
    name: '特殊人群服务',
    notice: '指定工作人员为提供帮扶服务查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: true,
    scopes: { mediator: 'CASE' },
  },
  {
    code: 'ASSESSMENT',
    name: '责任目标考核',
    notice: '仅用于汇总统计，不查看个人信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    scopes: { bi: 'NONE', 'data-officer': 'NONE' },
  },
  {
    code: SELF_ACCESS,
    name: '本人查询',
    notice: '您本人查询自己的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    scopes: { citizen: 'SELF' },
  },
  {
    code: 'DATA_QUALITY',
    name: '数据质量校核',
    notice: '数据部门为核对和更正数据查看您的信息。',
    noticeDelayDays: 0,
    caseNeeded: false,
    scopes: { developer: 'ALL', 'data-officer': 'ALL' },
  },
  {
    code: 'AUDIT_REVIEW',
    name: '审计检查',
    notice: '审计人员检查数据使用记录，不查看业务数据。',
    noticeDelayDays: 0,
    caseNeeded: false,
    scopes: { auditor: 'NONE' },
  },
]
