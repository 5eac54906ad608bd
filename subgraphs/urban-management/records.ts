/**
 * The records of urban management (docs/legacy-estate/urban-management.md). The first table is the component survey, the others the case system.
 *
 * Row rule of cases: whoever works for grids lists the cases that the department itself puts into one of them. Most rows hold no grid: the
 * registry finds it by the point, and what the registry opens is open. Penalties hang on the person or the unit, never on the case:
 * whoever may list cases has not thereby the persons.
 */
import { freeTextMask } from '../../access/masks.ts'
import type { AccessContext } from '../../access/principal.ts'
import { componentCodeShape } from '../../schema/standard-code.ts'
import { many, one, record, type Plain, type RecordSpec, type RowPath } from '../kit/declaration.ts'
import {
  address,
  code,
  day,
  decimal,
  entity,
  instant,
  latitude,
  longitude,
  organisationCode,
  personName,
  personNumber,
  phone,
  standardCode,
  text,
} from '../kit/fields.ts'
import {
  ComponentClass,
  ComponentState,
  PenalisedKind,
  PenaltyPayment,
  SitePhotoKind,
  UrbanCaseCategory,
  UrbanCaseKind,
  UrbanCaseSource,
  UrbanCaseState,
} from './codes.ts'

export function mayOpenUrbanCase(urbanCase: Plain, { rowScope, principal }: AccessContext, path: RowPath): boolean {
  switch (rowScope) {
    case 'ALL':
      return true
    case 'GRIDS': {
      const grid = urbanCase['gridCode']
      return path === 'entity' || (typeof grid === 'string' && principal.grids.includes(grid))
    }
    case 'CASE':
      return path === 'entity'
    default:
      return false
  }
}

const ownership = { level: 2, category: '部件权属', sharing: 'CONDITIONAL' } as const

