/**
 * Market regulation (市场监管局): companies, sole traders and their heads, licences, special equipment, consumers' complaints.
 *
 * Legacy system: Oracle 10g; a job pushes one XML file a table a day whose prolog says GBK (docs/legacy-estate.md §4). Rows are keyed by
 * the internal number of the subject, since older sole traders have no credit code but a registration number of 15 digits, and some stand
 * under a number that could be their owner's identity number: such a one is no code. Licences are nested under their holder. Registered
 * capital is in 万元, in old rows with the unit in the text, so it is handed on as text. The names of heads are published by law, their
 * document numbers are not.
 */
import { freeTextMask } from '../../access/masks.ts'
import type { AccessContext } from '../../access/principal.ts'
import { codeList } from '../../schema/code-list.ts'
import { department, linkedMany, linkedOne, record, type Plain } from '../kit/declaration.ts'
import { code, day, decimal, entity, instant, organisationCode, personName, personNumber, phone, text } from '../kit/fields.ts'

const CompanyKind = codeList('CompanyKind', 'Legal form of a company (企业类型).', {
  '1100': 'LIMITED', '1130': 'LIMITED_SOLE_OWNER', '1200': 'JOINT_STOCK', '4500': 'SOLE_PROPRIETORSHIP', '4550': 'PARTNERSHIP', '9100': 'FARMERS_COOPERATIVE',
}, {
  LIMITED: '有限责任公司', LIMITED_SOLE_OWNER: '有限责任公司(自然人独资)', JOINT_STOCK: '股份有限公司', SOLE_PROPRIETORSHIP: '个人独资企业', PARTNERSHIP: '合伙企业',
  FARMERS_COOPERATIVE: '农民专业合作社',
})

const RegistrationState = codeList('RegistrationState', 'Whether a registration is in force (登记状态).',
  { '1': 'ACTIVE', '2': 'REVOKED', '3': 'CANCELLED', '4': 'MOVED' }, { ACTIVE: '存续', REVOKED: '吊销', CANCELLED: '注销', MOVED: '迁出' })

const HeadRole = codeList('HeadRole', 'What somebody is to a firm (职务).', { '1': 'LEGAL_REPRESENTATIVE', '2': 'OPERATOR', '3': 'MANAGING_PARTNER' },
  { LEGAL_REPRESENTATIVE: '法定代表人', OPERATOR: '经营者', MANAGING_PARTNER: '执行事务合伙人' })

const DocumentKind = codeList('DocumentKind', 'Kind of identity document (证件类型).', {
  '01': 'RESIDENT_CARD', '02': 'OFFICER_CARD', '03': 'PASSPORT', '04': 'HK_MACAO_PERMIT', '05': 'TAIWAN_PERMIT', '06': 'FOREIGN_RESIDENT_CARD', '99': 'OTHER',
})

const LicenceKind = codeList('LicenceKind', 'What a licence permits (许可类型).',
  { JY: 'FOOD_TRADE', SC: 'FOOD_PRODUCTION', YP: 'MEDICINES', YL: 'MEDICAL_DEVICES', TZ: 'SPECIAL_EQUIPMENT_MAKING' },
  { FOOD_TRADE: '食品经营', FOOD_PRODUCTION: '食品生产', MEDICINES: '药品经营', MEDICAL_DEVICES: '医疗器械', SPECIAL_EQUIPMENT_MAKING: '特种设备生产' })

const LicenceState = codeList('LicenceState', 'Whether a licence is in force (许可状态).',
  { '1': 'IN_FORCE', '2': 'EXPIRED', '3': 'REVOKED', '4': 'CANCELLED' }, { IN_FORCE: '有效', EXPIRED: '过期', REVOKED: '吊销', CANCELLED: '注销' })

const EquipmentKind = codeList('EquipmentKind', 'Kind of special equipment by the catalogue (特种设备种类).', {
  '1000': 'BOILER', '2000': 'PRESSURE_VESSEL', '3000': 'LIFT', '4000': 'CRANE', '5000': 'WORKS_VEHICLE', '6000': 'AMUSEMENT_RIDE', '8000': 'PRESSURE_PIPE', '9000': 'ROPEWAY',
}, {
  BOILER: '锅炉', PRESSURE_VESSEL: '压力容器', LIFT: '电梯', CRANE: '起重机械', WORKS_VEHICLE: '场(厂)内专用机动车辆', AMUSEMENT_RIDE: '大型游乐设施', PRESSURE_PIPE: '压力管道',
  ROPEWAY: '客运索道',
})

