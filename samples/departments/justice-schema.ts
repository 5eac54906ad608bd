/** The justice database as a SQL Server dump looks in SQLite: TEXT columns, a version counted by writers, change times by trigger. */
import { indexSql, tableSql, triggerSql } from '../write/sqlite-schema.ts'

const tables: Readonly<Record<string, string>> = {
  T_TWH: 'TWHBH TWHMC TWHLX SSXYDM CSDM DZ LXDH ZT GXSJ LRR LRSJ BZ',
  T_TJY: 'TJYBH XM XB ZJHM LXDH TWHBH ZZJZ PRRQ ZT GXSJ LRR BZ',
  T_JF: 'JFBH JFMC JFLX LY FSDD DZBM WGBM JFNR SLRQ TJQX ZT TJYBH TWHBH BBH GXSJ LRR LRSJ BZ',
  T_DSR: 'DSRBH JFBH XM XB ZJLX ZJHM LXDH DWXYDM DSRLX GXSJ LRR BZ',
  T_XY: 'XYBH JFBH XYXS XYNR SXRQ LXQX LXZT SFQR BBH GXSJ LRR LRSJ',
  T_JFLC: 'LCBH JFBH DZ XZT CZR CZSJ YJ',
  T_SQJZ: 'JZBH XM ZJHM JZZT DWXX LRR',
}

export const justiceSchema = tableSql(tables)
export const justiceAfter =
  triggerSql(tables) +
  indexSql({
    T_JF: ['DZBM', 'WGBM', 'TJYBH'],
    T_DSR: ['JFBH', 'ZJHM'],
    T_XY: ['JFBH'],
    T_JFLC: ['JFBH'],
    T_TJY: ['TWHBH'],
  })
