/**
 * The records of the volunteers' site, one a table (docs/legacy-estate/publicity.md). Activities and merchants are public and lead to no volunteer:
 * whoever lists activities has not thereby their participants. Volunteers and points are reached through the person.
 */
import { freeTextMask } from '../../access/masks.ts'
import { DocumentKind } from '../../schema/codes/document-kind.ts'
import { many, one, record, type RecordSpec } from '../kit/declaration.ts'
import {
  code,
  day,
  decimal,
  entity,
  flag,
  instant,
  integer,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import {
  ActivityKind,
  ActivityState,
  MerchantKind,
  MerchantState,
  PointsKind,
  Verification,
  VolunteerSex,
  VolunteerState,
} from './codes.ts'

export const VolunteerActivity = record({
  name: 'VolunteerActivity',
  description: 'An activity that volunteers are wanted for (文明实践活动).',
  from: { table: 'wm_hd', key: 'hdbh', ignore: ['lrr', 'bz'], changedAt: 'gxsj' },
  classified: { level: 1, category: '文明实践活动', sharing: 'UNCONDITIONAL' },
  fields: {
    // Without a time limit: an activity that is over is not overdue.
    self: entity(
      'Event',
      {
        number: 'number',
        category: 'kind',
        title: 'activityName',
        state: 'state',
        reportedAt: 'startsAt',
        gridCode: 'gridCode',
      },
      'The activity as an event (事).',
    ),
    sponsor: entity('Organisation', { creditCode: 'sponsorCreditCode' }, 'Who holds it (发起单位).'),
    grid: entity('Grid', { code: 'gridCode' }, 'The grid where it takes place (网格).'),
    number: text('hdbh', 'Number of the activity (活动编号).', { filter: true }),
    activityName: text('hdmc', 'Name (活动名称).'),
    kind: code('hdlx', ActivityKind, 'What it is for (活动类型).', { filter: true }),
    sponsorName: text('fqdw', 'Name of who holds it (发起单位).'),
    sponsorCreditCode: organisationCode('fqxydm', 'Credit code of who holds it (发起单位信用代码).', { filter: true }),
    villageCode: text('csdm', 'Village or community code (村社区代码).', { filter: true }),
    gridCode: text('wgbm', 'Grid code (网格编码).', { filter: true }),
    place: text('dd', 'Where it takes place (地点).'),
    startsAt: instant('kssj', 'When it begins (开始时间).', { filter: true }),
    endsAt: instant('jssj', 'When it ends (结束时间).', { filter: true }),
    volunteersWanted: integer('zmrs', 'How many volunteers are wanted (招募人数).'),
    pointsPerHour: integer('jfbz', 'Points for an hour of service (积分标准).'),
    state: code('zt', ActivityState, 'How far it has come (活动状态).', { filter: true }),
  },
  root: 'volunteerActivities',
})

export const PointsMerchant = record({
  name: 'PointsMerchant',
  description: 'A merchant who takes points of the public-good bank (公益银行商家).',
  from: { table: 'wm_sj', key: 'sjbh', ignore: ['lrr'], changedAt: 'gxsj' },
  classified: { level: 1, category: '公益银行商家', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      { creditCode: 'creditCode', name: 'merchantName', address: 'shopAddress' },
      'The merchant as an organisation (组织).',
    ),
    number: text('sjbh', 'Number of the merchant (商家编号).'),
    merchantName: text('sjmc', 'Name (商家名称).'),
    creditCode: organisationCode('xydm', 'Unified social credit code (商家信用代码).', { filter: true }),
    kind: code('sjlx', MerchantKind, 'What it sells (商家类型).', { filter: true }),
    shopAddress: text('dz', 'Where the shop is (地址).'),
    // The number of the head, who is a person: not published with the shop.
    contactPhone: phone('lxdh', 'Telephone of the head (联系电话).', {
      level: 3,
      category: '商家联系人',
      sharing: 'CONDITIONAL',
    }),
    redeems: text('dhsm', 'What points buy there (兑换说明).'),
    joinedOn: day('jmrq', 'Day on which it joined (加盟日期).'),
    state: code('zt', MerchantState, 'Whether it takes points (商家状态).', { filter: true }),
  },
  root: 'pointsMerchants',
})

