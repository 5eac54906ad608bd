/** The tables behind the REST interface of the approval service, in an SQLite file; also what its stand-in server reads and writes. */
import { indexSql, tableSql, triggerSql } from '../write/sqlite-schema.ts'

/** Columns by table, the key first. */
export const approvalColumns = {
  SX: 'sxbm sxmc sxlx ssbm fdqx cnqx sfyx lrr'.split(' '),
  BJ: 'bjbh sxbm sqrlx sqrxm zjlx zjhm sqrxydm lxdh sqsj bjsj bjzt zzbh wgbm gxsj lrr bz'.split(' '),
  GD: 'gdbh sqbt sqfl sqnr ldhm ldrxm ldrzjhm sjdz dzbm wgbm gdzt cbdw cbrbh myd dfnr sdsj bjqx bbh gxsj lrr bz'.split(
    ' ',
  ),
} as const satisfies Record<string, readonly string[]>

/** Columns that a list may be asked to be equal to. */
export const approvalFilters = {
  SX: [],
  BJ: ['sxbm', 'bjzt', 'sqrxydm', 'wgbm'],
  GD: ['gdzt', 'sqfl', 'wgbm'],
} as const satisfies Record<keyof typeof approvalColumns, readonly string[]>

const spec = Object.fromEntries(Object.entries(approvalColumns).map(([table, columns]) => [table, columns.join(' ')]))
/** Answers to write requests, by request number: the same number is carried out once. */
const requests =
  'CREATE TABLE REQUESTS (requestId TEXT PRIMARY KEY NOT NULL, content TEXT NOT NULL, answer TEXT NOT NULL);\n'

export const approvalSchema = tableSql(spec).replace('bbh TEXT', 'bbh INTEGER NOT NULL DEFAULT 1') + requests
export const approvalAfter = triggerSql(spec) + indexSql(approvalFilters)
