/**
 * The records of the emergency bureau, one a table of its two systems (docs/legacy-estate/emergency.md).
 *
 * Row rule of hazards: a grid worker has those of the own grids; whoever works on a case has what the registry opens for it, not the list.
 */
import { freeTextMask } from '../../access/masks.ts'
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
  text,
} from '../kit/fields.ts'
import {
  HazardGrade,
  HazardKind,
  RectificationState,
  RiskColour,
  ShelterKind,
  ShelterState,
  StockUnit,
  SupplyKind,
} from './codes.ts'

export function mayOpenHazard(hazard: Plain, { rowScope, principal }: AccessContext, path: RowPath): boolean {
  switch (rowScope) {
    case 'ALL':
      return true
    case 'CASE':
      return path === 'entity'
    case 'GRIDS':
      return typeof hazard['gridCode'] === 'string' && principal.grids.includes(hazard['gridCode'])
    default:
      return false
  }
}

const published = { level: 1, category: '安全生产企业名录', sharing: 'UNCONDITIONAL' } as const

export const SafetyEnterprise = record({
  name: 'SafetyEnterprise',
  description: 'An enterprise under supervision for its safety at work (安全生产监管企业).',
  from: {
    table: 'yj_qy',
    key: 'qybh',
    ignore: ['lrr', 'bz'],
    changedAt: 'gxsj',
    correctable: ['enterpriseName', 'productionAddress', 'safetyOfficer', 'safetyOfficerPhone', 'handlesChemicals'],
    baseData: {
      enterpriseName: 'SHOP_NAME',
      productionAddress: 'SHOP_ADDRESS',
      safetyOfficer: 'SHOP_SAFETY_OFFICER',
      safetyOfficerPhone: 'SHOP_SAFETY_OFFICER_PHONE',
      handlesChemicals: 'SHOP_HANDLES_CHEMICALS',
    },
  },
  classified: { level: 2, category: '安全生产监管', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'enterpriseName', address: 'productionAddress', gridCode: 'gridCode' },
      'The enterprise as an organisation (组织).',
      published,
    ),
    number: text('qybh', 'Number of the enterprise at the bureau (企业编号).'),
    creditCode: organisationCode('xydm', 'Unified social credit code (企业信用代码).', { ...published, filter: true }),
    enterpriseName: text('qymc', 'Name (企业名称).', published),
    industry: text('hydm', 'Industry code by GB/T 4754 (行业代码).', published),
    productionAddress: text('dz', 'Where it works (生产经营地址).'),
    longitude: longitude('jd', 'wd', 'CGCS2000', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('wd', 'jd', 'CGCS2000', 'Latitude, CGCS2000 degrees (纬度).'),
    gridCode: text('wgbm', 'Grid code (网格编码).', { filter: true }),
    riskColour: code('fxdj', RiskColour, 'Its risk in four colours (风险四色).', { filter: true }),
    riskAssessedOn: day('pgrq', 'Day of the assessment (评估日期).', { filter: true }),
    safetyOfficer: personName('aqy', 'Who sees to its safety (安全管理员).', { level: 3 }),
    safetyOfficerPhone: phone('aqydh', 'Telephone of the safety officer (安全管理员电话).', { level: 3 }),
    handlesChemicals: flag('sfwhp', ['t'], ['f'], 'Whether it handles hazardous chemicals (是否涉危化品).', {
      filter: true,
    }),
    hazards: many((): RecordSpec => SafetyHazard, 'enterpriseNumber', 'Hazards found there (隐患).'),
    chemicalStocks: many((): RecordSpec => ChemicalStock, 'enterpriseNumber', 'What is stored there (危化品储量).'),
  },
  root: 'safetyEnterprises',
})

export const ChemicalStock = record({
  name: 'ChemicalStock',
  description: 'What an enterprise stores of a hazardous chemical (危化品储量).',
  from: { table: 'yj_whp', key: 'id', ignore: ['lrr'], changedAt: 'gxsj' },
  classified: { level: 3, category: '危险化学品', sharing: 'CONDITIONAL' },
  fields: {
    enterpriseNumber: text('qybh', 'Number of the enterprise (企业编号).', { level: 2 }),
    chemical: text('whpmc', 'Name of the chemical (品名).'),
    casNumber: text('cas', 'CAS registry number (CAS 号).'),
    amount: decimal('cl', 'How much is there (储量).'),
    unit: code('dw', StockUnit, 'Unit of both amounts (单位).'),
    permittedAmount: decimal('zdcl', 'How much may be there (最大允许储量).'),
    countedOn: day('pdrq', 'Day of the count (盘点日期).'),
  },
})