export const Volunteer = record({
  name: 'Volunteer',
  description: 'A volunteer of the civilisation practice centre (志愿者).',
  from: { table: 'wm_zyz', key: 'zyzbh', ignore: ['mm', 'openid', 'lrr'], changedAt: 'gxsj' },
  classified: { level: 2, category: '志愿者', sharing: 'CONDITIONAL' },
  fields: {
    person: entity(
      'Person',
      { number: 'idNumber', name: 'volunteerName', sex: 'sex', phone: 'phone', gridCode: 'gridCode' },
      'The person (人).',
      { level: 3 },
    ),
    volunteerNumber: text('zyzbh', 'Number of the volunteer (志愿者号).'),
    volunteerName: personName('xm', 'Name; rare characters were lost on the way in (姓名).', { level: 3 }),
    sex: code('xb', VolunteerSex, 'Sex (性别).'),
    documentKind: code('zjlx', DocumentKind, 'Kind of identity document (证件类型).', { level: 3 }),
    idNumber: personNumber('zjhm', 'Number of the identity document (证件号码).', { level: 3 }),
    phone: phone('sjh', 'Telephone (手机号).', { level: 3 }),
    gridCode: text('wgbm', 'Grid code (网格编码).'),
    registeredOn: day('zcrq', 'Day of registration (注册日期).'),
    serviceHours: decimal('ljsc', 'Hours of service in all (服务时长).'),
    pointsBalance: integer('jfye', 'Balance of points (积分余额).', { level: 3, category: '志愿积分' }),
    verification: code('hyjg', Verification, 'What public security said of name and number (证件核验结果).', {
      level: 3,
      category: '证件核验',
    }),
    verifiedAt: instant('hysj', 'When it was asked (核验时间).', { level: 3, category: '证件核验' }),
    state: code('zt', VolunteerState, 'Whether the account is in use (账号状态).'),
    services: many((): RecordSpec => VolunteerService, 'volunteerNumber', 'Services done (服务记录).'),
    pointsEntries: many((): RecordSpec => PointsEntry, 'volunteerNumber', 'The ledger of points (积分流水).'),
  },
})

export const VolunteerService = record({
  name: 'VolunteerService',
  description: 'A service that a volunteer has done (服务记录).',
  from: { table: 'wm_fw', key: 'fwbh', ignore: ['lrr'], changedAt: 'gxsj' },
  classified: { level: 2, category: '志愿者', sharing: 'CONDITIONAL' },
  fields: {
    number: text('fwbh', 'Number of the entry (服务编号).'),
    activityNumber: text('hdbh', 'Number of the activity (活动编号).'),
    volunteerNumber: text('zyzbh', 'Number of the volunteer (志愿者号).'),
    checkedInAt: instant('qdsj', 'When the volunteer came (签到时间).'),
    checkedOutAt: instant('qtsj', 'When the volunteer left (签退时间).'),
    hours: decimal('fwsc', 'Hours of service (服务时长).'),
    confirmed: flag('qrzt', ['Y'], ['N'], 'Whether who holds the activity confirmed it (组织者确认).'),
    activity: one((): RecordSpec => VolunteerActivity, 'activityNumber', 'The activity (活动).'),
  },
})

export const PointsEntry = record({
  name: 'PointsEntry',
  description: 'A line of the ledger of points; lines are only ever added (积分流水).',
  from: { table: 'wm_jfls', key: 'lsbh', ignore: ['lrr'], changedAt: 'fssj' },
  classified: { level: 3, category: '志愿积分', sharing: 'CONDITIONAL' },
  fields: {
    number: text('lsbh', 'Number of the line (流水号).'),
    volunteerNumber: text('zyzbh', 'Number of the volunteer (志愿者号).', { level: 2 }),
    kind: code('jflx', PointsKind, 'What it does (流水类型).'),
    points: integer('jf', 'Points, with their sign (积分).'),
    balance: integer('ye', 'Balance after it (余额).'),
    activityNumber: text('hdbh', 'Activity that they were earned in (活动编号).'),
    merchantNumber: text('sjbh', 'Merchant who took them (商家编号).'),
    reverses: text('cxls', 'Line that it takes back (被冲正流水号).'),
    at: instant('fssj', 'When (发生时间).'),
    note: text('zy', 'What for, as written (摘要).', { mask: freeTextMask }),
    activity: one((): RecordSpec => VolunteerActivity, 'activityNumber', 'The activity (活动).'),
    merchant: one((): RecordSpec => PointsMerchant, 'merchantNumber', 'The merchant (商家).'),
  },
})
