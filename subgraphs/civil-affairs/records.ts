/**
 * The records of civil affairs, one a table of the interface (docs/legacy-estate/civil-affairs.md).
 *
 * Organisations and place names lead to no person: the legal representative of a social organisation is published, the number is not, and so
 * the hub does not link them. What is known of a person is reached over that person only, by who may open one; a grid or an organisation has
 * no list of the poor, the disabled or of children.
 */
import { certificateMask } from '../../access/masks.ts'
import { MaritalStatus } from '../../schema/codes/marital-status.ts'
import { record } from '../kit/declaration.ts'
import {
  code,
  day,
  decimal,
  entity,
  latitude,
  longitude,
  OTHER,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import {
  AnnualInspection,
  AssistanceKind,
  AssistanceState,
  ChildCareKind,
  ChildCareState,
  DisabilityAllowance,
  DisabilityGrade,
  DisabilityKind,
  DisabilityState,
  DivisionRank,
  MarriageRegistrationKind,
  PlaceKind,
  PlaceNameState,
  SocialOrganisationKind,
  SocialOrganisationState,
} from './codes.ts'

const representative = { level: 3, category: '社会组织负责人', sharing: 'CONDITIONAL' } as const

export const SocialOrganisation = record({
  name: 'SocialOrganisation',
  description: 'An association, a private non-enterprise unit or a foundation as registered (社会组织).',
  from: { table: 'SHZZ', key: 'ZZBH', ignore: ['CZR'], changedAt: 'XGSJ' },
  classified: { level: 1, category: '社会组织登记', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'organisationName', kind: 'kind', state: 'state', address: 'domicile' },
      'The organisation (组织).',
    ),
    founder: entity('Organisation', { creditCode: 'founderCreditCode' }, 'The unit that founded it (发起单位).'),
    number: text('ZZBH', 'Number of the registration (登记编号).'),
    creditCode: organisationCode('TYXYDM', 'Unified social credit code (社会组织信用代码).', { filter: true }),
    organisationName: text('ZZMC', 'Name (社会组织名称).'),
    kind: code('ZZLX', SocialOrganisationKind, 'Kind (社会组织类型).', { filter: true }),
    supervisor: text('YWZGDW', 'The body that supervises its business (业务主管单位).'),
    founderCreditCode: organisationCode('FQDWDM', 'Credit code of the unit that founded it (发起单位信用代码).'),
    representativeName: text('FDDBR', 'Legal representative as published (法定代表人).'),
    representativeIdNumber: personNumber(
      'FRZJHM',
      'Identity number of the legal representative (法定代表人证件号码).',
      representative,
    ),
    domicile: text('ZS', 'Registered address (住所).'),
    registeredOn: day('CLRQ', 'Day of registration (成立登记日期).'),
    inspection: code('NJJL', AnnualInspection, 'What the last annual inspection found (年检结论).'),
    state: code('DJZT', SocialOrganisationState, 'Whether it is registered (登记状态).', { filter: true }),
    certificateScan: text(
      'ZSSM',
      'The scanned certificate: its SHA-256, size and type, not the file (登记证书扫描件).',
      {
        level: 2,
        sharing: 'CONDITIONAL',
      },
    ),
  },
  root: 'socialOrganisations',
})

