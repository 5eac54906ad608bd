/** What the codes in the files of public security mean (docs/legacy-estate/public-security.md; GA/T 16). National lists are in schema/codes/. */
import { codeList } from '../../schema/code-list.ts'

export const ResidentStatus = codeList(
  'ResidentStatus',
  'Whether the registration is current (人员状态).',
  { '0': 'CURRENT', '1': 'MOVED', '2': 'CANCELLED', '3': 'DEAD' },
  { CURRENT: '正常', MOVED: '迁出', CANCELLED: '注销', DEAD: '死亡' },
)

export const CaseInvolvement = codeList(
  'CaseInvolvement',
  'Involvement in criminal cases; never shared (涉案信息).',
  { '00': 'NONE', '01': 'INVOLVED', '02': 'WATCHED' },
  { NONE: '无', INVOLVED: '涉案', WATCHED: '重点关注' },
)

export const HouseholdKind = codeList(
  'HouseholdKind',
  'Family or collective household (户类型).',
  { '1': 'FAMILY', '2': 'COLLECTIVE' },
  { FAMILY: '家庭户', COLLECTIVE: '集体户' },
)

export const AddressState = codeList(
  'AddressState',
  'Whether a standard address is in use (地址状态).',
  { '1': 'IN_USE', '2': 'CANCELLED' },
  { IN_USE: '在用', CANCELLED: '注销' },
)

export const CameraClass = codeList(
  'CameraClass',
  'Whose camera it is (点位类型).',
  { '1': 'CLASS_1', '2': 'CLASS_2', '3': 'CLASS_3' },
  {
    CLASS_1: '一类: 政府和公安在重点公共区域建设',
    CLASS_2: '二类: 其他部门和重点行业面向公共区域建设',
    CLASS_3: '三类: 商铺、小区、企业自建',
  },
)

export const CameraState = codeList(
  'CameraState',
  'On line, off line or taken down (摄像机状态).',
  { '1': 'ONLINE', '2': 'OFFLINE', '3': 'REMOVED' },
  { ONLINE: '在线', OFFLINE: '离线', REMOVED: '拆除' },
)

export const PlateKind = codeList(
  'PlateKind',
  'Kind of number plate (号牌种类).',
  { '01': 'LARGE', '02': 'SMALL', '07': 'MOTORCYCLE', '51': 'LARGE_NEW_ENERGY', '52': 'SMALL_NEW_ENERGY' },
  {
    LARGE: '大型汽车',
    SMALL: '小型汽车',
    MOTORCYCLE: '两轮摩托车',
    LARGE_NEW_ENERGY: '大型新能源汽车',
    SMALL_NEW_ENERGY: '小型新能源汽车',
  },
)

export const VehicleColour = codeList(
  'VehicleColour',
  'Colour of the body by GA/T 16 (车身颜色).',
  {
    A: 'WHITE',
    B: 'GREY',
    C: 'YELLOW',
    D: 'PINK',
    E: 'RED',
    F: 'PURPLE',
    G: 'GREEN',
    H: 'BLUE',
    I: 'BROWN',
    J: 'BLACK',
    Z: 'OTHER',
  },
  {
    WHITE: '白',
    GREY: '灰',
    YELLOW: '黄',
    PINK: '粉',
    RED: '红',
    PURPLE: '紫',
    GREEN: '绿',
    BLUE: '蓝',
    BROWN: '棕',
    BLACK: '黑',
    OTHER: '其他',
  },
)

export const VehicleState = codeList(
  'VehicleState',
  'Whether the registration of a vehicle is in force (车辆状态).',
  { A: 'IN_FORCE', B: 'TRANSFERRED', E: 'CANCELLED' },
  { IN_FORCE: '正常', TRANSFERRED: '转出', CANCELLED: '注销' },
)
