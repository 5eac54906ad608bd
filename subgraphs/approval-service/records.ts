/**
 * The records of the approval service, one a resource of its interface (docs/legacy-estate/approval-service.md). Nothing leads from a matter to its
 * applications: records that tell of persons are reached through the person, the organisation or the event, which the registry opens.
 */
import { freeTextMask, certificateMask, nameMask } from '../../access/masks.ts'
import { DocumentKind } from '../../schema/codes/document-kind.ts'
import { one, record } from '../kit/declaration.ts'
import {
  address,
  code,
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
import { ApplicantKind, ApplicationState, MatterKind, OrderCategory, OrderState, Satisfaction } from './codes.ts'

export const Matter = record({
  name: 'Matter',
  description: 'A matter that people can apply for (政务服务事项).',
  from: { table: 'SX', key: 'sxbm', ignore: ['lrr'] },
  classified: { level: 1, category: '政务服务事项', sharing: 'UNCONDITIONAL' },
  fields: {
    code: text('sxbm', 'Code of the matter (事项编码).'),
    matterName: text('sxmc', 'Name (事项名称).'),
    kind: code('sxlx', MatterKind, 'What kind of service (事项类型).'),
    office: text('ssbm', 'Who decides (实施部门).'),
    legalDays: integer('fdqx', 'Limit by law in working days (法定期限).'),
    promisedDays: integer('cnqx', 'Promised limit in working days (承诺期限).'),
    inForce: flag('sfyx', ['Y'], ['N'], 'Whether one can apply now (是否有效).'),
  },
  root: 'matters',
})

export const Application = record({
  name: 'Application',
  description: 'An application in a matter (办件).',
  from: { table: 'BJ', key: 'bjbh', ignore: ['lrr', 'bz'], changedAt: 'gxsj' },
  classified: { level: 2, category: '办件信息', sharing: 'CONDITIONAL' },
  fields: {
    applicant: entity(
      'Person',
      { number: 'idNumber', name: 'applicantName', phone: 'phone' },
      'The person who applied (申请人).',
      { level: 3 },
    ),
    organisation: entity('Organisation', { creditCode: 'creditCode' }, 'The unit that applied (申请单位).'),
    number: text('bjbh', 'Number of the application (办件编号).'),
    matterCode: text('sxbm', 'Code of the matter (事项编码).', { filter: true }),
    applicantKind: code('sqrlx', ApplicantKind, 'Whether a person or a unit applied (申请人类型).'),
    applicantName: text('sqrxm', 'Name of the person or the unit (申请人).', { level: 3, mask: nameMask }),
    documentKind: code('zjlx', DocumentKind, 'Kind of identity document (证件类型).', { level: 3 }),
    idNumber: personNumber('zjhm', 'Number of the identity document (证件号码).', { level: 3 }),
    creditCode: organisationCode('sqrxydm', 'Credit code of the unit (单位信用代码).', { filter: true }),
    phone: phone('lxdh', 'Telephone (电话).', { level: 3 }),
    appliedAt: instant('sqsj', 'When it was handed in (申请时间).', { filter: true }),
    decidedAt: instant('bjsj', 'When it was decided (办结时间).', { filter: true }),
    state: code('bjzt', ApplicationState, 'How far it has come (办件状态).', { filter: true }),
    certificateNumber: text('zzbh', 'Number of what was issued (证照编号).', { level: 3, mask: certificateMask }),
    gridCode: text('wgbm', 'Grid code, where known (网格编码).', { filter: true }),
    matter: one(() => Matter, 'matterCode', 'The matter (事项).'),
  },
  root: 'applications',
})

export const HotlineOrder = record({
  name: 'HotlineOrder',
  description: 'An order of the 12345 hotline (热线工单).',
  from: {
    table: 'GD',
    key: 'gdbh',
    ignore: ['lrr', 'bz'],
    version: 'bbh',
    changedAt: 'gxsj',
    correctable: ['title', 'category', 'place', 'addressCode', 'callerName', 'callerPhone'],
  },
  classified: { level: 2, category: '热线工单', sharing: 'CONDITIONAL' },
  fields: {
    // Without the title: callers say names in it.
    self: entity(
      'Event',
      {
        number: 'number',
        category: 'category',
        state: 'state',
        reportedAt: 'receivedAt',
        dueAt: 'dueAt',
        gridCode: 'gridCode',
        addressCode: 'addressCode',
        handler: 'handlerNumber',
      },
      'The order as an event (事).',
    ),
    caller: entity(
      'Person',
      { number: 'callerNumber', name: 'callerName', phone: 'callerPhone', event: 'id' },
      'Who called (来电人).',
      { level: 3 },
    ),
    number: text('gdbh', 'Number of the order (工单号).'),
    title: text('sqbt', 'Title (诉求标题).', { level: 3, mask: freeTextMask }),
    category: code('sqfl', OrderCategory, 'What it is about (诉求分类).', { filter: true }),
    content: text('sqnr', 'What the caller says (诉求内容).', { level: 3, mask: freeTextMask }),
    callerPhone: phone('ldhm', 'Number that called (来电号码).', { level: 3 }),
    callerName: personName('ldrxm', 'Name of the caller (来电人姓名).', { level: 3 }),
    callerNumber: personNumber('ldrzjhm', 'Document number of a verified caller (来电人证件号).', { level: 3 }),
    place: address('sjdz', 'Where it is, as written (事件地址).', { level: 3 }),
    addressCode: text('dzbm', 'Standard address code (标准地址编码).', { level: 3 }),
    gridCode: text('wgbm', 'Grid code (网格编码).', { filter: true }),
    state: code('gdzt', OrderState, 'How far it has come (工单状态).', { filter: true }),
    handlingUnit: text('cbdw', 'Department that handles it (承办单位).'),
    handlerNumber: text('cbrbh', 'Staff key of who handles it (承办人编号).'),
    satisfaction: code('myd', Satisfaction, 'How satisfied the caller is (满意度).', { filter: true }),
    answer: text('dfnr', 'What the caller was told (答复内容).', { level: 3, mask: freeTextMask }),
    receivedAt: instant('sdsj', 'When it was received (受理时间).', { filter: true }),
    dueAt: instant('bjqx', 'When it has to be done (办结期限).', { filter: true }),
    version: text('bbh', 'Give it as expectedVersion with a change (版本号).'),
  },
  root: 'hotlineOrders',
})
