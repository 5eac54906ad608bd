/** What the codes in the ledgers and surveys of agriculture mean (docs/legacy-estate/agriculture.md). */
import { codeList } from '../../schema/code-list.ts'

export const FarmingTrade = codeList(
  'FarmingTrade',
  'What a cooperative lives on (产业类型).',
  { '01': 'CROPS', '02': 'LIVESTOCK', '03': 'MACHINERY_SERVICE', '04': 'FRUIT', '09': 'OTHER' },
  { CROPS: '种植', LIVESTOCK: '养殖', MACHINERY_SERVICE: '农机服务', FRUIT: '林果', OTHER: '其他' },
)

export const ModelGrade = codeList(
  'ModelGrade',
  'Whether a cooperative is a model one, and of which level (示范社级别).',
  { '0': 'NONE', '1': 'NATIONAL', '2': 'PROVINCIAL', '3': 'PREFECTURE', '4': 'COUNTY' },
  { NONE: '非示范社', NATIONAL: '国家级', PROVINCIAL: '省级', PREFECTURE: '青岛市级', COUNTY: '平度市级' },
)

export const CooperativeState = codeList(
  'CooperativeState',
  'Whether a cooperative works (经营状态).',
  { '1': 'ACTIVE', '2': 'IDLE', '3': 'DEREGISTERED' },
  { ACTIVE: '正常', IDLE: '歇业', DEREGISTERED: '注销' },
)

export const ContractorKind = codeList(
  'ContractorKind',
  'Who holds a land contract (承包方类型).',
  { '1': 'HOUSEHOLD', '2': 'PERSON', '3': 'ORGANISATION' },
  { HOUSEHOLD: '农户', PERSON: '个人', ORGANISATION: '单位' },
)

export const FarmMachineKind = codeList(
  'FarmMachineKind',
  'Kind of farm machine (农机类型).',
  { '10': 'WHEELED_TRACTOR', '11': 'TRACKED_TRACTOR', '20': 'COMBINE_HARVESTER', '30': 'CROP_SPRAYER', '90': 'OTHER' },
  {
    WHEELED_TRACTOR: '轮式拖拉机',
    TRACKED_TRACTOR: '履带拖拉机',
    COMBINE_HARVESTER: '联合收割机',
    CROP_SPRAYER: '植保机',
    OTHER: '其他',
  },
)

export const FarmMachineState = codeList(
  'FarmMachineState',
  'Whether a farm machine may be used (农机状态).',
  { '1': 'IN_ORDER', '2': 'INSPECTION_OVERDUE', '3': 'DEREGISTERED' },
  { IN_ORDER: '正常', INSPECTION_OVERDUE: '逾期未检', DEREGISTERED: '注销' },
)

export const PovertyWatchKind = codeList(
  'PovertyWatchKind',
  'Why a household is watched (监测对象类型).',
  { '1': 'UNSTABLE', '2': 'MARGINAL', '3': 'SUDDEN_HARDSHIP' },
  { UNSTABLE: '脱贫不稳定户', MARGINAL: '边缘易致贫户', SUDDEN_HARDSHIP: '突发严重困难户' },
)

export const PovertyRisk = codeList(
  'PovertyRisk',
  'What may make a household poor (致贫返贫风险).',
  { '01': 'ILLNESS', '02': 'DISABILITY', '03': 'SCHOOLING', '04': 'DISASTER', '05': 'ACCIDENT', '99': 'OTHER' },
  { ILLNESS: '因病', DISABILITY: '因残', SCHOOLING: '因学', DISASTER: '因灾', ACCIDENT: '因意外', OTHER: '其他' },
)

export const PovertyWatchState = codeList(
  'PovertyWatchState',
  'Whether the risk of a watched household is gone (监测状态).',
  { '1': 'AT_RISK', '2': 'CLEARED' },
  { AT_RISK: '风险未消除', CLEARED: '风险已消除' },
)

export const PlotKind = codeList(
  'PlotKind',
  'Kind of plot (地块类别).',
  { '10': 'CONTRACTED', '21': 'PRIVATE_PLOT', '22': 'RESERVE', '23': 'RECLAIMED', '99': 'OTHER_COLLECTIVE' },
  {
    CONTRACTED: '承包地块',
    PRIVATE_PLOT: '自留地',
    RESERVE: '机动地',
    RECLAIMED: '开荒地',
    OTHER_COLLECTIVE: '其他集体土地',
  },
)

export const FarmlandUse = codeList(
  'FarmlandUse',
  'Kind of farmland by GB/T 21010 (土地利用类型).',
  { '011': 'PADDY', '012': 'IRRIGATED', '013': 'DRY' },
  { PADDY: '水田', IRRIGATED: '水浇地', DRY: '旱地' },
)

export const LandTransfer = codeList(
  'LandTransfer',
  'How the right to work a plot was passed on (流转状态).',
  { '0': 'NONE', '1': 'LEASED', '2': 'ASSIGNED', '3': 'EXCHANGED', '4': 'SHARES', '9': 'OTHER' },
  { NONE: '未流转', LEASED: '出租', ASSIGNED: '转让', EXCHANGED: '互换', SHARES: '入股', OTHER: '其他' },
)

export const HomesteadState = codeList(
  'HomesteadState',
  'How a homestead is used (宅基地使用状态).',
  { '1': 'IN_USE', '2': 'IDLE', '3': 'LET' },
  { IN_USE: '在用', IDLE: '闲置', LET: '出租' },
)