export const CityComponent = record({
  name: 'CityComponent',
  description: 'A component of the city: a manhole, a lamp, a hydrant, a tree (城市部件).',
  from: {
    table: 'BJ',
    key: 'BJBM',
    ignore: ['LRR'],
    changedAt: 'GXSJ',
    baseData: { componentName: 'OBJECT_NAME', place: 'OBJECT_PLACE', state: 'OBJECT_STATE' },
  },
  classified: { level: 1, category: '城市部件', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      {
        code: 'code',
        kind: 'class',
        name: 'componentName',
        address: 'place',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The component as a thing (物).',
    ),
    owner: entity(
      'Organisation',
      { creditCode: 'ownerCreditCode', name: 'ownerName' },
      'The unit that owns it (权属单位).',
      ownership,
    ),
    code: standardCode('BJBM', componentCodeShape, 'Code of 16 digits (部件编码).', { filter: true }),
    class: code('BJXL', ComponentClass, 'Major and minor class (部件类别).', { filter: true }),
    componentName: text('BJMC', 'Name (部件名称).'),
    ownerName: text('QSDW', 'Unit that owns it (权属单位).', ownership),
    ownerCreditCode: organisationCode('QSDWDM', 'Credit code of the owner (权属单位信用代码).', ownership),
    maintainer: text('YHDW', 'Unit that maintains it (养护单位).', ownership),
    state: code('BJZT', ComponentState, 'State as last found (部件状态).', { filter: true }),
    surveyGrid: text('DYWG', 'Unit grid of the survey of 2009, not a grid of the city now (单元网格编码).'),
    place: text('WZMS', 'Where it stands, in words (位置描述).'),
    longitude: decimal('@longitude', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: decimal('@latitude', 'Latitude, CGCS2000 degrees (纬度).'),
    surveyedOn: day('PCRQ', 'Day of the survey (普查日期).'),
  },
  root: 'cityComponents',
})

const description = { level: 3, mask: freeTextMask } as const

export const UrbanCase = record({
  name: 'UrbanCase',
  description: 'A case task of urban management (城管案件).',
  from: { table: 'T_AJ', key: 'RWH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 2, category: '城管案件', sharing: 'CONDITIONAL' },
  rows: mayOpenUrbanCase,
  fields: {
    self: entity(
      'Event',
      {
        number: 'taskNumber',
        category: 'category',
        state: 'state',
        reportedAt: 'reportedAt',
        dueAt: 'dueAt',
        gridCode: 'gridCode',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The case as an event (事).',
    ),
    order: entity('Event', { number: 'orderNumber' }, 'The hotline order that it was made of (12345 工单).'),
    component: entity('ManagedObject', { code: 'componentCode' }, 'The component that it is about (物).'),
    grid: entity('Grid', { code: 'gridCode' }, 'The grid, where the department itself names it (网格).'),
    taskNumber: text('RWH', 'Number of the task (任务号).', { filter: true }),
    kind: code('AJLX', UrbanCaseKind, 'Incident or component (案件类型).', { filter: true }),
    category: code('AJLB', UrbanCaseCategory, 'What it is about (案件类别).', { filter: true }),
    componentCode: standardCode('BJBM', componentCodeShape, 'Code of the component (部件编码).', { filter: true }),
    orderNumber: text('GDH', 'Number of the hotline order (工单号).'),
    // Of a street, but now and then of a door.
    place: address('AJWZ', 'Where it is, in words (案件位置).'),
    longitude: longitude('JD', 'WD', 'GCJ02', 'Longitude, CGCS2000 degrees; the phone gave GCJ-02 (经度).'),
    latitude: latitude('WD', 'JD', 'GCJ02', 'Latitude, CGCS2000 degrees; the phone gave GCJ-02 (纬度).'),
    gridCode: text('WGBM', 'Grid code, where the department itself names it (网格编码).', { filter: true }),
    description: text('AJMS', 'What was found (案件描述).', description),
    source: code('SBLY', UrbanCaseSource, 'How it came in (上报来源).', { filter: true }),
    state: code('ZT', UrbanCaseState, 'How far it has come (办理状态).', { filter: true }),
    handlingUnit: text('CZDW', 'Unit that handles it (处置单位).'),
    collectorNumber: text('CJYBH', 'Number of the collector (采集员编号).'),
    reportedAt: instant('SBSJ', 'When it was reported (上报时间).', { filter: true }),
    dueAt: instant('CZSX', 'When it has to be done (处置时限).', { filter: true }),
    closedAt: instant('JASJ', 'When it was closed (结案时间).'),
    cityComponent: one((): RecordSpec => CityComponent, 'componentCode', 'The component as surveyed (部件).'),
    photos: many((): RecordSpec => SitePhoto, 'taskNumber', 'Photos of the place (现场照片).'),
  },
  root: 'urbanCases',
})

/** Pictures show passers-by: the hub gives the name of the file, never the file. */
export const SitePhoto = record({
  name: 'SitePhoto',
  description: 'A photo of the place of a case, by its handle in the department’s file store (现场照片).',
  from: { table: 'T_ZP', key: 'ZPBH', ignore: ['LRR'] },
  classified: { level: 3, category: '现场照片', sharing: 'CONDITIONAL' },
  fields: {
    number: text('ZPBH', 'Number of the photo (照片编号).'),
    taskNumber: text('RWH', 'Number of the task (任务号).', { level: 2 }),
    kind: code('ZPLX', SitePhotoKind, 'Before or after (照片类型).'),
    handle: text('WJBS', 'Name of the picture in the department’s file store (文件标识).'),
    takenAt: instant('PSSJ', 'When it was taken (拍摄时间).'),
  },
})

export const AdministrativePenalty = record({
  name: 'AdministrativePenalty',
  description: 'A penalty that the bureau imposed on a person or a unit (行政处罚).',
  from: { table: 'T_CF', key: 'CFBH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 3, category: '行政处罚', sharing: 'CONDITIONAL' },
  fields: {
    person: entity(
      'Person',
      { number: 'idNumber', name: 'penalisedName', phone: 'phone', event: 'urbanCase' },
      'Who was penalised (被处罚人).',
      { unless: ['kind', 'UNIT'] },
    ),
    organisation: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'penalisedName' },
      'The unit that was penalised (被处罚单位).',
      { unless: ['kind', 'PERSON'] },
    ),
    number: text('CFBH', 'Number of the penalty (处罚编号).', { level: 2 }),
    taskNumber: text('RWH', 'Number of the task (任务号).', { level: 2 }),
    decisionNumber: text('JDSWH', 'Number of the decision (决定书文号).'),
    kind: code('DSRLX', PenalisedKind, 'Person or unit (当事人类型).'),
    penalisedName: personName('DSR', 'Name of the person or unit (被处罚人).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document (证件号码).'),
    creditCode: organisationCode('XYDM', 'Credit code of the unit (信用代码).'),
    phone: phone('LXDH', 'Telephone (联系电话).'),
    ground: text('CFSY', 'Why (处罚事由).', { mask: freeTextMask }),
    fine: decimal('FKJE', 'Fine in 元 (罚款金额).'),
    decidedOn: day('CFRQ', 'Day of the decision (处罚日期).'),
    payment: code('JNZT', PenaltyPayment, 'Whether it was paid (缴纳状态).'),
    urbanCase: one((): RecordSpec => UrbanCase, 'taskNumber', 'The case (案件).'),
  },
})
