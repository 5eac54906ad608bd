/** The database of the grid centre, in SQLite: TEXT columns, BBH counted by writers, change times filled by the database. */
import { indexSql, tableSql, triggerSql } from '../write/sqlite-schema.ts'

const tables: Readonly<Record<string, string>> = {
  T_WG: 'WGBM WGMC WGLX CSDM WGBJ QYRQ TYRQ TSDH GXSJ LRR BZ',
  T_WGBG: 'BGBH YWGBM XWGBM BGLX BGRQ PZWH GXSJ LRR BZ',
  T_WGY: 'WGYBH XM SJH WGBM ZT GXSJ LRR BZ',
  T_SJ: 'SJBH SJBT SJLB SJMS WGBM DZBM SBQD SBRBH ZT CLDW CLRBH HCRBH SBSJ BLQX BBH GXSJ LRR LRSJ BZ',
  T_SJRY: 'RYBH SJBH XM XB ZJHM SJH RYLX GXSJ LRR',
  T_SJLC: 'LCBH SJBH DZ XZT CZR CZSJ YJ',
  T_FWTZ: 'TZBH DZBM WGBM DZMC FWLX JZRS GXSJ LRR BZ',
  T_BLSX: 'SJLB LBMC SXZ SXDW YJ',
  T_TSRQ: 'JLBH XM ZJHM RQLB WGBM LRR',
}

export const politicalLegalSchema = tableSql(tables)
export const politicalLegalAfter =
  triggerSql(tables) +
  indexSql({
    T_WGY: ['WGBM'],
    T_SJ: ['WGBM', 'DZBM', 'SJLB', 'SBSJ'],
    T_SJRY: ['SJBH', 'ZJHM'],
    T_SJLC: ['SJBH'],
    T_FWTZ: ['DZBM', 'WGBM'],
  })

/** Category, name, value, unit: H hours, D calendar days. */
export const timeLimits: readonly (readonly [category: string, name: string, value: number, unit: 'H' | 'D'])[] = [
  ['0101', '暴露垃圾', 4, 'H'],
  ['0102', '道路保洁', 2, 'H'],
  ['0103', '私搭乱建', 7, 'D'],
  ['0201', '路灯损坏', 1, 'D'],
  ['0202', '井盖缺失', 4, 'H'],
  ['0301', '消防隐患', 3, 'D'],
  ['0302', '用电隐患', 3, 'D'],
  ['0303', '危房隐患', 7, 'D'],
  ['0401', '邻里纠纷', 15, 'D'],
  ['0402', '物业纠纷', 15, 'D'],
  ['0403', '劳资纠纷', 15, 'D'],
  ['0501', '走访慰问', 3, 'D'],
  ['0502', '政策咨询', 2, 'D'],
  ['0901', '其他', 5, 'D'],
]