const EquipmentState = codeList('EquipmentState', 'Whether equipment is in use (使用状态).', { '1': 'IN_USE', '2': 'STOPPED', '3': 'SCRAPPED' },
  { IN_USE: '在用', STOPPED: '停用', SCRAPPED: '报废' })

const ComplaintKind = codeList('ComplaintKind', 'What a consumer complains of (投诉类别).',
  { '1': 'FOOD', '2': 'GOODS', '3': 'PRICES', '4': 'ADVERTISING', '5': 'SPECIAL_EQUIPMENT', '9': 'OTHER' },
  { FOOD: '食品', GOODS: '商品质量', PRICES: '价格', ADVERTISING: '广告', SPECIAL_EQUIPMENT: '特种设备', OTHER: '其他' })

const ComplaintState = codeList('ComplaintState', 'How far a complaint has come (办理状态).',
  { '1': 'RECEIVED', '2': 'ACCEPTED', '3': 'MEDIATING', '4': 'CLOSED', '5': 'REFUSED' },
  { RECEIVED: '待受理', ACCEPTED: '已受理', MEDIATING: '调解中', CLOSED: '已办结', REFUSED: '不予受理' })

const personal = { level: 3, category: '负责人信息', sharing: 'CONDITIONAL' } as const

export const Company = record({
  name: 'Company',
  description: 'A company as registered (企业).',
  from: { table: 'QY', key: 'ZTBM', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '市场主体登记', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity('Organisation', {
      creditCode: 'creditCode', oldNumber: 'oldNumber', name: 'companyName', kind: 'kind', state: 'state', addressCode: 'addressCode', address: 'domicile', gridCode: 'gridCode',
    }, 'The organisation (组织).'),
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
  from: { table: 'GT', key: 'ZTBM', ignore: ['LRR', 'BZ'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '市场主体登记', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity('Organisation', {
      creditCode: 'creditCode', oldNumber: 'oldNumber', name: 'tradingName', state: 'state', addressCode: 'addressCode', address: 'premises', gridCode: 'gridCode',
    }, 'The organisation (组织).'),
    // What could be a person's number is null here: it is personal data and stays in the department.
    creditCode: organisationCode('XYDM', 'Unified social credit code, if there is one (统一社会信用代码).', { filter: true }),
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
    organisation: entity('Organisation', { creditCode: 'creditCode', oldNumber: 'oldNumber' }, 'The firm (组织).', { level: 1, sharing: 'UNCONDITIONAL' }),
    subjectNumber: text('ZTBM', 'Internal number of the firm (主体编码).'),
    creditCode: organisationCode('XYDM', 'Credit code of the firm (统一社会信用代码).', { level: 1, sharing: 'UNCONDITIONAL' }),
    oldNumber: organisationCode('ZCH', 'Old registration number of the firm (旧注册号).', { level: 1, sharing: 'UNCONDITIONAL' }),
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
    self: entity('ManagedObject', {
      code: 'code', kind: 'kind', name: 'equipmentName', gridCode: 'gridCode', address: 'place', longitude: 'longitude', latitude: 'latitude',
    }, 'The equipment as a thing that is looked after (物).'),
    user: entity('Organisation', { creditCode: 'userCreditCode' }, 'Who uses it and answers for it (使用单位).'),
    code: text('SBDM', 'Equipment code (特种设备代码).', { filter: true }),
    equipmentName: text('SBMC', 'Name (设备名称).'),
    kind: code('SBZL', EquipmentKind, 'Kind (种类).', { filter: true }),
    userCreditCode: organisationCode('SYDWXYDM', 'Credit code of the user (使用单位信用代码).', { filter: true }),
    userName: text('SYDWMC', 'Name of the user as written (使用单位名称).'),
    place: text('SYDZ', 'Where it is used (使用地址).'),
    gridCode: text('WGBM', 'Grid code, where known (网格编码).', { filter: true }),
    longitude: decimal('JD', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: decimal('WD', 'Latitude, CGCS2000 degrees (纬度).'),
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
    rowScope === 'ALL' || (rowScope === 'GRIDS' && typeof complaint['gridCode'] === 'string' && principal.grids.includes(complaint['gridCode'])),
  fields: {
    self: entity('Event', { number: 'number', category: 'kind', state: 'state', reportedAt: 'reportedAt', dueAt: 'dueAt', gridCode: 'gridCode' },
      'The complaint as an event (事).', { level: 2 }),
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
  cycleHours: 24,
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
