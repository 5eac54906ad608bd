/**
 * Market regulation (市场监管局): companies, sole traders and their heads, licences, special equipment, consumers' complaints.
 *
 * Legacy system: Oracle 10g; a job pushes one XML file a table a day whose prolog says GBK (docs/legacy-estate/market-regulation.md). Rows are keyed by
 * the internal number of the subject, since older sole traders have no credit code but a registration number of 15 digits, and some stand
 * under a number that could be their owner's identity number: such a one is no code. Licences are nested under their holder. Registered
 * capital is in 万元, in old rows with the unit in the text, so it is handed on as text. The names of heads are published by law, their
 * document numbers are not.
 */
import { freeTextMask } from '../../access/masks.ts'
import type { AccessContext } from '../../access/principal.ts'
import { DocumentKind } from '../../schema/codes/document-kind.ts'
import { department, linkedMany, linkedOne, record, type Plain } from '../kit/declaration.ts'
import {
  code,
  day,
  entity,
  instant,
  latitude,
  longitude,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import {
  CompanyKind,
  RegistrationState,
  HeadRole,
  LicenceKind,
  LicenceState,
  EquipmentKind,
  EquipmentState,
  ComplaintKind,
  ComplaintState,
} from './codes.ts'

const personal = { level: 3, category: '负责人信息', sharing: 'CONDITIONAL' } as const

export const Company = record({
  name: 'Company',
  description: 'A company as registered (企业).',
  from: {
    table: 'QY',
    key: 'ZTBM',
    ignore: ['LRR', 'BZ'],
    changedAt: 'GXSJ',
    baseData: { companyName: 'SHOP_NAME', domicile: 'SHOP_ADDRESS' },
  },
  classified: { level: 1, category: '市场主体登记', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      {
        creditCode: 'creditCode',
        oldNumber: 'oldNumber',
        name: 'companyName',
        kind: 'kind',
        state: 'state',
        addressCode: 'addressCode',
        address: 'domicile',
        gridCode: 'gridCode',
      },
      'The organisation (组织).',
    ),
    creditCode: organisationCode('XYDM', 'Unified social credit code (统一社会信用代码).', { filter: true }),
    oldNumber: organisationCode('ZCH', 'Old registration number (旧注册号).'),
    companyName: text('QYMC', 'Name (企业名称).'),
    kind: code('QYLX', CompanyKind, 'Legal form (企业类型).', { filter: true }),
    industry: text('HYDM', 'Industry code by GB/T 4754, of any edition (行业代码).', { filter: true }),
    domicile: text('ZS', 'Registered address (住所).'),
    addressCode: text('DZBM', 'Standard address code, where known (标准地址编码).'),
    gridCode: text('WGBM', 'Grid code, where known (网格编码).', { filter: true }),
    legalRepresentative: text('FDDBR', 'Legal representative as published (法定代表人).'),
    registeredCapital: text('ZCZB', 'Registered capital as written, in 万元 unless it says otherwise (注册资本).'),
    foundedOn: day('CLRQ', 'Day of foundation (成立日期).'),
    state: code('DJZT', RegistrationState, 'Whether the registration is in force (登记状态).', { filter: true }),
  },
  root: 'companies',
})

export const SoleTrader = record({
  name: 'SoleTrader',
  description: 'A sole trader as registered (个体工商户).',
  from: {
    table: 'GT',
    key: 'ZTBM',
    ignore: ['LRR', 'BZ'],
    changedAt: 'GXSJ',
    baseData: { tradingName: 'SHOP_NAME', premises: 'SHOP_ADDRESS' },
  },
  classified: { level: 1, category: '市场主体登记', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      {
        creditCode: 'creditCode',
        oldNumber: 'oldNumber',
        name: 'tradingName',
        state: 'state',
        addressCode: 'addressCode',
        address: 'premises',
        gridCode: 'gridCode',
      },
      'The organisation (组织).',
    ),
    // What could be a person's number is null here: it is personal data and stays in the department.
    creditCode: organisationCode('XYDM', 'Unified social credit code, if there is one (统一社会信用代码).', {
      filter: true,
    }),
    oldNumber: organisationCode('ZCH', 'Old registration number (旧注册号).'),
    tradingName: text('ZHMC', 'Trading name (字号名称).'),
    operatorName: text('JYZ', 'Operator as published (经营者).'),
    industry: text('HYDM', 'Industry code by GB/T 4754, of any edition (行业代码).', { filter: true }),
    premises: text('ZS', 'Place of business (经营场所).'),
    addressCode: text('DZBM', 'Standard address code, where known (标准地址编码).'),
    gridCode: text('WGBM', 'Grid code, where known (网格编码).', { filter: true }),
    registeredOn: day('ZCRQ', 'Day of registration (注册日期).'),
    state: code('DJZT', RegistrationState, 'Whether the registration is in force (登记状态).', { filter: true }),
  },
  root: 'soleTraders',
})

