/**
 * What agriculture keeps: cooperatives and collectives, land contracts with their plots, farm machines, homesteads, and the households
 * that are watched against falling back into poverty. Codes of contractors and plots begin with the village of the survey, which may
 * have been merged away since: the code stays as it is, the village beside it is the present one.
 */
import { certificateMask, plateMask } from '../../access/masks.ts'
import type { AccessContext } from '../../access/principal.ts'
import { DocumentKind } from '../../schema/codes/document-kind.ts'
import { many, one, record, type Plain, type RecordSpec, type RowPath } from '../kit/declaration.ts'
import {
  address,
  area,
  code,
  day,
  decimal,
  entity,
  flag,
  integer,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
  villageCode,
} from '../kit/fields.ts'
import {
  ContractorKind,
  CooperativeState,
  FarmingTrade,
  FarmlandUse,
  FarmMachineKind,
  FarmMachineState,
  HomesteadState,
  LandTransfer,
  ModelGrade,
  PlotKind,
  PovertyRisk,
  PovertyWatchKind,
  PovertyWatchState,
} from './codes.ts'

const personal = { level: 3 } as const

export const Cooperative = record({
  name: 'Cooperative',
  description: 'A farmers’ cooperative (农民专业合作社).',
  from: { table: 'HZS', key: 'HZSBH', ignore: ['LSZ', 'LRR'], changedAt: 'GXSJ' }, // LSZ is a copy: market regulation keeps the head
  classified: { level: 1, category: '农业经营主体', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'name' },
      'The cooperative as an organisation (组织).',
    ),
    creditCode: organisationCode('XYDM', 'Unified social credit code (合作社信用代码).', { filter: true }),
    name: text('HZSMC', 'Name (合作社名称).'),
    trade: code('ZYLX', FarmingTrade, 'What it lives on (产业类型).', { filter: true }),
    modelGrade: code('SFJB', ModelGrade, 'Whether it is a model, and of which level (示范社级别).', { filter: true }),
    memberCount: integer('CYS', 'Number of members (成员数).'),
    villageCode: villageCode('CSDM', 'Code of the village as it is today (村社区代码).'),
    state: code('JYZT', CooperativeState, 'Whether it works (经营状态).', { filter: true }),
  },
  root: 'cooperatives',
})

export const VillageCollective = record({
  name: 'VillageCollective',
  description: 'The economic collective of a village, which owns its land (村集体经济组织).',
  from: { table: 'CJT', key: 'CJTBH', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 1, category: '农业经营主体', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'name' },
      'The collective as an organisation (组织).',
    ),
    creditCode: organisationCode('XYDM', 'Unified social credit code, begins with N2 (村集体信用代码).', {
      filter: true,
    }),
    name: text('CJTMC', 'Name (名称).'),
    villageCode: villageCode('CSDM', 'Code of the village as it is today (村社区代码).'),
    memberCount: integer('CYS', 'Number of members (成员数).'),
    assets: decimal('JYZC', 'Assets that earn, in 万元 (经营性资产).', { level: 2, sharing: 'CONDITIONAL' }),
    registeredOn: day('DJRQ', 'Day of registration (登记日期).'),
  },
  root: 'villageCollectives',
})

export const LandContract = record({
  name: 'LandContract',
  description: 'A household that holds land of its village by contract (承包方).',
  from: { table: 'CBF', key: 'CBFBM', ignore: ['DCY'], changedAt: 'GXSJ' },
  classified: { level: 2, category: '农村土地承包', sharing: 'CONDITIONAL' },
  fields: {
    contractor: entity(
      'Person',
      { number: 'contractorNumber', name: 'contractorName', phone: 'phone' },
      'Who signed for the household (承包方代表).',
    ),
    number: text(
      'CBFBM',
      'Code of the contractor: village, group, sequence; the village may be a former one (承包方编码).',
    ),
    villageCode: villageCode('CBFBM', 'Code of the village as it is today (村社区代码).'),
    kind: code('CBFLX', ContractorKind, 'Household, person or unit (承包方类型).'),
    contractorName: personName('CBFMC', 'Who signed for the household (承包方姓名).', personal),
    documentKind: code('ZJLX', DocumentKind, 'Kind of the document (证件类型).', personal),
    contractorNumber: personNumber('ZJHM', 'Number of the document (承包方证件号码).', personal),
    address: address('CBFDZ', 'Address as written in the survey (承包方地址).', personal),
    phone: phone('LXDH', 'Telephone (联系电话).', personal),
    memberCount: integer('CYSL', 'Members of the household who share in the land (家庭成员数).'),
    contractedMu: decimal('HTMJ', 'Area by contract, in 亩 (合同面积).'),
    from: day('HTQ', 'First day of the term (承包期起).'),
    to: day('HTZ', 'Last day of the term (承包期止).'),
    surveyedOn: day('DCRQ', 'Day of the survey (调查日期).'),
    plots: many((): RecordSpec => ContractedPlot, 'contractNumber', 'The plots (承包地块).'),
  },
})

