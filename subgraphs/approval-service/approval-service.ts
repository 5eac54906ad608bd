/**
 * Approval service (行政审批服务局, 大数据中心, 12345): matters, applications, hotline orders.
 *
 * Legacy system: the newest of the six, MySQL 8 behind REST/JSON in real time (docs/legacy-estate/approval-service.md). Every answer is HTTP 200; errors
 * stand in the body as `code`, also an expired token in the middle of a list. Pages hold 100 rows at most; equality on a few columns is all
 * that a list can be asked for. The system takes writes with a request number of the caller's and counts versions.
 */
import { department, linkedMany, linkedOne } from '../kit/declaration.ts'
import { Application, HotlineOrder, Matter } from './records.ts'
import { HotlineWrites } from './writes.ts'

export const approvalService = department({
  name: 'approval-service',
  title: '行政审批服务局',
  titleEn: 'Administrative Approval Service Bureau',
  cycleHours: 1,
  resolvers: [HotlineWrites],
  system: {
    technology: 'rest',
    token: { path: '/auth/token', field: 'token', header: 'x-token' },
    envelope: { code: 'code', okay: ['200'], message: 'msg', data: 'data', rows: 'records', total: 'total' },
    pageSize: 100,
    tables: {
      SX: { list: '/api/sx/list', byKeys: '/api/sx/query', keysParameter: 'keys', filters: [] },
      BJ: {
        list: '/api/bj/list',
        byKeys: '/api/bj/query',
        keysParameter: 'keys',
        filters: ['sxbm', 'bjzt', 'sqrxydm', 'wgbm'],
      },
      GD: {
        list: '/api/gd/list',
        byKeys: '/api/gd/query',
        keysParameter: 'keys',
        filters: ['gdzt', 'sqfl', 'wgbm'],
        write: '/api/gd/save',
      },
    },
  },
  records: [Matter, Application, HotlineOrder],
  extend: {
    Person: {
      applications: linkedMany(Application, 'applicant', 'Applications of the person (办件).'),
      hotlineOrders: linkedMany(HotlineOrder, 'caller', 'Hotline orders of the person (热线工单).'),
    },
    Organisation: {
      applications: linkedMany(Application, 'organisation', 'Applications of the unit (办件).'),
    },
    Event: {
      hotlineOrder: linkedOne(HotlineOrder, 'self', 'The hotline order (热线工单).'),
    },
  },
})
