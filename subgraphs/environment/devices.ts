/**
 * What the data loggers of outlets and small air stations send by HJ 212, before anybody has looked at it (docs/legacy-estate/environment.md). The
 * audited values are in the bureau's database; these say what is now, and whether a logger speaks at all.
 */
import type { DeviceSystem } from '../../adapters/open.ts'
import { many, one, record, type RecordSpec } from '../kit/declaration.ts'
import { code, decimal, instant, text } from '../kit/fields.ts'
import { LoggerSystem, MeasurementKind, MeasurementState, MonitoredFactor } from './codes.ts'

export const deviceStream: DeviceSystem = {
  technology: 'device',
  factors: {
    '011': 'w01018',
    '060': 'w21003',
    '101': 'w21011',
    '065': 'w21001',
    '001': 'w01001',
    B01: 'w00000',
    '02': 'a21026',
    '03': 'a21002',
    '01': 'a34013',
    S01: 'a19001',
  },
  silentMinutes: 120,
  tables: {
    JC: { holds: 'measurements', keepDays: { '2011': 1, '2051': 7, '2061': 366, '2031': 1_096 } },
    ZX: { holds: 'latest' },
    ZD: { holds: 'stations' },
  },
}

const streamed = { level: 2, category: '污染源监测', sharing: 'CONDITIONAL' } as const

export const DataLogger = record({
  name: 'DataLogger',
  description: 'A device that sends what an outlet or a station measures (数采仪).',
  from: { table: 'ZD', key: 'MN', ignore: ['CN', 'QN'], changedAt: '@received' },
  classified: streamed,
  fields: {
    number: text('MN', 'Its number (设备唯一标识 MN).', { filter: true }),
    system: code('ST', LoggerSystem, 'What it measures (系统类型).', { filter: true }),
    edition: text('@edition', 'Edition of HJ 212 that it speaks (协议版本).'),
    lastReportOf: instant('DataTime', 'Of what time its last report is, by its own clock (最近上报时间).'),
    lastReportReceivedAt: instant('@received', 'When that report came (最近接收时间).'),
    latestValues: many((): RecordSpec => LatestMeasurement, 'loggerNumber', 'What it measured last (最新值).'),
  },
  root: 'dataLoggers',
})

export const LatestMeasurement = record({
  name: 'LatestMeasurement',
  description: 'The last real-time value of one factor, not audited (最新监测值).',
  from: {
    table: 'ZX',
    key: '@key',
    ignore: ['ST', 'CN', '@edition', 'SampleTime', 'Min', 'Avg', 'Max', 'Cou', 'ZsMin', 'ZsAvg', 'ZsMax'],
    changedAt: '@received',
  },
  classified: streamed,
  fields: {
    loggerNumber: text('MN', 'Number of the data logger (设备唯一标识 MN).', { filter: true }),
    factor: code('@factor', MonitoredFactor, 'What is measured (监测因子).', { filter: true }),
    measuredAt: instant('DataTime', 'Of what time it is, by the logger’s clock (监测时间).'),
    measuredValue: decimal('Rtd', 'The value (实时值).'),
    convertedValue: decimal('ZsRtd', 'Converted to the standard’s oxygen (折算值).'),
    state: code('Flag', MeasurementState, 'What the logger says of it (数据标记).', { filter: true }),
    receivedAt: instant('@received', 'When it came (接收时间).'),
    logger: one((): RecordSpec => DataLogger, 'loggerNumber', 'The data logger (数采仪).'),
  },
})

export const DeviceMeasurement = record({
  name: 'DeviceMeasurement',
  description:
    'One value of one factor as a logger sent it, not audited; real-time ones of a day, hours of a year (监测值).',
  from: {
    table: 'JC',
    key: '@key',
    ignore: ['ST', '@edition', 'SampleTime', 'ZsMin', 'ZsMax'],
    changedAt: '@received',
  },
  classified: streamed,
  fields: {
    loggerNumber: text('MN', 'Number of the data logger (设备唯一标识 MN).', { filter: true }),
    kind: code('CN', MeasurementKind, 'What time it stands for (数据类型).', { filter: true }),
    factor: code('@factor', MonitoredFactor, 'What is measured (监测因子).', { filter: true }),
    measuredAt: instant('DataTime', 'Of what time it is, by the logger’s clock (监测时间).', { filter: true }),
    realTimeValue: decimal('Rtd', 'Real-time value (实时值).'),
    smallest: decimal('Min', 'Smallest value of the time (最小值).'),
    average: decimal('Avg', 'Average of the time (平均值).'),
    largest: decimal('Max', 'Largest value of the time (最大值).'),
    total: decimal('Cou', 'What was given off in the time (累计值).'),
    convertedValue: decimal('ZsRtd', 'Real-time value converted to the standard’s oxygen (折算实时值).'),
    convertedAverage: decimal('ZsAvg', 'Average converted to the standard’s oxygen (折算平均值).'),
    state: code('Flag', MeasurementState, 'What the logger says of it (数据标记).', { filter: true }),
    receivedAt: instant('@received', 'When it came first (接收时间).'),
    logger: one((): RecordSpec => DataLogger, 'loggerNumber', 'The data logger (数采仪).'),
  },
  root: 'deviceMeasurements',
})
