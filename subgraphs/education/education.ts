/**
 * Education and sports (教体局): schools, school buses, pupils.
 *
 * Legacy system: the national register of pupils; each term three workbooks are exported and saved again by hand (docs/legacy-estate/education.md). The
 * column 身份证件号 may have become a number and lost its last digits, so it is left out: the identity number is read out of 学籍号, which begins with a
 * letter and survives. Rows are keyed by the register's own 学生编号, since a key with an identity number in it would stand in every id.
 *
 * Everything about a pupil is of level 4, the guardian too (PIPL art. 28: whoever is under fourteen), and of one category, granted by itself. A pupil is
 * reached as the person or through the guardian, whom the registry opened; a school leads to none. Whether a child dropped out never leaves.
 */
import { idNumberMask, plateMask } from '../../access/masks.ts'
import { Sex } from '../../schema/codes/sex.ts'
import { department, linkedMany, linkedOne, many, one, record, type RecordSpec } from '../kit/declaration.ts'
import {
  code,
  day,
  entity,
  flag,
  integer,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
  type FieldSpec,
} from '../kit/fields.ts'
import {
  EnrolmentState,
  GuardianRelation,
  Lodging,
  SchoolBusKind,
  SchoolBusState,
  SchoolFounder,
  SchoolKind,
} from './codes.ts'

const free = { level: 1, sharing: 'UNCONDITIONAL' } as const

/** The number behind G. What stands behind L was made by the register: one in eleven passes the check by chance, so it is read as none. */
function numberInside(column: string, description: string): FieldSpec<string> {
  const number = personNumber(column, description)
  const inside = (raw: string) =>
    raw
      .trim()
      .replace(/^[Ll].*/, '')
      .replace(/^[Gg](?=\d)/, '')
  return {
    ...number,
    read: (raw) => number.read(inside(raw)),
    identityKind: (raw) => number.identityKind?.(inside(raw)) ?? null,
  }
}

export const School = record({
  name: 'School',
  description: 'A school or kindergarten (学校).',
  from: { table: '学校', key: '学校标识码', ignore: ['备注'] },
  classified: { level: 2, category: '学校信息', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'schoolName', kind: 'kind', address: 'address', gridCode: 'gridCode' },
      'The school as an organisation (组织).',
      free,
    ),
    grid: entity('Grid', { code: 'gridCode' }, 'The grid in which it stands (所在网格).'),
    identifier: text('学校标识码', 'Identifier in the national register (学校标识码).', { ...free, filter: true }),
    schoolName: text('学校名称', 'Name (学校名称).', free),
    kind: code('办学类型', SchoolKind, 'Kind of school (办学类型).', { ...free, filter: true }),
    founder: code('举办者', SchoolFounder, 'Who runs it (举办者).', { ...free, filter: true }),
    creditCode: organisationCode('统一社会信用代码', 'Credit code (统一社会信用代码).', { ...free, filter: true }),
    address: text('学校地址', 'Address (学校地址).', free),
    // A published line of an office, not the phone of a person: no mask.
    officePhone: text('办公电话', 'Telephone of the office as published (办公电话).', free),
    gridCode: text('所在网格编码', 'Grid code, where known (所在网格编码).', { filter: true }),
    pupilCount: integer('在校人数/合计', 'How many pupils it has (在校人数).'),
    boarderCount: integer('在校人数/寄宿', 'How many of them live there (寄宿人数).'),
    perimeter: text('校园周界', 'Boundary of the grounds as WKT in CGCS2000 (校园周界).', { category: '校园安全' }),
    buses: many((): RecordSpec => SchoolBus, 'schoolIdentifier', 'Buses that serve it (校车).'),
  },
  root: 'schools',
})

export const SchoolBus = record({
  name: 'SchoolBus',
  description: 'A school bus (校车).',
  from: { table: '校车', key: '校车编号' },
  classified: { level: 2, category: '校园安全', sharing: 'CONDITIONAL' },
  fields: {
    self: entity('ManagedObject', { code: 'plate', kind: 'kind' }, 'The bus as a thing that is looked after (物).'),
    operator: entity(
      'Organisation',
      { creditCode: 'operatorCreditCode', name: 'operatorName' },
      'Who runs it (校车服务提供者).',
    ),
    number: text('校车编号', 'Number of the bus (校车编号).', { filter: true }),
    plate: text('号牌号码', 'Number plate (号牌号码).', { mask: plateMask }),
    kind: code('校车类型', SchoolBusKind, 'Whether built as a school bus (校车类型).', { filter: true }),
    schoolIdentifier: text('学校标识码', 'Identifier of the school (学校标识码).', { filter: true }),
    operatorName: text('服务提供者', 'Name of who runs it (校车服务提供者).'),
    operatorCreditCode: organisationCode('服务提供者信用代码', 'Credit code of who runs it (服务提供者信用代码).'),
    seats: integer('核载人数', 'Seats (核载人数).'),
    permitTo: day('标牌有效期', 'Last day of the permit (校车标牌有效期).', { filter: true }),
    route: text('运行线路', 'Route (运行线路).'),
    state: code('状态', SchoolBusState, 'Whether it runs (状态).', { filter: true }),
    school: one((): RecordSpec => School, 'schoolIdentifier', 'The school (学校).'),
  },
  root: 'schoolBuses',
})

