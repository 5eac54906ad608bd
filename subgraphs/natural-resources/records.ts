/**
 * The records of natural resources (docs/legacy-estate/natural-resources.md): three layers of the map office, three tables of the registration.
 *
 * Units, rights and what restricts them are reached through the house, the person or the firm, and never listed. Mortgages and seizures
 * are of level 4 and of a category of their own: who may see that somebody owns a house need not know who lent the money.
 */
import { DocumentKind } from '../../schema/codes/document-kind.ts'
import { parcelCodeShape, realEstateUnitShape } from '../../schema/standard-code.ts'
import { many, one, record, type RecordSpec } from '../kit/declaration.ts'
import { certificateMask } from '../../access/masks.ts'
import {
  address,
  area,
  code,
  day,
  decimal,
  entity,
  integer,
  organisationCode,
  personName,
  personNumber,
  standardCode,
  text,
} from '../kit/fields.ts'
import {
  DominantTree,
  EncumbranceKind,
  EncumbranceState,
  FireDanger,
  ForestOwnership,
  HazardRemedy,
  HazardScale,
  HazardType,
  LandAreaUnit,
  LandOwnership,
  PlannedUse,
  RealEstateUnitState,
  RightHolderKind,
  RightKind,
  RightState,
  SharedOwnership,
} from './codes.ts'

const planning = { level: 1, category: '国土规划', sharing: 'UNCONDITIONAL' } as const

export const LandParcel = record({
  name: 'LandParcel',
  description: 'A parcel of land as the cadastre draws it (宗地).',
  from: { table: 'ZD', key: 'ZDDM', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 2, category: '宗地', sharing: 'CONDITIONAL' },
  fields: {
    parcelCode: standardCode('ZDDM', parcelCodeShape, 'Code of 19 characters (宗地代码).', { filter: true }),
    plannedUse: code('GHYT', PlannedUse, 'Planned use (规划用途).', { ...planning, filter: true }),
    ownership: code('QSXZ', LandOwnership, 'State or collective (权属性质).', { filter: true }),
    location: address('ZDZL', 'Where it lies, in words (宗地坐落).', { level: 3 }),
    area: decimal('ZDMJ', 'Area as registered, in the unit beside it (宗地面积).'),
    areaUnit: code('MJDW', LandAreaUnit, 'Unit of the area (面积单位).'),
    boundary: area('@wkt', 'Boundary as well-known text in CGCS2000 degrees (宗地边界).'),
    drawnArea: decimal('@area', 'Area inside the boundary as drawn, in m² (图形面积).'),
    longitude: decimal('@longitude', 'Longitude of a point inside, CGCS2000 degrees (经度).'),
    latitude: decimal('@latitude', 'Latitude of a point inside, CGCS2000 degrees (纬度).'),
    villageCode: text('CSDM', 'Village or community code (村社区代码).', { filter: true }),
  },
  root: 'landParcels',
})

export const ForestPlot = record({
  name: 'ForestPlot',
  description: 'A forest plot (林班地块).',
  from: { table: 'LB', key: 'LBBM', changedAt: 'GXSJ' },
  classified: { level: 2, category: '林地', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      { code: 'plotCode', kind: 'trees', longitude: 'longitude', latitude: 'latitude' },
      'The plot as a thing (物).',
    ),
    plotCode: text('LBBM', 'Code: village, compartment, plot (林班地块编码).', { filter: true }),
    trees: code('SZ', DominantTree, 'Trees that most of it is of (优势树种).', { filter: true }),
    ownership: code('LDQS', ForestOwnership, 'Who owns it (林地权属).', { filter: true }),
    areaMu: decimal('LDMJ', 'Area in mu; 1 mu is 666.67 m² (林地面积, 亩).'),
    fireDanger: code('HXDJ', FireDanger, 'Danger of fire (火险等级).', { filter: true }),
    boundary: area('@wkt', 'Boundary as well-known text in CGCS2000 degrees (林班边界).'),
    longitude: decimal('@longitude', 'Longitude of a point inside, CGCS2000 degrees (经度).'),
    latitude: decimal('@latitude', 'Latitude of a point inside, CGCS2000 degrees (纬度).'),
    villageCode: text('CSDM', 'Village or community code (村社区代码).', { filter: true }),
    surveyedOn: day('DCRQ', 'Day of the survey (调查日期).'),
  },
  root: 'forestPlots',
})

export const GeologicalHazard = record({
  name: 'GeologicalHazard',
  description: 'A place where the ground is dangerous, published so that people keep away (地质灾害点).',
  from: { table: 'DZZH', key: 'ZHBH', changedAt: 'GXSJ' },
  classified: { level: 1, category: '地质灾害', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      { code: 'hazardNumber', kind: 'type', name: 'hazardName', longitude: 'longitude', latitude: 'latitude' },
      'The hazard as a thing (物).',
    ),
    hazardNumber: text('ZHBH', 'Number (灾害点编号).', { filter: true }),
    hazardName: text('ZHMC', 'Name (名称).'),
    type: code('ZHLX', HazardType, 'Kind of hazard (灾害类型).', { filter: true }),
    scale: code('XQDJ', HazardScale, 'Scale (险情等级).', { filter: true }),
    threatenedHouseholds: integer('WXHS', 'Households that it threatens (威胁户数).'),
    remedy: code('ZLZT', HazardRemedy, 'What is done about it (治理状态).', { filter: true }),
    longitude: decimal('@longitude', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: decimal('@latitude', 'Latitude, CGCS2000 degrees (纬度).'),
    villageCode: text('CSDM', 'Village or community code (村社区代码).', { filter: true }),
  },
  root: 'geologicalHazards',
})

