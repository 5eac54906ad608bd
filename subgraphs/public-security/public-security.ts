/**
 * Public security (公安局): who lives where, with whom; standard addresses; camera points; vehicles.
 *
 * Legacy system: Oracle on the police net. Every night five fixed-width GB18030 files come through the border gate, widths in bytes, no
 * header (docs/legacy-estate/public-security.md); what is missing from a new dump was deleted. Rows are keyed by internal numbers: the identity
 * number is a value like any other, and several rows may hold the same one.
 */
import { nameMask, plateMask } from '../../access/masks.ts'
import { DocumentKind } from '../../schema/codes/document-kind.ts'
import { Education } from '../../schema/codes/education.ts'
import { EthnicGroup } from '../../schema/codes/ethnic-group.ts'
import { MaritalStatus } from '../../schema/codes/marital-status.ts'
import { FamilyRelation } from '../../schema/codes/family-relation.ts'
import { Sex } from '../../schema/codes/sex.ts'
import {
  department,
  followOne,
  lifted,
  linkedMany,
  linkedOne,
  many,
  one,
  record,
  type RecordSpec,
} from '../kit/declaration.ts'
import {
  address,
  code,
  day,
  entity,
  integer,
  latitude,
  longitude,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import {
  AddressState,
  CameraClass,
  CameraState,
  CaseInvolvement,
  HouseholdKind,
  ResidentStatus,
  VehicleColour,
  VehicleState,
  PlateKind,
} from './codes.ts'
import { VerifyIdentity } from './resolvers.ts'

export const Resident = record({
  name: 'Resident',
  description: 'A person as registered by public security (人口信息).',
  from: { table: 'RK', key: 'RYBH', ignore: ['CYM', 'LRR', 'BZ'], changedAt: 'GXSJ' }, // former name; who typed the row
  classified: { level: 3, category: '人口信息', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'Person',
      {
        number: 'idNumber',
        name: 'name',
        sex: 'sex',
        birthDate: 'birthDate',
        phone: 'phone',
        addressCode: 'addressCode',
      },
      'The person whom the row describes (人).',
      { level: 2 },
    ),
    name: personName('XM', 'Name (姓名).', { level: 2 }),
    sex: code('XB', Sex, 'Sex (性别).', { level: 2 }),
    ethnicGroup: code('MZ', EthnicGroup, 'Ethnic group (民族). Never a filter.'),
    birthDate: day('CSRQ', 'Day of birth (出生日期).'),
    documentKind: code('ZJLX', DocumentKind, 'Kind of identity document (证件类型).'),
    idNumber: personNumber('ZJHM', 'Number of the identity document (公民身份号码).'),
    householdNumber: text('HH', 'Number of the household (户号).'),
    relationToHead: code('YHZGX', FamilyRelation, 'Relation to the head of the household (与户主关系).'),
    registeredAddress: address('HJDZ', 'Address of registration as written (户籍地址).'),
    addressCode: text('DZBM', 'Standard address code of the present residence (居住地址).'),
    education: code('WHCD', Education, 'Highest education (文化程度).'),
    maritalStatus: code('HYZK', MaritalStatus, 'Marital status (婚姻状况).'),
    phone: phone('LXDH', 'Telephone (联系电话).'),
    status: code('RYZT', ResidentStatus, 'Whether the registration is current (人员状态).'),
    caseInvolvement: code('SAXX', CaseInvolvement, 'Involvement in criminal cases; never shared (涉案信息).', {
      level: 4,
      category: '涉案信息',
      sharing: 'NEVER',
    }),
    dwelling: entity('House', { addressCode: 'addressCode' }, 'Where the person lives now (居住房屋).'),
    residence: one(() => StandardAddress, 'addressCode', 'Standard address of the present residence (居住地址).'),
    household: one((): RecordSpec => Household, 'householdNumber', 'The household that the person belongs to (户).'),
  },
})

export const Household = record({
  name: 'Household',
  description: 'A registered household (户籍信息).',
  from: { table: 'HK', key: 'HH', ignore: ['HZXM', 'LRR', 'BZ'], changedAt: 'GXSJ' }, // HZXM is a copy of the head's name that drifts
  classified: { level: 3, category: '户籍信息', sharing: 'CONDITIONAL' },
  fields: {
    headNumber: text('HZBH', 'Internal person number of the head (户主人员编号).'),
    addressCode: text('DZBM', 'Standard address code (标准地址编码).'),
    kind: code('HLX', HouseholdKind, 'Family or collective household (户类型).'),
    size: integer('HRS', 'Number of persons as registered (户人数).'),
    house: entity('House', { addressCode: 'addressCode' }, 'Where the household is registered (房).'),
    head: one((): RecordSpec => Resident, 'headNumber', 'Head of the household (户主).'),
    members: many((): RecordSpec => Resident, 'householdNumber', 'Everybody registered in the household (户成员).'),
  },
})