export const OrganisationHead = record({
  name: 'OrganisationHead',
  description: 'Who heads a company or a sole trader’s business (法定代表人、经营者).',
  from: { table: 'FR', key: 'FRBH', ignore: ['ZTMC'], changedAt: 'GXSJ' }, // a copy of the firm's name that drifts
  classified: { level: 2, category: '负责人信息', sharing: 'CONDITIONAL' },
  fields: {
    head: entity('Person', { number: 'idNumber', name: 'headName', phone: 'phone' }, 'The person (人).'),
    organisation: entity('Organisation', { creditCode: 'creditCode', oldNumber: 'oldNumber' }, 'The firm (组织).', {
      level: 1,
      sharing: 'UNCONDITIONAL',
    }),
    subjectNumber: text('ZTBM', 'Internal number of the firm (主体编码).'),
    creditCode: organisationCode('XYDM', 'Credit code of the firm (统一社会信用代码).', {
      level: 1,
      sharing: 'UNCONDITIONAL',
    }),
    oldNumber: organisationCode('ZCH', 'Old registration number of the firm (旧注册号).', {
      level: 1,
      sharing: 'UNCONDITIONAL',
    }),
    role: code('ZW', HeadRole, 'What the person is to the firm (职务).', { level: 1, sharing: 'UNCONDITIONAL' }),
    headName: personName('XM', 'Name, published by law (姓名).', { level: 1, sharing: 'UNCONDITIONAL' }),
    documentKind: code('ZJLX', DocumentKind, 'Kind of identity document (证件类型).', personal),
    idNumber: personNumber('ZJHM', 'Number of the identity document (法人证件号).', personal),
    phone: phone('LXDH', 'Telephone (联系电话).', personal),
    since: day('RZRQ', 'Since when (任职日期).'),
  },
})

export const Licence = record({
  name: 'Licence',
  description: 'A licence of a company or a sole trader (行政许可).',
  from: { table: 'XK', key: 'XKBH', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '行政许可', sharing: 'UNCONDITIONAL' },
  fields: {
    holder: entity('Organisation', { creditCode: 'creditCode', oldNumber: 'oldNumber' }, 'Who holds it (持有人).'),
    holderNumber: text('@parent', 'Internal number of the holder (主体编码).'),
    creditCode: organisationCode('XYDM', 'Credit code of the holder (统一社会信用代码).', { filter: true }),
    oldNumber: organisationCode('ZCH', 'Old registration number of the holder (旧注册号).'),
    licenceNumber: text('XKZH', 'Number of the licence (许可证号).', { filter: true }),
    kind: code('XKLX', LicenceKind, 'What it permits (许可类型).', { filter: true }),
    scope: text('XKNR', 'What exactly (许可内容).'),
    validTo: day('YXQZ', 'Last day; null when it has no end (有效期至).', { filter: true }),
    state: code('XKZT', LicenceState, 'Whether it is in force (许可状态).', { filter: true }),
  },
  root: 'licences',
})

