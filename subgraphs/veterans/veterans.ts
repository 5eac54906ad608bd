/**
 * Veterans (退役军人局): who served, what they and the families of the fallen are given, and the stations that serve them.
 *
 * Legacy system: Access on one computer, carried over each quarter as an .xls (docs/legacy-estate/veterans.md). Two header rows under a title,
 * subtotals behind each town; days as cells, texts or bare serial numbers; numbers of documents that became numbers are kept out of linking.
 *
 * In which unit somebody served may be a state secret. The column is declared `never`: the loader drops it before a row is looked at, so that
 * it stands in no snapshot, no quarantine and no list of issues; the notes, in which clerks repeat it, go the same way. It is no field
 * of the graph, not even a hidden one: what nobody may have, the hub does not hold.
 *
 * Veterans are reached as the person whom the registry opened, never listed; a station does not lead to those it serves.
 */
import { certificateMask } from '../../access/masks.ts'
import { department, linkedMany, linkedOne, one, record, type RecordSpec } from '../kit/declaration.ts'
import { code, day, decimal, entity, flag, personName, personNumber, phone, text } from '../kit/fields.ts'
import { PreferentialKind, SexInWords, StationLevel } from './codes.ts'

const care = { category: '优抚信息' } as const

export const VeteranRecord = record({
  name: 'VeteranRecord',
  description: 'The file of a veteran, or of somebody cared for as family of a soldier (退役军人档案).',
  from: {
    table: 'T_TYJR',
    key: '档案编号',
    ignore: ['序号'],
    never: {
      '服役情况/部队番号': 'Designation of the military unit; may be a state secret (部队番号).',
      备注: 'Notes of the clerk, which may name units (备注).',
    },
  },
  classified: { level: 3, category: '退役军人信息', sharing: 'CONDITIONAL' },
  fields: {
    veteran: entity(
      'Person',
      { number: 'documentNumber', name: 'veteranName', sex: 'sex', phone: 'veteranPhone' },
      'The veteran or family member (退役军人).',
    ),
    number: text('档案编号', 'Number of the file (档案编号).', { level: 2 }),
    veteranName: personName('姓名', 'Name (姓名).'),
    sex: code('性别', SexInWords, 'Sex (性别).'),
    documentNumber: personNumber('证件号码', 'Number of the identity document (证件号码).'),
    veteranPhone: phone('联系电话', 'Telephone (联系电话).'),
    townName: text('户籍地/镇街', 'Town of the household registration (户籍地镇街).'),
    villageCode: text('户籍地/村居代码', 'Village or community code of the registration (户籍地村居代码).'),
    isVeteran: flag('是否退役军人', ['是'], ['否'], 'Whether the person served; false for families (退役军人标志).'),
    enlistedOn: day('服役情况/入伍时间', 'Day of joining (入伍时间).'),
    dischargedOn: day('服役情况/退役时间', 'Day of leaving (退役时间).'),
    honourCard: text('优待证/证号', 'Number of the card of honour (优待证号).', { ...care, mask: certificateMask }),
    honourCardIssuedOn: day('优待证/发证日期', 'Day on which the card was issued (发证日期).', care),
    preferentialKind: code('优抚/类别', PreferentialKind, 'Why preferential treatment is given (优抚类别).', care),
    preferentialAmount: decimal('优抚/月标准', 'Allowance a month, in 元 (优抚金额).', {
      level: 4,
      category: '优抚金额',
    }),
    stationNumber: text('服务站编号', 'Number of the station that serves the person (服务站编号).', { level: 2 }),
    station: one((): RecordSpec => VeteranStation, 'stationNumber', 'The station that serves the person (服务站).'),
  },
})

export const VeteranStation = record({
  name: 'VeteranStation',
  description: 'A service station for veterans (退役军人服务站).',
  from: { table: 'T_FWZ', key: '服务站编号', ignore: ['站长'] },
  classified: { level: 1, category: '退役军人服务站', sharing: 'UNCONDITIONAL' },
  fields: {
    self: entity(
      'ManagedObject',
      { code: 'number', name: 'stationName', kind: 'stationLevel', gridCode: 'gridCode', address: 'address' },
      'The station as a public facility (物).',
    ),
    grid: entity('Grid', { code: 'gridCode', villageCode: 'villageCode' }, 'The grid in which it stands (网格).'),
    number: text('服务站编号', 'Number of the station (服务站编号).', { filter: true }),
    stationName: text('服务站名称', 'Name as posted (服务站名称).'),
    // A published service line, not the phone of a person: no mask.
    serviceLine: text('服务站电话', 'Telephone as posted (服务站电话).'),
    stationLevel: code('级别', StationLevel, 'What it serves (级别).', { filter: true }),
    villageCode: text('村居代码', 'Village or community code (村居代码).', { filter: true }),
    gridCode: text('网格编码', 'Grid code (网格编码).', { filter: true }),
    address: text('地址', 'Address as posted (地址).'),
  },
  root: 'veteranStations',
})

export const veterans = department({
  name: 'veterans',
  title: '退役军人局',
  titleEn: 'Veterans Affairs Bureau',
  // A quarter, and the days until somebody carries the file over.
  cycleHours: 24 * 100,
  system: {
    technology: 'excel',
    tables: {
      T_TYJR: {
        file: 'TYJR_*.xls',
        sheet: '退役军人',
        header: { row: 2, rows: 2 },
        serial: ['服役情况/入伍时间', '服役情况/退役时间', '优待证/发证日期'],
      },
      T_FWZ: { file: 'FWZ_*.xls', sheet: '服务站' },
    },
  },
  records: [VeteranRecord, VeteranStation],
  extend: {
    Person: {
      veteranRecord: linkedOne(VeteranRecord, 'veteran', 'The file at veterans affairs (退役军人档案).'),
    },
    Grid: {
      veteranStations: linkedMany(
        VeteranStation,
        'grid',
        'Service stations for veterans in the grid (退役军人服务站).',
      ),
    },
    ManagedObject: {
      veteranStation: linkedOne(
        VeteranStation,
        'self',
        'The service station for veterans that it is (退役军人服务站).',
      ),
    },
  },
})