const door = { level: 3, sharing: 'CONDITIONAL' } as const

export const StandardAddress = record({
  name: 'StandardAddress',
  description: 'A standard address, the reference for all departments (标准地址).',
  from: { table: 'DZ', key: 'DZBM', ignore: ['CH', 'LRR'], changedAt: 'GXSJ' }, // the floor follows from the room
  classified: { level: 1, category: '标准地址', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'House',
      {
        addressCode: 'code',
        address: 'fullAddress',
        villageCode: 'villageCode',
        longitude: 'longitude',
        latitude: 'latitude',
      },
      'The house at this address (房).',
    ),
    code: text('DZBM', 'Standard address code, 20 characters (标准地址编码).', { filter: true }),
    villageCode: text('CSDM', 'Village or community code, 12 digits; may be an abolished one (村社区代码).', {
      filter: true,
    }),
    town: text('XZMC', 'Town or subdistrict (镇街).'),
    village: text('CJMC', 'Village or community (村社区).'),
    street: text('JLX', 'Street, or hamlet (街路巷).'),
    // Down to the street an address is public; the door is somebody's (door address: level 3).
    doorNumber: text('MPH', 'Number in the street (门牌号).', door),
    estate: text('XQMC', 'Housing estate (小区).'),
    building: text('LDH', 'Building (楼号).', door),
    unit: text('DYH', 'Entrance (单元).', door),
    room: text('SH', 'Room (室).', door),
    fullAddress: address('DZQC', 'The address in full (地址全称).', door),
    longitude: longitude('JD', 'WD', 'CGCS2000', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('WD', 'JD', 'CGCS2000', 'Latitude, CGCS2000 degrees (纬度).'),
    state: code('DZZT', AddressState, 'Whether the address is in use (地址状态).', { filter: true }),
  },
  root: 'standardAddresses',
})

export const CameraPoint = record({
  name: 'CameraPoint',
  description: 'A camera point: what and where, never pictures (摄像机点位).',
  from: { table: 'SXT', key: 'SXTBM', ignore: ['BZ'], changedAt: 'GXSJ' },
  classified: { level: 2, category: '视频点位', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      { code: 'code', kind: 'class', name: 'name', address: 'address', longitude: 'longitude', latitude: 'latitude' },
      'The camera as a thing that is looked after (物).',
    ),
    code: text('SXTBM', 'Code by GB/T 28181, 20 digits (摄像机编码).', { filter: true }),
    name: text('SXTMC', 'Name of the point (点位名称).'),
    class: code('DWLX', CameraClass, 'Whose camera it is: class 1, 2 or 3 (点位类型).', { filter: true }),
    villageCode: text('CSDM', 'Village or community code (村社区代码).', { filter: true }),
    address: text('AZDZ', 'Where it is mounted (安装地址).'),
    longitude: longitude('JD', 'WD', 'CGCS2000', 'Longitude, CGCS2000 degrees (经度).'),
    latitude: latitude('WD', 'JD', 'CGCS2000', 'Latitude, CGCS2000 degrees (纬度).'),
    state: code('SXTZT', CameraState, 'On line, off line or taken down (状态).', { filter: true }),
  },
  root: 'cameraPoints',
})

/** What the hub tells of a vehicle as a thing: neither its plate nor its owner. */
const thing = { level: 2 } as const

export const Vehicle = record({
  name: 'Vehicle',
  description: 'A registered motor vehicle (机动车).',
  from: { table: 'CL', key: 'CLBH', ignore: ['LRR'], changedAt: 'GXSJ' },
  classified: { level: 3, category: '机动车', sharing: 'CONDITIONAL' },
  fields: {
    // The hub knows the vehicle by its internal number: a number plate stays in this department.
    self: entity('ManagedObject', { code: 'number', kind: 'plateKind', name: 'brand' }, 'The vehicle as a thing (物).'),
    owner: entity('Person', { number: 'ownerNumber', name: 'ownerName' }, 'Who owns the vehicle (所有人).'),
    number: text('CLBH', 'Internal number of the vehicle (车辆编号).', thing),
    plate: text('HPHM', 'Number plate (号牌号码).', { mask: plateMask }),
    plateKind: code('HPZL', PlateKind, 'Kind of plate (号牌种类).', thing),
    ownerName: text('SYR', 'Owner as registered (所有人).', { mask: nameMask }),
    ownerDocumentKind: code('SYRZJLX', DocumentKind, 'Kind of the owner’s document (所有人证件类型).'),
    ownerNumber: personNumber('SYRZJHM', 'Number of the owner’s document (所有人证件号码).'),
    brand: text('CLPP', 'Brand (车辆品牌).', thing),
    colour: code('CSYS', VehicleColour, 'Colour of the body (车身颜色).'),
    registeredOn: day('DJRQ', 'Day of registration (登记日期).'),
    state: code('CLZT', VehicleState, 'Whether the registration is in force (车辆状态).'),
  },
})

