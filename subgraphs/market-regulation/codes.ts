/** What the codes in the push files of market regulation mean (docs/legacy-estate/market-regulation.md). */
import { codeList } from '../../schema/code-list.ts'

export const CompanyKind = codeList(
  'CompanyKind',
  'Legal form of a company (企业类型).',
  {
    '1100': 'LIMITED',
    '1130': 'LIMITED_SOLE_OWNER',
    '1200': 'JOINT_STOCK',
    '4500': 'SOLE_PROPRIETORSHIP',
    '4550': 'PARTNERSHIP',
    '9100': 'FARMERS_COOPERATIVE',
  },
  {
    LIMITED: '有限责任公司',
    LIMITED_SOLE_OWNER: '有限责任公司(自然人独资)',
    JOINT_STOCK: '股份有限公司',
    SOLE_PROPRIETORSHIP: '个人独资企业',
    PARTNERSHIP: '合伙企业',
    FARMERS_COOPERATIVE: '农民专业合作社',
  },
)

export const RegistrationState = codeList(
  'RegistrationState',
  'Whether a registration is in force (登记状态).',
  { '1': 'ACTIVE', '2': 'REVOKED', '3': 'CANCELLED', '4': 'MOVED' },
  { ACTIVE: '存续', REVOKED: '吊销', CANCELLED: '注销', MOVED: '迁出' },
)

export const HeadRole = codeList(
  'HeadRole',
  'What somebody is to a firm (职务).',
  { '1': 'LEGAL_REPRESENTATIVE', '2': 'OPERATOR', '3': 'MANAGING_PARTNER' },
  { LEGAL_REPRESENTATIVE: '法定代表人', OPERATOR: '经营者', MANAGING_PARTNER: '执行事务合伙人' },
)

export const LicenceKind = codeList(
  'LicenceKind',
  'What a licence permits (许可类型).',
  { JY: 'FOOD_TRADE', SC: 'FOOD_PRODUCTION', YP: 'MEDICINES', YL: 'MEDICAL_DEVICES', TZ: 'SPECIAL_EQUIPMENT_MAKING' },
  {
    FOOD_TRADE: '食品经营',
    FOOD_PRODUCTION: '食品生产',
    MEDICINES: '药品经营',
    MEDICAL_DEVICES: '医疗器械',
    SPECIAL_EQUIPMENT_MAKING: '特种设备生产',
  },
)

export const LicenceState = codeList(
  'LicenceState',
  'Whether a licence is in force (许可状态).',
  { '1': 'IN_FORCE', '2': 'EXPIRED', '3': 'REVOKED', '4': 'CANCELLED' },
  { IN_FORCE: '有效', EXPIRED: '过期', REVOKED: '吊销', CANCELLED: '注销' },
)

export const EquipmentKind = codeList(
  'EquipmentKind',
  'Kind of special equipment by the catalogue (特种设备种类).',
  {
    '1000': 'BOILER',
    '2000': 'PRESSURE_VESSEL',
    '3000': 'LIFT',
    '4000': 'CRANE',
    '5000': 'WORKS_VEHICLE',
    '6000': 'AMUSEMENT_RIDE',
    '8000': 'PRESSURE_PIPE',
    '9000': 'ROPEWAY',
  },
  {
    BOILER: '锅炉',
    PRESSURE_VESSEL: '压力容器',
    LIFT: '电梯',
    CRANE: '起重机械',
    WORKS_VEHICLE: '场(厂)内专用机动车辆',
    AMUSEMENT_RIDE: '大型游乐设施',
    PRESSURE_PIPE: '压力管道',
    ROPEWAY: '客运索道',
  },
)

export const EquipmentState = codeList(
  'EquipmentState',
  'Whether equipment is in use (使用状态).',
  { '1': 'IN_USE', '2': 'STOPPED', '3': 'SCRAPPED' },
  { IN_USE: '在用', STOPPED: '停用', SCRAPPED: '报废' },
)

export const ComplaintKind = codeList(
  'ComplaintKind',
  'What a consumer complains of (投诉类别).',
  { '1': 'FOOD', '2': 'GOODS', '3': 'PRICES', '4': 'ADVERTISING', '5': 'SPECIAL_EQUIPMENT', '9': 'OTHER' },
  {
    FOOD: '食品',
    GOODS: '商品质量',
    PRICES: '价格',
    ADVERTISING: '广告',
    SPECIAL_EQUIPMENT: '特种设备',
    OTHER: '其他',
  },
)

export const ComplaintState = codeList(
  'ComplaintState',
  'How far a complaint has come (办理状态).',
  { '1': 'RECEIVED', '2': 'ACCEPTED', '3': 'MEDIATING', '4': 'CLOSED', '5': 'REFUSED' },
  { RECEIVED: '待受理', ACCEPTED: '已受理', MEDIATING: '调解中', CLOSED: '已办结', REFUSED: '不予受理' },
)