export const PlaceName = record({
  name: 'PlaceName',
  description: 'A standard place name (地名).',
  from: { table: 'DM', key: 'DMBH', ignore: ['CZR'], changedAt: 'XGSJ' },
  classified: { level: 1, category: '地名', sharing: 'UNCONDITIONAL' },
  fields: {
    grid: entity('Grid', { code: 'gridCode' }, 'The grid where it lies (网格).'),
    number: text('DMBH', 'Number of the name (地名编号).'),
    standardName: text('BZMC', 'Standard name (标准地名).'),
    romanised: text('LMPY', 'In Latin letters (罗马字母拼写).'),
    kind: code('DMLB', PlaceKind, 'What it names (地名类别).', { filter: true }),
    formerName: text('CYM', 'Former name (曾用名).'),
    villageCode: text('CSDM', 'Village code; one of before the mergers in older rows (村社区代码).', { filter: true }),
    gridCode: text('WGBM', 'Grid code, where known (网格编码).', { filter: true }),
    longitude: longitude('JD', 'WD', 'CGCS2000', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('WD', 'JD', 'CGCS2000', 'Latitude, CGCS2000 degrees (纬度).'),
    namedOn: day('MMRQ', 'Day of naming (命名日期).'),
    state: code('DMZT', PlaceNameState, 'Whether it is in use (地名状态).', { filter: true }),
  },
  root: 'placeNames',
})

export const AdministrativeDivision = record({
  name: 'AdministrativeDivision',
  description: 'A county, town or village as civil affairs numbers them, closed ones too (行政区划).',
  from: { table: 'QH', key: 'QHDM', changedAt: 'XGSJ' },
  classified: { level: 1, category: '行政区划', sharing: 'UNCONDITIONAL' },
  fields: {
    code: text('QHDM', 'Division code of 6, 9 or 12 digits (区划代码).'),
    divisionName: text('QHMC', 'Name (区划名称).'),
    rank: code('QHJB', DivisionRank, 'Rank (区划级别).', { filter: true }),
    parentCode: text('SJDM', 'Code of the division above (上级区划代码).', { filter: true }),
    validFrom: day('QYRQ', 'First day (启用日期).'),
    validTo: day('ZXRQ', 'Last day; null while it lasts (注销日期).'),
    mergedInto: text('BRDM', 'Code of the division that it was merged into (并入区划代码).'),
  },
  root: 'administrativeDivisions',
})

export const MarriageRegistration = record({
  name: 'MarriageRegistration',
  description: 'A registration of marriage or divorce, as one of the two has it (婚姻登记).',
  from: { table: 'HY', key: 'HYBH', ignore: ['CZR'], changedAt: 'XGSJ' },
  classified: { level: 3, category: '婚姻登记', sharing: 'CONDITIONAL' },
  fields: {
    person: entity('Person', { number: 'idNumber', name: 'partyName' }, 'The person (人).'),
    number: text('HYBH', 'Number of the registration, A for the man and B for the woman (登记编号).'),
    certificateNumber: text('ZSBH', 'Number of the certificate (证书字号).', { mask: certificateMask }),
    kind: code('DJLX', MarriageRegistrationKind, 'What was registered (登记类型).'),
    partyName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Identity number (证件号码).'),
    maritalStatus: code('HYZK', MaritalStatus, 'Marital status after it (婚姻状态).'),
    otherName: personName('POXM', 'Name of the other (配偶姓名).', { of: OTHER }),
    otherIdNumber: personNumber('POZJHM', 'Identity number of the other (配偶证件号码).', { of: OTHER }),
    registeredOn: day('DJRQ', 'Day of registration (登记日期).'),
    office: text('DJJG', 'Where it was registered (登记机关).'),
  },
})

export const SocialAssistance = record({
  name: 'SocialAssistance',
  description: 'A person in a household that receives social assistance (低保).',
  from: { table: 'DB', key: 'DBBH', ignore: ['CZR'], changedAt: 'XGSJ' },
  classified: { level: 3, category: '社会救助', sharing: 'CONDITIONAL' },
  fields: {
    person: entity('Person', { number: 'idNumber', name: 'memberName' }, 'The person (人).'),
    number: text('DBBH', 'Number of the entry (编号).'),
    householdNumber: text('JTBH', 'Number of the household (家庭编号).'),
    memberName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Identity number (证件号码).'),
    kind: code('DBLB', AssistanceKind, 'Kind of assistance (救助类别).'),
    state: code('DBZT', AssistanceState, 'Whether it is given (低保状态).'),
    from: day('KSNY', 'First month (起始年月).'),
    to: day('JSNY', 'Last month; null while it lasts (终止年月).'),
    // Financial data of a household, of a category of its own so that it is never granted by the way.
    monthlyAmount: decimal('BZJE', 'Amount a month for the household, in 元 (月救助金额).', {
      level: 4,
      category: '救助金额',
    }),
    gridCode: text('WGBM', 'Grid code (网格编码).'),
  },
})

export const DeathRecord = record({
  name: 'DeathRecord',
  description: 'A death as the funeral home reported it (死亡信息).',
  from: { table: 'SW', key: 'SWBH', ignore: ['CZR'], changedAt: 'XGSJ' },
  classified: { level: 3, category: '死亡信息', sharing: 'CONDITIONAL' },
  fields: {
    person: entity('Person', { number: 'idNumber', name: 'deceasedName' }, 'The person (人).'),
    number: text('SWBH', 'Number of the record (编号).'),
    deceasedName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Identity number (证件号码).'),
    diedOn: day('SWRQ', 'Day of death (死亡日期).'),
    crematedOn: day('HHRQ', 'Day of cremation (火化日期).'),
    funeralHome: text('BYG', 'Funeral home (殡仪馆).'),
  },
})

export const Disability = record({
  name: 'Disability',
  description: 'A certificate of disability (残疾信息).',
  from: { table: 'CJ', key: 'CJBH', ignore: ['CZR'], changedAt: 'XGSJ' },
  classified: { level: 4, category: '残疾信息', sharing: 'CONDITIONAL' },
  fields: {
    person: entity('Person', { number: 'idNumber', name: 'holderName' }, 'The person (人).'),
    number: text('CJBH', 'Number of the row (编号).'),
    // Identity number, kind and grade in one: nothing of it may show where only masked values do, and so it has no mask.
    certificateNumber: text('CJZH', 'Number of the certificate, which holds the identity number (残疾证号).'),
    holderName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Identity number (证件号码).'),
    kind: code('CJLB', DisabilityKind, 'Kind (残疾类别).'),
    grade: code('CJDJ', DisabilityGrade, 'Grade (残疾等级).'),
    allowance: code('BTLB', DisabilityAllowance, 'Allowances (残疾人两项补贴).'),
    issuedOn: day('FZRQ', 'Day of issue (发证日期).'),
    state: code('CJZT', DisabilityState, 'Whether the certificate is valid (残疾证状态).'),
  },
})

export const ChildWelfare = record({
  name: 'ChildWelfare',
  description: 'A child that civil affairs looks after: an orphan, one left behind (孤儿、留守儿童、困境儿童).',
  from: { table: 'ET', key: 'ETBH', ignore: ['CZR'], changedAt: 'XGSJ' },
  classified: { level: 4, category: '儿童福利', sharing: 'CONDITIONAL' },
  fields: {
    child: entity('Person', { number: 'idNumber', name: 'childName' }, 'The child (人).'),
    number: text('ETBH', 'Number of the entry (编号).'),
    childName: personName('XM', 'Name (姓名).'),
    idNumber: personNumber('ZJHM', 'Identity number (证件号码).'),
    kind: code('ETLB', ChildCareKind, 'Why the child is looked after (儿童类别).'),
    guardianName: personName('JHRXM', 'Guardian, or who cares in the parents’ stead (监护人).', {
      of: OTHER,
    }),
    guardianPhone: phone('JHRDH', 'Telephone of the guardian (监护人电话).', { of: OTHER }),
    officerName: personName('ZRRXM', 'The village’s official for children (儿童主任).', { of: OTHER }),
    officerPhone: phone('ZRRDH', 'Telephone of the official (儿童主任电话).', { of: OTHER }),
    state: code('ETZT', ChildCareState, 'Whether the child is on the list (在册状态).'),
    listedOn: day('DJRQ', 'Since when (登记日期).'),
    gridCode: text('WGBM', 'Grid code (网格编码).'),
  },
})
