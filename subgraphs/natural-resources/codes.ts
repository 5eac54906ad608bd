/** What the codes of natural resources mean (docs/legacy-estate/natural-resources.md). */
import { codeList } from '../../schema/code-list.ts'

/** Rows from before 2021 keep codes of three digits. */
export const PlannedUse = codeList(
  'PlannedUse',
  'Planned use of land, by the national classification (规划用途).',
  {
    '0701': 'URBAN_RESIDENTIAL',
    '071': 'URBAN_RESIDENTIAL',
    '0703': 'RURAL_HOMESTEAD',
    '072': 'RURAL_HOMESTEAD',
    '0901': 'COMMERCIAL',
    '1001': 'INDUSTRIAL',
    '061': 'INDUSTRIAL',
    '0801': 'ADMINISTRATIVE',
    '0804': 'EDUCATION',
    '1401': 'PARK',
  },
  {
    URBAN_RESIDENTIAL: '城镇住宅用地',
    RURAL_HOMESTEAD: '农村宅基地',
    COMMERCIAL: '商业用地',
    INDUSTRIAL: '工业用地',
    ADMINISTRATIVE: '机关团体用地',
    EDUCATION: '教育用地',
    PARK: '公园绿地',
  },
)

export const LandOwnership = codeList(
  'LandOwnership',
  'Who owns the land (权属性质).',
  { '1': 'STATE', '2': 'COLLECTIVE' },
  { STATE: '国有', COLLECTIVE: '集体' },
)

export const LandAreaUnit = codeList(
  'LandAreaUnit',
  'Unit of an area of land; 1 mu is 666.67 m² (面积单位).',
  { '1': 'SQUARE_METRES', '2': 'MU' },
  { SQUARE_METRES: '平方米', MU: '亩' },
)

export const DominantTree = codeList(
  'DominantTree',
  'Trees that most of a forest plot is of (优势树种).',
  { '1': 'POPLAR', '2': 'PINE', '3': 'CYPRESS', '4': 'FRUIT', '9': 'OTHER' },
  { POPLAR: '杨树', PINE: '松树', CYPRESS: '柏树', FRUIT: '果树', OTHER: '其他' },
)

export const ForestOwnership = codeList(
  'ForestOwnership',
  'Who owns a forest plot (林地权属).',
  { '1': 'STATE', '2': 'COLLECTIVE', '3': 'PRIVATE' },
  { STATE: '国有', COLLECTIVE: '集体', PRIVATE: '个人' },
)

export const FireDanger = codeList(
  'FireDanger',
  'Danger of a forest fire (火险等级).',
  { '1': 'LOW', '2': 'MEDIUM', '3': 'HIGH' },
  { LOW: '低', MEDIUM: '中', HIGH: '高' },
)

export const HazardType = codeList(
  'HazardType',
  'Kind of geological hazard (灾害类型).',
  { '01': 'LANDSLIDE', '02': 'ROCKFALL', '03': 'DEBRIS_FLOW', '04': 'SUBSIDENCE' },
  { LANDSLIDE: '滑坡', ROCKFALL: '崩塌', DEBRIS_FLOW: '泥石流', SUBSIDENCE: '地面塌陷' },
)

export const HazardScale = codeList(
  'HazardScale',
  'Scale of a geological hazard (险情等级).',
  { '1': 'SMALL', '2': 'MEDIUM', '3': 'LARGE' },
  { SMALL: '小型', MEDIUM: '中型', LARGE: '大型' },
)

export const HazardRemedy = codeList(
  'HazardRemedy',
  'What is done about a geological hazard (治理状态).',
  { '1': 'WATCHED', '2': 'IN_REMEDY', '3': 'REMOVED' },
  { WATCHED: '监测', IN_REMEDY: '治理中', REMOVED: '已销号' },
)

export const RealEstateUnitState = codeList(
  'RealEstateUnitState',
  'Whether a real-estate unit exists (单元状态).',
  { '1': 'EXISTING', '0': 'GONE' },
  { EXISTING: '现势', GONE: '灭失' },
)

export const RightKind = codeList(
  'RightKind',
  'Kind of a right in real estate (权利类型).',
  { '3': 'STATE_LAND_USE', '4': 'STATE_LAND_AND_HOUSE', '6': 'HOMESTEAD_AND_HOUSE' },
  {
    STATE_LAND_USE: '国有建设用地使用权',
    STATE_LAND_AND_HOUSE: '国有建设用地使用权/房屋所有权',
    HOMESTEAD_AND_HOUSE: '宅基地使用权/房屋所有权',
  },
)

export const RightHolderKind = codeList(
  'RightHolderKind',
  'Whether a person or a unit holds the right (权利人类型).',
  { '1': 'PERSON', '2': 'UNIT' },
  { PERSON: '个人', UNIT: '单位' },
)

export const SharedOwnership = codeList(
  'SharedOwnership',
  'How several share a right (共有方式).',
  { '0': 'ALONE', '1': 'JOINT', '2': 'BY_SHARES' },
  { ALONE: '单独所有', JOINT: '共同共有', BY_SHARES: '按份共有' },
)

export const RightState = codeList(
  'RightState',
  'Whether a right is in force (权属状态).',
  { '1': 'IN_FORCE', '2': 'FORMER', '3': 'CANCELLED' },
  { IN_FORCE: '现势', FORMER: '历史', CANCELLED: '注销' },
)

export const EncumbranceKind = codeList(
  'EncumbranceKind',
  'What restricts a real-estate unit (限制类型).',
  { '1': 'MORTGAGE', '2': 'SEIZURE', '3': 'OBJECTION' },
  { MORTGAGE: '抵押', SEIZURE: '查封', OBJECTION: '异议' },
)

export const EncumbranceState = codeList(
  'EncumbranceState',
  'Whether a restriction is in force (限制状态).',
  { '1': 'IN_FORCE', '0': 'LIFTED' },
  { IN_FORCE: '有效', LIFTED: '解除' },
)
