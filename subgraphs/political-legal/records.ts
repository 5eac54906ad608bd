/**
 * The records of the grid system, one a table (docs/legacy-estate/political-legal.md). `writes.ts` changes some of them.
 *
 * Row rule of grid events: a grid worker has the events of the own grids. Who works on a case has what the registry opens for the case, so
 * the rule says yes and the grants say which fields. A citizen reaches the own events through the person, never by listing them.
 */
import { freeTextMask } from '../../access/masks.ts'
import type { AccessContext } from '../../access/principal.ts'
import { many, one, record, type Plain, type RowPath, type RecordSpec } from '../kit/declaration.ts'
import {
  address,
  area,
  code,
  day,
  entity,
  instant,
  integer,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import {
  EventPersonRole,
  GridEventAction,
  GridEventCategory,
  GridEventState,
  GridChangeKind,
  GridHouseUse,
  GridKind,
  LimitUnit,
  ReportChannel,
  SexInWords,
  SpecialGroup,
  WorkerState,
} from './codes.ts'

export function mayOpenEvent(event: Plain, { rowScope, principal }: AccessContext, path: RowPath): boolean {
  switch (rowScope) {
    case 'ALL':
      return true
    // A mediator sees the events of a party whom the registry has opened, not the list of them all.
    case 'CASE':
      return path === 'entity'
    case 'GRIDS':
      return inGrids(event, principal.grids)
    default:
      return false
  }
}

export function inGrids(event: Plain, grids: readonly string[]): boolean {
  const grid = event['gridCode']
  return typeof grid === 'string' && grids.includes(grid)
}

export const GridArea = record({
  name: 'GridArea',
  description: 'A grid as drawn: every place lies in exactly one (网格).',
  from: { table: 'T_WG', key: 'WGBM', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '网格信息', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'Grid',
      {
        code: 'code',
        name: 'gridName',
        kind: 'kind',
        villageCode: 'villageCode',
        boundary: 'boundary',
        validFrom: 'validFrom',
        validTo: 'validTo',
      },
      'The grid (网格).',
    ),
    code: text('WGBM', 'Grid code: village 12 digits, sequence 3 (网格编码).', { filter: true }),
    gridName: text('WGMC', 'Name (网格名称).'),
    kind: code('WGLX', GridKind, 'Basic or dedicated (网格类型).', { filter: true }),
    villageCode: text('CSDM', 'Village or community code (村社区代码).', { filter: true }),
    boundary: area('WGBJ', 'Boundary as WKT in CGCS2000 (网格边界).', { level: 2, sharing: 'CONDITIONAL' }),
    validFrom: day('QYRQ', 'First day (启用日期).', { filter: true }),
    validTo: day('TYRQ', 'Last day; null while the grid is in use (停用日期).', { filter: true }),
    // A published service line, not the phone of a person: no mask.
    complaintLine: text('TSDH', 'Complaint line as posted in the grid (投诉电话).'),
    workers: many((): RecordSpec => GridWorker, 'gridCode', 'Who looks after the grid (网格员).'),
    gridEvents: many(
      (): RecordSpec => GridEvent,
      'gridCode',
      'Events of the grid that are open to the request (网格事件).',
    ),
    houses: many((): RecordSpec => GridHouse, 'gridCode', 'Houses in the grid’s ledger (房屋台账).'),
  },
  root: 'gridAreas',
})