export const publicSecurity = department({
  name: 'public-security',
  title: '公安局',
  titleEn: 'Public Security Bureau',
  // The dump of a day arrives in the night after it.
  cycleHours: 48,
  services: ['verify'],
  resolvers: [VerifyIdentity],
  system: {
    technology: 'fixed-width',
    encoding: 'gb18030',
    tables: {
      RK: {
        file: 'RK_*.txt',
        columns: [
          ['RYBH', 12],
          ['XM', 40],
          ['CYM', 40],
          ['XB', 1],
          ['MZ', 2],
          ['CSRQ', 8],
          ['ZJLX', 2],
          ['ZJHM', 20],
          ['HH', 12],
          ['YHZGX', 2],
          ['HJDZ', 120],
          ['DZBM', 20],
          ['WHCD', 2],
          ['HYZK', 2],
          ['LXDH', 20],
          ['RYZT', 1],
          ['SAXX', 2],
          ['GXSJ', 14],
          ['LRR', 12],
          ['BZ', 40],
        ],
      },
      HK: {
        file: 'HK_*.txt',
        columns: [
          ['HH', 12],
          ['HZBH', 12],
          ['HZXM', 40],
          ['DZBM', 20],
          ['HLX', 1],
          ['HRS', 3],
          ['GXSJ', 14],
          ['LRR', 12],
          ['BZ', 40],
        ],
      },
      DZ: {
        file: 'DZ_*.txt',
        columns: [
          ['DZBM', 20],
          ['CSDM', 12],
          ['XZMC', 40],
          ['CJMC', 60],
          ['JLX', 60],
          ['MPH', 20],
          ['XQMC', 60],
          ['LDH', 12],
          ['DYH', 8],
          ['CH', 4],
          ['SH', 10],
          ['DZQC', 160],
          ['JD', 12],
          ['WD', 12],
          ['DZZT', 1],
          ['GXSJ', 14],
          ['LRR', 12],
        ],
      },
      SXT: {
        file: 'SXT_*.txt',
        columns: [
          ['SXTBM', 20],
          ['SXTMC', 60],
          ['DWLX', 1],
          ['CSDM', 12],
          ['AZDZ', 120],
          ['JD', 12],
          ['WD', 12],
          ['SXTZT', 1],
          ['GXSJ', 14],
          ['BZ', 30],
        ],
      },
      CL: {
        file: 'CL_*.txt',
        columns: [
          ['CLBH', 12],
          ['HPHM', 12],
          ['HPZL', 2],
          ['SYR', 60],
          ['SYRZJLX', 2],
          ['SYRZJHM', 20],
          ['CLPP', 30],
          ['CSYS', 1],
          ['DJRQ', 8],
          ['CLZT', 1],
          ['GXSJ', 14],
          ['LRR', 12],
        ],
      },
    },
  },
  records: [Resident, Household, StandardAddress, CameraPoint, Vehicle],
  extend: {
    Person: {
      idNumber: lifted(Resident, 'self', 'idNumber', 'Number of the identity document (公民身份号码).'),
      phone: lifted(Resident, 'self', 'phone', 'Telephone as registered (联系电话).'),
      resident: linkedOne(Resident, 'self', 'The registration of the person (人口信息).'),
      residenceAddress: followOne(Resident, 'self', 'residence', 'Where the person lives (居住地址).'),
      household: followOne(Resident, 'self', 'household', 'Household of the person (户籍信息).'),
      vehicles: linkedMany(Vehicle, 'owner', 'Vehicles that the person owns (机动车).'),
    },
    House: {
      standardAddress: linkedOne(StandardAddress, 'self', 'The standard address (标准地址).'),
      residentRecords: linkedMany(Resident, 'dwelling', 'Who is registered as living here (居住人员).'),
      households: linkedMany(Household, 'house', 'Households registered here (户籍信息).'),
    },
    ManagedObject: {
      cameraPoint: linkedOne(CameraPoint, 'self', 'The camera point (摄像机点位).'),
      vehicle: linkedOne(Vehicle, 'self', 'The vehicle (机动车).'),
    },
  },
})