export const RealEstateUnit = record({
  name: 'RealEstateUnit',
  description: 'What a right can be registered for: a dwelling with its share of land, or land alone (不动产单元).',
  from: { table: 'T_BDCDY', key: 'BDCBH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 2, category: '不动产单元', sharing: 'CONDITIONAL' },
  fields: {
    // Only where the address code is known: land without a building is no house, and a text alone finds none.
    house: entity('House', { addressCode: 'addressCode' }, 'The house (房).'),
    registrationNumber: text('BDCBH', 'Number in the registration system (内部编号).'),
    unitNumber: standardCode('BDCDYH', realEstateUnitShape, 'Number of 28 characters (不动产单元号).'),
    parcelCode: text('ZDDM', 'Code of the parcel (宗地代码).'),
    addressCode: text('DZBM', 'Standard address code, where known (标准地址编码).'),
    location: address('ZL', 'Where it is, as written (坐落).', { level: 3 }),
    plannedUse: code('GHYT', PlannedUse, 'Planned use (规划用途).', planning),
    floorArea: decimal('JZMJ', 'Floor area, in m² (建筑面积).'),
    floor: integer('SZC', 'Floor (所在层).'),
    floorCount: integer('ZCS', 'Floors of the building (总层数).'),
    state: code('DYZT', RealEstateUnitState, 'Whether it exists (单元状态).'),
    villageCode: text('CSDM', 'Village or community code (村社区代码).'),
    parcel: one((): RecordSpec => LandParcel, 'parcelCode', 'The parcel (宗地).'),
    rights: many((): RecordSpec => RealEstateRight, 'unitKey', 'Rights in it, former ones too (不动产权利).'),
    encumbrances: many((): RecordSpec => Encumbrance, 'unitKey', 'Mortgages and seizures (抵押查封).'),
  },
})

export const RealEstateRight = record({
  name: 'RealEstateRight',
  description: 'A right in a real-estate unit and who holds it (不动产权利).',
  from: { table: 'T_QL', key: 'QLBH', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 3, category: '不动产权利', sharing: 'CONDITIONAL' },
  fields: {
    holder: entity('Person', { number: 'holderNumber', name: 'holderName' }, 'Who holds the right (权利人).', {
      unless: ['holderKind', 'UNIT'],
    }),
    holdingOrganisation: entity(
      'Organisation',
      { creditCode: 'holderCreditCode', name: 'holderName' },
      'The unit that holds the right (权利单位).',
      { unless: ['holderKind', 'PERSON'] },
    ),
    rightNumber: text('QLBH', 'Number of the right (权利编号).', { level: 2 }),
    unitKey: text('BDCBH', 'Number of the unit in the registration system (内部编号).', { level: 2 }),
    kind: code('QLLX', RightKind, 'Kind of right (权利类型).'),
    holderKind: code('QLRLX', RightHolderKind, 'Person or unit (权利人类型).'),
    holderName: personName('QLRMC', 'Name of the holder (权利人).'),
    documentKind: code('ZJZL', DocumentKind, 'Kind of identity document (证件种类).'),
    holderNumber: personNumber('ZJH', 'Number of the holder’s document (权利人证件号).'),
    holderCreditCode: organisationCode('XYDM', 'Credit code of the holding unit (信用代码).'),
    certificateNumber: text('BDCQZH', 'Number of the certificate (权证号).', { mask: certificateMask }),
    shared: code('GYFS', SharedOwnership, 'How it is shared (共有方式).'),
    share: text('QLBL', 'Share, as written (权利比例).'),
    registeredOn: day('DJSJ', 'Day of registration (登记日期).'),
    state: code('QSZT', RightState, 'Whether it is in force (权属状态).'),
    unit: one((): RecordSpec => RealEstateUnit, 'unitKey', 'The unit (不动产单元).'),
  },
})

export const Encumbrance = record({
  name: 'Encumbrance',
  description: 'A mortgage, seizure or objection on a real-estate unit (抵押查封).',
  from: { table: 'T_DYCF', key: 'XZBH', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 4, category: '抵押查封', sharing: 'CONDITIONAL' },
  fields: {
    // Who owes: so that whoever rents the house, or owns a share of it, has not thereby another's debts.
    obligor: entity('Person', { number: 'obligorNumber', name: 'obligorName' }, 'Whose right is restricted (义务人).'),
    obligorOrganisation: entity(
      'Organisation',
      { creditCode: 'obligorCreditCode' },
      'The unit whose right is restricted (义务单位).',
    ),
    encumbranceNumber: text('XZBH', 'Number (限制编号).'),
    unitKey: text('BDCBH', 'Number of the unit in the registration system (内部编号).'),
    kind: code('XZLX', EncumbranceKind, 'Mortgage, seizure or objection (限制类型).'),
    obligorName: personName('YWR', 'Name of the person or unit (义务人).'),
    obligorNumber: personNumber('YWRZJH', 'Number of the person’s document (义务人证件号).'),
    obligorCreditCode: organisationCode('YWRXYDM', 'Credit code of the unit (义务人信用代码).'),
    inFavourOf: text('QLJG', 'Who lent the money, or which court (抵押权人或查封机关).'),
    securedAmount: decimal('DBJE', 'Secured amount, in 万元 (担保金额).'),
    from: day('QSRQ', 'First day (起始日期).'),
    to: day('JSRQ', 'Last day; null when it has no end (终止日期).'),
    state: code('XZZT', EncumbranceState, 'Whether it is in force (限制状态).'),
  },
})