export const Enrolment = record({
  name: 'Enrolment',
  description: 'A pupil in the register of a school (学籍).',
  from: { table: '在校生', key: '学生编号', ignore: ['身份证件号'] },
  classified: { level: 4, category: '学籍信息', sharing: 'CONDITIONAL' },
  fields: {
    pupil: entity(
      'Person',
      { number: 'idNumber', name: 'pupilName', sex: 'sex', birthDate: 'birthDate' },
      'The pupil (学生).',
    ),
    guardian: entity(
      'Person',
      { number: 'guardianNumber', name: 'guardianName', phone: 'guardianPhone' },
      'The guardian (监护人).',
    ),
    number: text('学生编号', 'Number of the pupil in the register (学生编号).'),
    enrolmentNumber: text('学籍号', 'G or L and 18 characters (学籍号).', { mask: idNumberMask, of: 'pupil' }),
    idNumber: numberInside('学籍号', 'Identity number inside the enrolment number (身份证件号).'),
    pupilName: personName('姓名', 'Name (姓名).'),
    sex: code('性别', Sex, 'Sex (性别).'),
    birthDate: day('出生日期', 'Date of birth (出生日期).'),
    schoolIdentifier: text('学校标识码', 'Identifier of the school (学校标识码).'),
    grade: text('年级', 'Grade (年级).'),
    className: text('班级', 'Class (班级).'),
    enrolledOn: day('入学年月', 'Month of entering the school (入学年月).'),
    lodging: code('就读方式', Lodging, 'At home or at school (就读方式).'),
    guardianName: personName('监护人/姓名', 'Name of the guardian (监护人).'),
    guardianRelation: code('监护人/关系', GuardianRelation, 'What the guardian is to the pupil (监护人关系).'),
    guardianNumber: personNumber('监护人/身份证件号', 'Identity number of the guardian (监护人身份证件号).'),
    guardianPhone: phone('监护人/联系电话', 'Telephone of the guardian (监护人联系电话).'),
    state: code('学籍状态', EnrolmentState, 'State in the register (学籍状态).'),
    droppedOut: flag('辍学标志', ['是'], ['否'], 'Whether the pupil dropped out; never shared (辍学标志).', {
      sharing: 'NEVER',
    }),
    school: one((): RecordSpec => School, 'schoolIdentifier', 'The school (学校).'),
  },
})

export const education = department({
  name: 'education',
  title: '教体局',
  titleEn: 'Education and Sports Bureau',
  // A term, and the weeks until its list is in order.
  cycleHours: 24 * 210,
  system: {
    technology: 'excel',
    tables: {
      学校: { file: '学校_*.xlsx', sheet: '学校', header: { row: 2, rows: 2 } },
      校车: { file: '校车_*.xlsx', sheet: '校车', header: { row: 2 } },
      在校生: { file: '在校生_*.xlsx', sheet: '在校生', header: { row: 2, rows: 2 } },
    },
  },
  records: [School, SchoolBus, Enrolment],
  extend: {
    Person: {
      enrolments: linkedMany(Enrolment, 'pupil', 'The person as a pupil (学籍).'),
      guardedPupils: linkedMany(Enrolment, 'guardian', 'Pupils whose guardian the person is (监护的学生).'),
    },
    Organisation: {
      school: linkedOne(School, 'self', 'The organisation as a school (学校).'),
      operatedSchoolBuses: linkedMany(SchoolBus, 'operator', 'School buses that it runs (校车).'),
    },
    ManagedObject: {
      schoolBus: linkedOne(SchoolBus, 'self', 'The bus as a school bus (校车).'),
    },
    Grid: {
      schools: linkedMany(School, 'grid', 'Schools in the grid (学校).'),
    },
  },
})
