/** The registration system of natural resources as an Oracle dump looks in SQLite. */
import { indexSql, tableSql, triggerSql } from '../write/sqlite-schema.ts'

const tables: Readonly<Record<string, string>> = {
  T_BDCDY: 'BDCBH BDCDYH ZDDM DZBM ZL GHYT JZMJ SZC ZCS DYZT CSDM GXSJ LRR BZ',
  T_QL: 'QLBH BDCBH QLLX QLRLX QLRMC ZJZL ZJH XYDM BDCQZH GYFS QLBL DJSJ QSZT GXSJ LRR BZ',
  T_DYCF: 'XZBH BDCBH XZLX YWR YWRZJH YWRXYDM QLJG DBJE QSRQ JSRQ XZZT GXSJ LRR',
}

export const naturalResourcesSchema = tableSql(tables)
export const naturalResourcesAfter =
  triggerSql(tables) + indexSql({ T_BDCDY: ['DZBM', 'ZDDM'], T_QL: ['BDCBH', 'ZJH'], T_DYCF: ['BDCBH', 'YWRZJH'] })
