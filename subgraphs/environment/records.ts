/**
 * The records of the bureau's database, one a table (docs/legacy-estate/environment.md).
 *
 * Of a complaint nothing is shared that tells who complained: neither name and telephone nor what was written down.
 * Row rule of complaints: a grid worker has those of the own grids; whoever works on a case has what the registry opens for it, not the list.
 */
import type { AccessContext } from '../../access/principal.ts'
import { many, one, record, type Plain, type RecordSpec, type RowPath } from '../kit/declaration.ts'
import {
  code,
  day,
  decimal,
  entity,
  flag,
  instant,
  integer,
  latitude,
  longitude,
  organisationCode,
  personName,
  phone,
  standardCode,
  text,
} from '../kit/fields.ts'
import {
  AirQualityGrade,
  AirStationKind,
  AuditState,
  ComplaintChannel,
  ComplaintState,
  MonitoredFactor,
  MonitoringState,
  OutletKind,
  PermitKind,
  PermitState,
  PollutionKind,
  RiskGrade,
  RiskSourceState,
} from './codes.ts'
import { DataLogger } from './devices.ts'

export function mayOpenComplaint(complaint: Plain, { rowScope, principal }: AccessContext, path: RowPath): boolean {
  switch (rowScope) {
    case 'ALL':
      return true
    case 'CASE':
      return path === 'entity'
    case 'GRIDS':
      return typeof complaint['gridCode'] === 'string' && principal.grids.includes(complaint['gridCode'])
    default:
      return false
  }
}

const permitNumber = /^[0-9A-Z]{18}\d{3}[A-Z]$/
const monitored = { level: 2, category: '污染源监测', sharing: 'CONDITIONAL' } as const
const complainant = { level: 4, category: '环境投诉人', sharing: 'NEVER' } as const

export const AirStation = record({
  name: 'AirStation',
  description: 'A station that measures the air (空气站点).',
  from: { table: 'T_KQZ', key: 'ZDBM', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '环境空气质量', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      {
        code: 'stationCode',
        kind: 'kind',
        name: 'stationName',
        gridCode: 'gridCode',
        address: 'siteAddress',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The station as an object (物).',
    ),
    grid: entity('Grid', { code: 'gridCode' }, 'The grid where it stands (网格).'),
    stationCode: text('ZDBM', 'Code of the station (站点编码).', { filter: true }),
    stationName: text('ZDMC', 'Name (站点名称).'),
    kind: code('ZDLX', AirStationKind, 'Who runs it (站点类型).', { filter: true }),
    loggerNumber: text('MN', 'Number of its data logger (数采仪编号).', monitored),
    siteAddress: text('DZ', 'Where it stands (地址).'),
    longitude: longitude('JD', 'WD', 'CGCS2000', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('WD', 'JD', 'CGCS2000', 'Latitude, CGCS2000 degrees (纬度).'),
    gridCode: text('WGBM', 'Grid code (网格编码).', { filter: true }),
    airQualityIndex: {
      ...integer('AQI', 'Air quality index of the last hour; none while the station is checked (空气质量指数).'),
      read: readIndex,
    },
    grade: code('ZLJB', AirQualityGrade, 'Grade of the air (空气质量级别).', { filter: true }),
    mainPollutant: code('SYWRW', MonitoredFactor, 'What the index follows from (首要污染物).'),
    measuredAt: instant('JCSJ', 'Of what time index and grade are (监测时间).'),
    state: code('ZT', MonitoringState, 'Whether it runs (运行状态).', { filter: true }),
    logger: one((): RecordSpec => DataLogger, 'loggerNumber', 'Its data logger (数采仪).'),
  },
  root: 'airStations',
})

export const DischargePermit = record({
  name: 'DischargePermit',
  description: 'A permit to discharge, as the state publishes it (排污许可证).',
  from: { table: 'T_XKZ', key: 'XKZBH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '排污许可', sharing: 'UNCONDITIONAL' },
  fields: {
    holder: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'holderName', address: 'productionAddress', gridCode: 'gridCode' },
      'Who may discharge (持证单位).',
    ),
    permitNumber: standardCode('XKZBH', permitNumber, 'Number of the permit (排污许可证号).', { filter: true }),
    holderName: text('DWMC', 'Name of the holder (单位名称).'),
    creditCode: organisationCode('XYDM', 'Unified social credit code of the holder (统一社会信用代码).', {
      filter: true,
    }),
    industry: text('HYDM', 'Industry code by GB/T 4754 (行业代码).'),
    productionAddress: text('SCDZ', 'Where the holder works (生产经营场所地址).'),
    kind: code('GLLB', PermitKind, 'How closely the holder is supervised (管理类别).', { filter: true }),
    issuedOn: day('FZRQ', 'Day of issue (发证日期).', { filter: true }),
    validUntil: day('YXQZ', 'Last day (有效期至).', { filter: true }),
    issuer: text('FZJG', 'Who issued it (发证机关).'),
    gridCode: text('WGBM', 'Grid code (网格编码).', { filter: true }),
    state: code('ZT', PermitState, 'Whether it is in force (许可证状态).', { filter: true }),
    outlets: many((): RecordSpec => DischargeOutlet, 'permitNumber', 'Outlets under the permit (排口).'),
  },
  root: 'dischargePermits',
})

