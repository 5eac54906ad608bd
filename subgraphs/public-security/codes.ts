/** What the codes in the files of public security mean (docs/legacy-estate.md §1; GB/T 2261.1, 2261.2, 3304, 4658, 4761, GA/T 16). */
import { codeList } from '../../schema/code-list.ts'

// `M` and `F` come from a station that typed English for some years.
export { Sex } from '../../schema/codes/sex.ts'

export const EthnicGroup = codeList('EthnicGroup', 'Ethnic group by GB/T 3304 (民族).', {
  '01': 'HAN', '02': 'MONGOL', '03': 'HUI', '04': 'TIBETAN', '05': 'UYGHUR', '06': 'MIAO', '07': 'YI', '08': 'ZHUANG', '09': 'BUYEI', '10': 'KOREAN',
  '11': 'MANCHU', '12': 'DONG', '13': 'YAO', '14': 'BAI', '15': 'TUJIA', '16': 'HANI', '17': 'KAZAKH', '18': 'DAI', '19': 'LI', '20': 'LISU',
  '21': 'VA', '22': 'SHE', '23': 'GAOSHAN', '24': 'LAHU', '25': 'SUI', '26': 'DONGXIANG', '27': 'NAXI', '28': 'JINGPO', '29': 'KYRGYZ', '30': 'TU',
  '31': 'DAUR', '32': 'MULAO', '33': 'QIANG', '34': 'BLANG', '35': 'SALAR', '36': 'MAONAN', '37': 'GELAO', '38': 'XIBE', '39': 'ACHANG', '40': 'PUMI',
  '41': 'TAJIK', '42': 'NU', '43': 'UZBEK', '44': 'RUSSIAN', '45': 'EVENKI', '46': 'DEANG', '47': 'BAOAN', '48': 'YUGUR', '49': 'GIN', '50': 'TATAR',
  '51': 'DERUNG', '52': 'OROQEN', '53': 'HEZHEN', '54': 'MONBA', '55': 'LHOBA', '56': 'JINO', '97': 'OTHER', '98': 'FOREIGN_BORN',
})

export const DocumentKind = codeList('DocumentKind', 'Kind of identity document (证件类型).', {
  '01': 'RESIDENT_CARD', '02': 'OFFICER_CARD', '03': 'PASSPORT', '04': 'HK_MACAO_PERMIT', '05': 'TAIWAN_PERMIT', '06': 'FOREIGN_RESIDENT_CARD', '99': 'OTHER',
}, {
  RESIDENT_CARD: '居民身份证', OFFICER_CARD: '军官证', PASSPORT: '护照', HK_MACAO_PERMIT: '港澳居民居住证', TAIWAN_PERMIT: '台湾居民居住证',
  FOREIGN_RESIDENT_CARD: '外国人永久居留身份证', OTHER: '其他',
})

export const Education = codeList('Education', 'Highest education by GB/T 4658, major classes (文化程度).', {
  '10': 'POSTGRADUATE', '20': 'UNDERGRADUATE', '30': 'JUNIOR_COLLEGE', '40': 'VOCATIONAL', '60': 'SENIOR_HIGH', '70': 'JUNIOR_HIGH', '80': 'PRIMARY', '90': 'OTHER',
}, {
  POSTGRADUATE: '研究生', UNDERGRADUATE: '本科', JUNIOR_COLLEGE: '专科', VOCATIONAL: '中等职业', SENIOR_HIGH: '普通高中', JUNIOR_HIGH: '初中', PRIMARY: '小学', OTHER: '其他',
})

export const MaritalStatus = codeList('MaritalStatus', 'Marital status by GB/T 2261.2 (婚姻状况).', {
  '10': 'UNMARRIED', '20': 'MARRIED', '21': 'FIRST_MARRIAGE', '22': 'REMARRIED', '23': 'MARRIAGE_RESUMED', '30': 'WIDOWED', '40': 'DIVORCED', '90': 'NOT_STATED',
}, {
  UNMARRIED: '未婚', MARRIED: '已婚', FIRST_MARRIAGE: '初婚', REMARRIED: '再婚', MARRIAGE_RESUMED: '复婚', WIDOWED: '丧偶', DIVORCED: '离婚', NOT_STATED: '未说明',
})

