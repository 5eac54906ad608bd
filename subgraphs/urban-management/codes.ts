/** What the codes of urban management mean (docs/legacy-estate/urban-management.md). Minor classes are the city's own list. */
import { codeList } from '../../schema/code-list.ts'

export const ComponentClass = codeList(
  'ComponentClass',
  'Major and minor class of a component of the city (部件类别).',
  {
    '0101': 'WATER_MANHOLE',
    '0102': 'SEWAGE_MANHOLE',
    '0103': 'RAINWATER_MANHOLE',
    '0104': 'RAINWATER_GRATE',
    '0105': 'POWER_MANHOLE',
    '0112': 'STREET_LAMP',
    '0118': 'FIRE_HYDRANT',
    '0201': 'PARKING_FACILITY',
    '0202': 'TRAFFIC_SIGN',
    '0204': 'TRAFFIC_LIGHT',
    '0301': 'PUBLIC_TOILET',
    '0304': 'RUBBISH_BIN',
    '0401': 'ANCIENT_TREE',
    '0402': 'STREET_TREE',
    '0501': 'OTHER',
  },
  {
    WATER_MANHOLE: '上水井盖',
    SEWAGE_MANHOLE: '污水井盖',
    RAINWATER_MANHOLE: '雨水井盖',
    RAINWATER_GRATE: '雨水箅子',
    POWER_MANHOLE: '电力井盖',
    STREET_LAMP: '路灯',
    FIRE_HYDRANT: '消火栓',
    PARKING_FACILITY: '停车设施',
    TRAFFIC_SIGN: '交通标志牌',
    TRAFFIC_LIGHT: '交通信号灯',
    PUBLIC_TOILET: '公共厕所',
    RUBBISH_BIN: '垃圾箱',
    ANCIENT_TREE: '古树名木',
    STREET_TREE: '行道树',
    OTHER: '其他',
  },
)

export const ComponentState = codeList(
  'ComponentState',
  'State of a component (部件状态).',
  { '1': 'INTACT', '2': 'DAMAGED', '3': 'MISSING', '4': 'ABANDONED' },
  { INTACT: '完好', DAMAGED: '破损', MISSING: '丢失', ABANDONED: '废弃' },
)

export const UrbanCaseKind = codeList(
  'UrbanCaseKind',
  'Whether a case is about something that happened or about a component (案件类型).',
  { '1': 'INCIDENT', '2': 'COMPONENT' },
  { INCIDENT: '事件', COMPONENT: '部件' },
)

export const UrbanCaseCategory = codeList(
  'UrbanCaseCategory',
  'What a case of urban management is about (案件类别).',
  {
    '0101': 'ILLEGAL_BUILDING',
    '0102': 'RUBBISH',
    '0103': 'CONSTRUCTION_WASTE',
    '0104': 'ROAD_CLEANING',
    '0201': 'ILLEGAL_ADVERTISING',
    '0301': 'CONSTRUCTION_NUISANCE',
    '0401': 'ROAD_COLLAPSE',
    '0501': 'UNLICENSED_TRADE',
    '0502': 'TRADE_ON_THE_STREET',
    '0503': 'PARKING',
    '0601': 'OTHER',
    '1101': 'MANHOLE',
    '1102': 'STREET_LAMP',
    '1103': 'DAMAGED_FACILITY',
  },
  {
    ILLEGAL_BUILDING: '私搭乱建',
    RUBBISH: '暴露垃圾',
    CONSTRUCTION_WASTE: '渣土',
    ROAD_CLEANING: '道路保洁',
    ILLEGAL_ADVERTISING: '非法小广告',
    CONSTRUCTION_NUISANCE: '施工扰民',
    ROAD_COLLAPSE: '路面塌陷',
    UNLICENSED_TRADE: '无照经营',
    TRADE_ON_THE_STREET: '占道经营',
    PARKING: '乱停车',
    OTHER: '其他',
    MANHOLE: '井盖缺损',
    STREET_LAMP: '路灯不亮',
    DAMAGED_FACILITY: '设施破损',
  },
)

export const UrbanCaseSource = codeList(
  'UrbanCaseSource',
  'How a case came in (上报来源).',
  { '1': 'COLLECTOR', '2': 'HOTLINE', '3': 'PUBLIC', '4': 'VIDEO' },
  { COLLECTOR: '采集员', HOTLINE: '12345热线', PUBLIC: '公众', VIDEO: '视频巡查' },
)

export const UrbanCaseState = codeList(
  'UrbanCaseState',
  'How far a case of urban management has come (办理状态).',
  {
    '1': 'REPORTED',
    '2': 'REGISTERED',
    '3': 'DISPATCHED',
    '4': 'HANDLING',
    '5': 'VERIFYING',
    '6': 'CLOSED',
    '7': 'NOT_REGISTERED',
    '9': 'VOID',
  },
  {
    REPORTED: '上报',
    REGISTERED: '立案',
    DISPATCHED: '派遣',
    HANDLING: '处置',
    VERIFYING: '核查',
    CLOSED: '结案',
    NOT_REGISTERED: '不予立案',
    VOID: '作废',
  },
)

export const SitePhotoKind = codeList(
  'SitePhotoKind',
  'Whether a photo was taken before or after (照片类型).',
  { '1': 'BEFORE', '2': 'AFTER' },
  { BEFORE: '处置前', AFTER: '处置后' },
)

export const PenalisedKind = codeList(
  'PenalisedKind',
  'Whether a person or a unit was penalised (当事人类型).',
  { '1': 'PERSON', '2': 'UNIT' },
  { PERSON: '个人', UNIT: '单位' },
)

export const PenaltyPayment = codeList(
  'PenaltyPayment',
  'Whether a fine was paid (缴纳状态).',
  { '0': 'UNPAID', '1': 'PAID', '2': 'IN_INSTALMENTS' },
  { UNPAID: '未缴', PAID: '已缴', IN_INSTALMENTS: '分期' },
)