export const SafetyHazard = record({
  name: 'SafetyHazard',
  description: 'A hazard found at an enterprise, to be put right by a day (隐患).',
  from: { table: 'yj_yh', key: 'yhbh', ignore: ['lrr', 'bz'], changedAt: 'gxsj' },
  classified: { level: 2, category: '安全隐患', sharing: 'CONDITIONAL' },
  rows: mayOpenHazard,
  fields: {
    self: entity(
      'Event',
      {
        number: 'number',
        category: 'kind',
        title: 'hazardName',
        state: 'state',
        reportedAt: 'foundAt',
        dueAt: 'dueAt',
        gridCode: 'gridCode',
        handler: 'inspectorNumber',
      },
      'The hazard as an event (事).',
    ),
    number: text('yhbh', 'Number of the hazard (隐患编号).', { filter: true }),
    enterpriseNumber: text('qybh', 'Number of the enterprise (企业编号).', { filter: true }),
    hazardName: text('yhmc', 'What it is, in short (隐患名称).'),
    description: text('yhms', 'What was found (隐患描述).', { level: 3, mask: freeTextMask }),
    kind: code('yhlb', HazardKind, 'What it is about (隐患类别).', { filter: true }),
    grade: code('yhjb', HazardGrade, 'How grave it is (隐患级别).', { filter: true }),
    foundAt: instant('jcsj', 'When it was found (检查时间).', { filter: true }),
    inspectorNumber: text('jcrbh', 'Staff key of the inspector (检查人编号).'),
    dueAt: instant('zgqx', 'When it has to be put right (整改期限).', { filter: true }),
    state: code('zgzt', RectificationState, 'How far it is put right (整改状态).', { filter: true }),
    gridCode: text('wgbm', 'Grid code (网格编码).', { filter: true }),
    enterprise: one((): RecordSpec => SafetyEnterprise, 'enterpriseNumber', 'The enterprise (企业).'),
  },
  root: 'safetyHazards',
})

export const Shelter = record({
  name: 'Shelter',
  description: 'A place where people find shelter in an emergency (避难场所).',
  from: {
    table: 'BNCS',
    key: 'bncsbh',
    ignore: ['lrr'],
    changedAt: 'gxsj',
    baseData: { shelterName: 'OBJECT_NAME', siteAddress: 'OBJECT_PLACE' },
  },
  classified: { level: 1, category: '避难场所', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      {
        code: 'number',
        kind: 'kind',
        name: 'shelterName',
        gridCode: 'gridCode',
        address: 'siteAddress',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The shelter as an object (物).',
    ),
    grid: entity('Grid', { code: 'gridCode' }, 'The grid where it lies (网格).'),
    number: text('bncsbh', 'Number of the shelter (场所编号).'),
    shelterName: text('mc', 'Name (名称).'),
    kind: code('lx', ShelterKind, 'In the open or a building (场所类型).', { filter: true }),
    siteAddress: text('dz', 'Where it is (地址).'),
    longitude: longitude('jd', 'wd', 'GCJ02', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('wd', 'jd', 'GCJ02', 'Latitude, CGCS2000 degrees (纬度).'),
    capacity: integer('rnrs', 'How many people it holds (可容纳人数).'),
    floorArea: decimal('mj', 'Its area in square metres (面积).'),
    // Posted at the place: not the phone of a person.
    dutyLine: text('zsdh', 'Telephone that is always answered (值守电话).'),
    villageCode: text('csdm', 'Village or community code (村社区代码).'),
    gridCode: text('wgbm', 'Grid code (网格编码).', { filter: true }),
    state: code('zt', ShelterState, 'Whether it can be used (启用状态).', { filter: true }),
  },
  root: 'shelters',
})

export const EmergencySupply = record({
  name: 'EmergencySupply',
  description: 'Supplies kept for an emergency (应急物资).',
  from: { table: 'WZ', key: 'wzbh', ignore: ['lrr'], changedAt: 'gxsj' },
  classified: { level: 2, category: '应急物资', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      {
        code: 'number',
        kind: 'kind',
        name: 'supplyName',
        gridCode: 'gridCode',
        address: 'storeAddress',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The supplies as an object (物).',
    ),
    grid: entity('Grid', { code: 'gridCode' }, 'The grid of the store (网格).'),
    number: text('wzbh', 'Number of the supplies (物资编号).'),
    supplyName: text('wzmc', 'What it is (物资名称).'),
    kind: code('lb', SupplyKind, 'What it is for (物资类别).', { filter: true }),
    amount: decimal('sl', 'How many (数量).'),
    unit: text('dw', 'Unit, as written (单位).'),
    storeName: text('ckmc', 'Name of the store (仓库名称).'),
    storeAddress: text('ckdz', 'Where the store is (仓库地址).'),
    longitude: longitude('jd', 'wd', 'GCJ02', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('wd', 'jd', 'GCJ02', 'Latitude, CGCS2000 degrees (纬度).'),
    gridCode: text('wgbm', 'Grid code (网格编码).', { filter: true }),
    goodUntil: day('yxqz', 'Last day of use (有效期至).'),
    keeperName: personName('bgr', 'Who keeps the key (保管人).', { level: 3 }),
    keeperPhone: phone('bgrdh', 'Telephone of who keeps the key (保管人电话).', { level: 3 }),
  },
  root: 'emergencySupplies',
})