/** The direction matters: what the person is to the head. Finer codes of GB/T 4761 (eldest son, second son) are brought to their class. */
export const RelationToHead = codeList('RelationToHead', 'What the person is to the head of the household, by GB/T 4761 (与户主关系).', {
  '01': 'SELF', '02': 'HEAD', '10': 'SPOUSE', '11': 'HUSBAND', '12': 'WIFE',
  '20': 'SON', '21': 'SON', '22': 'SON', '23': 'SON', '24': 'SON', '25': 'SON', '26': 'SON', '27': 'ADOPTED_SON', '28': 'SON_IN_LAW', '29': 'SON',
  '30': 'DAUGHTER', '31': 'DAUGHTER', '32': 'DAUGHTER', '33': 'DAUGHTER', '34': 'DAUGHTER', '35': 'DAUGHTER', '36': 'DAUGHTER', '37': 'ADOPTED_DAUGHTER',
  '38': 'DAUGHTER_IN_LAW', '39': 'DAUGHTER',
  '40': 'GRANDCHILD', '41': 'GRANDCHILD', '42': 'GRANDCHILD', '43': 'GRANDCHILD', '44': 'GRANDCHILD', '45': 'GRANDCHILD', '46': 'GRANDCHILD', '47': 'GRANDCHILD',
  '48': 'GRANDCHILD', '49': 'GRANDCHILD',
  '50': 'PARENT', '51': 'FATHER', '52': 'MOTHER', '53': 'PARENT_IN_LAW', '54': 'PARENT_IN_LAW', '55': 'PARENT_IN_LAW', '56': 'PARENT_IN_LAW', '57': 'STEP_PARENT',
  '58': 'STEP_PARENT', '59': 'PARENT',
  '60': 'GRANDPARENT', '61': 'GRANDPARENT', '62': 'GRANDPARENT', '63': 'GRANDPARENT', '64': 'GRANDPARENT', '65': 'GRANDPARENT', '66': 'GRANDPARENT', '67': 'GRANDPARENT',
  '70': 'SIBLING', '71': 'ELDER_BROTHER', '72': 'SIBLING_SPOUSE', '73': 'YOUNGER_BROTHER', '74': 'SIBLING_SPOUSE', '75': 'ELDER_SISTER', '76': 'SIBLING_SPOUSE',
  '77': 'YOUNGER_SISTER', '78': 'SIBLING_SPOUSE', '79': 'SIBLING',
  '80': 'OTHER_RELATIVE', '97': 'OTHER_RELATIVE', '99': 'UNRELATED',
}, {
  SELF: '本人', HEAD: '户主', SPOUSE: '配偶', HUSBAND: '夫', WIFE: '妻', SON: '子', ADOPTED_SON: '养子或继子', SON_IN_LAW: '女婿', DAUGHTER: '女',
  ADOPTED_DAUGHTER: '养女或继女', DAUGHTER_IN_LAW: '儿媳', GRANDCHILD: '孙子女、外孙子女', PARENT: '父母', FATHER: '父亲', MOTHER: '母亲', PARENT_IN_LAW: '公婆、岳父母',
  STEP_PARENT: '继父母', GRANDPARENT: '祖父母、外祖父母', SIBLING: '兄弟姐妹', ELDER_BROTHER: '兄', YOUNGER_BROTHER: '弟', ELDER_SISTER: '姐', YOUNGER_SISTER: '妹',
  SIBLING_SPOUSE: '兄弟姐妹的配偶', OTHER_RELATIVE: '其他亲属', UNRELATED: '非亲属',
})

export const ResidentStatus = codeList('ResidentStatus', 'Whether the registration is current (人员状态).',
  { '0': 'CURRENT', '1': 'MOVED', '2': 'CANCELLED', '3': 'DEAD' }, { CURRENT: '正常', MOVED: '迁出', CANCELLED: '注销', DEAD: '死亡' })

export const CaseInvolvement = codeList('CaseInvolvement', 'Involvement in criminal cases; never shared (涉案信息).',
  { '00': 'NONE', '01': 'INVOLVED', '02': 'WATCHED' }, { NONE: '无', INVOLVED: '涉案', WATCHED: '重点关注' })

export const HouseholdKind = codeList('HouseholdKind', 'Family or collective household (户类型).', { '1': 'FAMILY', '2': 'COLLECTIVE' }, { FAMILY: '家庭户', COLLECTIVE: '集体户' })

export const AddressState = codeList('AddressState', 'Whether a standard address is in use (地址状态).', { '1': 'IN_USE', '2': 'CANCELLED' }, { IN_USE: '在用', CANCELLED: '注销' })

export const CameraClass = codeList('CameraClass', 'Whose camera it is (点位类型).', { '1': 'CLASS_1', '2': 'CLASS_2', '3': 'CLASS_3' }, {
  CLASS_1: '一类: 政府和公安在重点公共区域建设', CLASS_2: '二类: 其他部门和重点行业面向公共区域建设', CLASS_3: '三类: 商铺、小区、企业自建',
})

export const CameraState = codeList('CameraState', 'On line, off line or taken down (摄像机状态).',
  { '1': 'ONLINE', '2': 'OFFLINE', '3': 'REMOVED' }, { ONLINE: '在线', OFFLINE: '离线', REMOVED: '拆除' })

export const PlateKind = codeList('PlateKind', 'Kind of number plate (号牌种类).',
  { '01': 'LARGE', '02': 'SMALL', '07': 'MOTORCYCLE', '51': 'LARGE_NEW_ENERGY', '52': 'SMALL_NEW_ENERGY' },
  { LARGE: '大型汽车', SMALL: '小型汽车', MOTORCYCLE: '两轮摩托车', LARGE_NEW_ENERGY: '大型新能源汽车', SMALL_NEW_ENERGY: '小型新能源汽车' })

export const VehicleColour = codeList('VehicleColour', 'Colour of the body by GA/T 16 (车身颜色).', {
  A: 'WHITE', B: 'GREY', C: 'YELLOW', D: 'PINK', E: 'RED', F: 'PURPLE', G: 'GREEN', H: 'BLUE', I: 'BROWN', J: 'BLACK', Z: 'OTHER',
}, { WHITE: '白', GREY: '灰', YELLOW: '黄', PINK: '粉', RED: '红', PURPLE: '紫', GREEN: '绿', BLUE: '蓝', BROWN: '棕', BLACK: '黑', OTHER: '其他' })

export const VehicleState = codeList('VehicleState', 'Whether the registration of a vehicle is in force (车辆状态).',
  { A: 'IN_FORCE', B: 'TRANSFERRED', E: 'CANCELLED' }, { IN_FORCE: '正常', TRANSFERRED: '转出', CANCELLED: '注销' })
