/** What the codes of enterprises, hazards, shelters and supplies mean (docs/legacy-estate/emergency.md). */
import { codeList } from '../../schema/code-list.ts'

export const RiskColour = codeList(
  'RiskColour',
  'Safety risk of an enterprise in four colours (风险四色).',
  { '1': 'RED', '2': 'ORANGE', '3': 'YELLOW', '4': 'BLUE' },
  { RED: '红', ORANGE: '橙', YELLOW: '黄', BLUE: '蓝' },
)

export const HazardKind = codeList(
  'SafetyHazardKind',
  'What a hazard is about (隐患类别).',
  { '1': 'FIRE', '2': 'ELECTRICITY', '3': 'SPECIAL_EQUIPMENT', '4': 'CHEMICALS', '5': 'CONFINED_SPACE', '9': 'OTHER' },
  {
    FIRE: '消防',
    ELECTRICITY: '用电',
    SPECIAL_EQUIPMENT: '特种设备',
    CHEMICALS: '危化品',
    CONFINED_SPACE: '有限空间',
    OTHER: '其他',
  },
)

export const HazardGrade = codeList(
  'SafetyHazardGrade',
  'How grave a hazard is (隐患级别).',
  { '1': 'ORDINARY', '2': 'MAJOR' },
  { ORDINARY: '一般', MAJOR: '重大' },
)

export const RectificationState = codeList(
  'RectificationState',
  'How far a hazard is put right (整改状态).',
  { '10': 'OPEN', '20': 'UNDER_WAY', '30': 'TO_BE_CHECKED', '40': 'CLOSED', '50': 'REFERRED' },
  { OPEN: '待整改', UNDER_WAY: '整改中', TO_BE_CHECKED: '待复查', CLOSED: '已销号', REFERRED: '移送' },
)

export const StockUnit = codeList(
  'ChemicalStockUnit',
  'Unit of a stock of chemicals (储量单位).',
  { T: 'TONNE', KG: 'KILOGRAM', L: 'LITRE' },
  { TONNE: '吨', KILOGRAM: '千克', LITRE: '升' },
)

export const ShelterKind = codeList(
  'ShelterKind',
  'Whether a shelter is a place in the open or a building (场所类型).',
  { '1': 'OUTDOOR', '2': 'INDOOR' },
  { OUTDOOR: '室外场地', INDOOR: '室内场所' },
)

export const ShelterState = codeList(
  'ShelterState',
  'Whether a shelter can be used (启用状态).',
  { '1': 'IN_USE', '0': 'OUT_OF_USE' },
  { IN_USE: '启用', OUT_OF_USE: '停用' },
)

export const SupplyKind = codeList(
  'EmergencySupplyKind',
  'What supplies are for (物资类别).',
  { '1': 'FLOOD', '2': 'FIRE', '3': 'RELIEF', '4': 'LIGHT_AND_RADIO' },
  { FLOOD: '防汛', FIRE: '消防', RELIEF: '救灾生活', LIGHT_AND_RADIO: '通信照明' },
)
