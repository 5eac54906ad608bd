/**
 * Housing (住建局): dwellings, who holds and who rents them, who manages the estates, which houses are dangerous.
 *
 * Legacy system: a Delphi client on SQL Server 2005 that exports DBF files with memo every day, text in GBK whatever the language byte
 * says (docs/legacy-estate/housing.md). Rows deleted at the source stay in the file, flagged, until it is packed. A title keeps its row when
 * it is cancelled, so a dwelling has many titles and an owner is not always the present owner. Dates in text columns come in every form
 * people type; money is in 分, 元 or 万元, as each description says, and is handed on in the source's unit.
 *
 * Titles, rentals and inspections are reached through the person, the house or the dwelling, never listed: the registry opens those.
 */
import { certificateMask, nameMask } from '../../access/masks.ts'
import { DocumentKind } from '../../schema/codes/document-kind.ts'
import {
  department,
  followMany,
  lifted,
  linkedMany,
  linkedOne,
  many,
  one,
  record,
  type RecordSpec,
} from '../kit/declaration.ts'
import {
  address,
  code,
  day,
  decimal,
  entity,
  integer,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import { AreaUnit, DwellingUse, DangerGrade, TitleState, OwnerKind, RentalState, RemedyState } from './codes.ts'

const personal = { level: 3 } as const

export const Dwelling = record({
  name: 'Dwelling',
  description: 'A dwelling or building unit as surveyed (房屋).',
  from: {
    table: 'FW',
    key: 'FWBM',
    ignore: ['LRR', 'LRSJ', 'BZ'], // who typed the row, and when
    changedAt: 'GXSJ',
    baseData: { address: 'HOUSE_ADDRESS' },
  },
  classified: { level: 2, category: '房屋信息', sharing: 'CONDITIONAL' },
  fields: {
    self: entity('House', { addressCode: 'addressCode', address: 'address' }, 'The house (房).'),
    number: text('FWBM', 'Number of the dwelling in this department (房屋编码).'),
    buildingCode: text('LDBM', 'Code of the building (楼幢编码).', { level: 1, sharing: 'UNCONDITIONAL' }),
    building: text('LDMC', 'Name of the building (楼幢名称).', { level: 1, sharing: 'UNCONDITIONAL' }),
    unit: text('DYH', 'Entrance (单元).'),
    room: text('FH', 'Door (房号).'),
    estateNumber: text('XQBH', 'Number of the estate (小区编号).', { level: 1, sharing: 'UNCONDITIONAL' }),
    estateName: text('XQMC', 'Name of the estate (小区名称).', { level: 1, sharing: 'UNCONDITIONAL' }),
    floorArea: decimal('JZMJ', 'Built area, in the unit of areaUnit (建筑面积).'),
    areaUnit: code('MJDW', AreaUnit, 'Unit of the area: village plots are measured in 亩 (面积单位).'),
    use: code('YT', DwellingUse, 'What it is registered for (用途).'),
    dangerGrade: code('WFDJ', DangerGrade, 'Grade as a dangerous house; null when not inspected (危房等级).'),
    addressCode: text('DZBM', 'Standard address code, where known (标准地址编码).'),
    address: address('FWZL', 'Where it is, as written (房屋坐落).', personal),
    completedOn: day('JGRQ', 'Day of completion (竣工日期).'),
    maintenanceFund: decimal('WXZJYE', 'Balance of the maintenance fund, in 分 (维修资金余额).', {
      level: 3,
      category: '维修资金',
    }),
    estate: one(() => ManagedEstate, 'estateNumber', 'The estate and its manager (小区物业).'),
    titles: many(
      (): RecordSpec => PropertyTitle,
      'dwellingNumber',
      'Titles in the dwelling, former ones too (房屋权属).',
    ),
    rentals: many((): RecordSpec => RentalRegistration, 'dwellingNumber', 'Rental registrations (租赁备案).'),
    dangerInspections: many(
      (): RecordSpec => DangerInspection,
      'dwellingNumber',
      'Inspections of the dwelling (危房鉴定).',
    ),
  },
})

export const PropertyTitle = record({
  name: 'PropertyTitle',
  description: 'A registered right in a dwelling (房屋权属).',
  from: { table: 'CQ', key: 'CQBH', ignore: ['LRR', 'LRSJ'], changedAt: 'GXSJ' },
  classified: { level: 3, category: '房屋权属', sharing: 'CONDITIONAL' },
  fields: {
    owner: entity('Person', { number: 'ownerNumber', name: 'ownerName' }, 'The person who holds or held it (业主).'),
    owningOrganisation: entity(
      'Organisation',
      { creditCode: 'ownerCreditCode' },
      'The unit that holds or held it (权利单位).',
    ),
    certificate: text('CQZH', 'Number of the certificate of title (产权证号).', { mask: certificateMask }),
    dwellingNumber: text('FWBM', 'Number of the dwelling (房屋编码).'),
    state: code('QSZT', TitleState, 'Whether it is in force (权属状态).', { level: 2 }),
    ownerKind: code('QLRLX', OwnerKind, 'Whether a person or a unit holds it (权利人类型).', { level: 2 }),
    ownerName: text('QLR', 'Who holds it, as registered (业主姓名).', { mask: nameMask }),
    ownerDocumentKind: code('ZJLX', DocumentKind, 'Kind of the owner’s document (证件类型).'),
    ownerNumber: personNumber('QLRZJH', 'Number of the owner’s document (业主证件号).'),
    ownerCreditCode: organisationCode('QLRXYM', 'Credit code of the owning unit (权利人信用代码).', { level: 2 }),
    share: text('GYFE', 'Share as written: a fraction, a percentage, words (共有份额).'),
    price: decimal('CJJ', 'Price of the last sale, in 万元 (成交价).'),
    registeredOn: day('DJRQ', 'Day of registration (登记日期).', { level: 2 }),
    // Free text of the clerk: names and numbers of third persons stand in it, so it is not shown masked but hidden.
    remark: text('FJ', 'Remark of the registrar (附记).'),
    dwelling: one((): RecordSpec => Dwelling, 'dwellingNumber', 'The dwelling (房屋).'),
  },
})

export const RentalRegistration = record({
  name: 'RentalRegistration',
  description: 'A registered lease of a dwelling (租赁备案).',
  from: { table: 'ZL', key: 'ZLBH', ignore: ['LRR', 'LRSJ', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 3, category: '租赁备案', sharing: 'CONDITIONAL' },
  fields: {
    tenant: entity(
      'Person',
      { number: 'tenantNumber', name: 'tenantName', phone: 'tenantPhone' },
      'Who rents it (租客).',
    ),
    lessor: entity('Person', { number: 'lessorNumber', name: 'lessorName' }, 'Who lets it (房东).'),
    dwellingNumber: text('FWBM', 'Number of the dwelling (房屋编码).'),
    lessorName: personName('FDXM', 'Name of the lessor (房东姓名).'),
    lessorNumber: personNumber('FDZJH', 'Number of the lessor’s document (房东证件号).'),
    tenantName: personName('ZKXM', 'Name of the tenant (租客姓名).'),
    tenantNumber: personNumber('ZKZJH', 'Number of the tenant’s document (租客证件号).'),
    tenantPhone: phone('ZKDH', 'Telephone of the tenant (租客电话).'),
    from: day('QZRQ', 'First day of the lease (起租日期).'),
    to: day('ZZRQ', 'Last day of the lease; null when it has no end (终止日期).'),
    monthlyRent: decimal('YZJ', 'Rent a month, in 元 (月租金).'),
    state: code('BAZT', RentalState, 'Whether the registration is in force (备案状态).'),
    dwelling: one((): RecordSpec => Dwelling, 'dwellingNumber', 'The dwelling (房屋).'),
  },
})

export const ManagedEstate = record({
  name: 'ManagedEstate',
  description: 'A housing estate and the firm that manages it (小区物业).',
  from: { table: 'WY', key: 'XQBH', ignore: ['LRR', 'BZ'] },
  classified: { level: 1, category: '物业服务', sharing: 'UNCONDITIONAL' },
  fields: {
    manager: entity(
      'Organisation',
      { creditCode: 'managerCreditCode', name: 'managerName' },
      'The firm that manages the estate (物业企业).',
    ),
    number: text('XQBH', 'Number of the estate (小区编号).', { filter: true }),
    estateName: text('XQMC', 'Name of the estate (小区名称).'),
    managerCreditCode: organisationCode('WYXYM', 'Credit code of the manager (物业企业信用代码).', { filter: true }),
    managerName: text('WYMC', 'Name of the manager (物业企业名称).'),
    // A published service line of a firm, not the phone of a person: no mask.
    serviceLine: text('FWDH', 'Service line as published (服务电话).'),
    contractFrom: day('HTQ', 'First day of the contract (合同起).'),
    contractTo: day('HTZ', 'Last day of the contract (合同止).', { filter: true }),
    dwellingCount: integer('HS', 'Number of dwellings (户数).'),
    villageCode: text('CSDM', 'Village or community code (村社区代码).', { filter: true }),
  },
  root: 'managedEstates',
})

export const DangerInspection = record({
  name: 'DangerInspection',
  description: 'An inspection of a house for danger (危房鉴定).',
  from: { table: 'WF', key: 'WFBH', ignore: ['LRR', 'LRSJ'] },
  classified: { level: 2, category: '危房鉴定', sharing: 'CONDITIONAL' },
  fields: {
    dwellingNumber: text('FWBM', 'Number of the dwelling (房屋编码).'),
    grade: code('JDDJ', DangerGrade, 'Grade found (鉴定等级).'),
    inspectedOn: day('JDRQ', 'Day of the inspection (鉴定日期).'),
    agency: text('JDJG', 'Who inspected (鉴定机构).'),
    measures: text('CZCS', 'What has to be done (处置措施).', personal),
    remedy: code('CZZT', RemedyState, 'What was done (处置状态).'),
    dwelling: one((): RecordSpec => Dwelling, 'dwellingNumber', 'The dwelling (房屋).'),
  },
})

export const housing = department({
  name: 'housing',
  title: '住建局',
  titleEn: 'Housing and Construction Bureau',
  // The dump of a day arrives in the night after it.
  cycleHours: 48,
  system: {
    technology: 'dbf',
    encoding: 'gb18030',
    tables: {
      FW: { file: 'FW_*.DBF' },
      CQ: { file: 'CQ_*.DBF' },
      ZL: { file: 'ZL_*.DBF' },
      WY: { file: 'WY_*.DBF' },
      WF: { file: 'WF_*.DBF' },
    },
  },
  records: [Dwelling, PropertyTitle, RentalRegistration, ManagedEstate, DangerInspection],
  extend: {
    Person: {
      properties: linkedMany(PropertyTitle, 'owner', 'Titles that the person holds or held (房屋权属).'),
      rentals: linkedMany(RentalRegistration, 'tenant', 'Dwellings that the person rents or rented (租赁备案).'),
      lettings: linkedMany(RentalRegistration, 'lessor', 'Dwellings that the person lets or let (出租备案).'),
    },
    House: {
      dwelling: linkedOne(Dwelling, 'self', 'The dwelling as surveyed (房屋).'),
      dangerRating: lifted(Dwelling, 'self', 'dangerGrade', 'Grade as a dangerous house (危房等级).'),
      titles: followMany(Dwelling, 'self', 'titles', 'Titles in the house, former ones too (房屋权属).'),
      rentals: followMany(Dwelling, 'self', 'rentals', 'Rental registrations of the house (租赁备案).'),
      dangerInspections: followMany(Dwelling, 'self', 'dangerInspections', 'Inspections for danger (危房鉴定).'),
    },
    Organisation: {
      managedEstates: linkedMany(ManagedEstate, 'manager', 'Estates that the firm manages (物业小区).'),
      titles: linkedMany(PropertyTitle, 'owningOrganisation', 'Titles that the unit holds or held (房屋权属).'),
    },
  },
})
