/** What the codes of the grid system mean (docs/legacy-estate/political-legal.md). */
import { codeList } from '../../schema/code-list.ts'
import { Sex } from '../../schema/codes/sex.ts'

export const GridKind = codeList(
  'GridKind',
  'Basic grid, or dedicated to a school, market, hospital, park (网格类型).',
  { '1': 'BASIC', '2': 'DEDICATED' },
  { BASIC: '基本网格', DEDICATED: '专属网格' },
)

export const GridChangeKind = codeList(
  'GridChangeKind',
  'What became of a grid: its whole ground went into another, was divided, got another code, was drawn along new borders (网格变更类型).',
  { '1': 'MERGED', '2': 'DIVIDED', '3': 'RENUMBERED', '4': 'REDRAWN' },
  { MERGED: '合并', DIVIDED: '拆分', RENUMBERED: '更换编码', REDRAWN: '重划' },
)

export const WorkerState = codeList(
  'WorkerState',
  'Whether a grid worker is on duty (在岗状态).',
  { '1': 'ON_DUTY', '0': 'LEFT' },
  { ON_DUTY: '在岗', LEFT: '离岗' },
)

/** The national list in words: this system writes words, so the hub writes them too. */
export const SexInWords = codeList(
  Sex.name,
  Sex.description,
  { 男: 'MALE', 女: 'FEMALE', 未知: 'UNKNOWN', 未说明: 'NOT_STATED' },
  Sex.meanings,
)

export const GridEventCategory = codeList(
  'GridEventCategory',
  'What a grid event is about (事件类别).',
  {
    '0101': 'RUBBISH',
    '0102': 'ROAD_CLEANING',
    '0103': 'ILLEGAL_BUILDING',
    '0201': 'STREET_LAMP',
    '0202': 'MANHOLE',
    '0301': 'FIRE_HAZARD',
    '0302': 'ELECTRIC_HAZARD',
    '0303': 'DANGEROUS_HOUSE',
    '0401': 'NEIGHBOURS',
    '0402': 'PROPERTY_MANAGEMENT',
    '0403': 'LABOUR',
    '0501': 'VISIT',
    '0502': 'ENQUIRY',
    '0901': 'OTHER',
  },
  {
    RUBBISH: '暴露垃圾',
    ROAD_CLEANING: '道路保洁',
    ILLEGAL_BUILDING: '私搭乱建',
    STREET_LAMP: '路灯损坏',
    MANHOLE: '井盖缺失',
    FIRE_HAZARD: '消防隐患',
    ELECTRIC_HAZARD: '用电隐患',
    DANGEROUS_HOUSE: '危房隐患',
    NEIGHBOURS: '邻里纠纷',
    PROPERTY_MANAGEMENT: '物业纠纷',
    LABOUR: '劳资纠纷',
    VISIT: '走访慰问',
    ENQUIRY: '政策咨询',
    OTHER: '其他',
  },
)

export const ReportChannel = codeList(
  'ReportChannel',
  'How a grid event was reported (上报渠道).',
  { '1': 'GRID_WORKER', '2': 'CITIZEN', '3': 'HOTLINE', '4': 'DEPARTMENT' },
  { GRID_WORKER: '网格员', CITIZEN: '平度E通', HOTLINE: '热线转办', DEPARTMENT: '部门移交' },
)

export const GridEventState = codeList(
  'GridEventState',
  'How far a grid event has come (事件状态).',
  {
    '10': 'REPORTED',
    '20': 'ACCEPTED',
    '30': 'REGISTERED',
    '40': 'DISPATCHED',
    '50': 'HANDLING',
    '60': 'TO_BE_VERIFIED',
    '65': 'VERIFIED',
    '70': 'CLOSED',
    '80': 'RATED',
    '91': 'SELF_HANDLED',
    '92': 'NOT_REGISTERED',
    '93': 'SUSPENDED',
    '94': 'VOID',
  },
  {
    REPORTED: '上报',
    ACCEPTED: '受理',
    REGISTERED: '立案',
    DISPATCHED: '派遣',
    HANDLING: '处置中',
    TO_BE_VERIFIED: '待核查',
    VERIFIED: '已核查',
    CLOSED: '结案',
    RATED: '评价',
    SELF_HANDLED: '自处置',
    NOT_REGISTERED: '不予立案',
    SUSPENDED: '挂起',
    VOID: '作废',
  },
)

export const GridEventAction = codeList(
  'GridEventAction',
  'A step of a grid event (事件动作).',
  {
    REPORT: 'REPORT',
    SELF_HANDLE: 'SELF_HANDLE',
    ACCEPT: 'ACCEPT',
    REGISTER: 'REGISTER',
    DECLINE: 'DECLINE',
    DISPATCH: 'DISPATCH',
    RETURN: 'RETURN',
    BEGIN: 'BEGIN',
    FINISH: 'FINISH',
    VERIFY: 'VERIFY',
    REWORK: 'REWORK',
    EXTEND: 'EXTEND',
    SUSPEND: 'SUSPEND',
    RESUME: 'RESUME',
    CLOSE: 'CLOSE',
    VOID: 'VOID',
  },
  {
    REPORT: '上报',
    SELF_HANDLE: '自处置',
    ACCEPT: '受理',
    REGISTER: '立案',
    DECLINE: '不予立案',
    DISPATCH: '派遣',
    RETURN: '退回',
    BEGIN: '开始处置',
    FINISH: '处置完毕',
    VERIFY: '核查通过',
    REWORK: '返工',
    EXTEND: '延期',
    SUSPEND: '挂起',
    RESUME: '恢复',
    CLOSE: '结案',
    VOID: '作废',
  },
)

export const EventPersonRole = codeList(
  'EventPersonRole',
  'What somebody is to a grid event (涉事人员类型).',
  { '1': 'REPORTER', '2': 'CONCERNED' },
  { REPORTER: '上报人', CONCERNED: '当事人' },
)

export const GridHouseUse = codeList(
  'GridHouseUse',
  'How a house is used, as the grid worker found it (房屋使用).',
  { '1': 'OWN', '2': 'LET', '3': 'EMPTY', '4': 'BUSINESS' },
  { OWN: '自住', LET: '出租', EMPTY: '空置', BUSINESS: '经营' },
)

export const LimitUnit = codeList(
  'LimitUnit',
  'Unit of a time limit (时限单位).',
  { H: 'HOURS', D: 'DAYS' },
  { HOURS: '小时', DAYS: '日, 自然日' },
)

export const SpecialGroup = codeList('SpecialGroup', 'Category of a special group; never shared (特殊人群类别).', {
  '1': 'COMMUNITY_CORRECTION',
  '2': 'RELEASED',
  '3': 'DRUG_REHABILITATION',
  '4': 'MENTAL_DISORDER',
  '5': 'YOUTH_AT_RISK',
})