export const GridChange = record({
  name: 'GridChange',
  description: 'Ground of one grid went into another: a row for each of the new ones (网格变更).',
  from: { table: 'T_WGBG', key: 'BGBH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '网格信息', sharing: 'UNCONDITIONAL' },
  fields: {
    before: entity(
      'Grid',
      { code: 'oldCode', successor: 'newCode', changedOn: 'changedOn', change: 'kind' },
      'The grid before (原网格).',
    ),
    after: entity('Grid', { code: 'newCode' }, 'The grid after (新网格).'),
    oldCode: text('YWGBM', 'Code of the grid before (原网格编码).', { filter: true }),
    newCode: text('XWGBM', 'Code of the grid after (新网格编码).', { filter: true }),
    kind: code('BGLX', GridChangeKind, 'What became of the old grid (变更类型).', { filter: true }),
    changedOn: day('BGRQ', 'First day of the new grid (变更日期).'),
    order: text('PZWH', 'Number of the order (批准文号).'),
  },
  root: 'gridChanges',
})

export const GridWorker = record({
  name: 'GridWorker',
  description: 'A grid worker; name and phone are posted in the grid (网格员).',
  from: {
    table: 'T_WGY',
    key: 'WGYBH',
    ignore: ['LRR', 'BZ'],
    changedAt: 'GXSJ',
    correctable: ['workerName', 'workerPhone'],
  },
  classified: { level: 2, category: '网格员', sharing: 'UNCONDITIONAL' },
  fields: {
    number: text('WGYBH', 'Number, the staff key in the hub (网格员编号).', { filter: true }),
    workerName: text('XM', 'Name (网格员姓名).'),
    workerPhone: text('SJH', 'Telephone (网格员电话).'),
    gridCode: text('WGBM', 'Grid code (网格编码).', { filter: true }),
    state: code('ZT', WorkerState, 'Whether on duty (在岗状态).', { filter: true }),
    area: one((): RecordSpec => GridArea, 'gridCode', 'The grid (网格).'),
  },
  root: 'gridWorkers',
})

export const GridEvent = record({
  name: 'GridEvent',
  description: 'Something that was found in a grid and must be handled (网格事件).',
  from: {
    table: 'T_SJ',
    key: 'SJBH',
    ignore: ['LRR', 'LRSJ', 'BZ'],
    version: 'BBH',
    changedAt: 'GXSJ',
    correctable: ['title', 'description', 'addressCode'],
  },
  classified: { level: 2, category: '网格事件', sharing: 'CONDITIONAL' },
  rows: mayOpenEvent,
  fields: {
    self: entity(
      'Event',
      {
        number: 'number',
        category: 'category',
        title: 'title',
        state: 'state',
        reportedAt: 'reportedAt',
        dueAt: 'dueAt',
        gridCode: 'gridCode',
        addressCode: 'addressCode',
        handler: 'handlerNumber',
      },
      'The event (事).',
    ),
    number: text('SJBH', 'Number of the event (事件编号).', { filter: true }),
    title: text('SJBT', 'Title (标题).'),
    category: code('SJLB', GridEventCategory, 'What it is about (事件类别).', { filter: true }),
    categoryCode: text('SJLB', 'Code of the category as the city lists it (事件类别代码).'),
    description: text('SJMS', 'What was found (事件描述).', { level: 3, mask: freeTextMask }),
    gridCode: text('WGBM', 'Grid of the day of the report (网格编码).', { filter: true }),
    addressCode: text('DZBM', 'Standard address code (标准地址编码).'),
    channel: code('SBQD', ReportChannel, 'How it was reported (上报渠道).', { filter: true }),
    reporterNumber: text('SBRBH', 'Staff key of the reporting grid worker (上报人编号).'),
    state: code('ZT', GridEventState, 'How far it has come (状态).', { filter: true }),
    handlingUnit: text('CLDW', 'Department that handles it (处置部门).', { filter: true }),
    handlerNumber: text('CLRBH', 'Staff key of who handles it (处置人编号).'),
    verifierNumber: text('HCRBH', 'Staff key of who verifies it (核查人编号).'),
    reportedAt: instant('SBSJ', 'When it was reported (上报时间).', { filter: true }),
    dueAt: instant('BLQX', 'When it has to be done (办理时限).', { filter: true }),
    version: text('BBH', 'Give it as expectedVersion with a change (版本号).'),
    limit: one((): RecordSpec => TimeLimit, 'categoryCode', 'The time limit of the category (办理时限).'),
    steps: many((): RecordSpec => GridEventStep, 'eventNumber', 'What was done, when, by whom, why (流程).'),
  },
  root: 'gridEvents',
})

/** Who reported an event or is concerned in it. Events do not lead here: whoever may list events has not thereby the persons. */
export const GridEventPerson = record({
  name: 'GridEventPerson',
  description: 'A person in a grid event (涉事人员).',
  from: {
    table: 'T_SJRY',
    key: 'RYBH',
    ignore: ['LRR'],
    changedAt: 'GXSJ',
    correctable: ['name', 'sex', 'idNumber', 'phone'],
  },
  classified: { level: 3, category: '涉事人员', sharing: 'CONDITIONAL' },
  fields: {
    person: entity(
      'Person',
      { number: 'idNumber', name: 'name', sex: 'sex', phone: 'phone', event: 'gridEvent' },
      'The person (人).',
    ),
    number: text('RYBH', 'Number of the entry (编号).', { level: 2 }),
    eventNumber: text('SJBH', 'Number of the event (事件编号).', { level: 2 }),
    name: personName('XM', 'Name (姓名).'),
    sex: code('XB', SexInWords, 'Sex (性别).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document, where known (证件号码).'),
    phone: phone('SJH', 'Telephone (手机号).'),
    role: code('RYLX', EventPersonRole, 'What the person is to the event (涉事人员类型).'),
    gridEvent: one((): RecordSpec => GridEvent, 'eventNumber', 'The event (网格事件).'),
  },
})

export const GridEventStep = record({
  name: 'GridEventStep',
  description: 'One step of a grid event (事件流程).',
  from: { table: 'T_SJLC', key: 'LCBH' },
  classified: { level: 2, category: '网格事件', sharing: 'CONDITIONAL' },
  fields: {
    number: text('LCBH', 'Number of the step (流程编号).'),
    eventNumber: text('SJBH', 'Number of the event (事件编号).'),
    action: code('DZ', GridEventAction, 'What was done; null in old rows (动作).'),
    state: code('XZT', GridEventState, 'State after it (新状态).'),
    by: text('CZR', 'Staff key of who did it (操作人).'),
    at: instant('CZSJ', 'When (操作时间).'),
    note: text('YJ', 'Why (意见).', { level: 3, mask: freeTextMask }),
  },
})

export const GridHouse = record({
  name: 'GridHouse',
  description: 'A house in the ledger of its grid (房屋台账).',
  from: {
    table: 'T_FWTZ',
    key: 'TZBH',
    ignore: ['LRR', 'BZ'],
    changedAt: 'GXSJ',
    correctable: ['addressCode', 'address', 'use', 'residentCount'],
    baseData: { address: 'HOUSE_ADDRESS', use: 'HOUSE_USE', residentCount: 'HOUSE_RESIDENT_COUNT' },
    newRows: 'TZH',
  },
  classified: { level: 2, category: '房屋台账', sharing: 'CONDITIONAL' },
  fields: {
    house: entity('House', { addressCode: 'addressCode', address: 'address', gridCode: 'gridCode' }, 'The house (房).'),
    addressCode: text('DZBM', 'Standard address code (标准地址编码).'),
    gridCode: text('WGBM', 'Grid code (网格编码).'),
    address: address('DZMC', 'Address as written (地址).', { level: 3 }),
    use: code('FWLX', GridHouseUse, 'How it is used (房屋使用).'),
    residentCount: integer('JZRS', 'How many live there (居住人数).'),
    area: one((): RecordSpec => GridArea, 'gridCode', 'The grid (网格).'),
  },
})

export const TimeLimit = record({
  name: 'TimeLimit',
  description: 'How long a category of grid events may take (办理时限).',
  from: { table: 'T_BLSX', key: 'SJLB', ignore: ['YJ'] },
  classified: { level: 2, category: '办理时限', sharing: 'CONDITIONAL' },
  fields: {
    category: code('SJLB', GridEventCategory, 'The category (事件类别).'),
    categoryName: text('LBMC', 'Its name in the city’s list (类别名称).'),
    amount: integer('SXZ', 'How many units (时限值).'),
    unit: code('SXDW', LimitUnit, 'Hours or calendar days (时限单位).'),
  },
  root: 'timeLimits',
})

/** Declared so that the catalogue says that it exists and that nobody gets it: a grid worker sees a service task, not the category. */
export const SpecialGroupMember = record({
  name: 'SpecialGroupMember',
  description: 'A member of a special group; never shared (特殊人群).',
  from: { table: 'T_TSRQ', key: 'JLBH', ignore: ['LRR'] },
  classified: { level: 4, category: '特殊人群', sharing: 'NEVER' },
  rows: () => false,
  fields: {
    memberName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document (证件号码).'),
    category: code('RQLB', SpecialGroup, 'The category (特殊人群类别).'),
    gridCode: text('WGBM', 'Grid code (网格编码).'),
  },
})
