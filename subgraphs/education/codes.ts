/** What the codes and words in the workbooks of education mean (docs/legacy-estate/education.md). */
import { codeList } from '../../schema/code-list.ts'

export const SchoolKind = codeList(
  'SchoolKind',
  'Kind of a school (办学类型).',
  {
    '111': 'KINDERGARTEN',
    '211': 'PRIMARY',
    '311': 'JUNIOR_HIGH',
    '312': 'NINE_YEARS',
    '341': 'COMPLETE_HIGH',
    '342': 'SENIOR_HIGH',
    '361': 'VOCATIONAL',
    '514': 'SPECIAL',
  },
  {
    KINDERGARTEN: '幼儿园',
    PRIMARY: '小学',
    JUNIOR_HIGH: '初级中学',
    NINE_YEARS: '九年一贯制学校',
    COMPLETE_HIGH: '完全中学',
    SENIOR_HIGH: '高级中学',
    VOCATIONAL: '中等职业学校',
    SPECIAL: '特殊教育学校',
  },
)

export const SchoolFounder = codeList(
  'SchoolFounder',
  'Who runs a school (举办者).',
  { 公办: 'PUBLIC', 民办: 'PRIVATE' },
  { PUBLIC: '公办', PRIVATE: '民办' },
)

export const SchoolBusKind = codeList(
  'SchoolBusKind',
  'Whether a bus was built as a school bus (校车类型).',
  { 专用校车: 'SCHOOL_BUS', 非专用校车: 'OTHER_BUS' },
  { SCHOOL_BUS: '专用校车', OTHER_BUS: '非专用校车' },
)

export const SchoolBusState = codeList(
  'SchoolBusState',
  'Whether a school bus runs (校车状态).',
  { 运行: 'RUNNING', 停运: 'STOPPED' },
  { RUNNING: '运行', STOPPED: '停运' },
)

export const Lodging = codeList(
  'Lodging',
  'Whether a pupil lives at home or at school (就读方式).',
  { 走读: 'DAY_PUPIL', 住校: 'BOARDER' },
  { DAY_PUPIL: '走读', BOARDER: '住校' },
)

export const GuardianRelation = codeList(
  'GuardianRelation',
  'What the guardian is to the pupil (监护人关系).',
  { 父亲: 'FATHER', 母亲: 'MOTHER', 其他: 'OTHER' },
  { FATHER: '父亲', MOTHER: '母亲', OTHER: '其他' },
)

export const EnrolmentState = codeList(
  'EnrolmentState',
  'State of a pupil in the register (学籍状态).',
  { 在籍在校: 'ENROLLED', 休学: 'SUSPENDED', 转出: 'MOVED', 毕业: 'GRADUATED' },
  { ENROLLED: '在籍在校', SUSPENDED: '休学', MOVED: '转出', GRADUATED: '毕业' },
)
