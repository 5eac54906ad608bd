/** The case system of urban management as a SQL Server dump looks in SQLite, and the columns of the component survey. */
import { indexSql, tableSql, triggerSql } from '../write/sqlite-schema.ts'

const tables: Readonly<Record<string, string>> = {
  T_AJ: 'RWH AJLX AJLB BJBM GDH AJWZ JD WD WGBM AJMS SBLY ZT CZDW CJYBH SBSJ CZSX JASJ GXSJ LRR BZ',
  T_ZP: 'ZPBH RWH ZPLX WJBS PSSJ LRR',
  T_CF: 'CFBH RWH JDSWH DSRLX DSR ZJHM XYDM LXDH CFSY FKJE CFRQ JNZT GXSJ LRR BZ',
}

export const urbanManagementSchema = tableSql(tables)
export const urbanManagementAfter =
  triggerSql(tables) + indexSql({ T_AJ: ['BJBM', 'GDH', 'WGBM'], T_ZP: ['RWH'], T_CF: ['RWH', 'ZJHM'] })

export const componentColumns = {
  BJBM: 'C16',
  BJXL: 'C4',
  BJMC: 'C40',
  QSDW: 'C60',
  QSDWDM: 'C18',
  YHDW: 'C60',
  BJZT: 'C1',
  DYWG: 'C20',
  WZMS: 'C60',
  PCRQ: 'C10',
  GXSJ: 'C19',
  LRR: 'C12',
} as const