/** Firms are open to everybody: whoever may look at one has not thereby a list of those whose land it works. */
export function mayOpenPlot(_plot: Plain, { rowScope }: AccessContext, path: RowPath): boolean {
  return path !== 'register' || rowScope === 'ALL'
}

const beside = 'What lies beside the plot, mostly names of persons who have no part in it (四至).'
const neighbours = { DKDZ: beside, DKXZ: beside, DKNZ: beside, DKBZ: beside } as const

export const ContractedPlot = record({
  name: 'ContractedPlot',
  description: 'A plot of farmland as surveyed (承包地块).',
  from: { table: 'DK', key: 'DKBM', never: neighbours, changedAt: 'GXSJ' },
  classified: { level: 2, category: '农村土地承包', sharing: 'CONDITIONAL' },
  rows: mayOpenPlot,
  fields: {
    self: entity(
      'ManagedObject',
      { code: 'number', kind: 'kind', name: 'name', longitude: 'longitude', latitude: 'latitude' },
      'The plot as a thing that is looked after (物).',
    ),
    transferee: entity(
      'Organisation',
      { creditCode: 'transfereeCreditCode', name: 'transfereeName' },
      'The unit that works it now (流入方).',
    ),
    number: text('DKBM', 'Code of the plot: village, group, sequence; the village may be a former one (地块编码).'),
    villageCode: villageCode('DKBM', 'Code of the village as it is today (村社区代码).'),
    name: text('DKMC', 'What the people call it (地块名称).'),
    contractNumber: text('CBFBM', 'Code of the contractor (承包方编码).'),
    kind: code('DKLB', PlotKind, 'Kind of plot (地块类别).'),
    use: code('TDLYLX', FarmlandUse, 'Kind of farmland (土地利用类型).'),
    fertility: integer('DLDJ', 'Grade of the soil, 1 is the best of ten (地力等级).'),
    permanentFarmland: flag('SFJBNT', ['1'], ['2'], 'Whether it must stay farmland (是否基本农田).'),
    contractedMu: decimal('HTMJ', 'Area by contract, in 亩 (合同面积).'),
    surveyedMu: decimal('SCMJ', 'Area as measured, in 亩 (实测面积).'),
    boundary: area('@wkt', 'Boundary as well-known text in CGCS2000 degrees (地块边界).'),
    boundaryArea: decimal('@area', 'Area inside the boundary, in square metres (图形面积).'),
    longitude: decimal('@longitude', 'Of a point inside, CGCS2000 degrees (经度).'),
    latitude: decimal('@latitude', 'Of a point inside, CGCS2000 degrees (纬度).'),
    transfer: code('LZZT', LandTransfer, 'How the right to work it was passed on (流转状态).'),
    transfereeName: text('LZFMC', 'The unit that works it now (流入方名称).'),
    transfereeCreditCode: organisationCode('LZFXYDM', 'Its credit code (流入方信用代码).'),
    transferredUntil: day('LZZ', 'Last day of the transfer (流转期止).'),
    contract: one((): RecordSpec => LandContract, 'contractNumber', 'The contract (承包合同).'),
  },
})