export const DischargeOutlet = record({
  name: 'DischargeOutlet',
  description: 'A place where waste water or waste gas is given off under a permit (排口).',
  from: { table: 'T_PK', key: 'PKBH', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: monitored,
  fields: {
    self: entity(
      'ManagedObject',
      {
        code: 'number',
        kind: 'kind',
        name: 'outletName',
        gridCode: 'gridCode',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The outlet as an object (物).',
    ),
    number: text('PKBH', 'Number of the outlet (排口编号).', { filter: true }),
    permitNumber: text('XKZBH', 'Number of the permit (排污许可证号).', { filter: true }),
    codeInPermit: text('PKDM', 'What the permit calls it (排口代码).'),
    outletName: text('PKMC', 'Name (排口名称).'),
    kind: code('PKLX', OutletKind, 'What it gives off (排口类型).', { filter: true }),
    loggerNumber: text('MN', 'Number of its data logger (数采仪编号).', { filter: true }),
    longitude: longitude('JD', 'WD', 'CGCS2000', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('WD', 'JD', 'CGCS2000', 'Latitude, CGCS2000 degrees (纬度).'),
    gridCode: text('WGBM', 'Grid code (网格编码).', { filter: true }),
    state: code('ZT', MonitoringState, 'Whether it is in use (运行状态).', { filter: true }),
    permit: one((): RecordSpec => DischargePermit, 'permitNumber', 'The permit (排污许可证).'),
    hourValues: many((): RecordSpec => OutletHourValue, 'outletNumber', 'Audited values of the last week (小时值).'),
    logger: one((): RecordSpec => DataLogger, 'loggerNumber', 'Its data logger (数采仪).'),
  },
  root: 'dischargeOutlets',
})

export const OutletHourValue = record({
  name: 'OutletHourValue',
  description: 'What was measured at an outlet in one hour, and whether it was too much (排口小时值).',
  from: { table: 'T_XSZ', key: 'SZBH', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: monitored,
  fields: {
    outletNumber: text('PKBH', 'Number of the outlet (排口编号).', { filter: true }),
    factor: code('WRWDM', MonitoredFactor, 'What was measured (污染物).', { filter: true }),
    measuredAt: instant('JCSJ', 'Beginning of the hour (监测时间).', { filter: true }),
    measuredValue: decimal('JCZ', 'Measured value (排口监测值).'),
    unit: text('DW', 'Unit of value and limit (单位).'),
    limit: decimal('BZXZ', 'Limit of the standard (标准限值).'),
    exceeded: flag('CBBZ', ['1'], ['0'], 'Whether it was over the limit; none while not audited (超标标志).', {
      filter: true,
    }),
    timesOver: decimal('CBBS', 'By how many times the limit (超标倍数).'),
    audit: code('SHZT', AuditState, 'Whether it was audited (审核状态).', { filter: true }),
    outlet: one((): RecordSpec => DischargeOutlet, 'outletNumber', 'The outlet (排口).'),
  },
  root: 'outletHourValues',
})

export const EnvironmentalRiskSource = record({
  name: 'EnvironmentalRiskSource',
  description: 'A place from which harm to the environment may come (环境风险源).',
  from: {
    table: 'T_FXY',
    key: 'FXYBH',
    ignore: ['LRR', 'BZ'],
    changedAt: 'GXSJ',
    correctable: ['sourceName', 'siteAddress'],
    baseData: { sourceName: 'OBJECT_NAME', siteAddress: 'OBJECT_PLACE' },
  },
  classified: { level: 2, category: '环境风险源', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      {
        code: 'number',
        kind: 'grade',
        name: 'sourceName',
        gridCode: 'gridCode',
        address: 'siteAddress',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The risk source as an object (物).',
    ),
    operator: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'operatorName', gridCode: 'gridCode' },
      'Who answers for it (单位).',
    ),
    grid: entity('Grid', { code: 'gridCode' }, 'The grid where it lies (网格).'),
    number: text('FXYBH', 'Number of the risk source (风险源编号).', { filter: true }),
    sourceName: text('FXYMC', 'Name (名称).'),
    operatorName: text('DWMC', 'Name of who answers for it (单位名称).'),
    creditCode: organisationCode('XYDM', 'Unified social credit code (统一社会信用代码).', { filter: true }),
    substances: text('FXWZ', 'What the risk is from, as written (风险物质).'),
    grade: code('FXDJ', RiskGrade, 'How grave it is (风险等级).', { filter: true }),
    planNumber: text('YABAH', 'Number under which its emergency plan is filed (应急预案备案号).'),
    assessedOn: day('PGRQ', 'Day of the assessment (评估日期).', { filter: true }),
    siteAddress: text('DZ', 'Where it lies (地址).'),
    longitude: longitude('JD', 'WD', 'CGCS2000', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('WD', 'JD', 'CGCS2000', 'Latitude, CGCS2000 degrees (纬度).'),
    gridCode: text('WGBM', 'Grid code (网格编码).', { filter: true }),
    state: code('ZT', RiskSourceState, 'Whether it is on the list (在册状态).', { filter: true }),
  },
  root: 'environmentalRiskSources',
})

export const EnvironmentalComplaint = record({
  name: 'EnvironmentalComplaint',
  description: 'A complaint about pollution; never who complained (环境投诉).',
  from: { table: 'T_TS', key: 'TSBH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 2, category: '环境投诉', sharing: 'CONDITIONAL' },
  rows: mayOpenComplaint,
  fields: {
    self: entity(
      'Event',
      {
        number: 'number',
        category: 'kind',
        state: 'state',
        reportedAt: 'reportedAt',
        dueAt: 'dueAt',
        gridCode: 'gridCode',
        handler: 'handlerNumber',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The complaint as an event (事).',
    ),
    accused: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'accusedName' },
      'The unit complained about (被投诉单位).',
      // A complaint is not yet a fact about the unit.
      { level: 3, quiet: true },
    ),
    number: text('TSBH', 'Number of the complaint (投诉编号).', { filter: true }),
    reportedAt: instant('TSSJ', 'When it came in (投诉时间).', { filter: true }),
    channel: code('TSQD', ComplaintChannel, 'How it came in (投诉渠道).', { filter: true }),
    orderNumber: text('GDH', 'Number of the 12345 order that it came with (工单号).', { filter: true }),
    kind: code('WRLX', PollutionKind, 'What it is about (污染类型).', { filter: true }),
    content: text('TSNR', 'What was said, which tells who said it (投诉内容).', complainant),
    accusedName: text('BTSDW', 'Name of the unit complained about (被投诉单位).', { level: 3 }),
    creditCode: organisationCode('BTSXYDM', 'Unified social credit code of that unit (统一社会信用代码).', {
      level: 3,
    }),
    siteAddress: text('DZ', 'Where the pollution is (地址).', { level: 3 }),
    longitude: longitude('JD', 'WD', 'CGCS2000', 'Longitude, CGCS2000 degrees (经度).', { level: 3 }),
    latitude: latitude('WD', 'JD', 'CGCS2000', 'Latitude, CGCS2000 degrees (纬度).', { level: 3 }),
    gridCode: text('WGBM', 'Grid code (网格编码).', { filter: true }),
    handlerNumber: text('CBRBH', 'Staff key of who deals with it (承办人编号).'),
    dueAt: instant('CLQX', 'When it has to be dealt with (处理期限).', { filter: true }),
    state: code('CLZT', ComplaintState, 'How far it is dealt with (办理状态).', { filter: true }),
    outcome: text('CLJG', 'What came of it and what the complainant says to it (处理结果).', complainant),
    complainantName: personName('TSRXM', 'Who complained (投诉人).', complainant),
    complainantPhone: phone('TSRDH', 'Telephone of who complained (投诉人电话).', complainant),
  },
  root: 'environmentalComplaints',
})

// Private:

/** `-1` says that there is none. */
function readIndex(raw: string) {
  return raw.trim() === '-1' ? { value: null, issue: null } : integer('AQI', '').read(raw)
}
