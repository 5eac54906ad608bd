/**
 * Political-Legal Commission (政法委, 综治中心): grids, grid workers, grid events with their time limits, the house ledger of the grids.
 *
 * Legacy system: a Struts front on Oracle 11g with ZHS16GBK (docs/legacy-estate/political-legal.md). It owns the grids: every department uses its codes.
 * An event keeps the grid of its day. The system takes writes, checked by the version column. Special groups are in the same database and
 * never leave it.
 */
import { department, followMany, linkedOne } from '../kit/declaration.ts'
import {
  GridArea,
  GridChange,
  GridEvent,
  GridEventPerson,
  GridEventStep,
  GridHouse,
  GridWorker,
  SpecialGroupMember,
  TimeLimit,
} from './records.ts'
import { GridEventWrites } from './writes.ts'

export const politicalLegal = department({
  name: 'political-legal',
  title: '政法委',
  titleEn: 'Political-Legal Commission',
  cycleHours: 1,
  resolvers: [GridEventWrites],
  system: {
    technology: 'sql',
    tables: { T_WG: {}, T_WGBG: {}, T_WGY: {}, T_SJ: {}, T_SJRY: {}, T_SJLC: {}, T_FWTZ: {}, T_BLSX: {}, T_TSRQ: {} },
  },
  records: [
    GridArea,
    GridChange,
    GridWorker,
    GridEvent,
    GridEventPerson,
    GridEventStep,
    GridHouse,
    TimeLimit,
    SpecialGroupMember,
  ],
  extend: {
    Person: {
      gridEvents: followMany(
        GridEventPerson,
        'person',
        'gridEvent',
        'Grid events that the person reported or is concerned in (网格事件).',
      ),
    },
    House: {
      gridLedger: linkedOne(GridHouse, 'house', 'The house in the ledger of its grid (房屋台账).'),
    },
    Event: {
      gridEvent: linkedOne(GridEvent, 'self', 'The grid event (网格事件).'),
    },
    Grid: {
      gridArea: linkedOne(GridArea, 'self', 'The grid as drawn (网格).'),
      workers: followMany(GridArea, 'self', 'workers', 'Who looks after the grid (网格员).'),
      gridEvents: followMany(GridArea, 'self', 'gridEvents', 'Events of the grid (网格事件).'),
      houses: followMany(GridArea, 'self', 'houses', 'Houses in the ledger of the grid (房屋台账).'),
    },
  },
})