export const FarmMachine = record({
  name: 'FarmMachine',
  description: 'A registered farm machine (农业机械).',
  from: { table: 'NJ', key: 'NJBH', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 2, category: '农机监理', sharing: 'CONDITIONAL' },
  fields: {
    // A plate is on the machine for all to see, but tells the owner: the hub knows the machine by its register number.
    self: entity('ManagedObject', { code: 'number', kind: 'kind', name: 'model' }, 'The machine (物).'),
    owner: entity('Person', { number: 'ownerNumber', name: 'ownerName' }, 'Who owns it (所有人).'),
    number: text('NJBH', 'Number in the register (农机编号).'),
    plate: text('NJHP', 'Number plate (农机号牌).', { mask: plateMask }),
    kind: code('NJLX', FarmMachineKind, 'Kind of machine (农机类型).'),
    model: text('PPXH', 'Make and model (品牌型号).'),
    kilowatts: decimal('GL', 'Power in kW (功率).'),
    ownerName: personName('SYR', 'Who owns it (所有人).', personal),
    ownerNumber: personNumber('SYRZJHM', 'Number of the owner’s document (所有人证件号).', personal),
    villageCode: villageCode('CSDM', 'Code of the village as it is today (村社区代码).'),
    registeredOn: day('DJRQ', 'Day of registration (注册登记日期).'),
    inspectedUntil: day('JYYXQ', 'Day until which the inspection holds (检验有效期至).'),
    state: code('NJZT', FarmMachineState, 'Whether it may be used (农机状态).'),
  },
})

export const Homestead = record({
  name: 'Homestead',
  description: 'A plot for a house that a villager holds of the village (宅基地).',
  from: { table: 'ZJD', key: 'ZDDM', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 3, category: '宅基地', sharing: 'CONDITIONAL' },
  fields: {
    house: entity(
      'House',
      {
        addressCode: 'addressCode',
        address: 'address',
        villageCode: 'villageCode',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The house that stands on it (房).',
    ),
    holder: entity('Person', { number: 'holderNumber', name: 'holderName' }, 'Who may use it (宅基地使用权人).'),
    number: text('ZDDM', 'Number of the homestead (宅基地号).', { mask: certificateMask }),
    holderName: personName('QLR', 'Who may use it (宅基地使用权人).'),
    holderNumber: personNumber('QLRZJH', 'Number of the document (使用权人证件号).'),
    address: address('ZL', 'Where it is, as written (坐落).'),
    addressCode: text('DZBM', 'Standard address code, where known (标准地址编码).', { level: 2 }),
    villageCode: villageCode('CSDM', 'Code of the village as it is today (村社区代码).', { level: 2 }),
    plotArea: decimal('ZDMJ', 'Area of the plot, in square metres (宗地面积).'),
    builtArea: decimal('JZMJ', 'Area built over, in square metres (建筑面积).'),
    approvedOn: day('PZRQ', 'Day on which it was granted (批准日期).'),
    state: code('SYZT', HomesteadState, 'How it is used (使用状态).'),
    boundary: area('@wkt', 'Boundary as well-known text in CGCS2000 degrees (宅基地边界).'),
    // Where a house stands is of level 2 for every house.
    longitude: decimal('@longitude', 'Of a point inside, CGCS2000 degrees (经度).', { level: 2 }),
    latitude: decimal('@latitude', 'Of a point inside, CGCS2000 degrees (纬度).', { level: 2 }),
  },
})

export const PovertyMonitoring = record({
  name: 'PovertyMonitoring',
  description: 'A household that is watched against falling back into poverty (防返贫监测).',
  from: { table: 'FPJC', key: 'FPBH', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 3, category: '防返贫监测', sharing: 'CONDITIONAL' },
  fields: {
    head: entity('Person', { number: 'headNumber', name: 'headName' }, 'Head of the household (户主).'),
    contractNumber: text('CBFBM', 'Code of the contractor, where the household has land (承包方编码).'),
    headName: personName('HZXM', 'Head of the household (户主姓名).'),
    headNumber: personNumber('ZJHM', 'Number of the document (户主证件号码).'),
    householdSize: integer('JTRK', 'Persons in the household (家庭人口).'),
    kind: code('JCLX', PovertyWatchKind, 'Why it is watched (监测对象类型).'),
    risk: code('FXLX', PovertyRisk, 'What may make it poor (致贫返贫风险).'),
    since: day('NRRQ', 'Day on which the watch began (纳入日期).'),
    incomePerHead: decimal('RJSR', 'Net income a head and year, in 元 (家庭人均纯收入).'),
    // The helper's own words: illness and names stand in them, so that they are hidden where only masked values are granted.
    measures: text('BFCS', 'What is done for it (帮扶措施).'),
    state: code('JCZT', PovertyWatchState, 'Whether the risk is gone (监测状态).'),
    contract: one((): RecordSpec => LandContract, 'contractNumber', 'Its land contract (承包方).'),
  },
})