export const SpecialEquipment = record({
  name: 'SpecialEquipment',
  description: 'A boiler, lift, crane or other special equipment (特种设备).',
  from: { table: 'TZSB', key: 'SBDM', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 2, category: '特种设备', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      {
        code: 'code',
        kind: 'kind',
        name: 'equipmentName',
        gridCode: 'gridCode',
        address: 'place',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The equipment as a thing that is looked after (物).',
    ),
    user: entity('Organisation', { creditCode: 'userCreditCode' }, 'Who uses it and answers for it (使用单位).'),
    code: text('SBDM', 'Equipment code (特种设备代码).', { filter: true }),
    equipmentName: text('SBMC', 'Name (设备名称).'),
    kind: code('SBZL', EquipmentKind, 'Kind (种类).', { filter: true }),
    userCreditCode: organisationCode('SYDWXYDM', 'Credit code of the user (使用单位信用代码).', { filter: true }),
    userName: text('SYDWMC', 'Name of the user as written (使用单位名称).'),
    place: text('SYDZ', 'Where it is used (使用地址).'),
    gridCode: text('WGBM', 'Grid code, where known (网格编码).', { filter: true }),
    longitude: longitude('JD', 'WD', 'CGCS2000', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('WD', 'JD', 'CGCS2000', 'Latitude, CGCS2000 degrees (纬度).'),
    nextInspectionOn: day('XCJYRQ', 'Day of the next inspection (下次检验日期).', { filter: true }),
    state: code('SYZT', EquipmentState, 'Whether it is in use (使用状态).', { filter: true }),
  },
  root: 'specialEquipmentRegister',
})

/** Complainants are told by name and phone only, so the hub cannot know who they are; a grid worker has the complaints of the own grids. */
export const ConsumerComplaint = record({
  name: 'ConsumerComplaint',
  description: 'A consumer’s complaint about a firm (消费投诉).',
  from: { table: 'TS', key: 'TSDH', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 3, category: '投诉举报', sharing: 'CONDITIONAL' },
  rows: (complaint: Plain, { rowScope, principal }: AccessContext) =>
    rowScope === 'ALL' ||
    (rowScope === 'GRIDS' &&
      typeof complaint['gridCode'] === 'string' &&
      principal.grids.includes(complaint['gridCode'])),
  fields: {
    // Without the number: it is of level 3 here, and the hub's events are of level 2.
    self: entity(
      'Event',
      {
        category: 'kind',
        state: 'state',
        reportedAt: 'reportedAt',
        dueAt: 'dueAt',
        gridCode: 'gridCode',
      },
      'The complaint as an event (事).',
      { level: 2 },
    ),
    respondent: entity('Organisation', { creditCode: 'creditCode' }, 'The firm complained of (被投诉单位).'),
    number: text('TSDH', 'Number of the complaint (投诉单号).'),
    creditCode: organisationCode('XYDM', 'Credit code of the firm (被投诉单位信用代码).'),
    kind: code('TSLB', ComplaintKind, 'What it is about (投诉类别).', { level: 2, filter: true }),
    content: text('TSNR', 'What the consumer says (投诉内容).', { mask: freeTextMask }),
    complainantName: personName('TSRXM', 'Name of the complainant (投诉人姓名).'),
    complainantPhone: phone('TSRDH', 'Telephone of the complainant (投诉人电话).'),
    gridCode: text('WGBM', 'Grid code, where known (网格编码).', { level: 2, filter: true }),
    reportedAt: instant('DJSJ', 'When it was registered (登记时间).', { level: 2, filter: true }),
    dueAt: instant('BLQX', 'When it has to be done (办理期限).', { level: 2, filter: true }),
    state: code('BLZT', ComplaintState, 'How far it has come (办理状态).', { level: 2, filter: true }),
  },
  root: 'consumerComplaints',
})

export const marketRegulation = department({
  name: 'market-regulation',
  title: '市场监管局',
  titleEn: 'Market Regulation Bureau',
  // The dump of a day arrives in the night after it.
  cycleHours: 48,
  system: {
    technology: 'xml',
    encoding: 'gb18030',
    tables: {
      QY: { file: 'QY_*.xml', element: 'QY' },
      GT: { file: 'GT_*.xml', element: 'GT' },
      FR: { file: 'FR_*.xml', element: 'FR' },
      XK: { file: 'XK_*.xml', element: 'XK', parent: { element: 'ZT', key: 'ZTBM' } },
      TZSB: { file: 'TZSB_*.xml', element: 'SB' },
      TS: { file: 'TS_*.xml', element: 'TSD' },
    },
  },
  records: [Company, SoleTrader, OrganisationHead, Licence, SpecialEquipment, ConsumerComplaint],
  extend: {
    Person: {
      headedOrganisations: linkedMany(OrganisationHead, 'head', 'Firms that the person heads (法定代表人、经营者).'),
    },
    Organisation: {
      company: linkedOne(Company, 'self', 'Registration as a company (企业登记).'),
      soleTrader: linkedOne(SoleTrader, 'self', 'Registration as a sole trader (个体工商户登记).'),
      heads: linkedMany(OrganisationHead, 'organisation', 'Who heads it (法定代表人、经营者).'),
      licences: linkedMany(Licence, 'holder', 'Licences that it holds (行政许可).'),
      specialEquipment: linkedMany(SpecialEquipment, 'user', 'Special equipment that it uses (特种设备).'),
      consumerComplaints: linkedMany(ConsumerComplaint, 'respondent', 'Complaints about it (消费投诉).'),
    },
    ManagedObject: {
      specialEquipment: linkedOne(SpecialEquipment, 'self', 'The equipment (特种设备).'),
    },
    Event: {
      consumerComplaint: linkedOne(ConsumerComplaint, 'self', 'The complaint (消费投诉).'),
    },
  },
})
