/** The databases of the emergency bureau: supervision as PostgreSQL writes its types, and what stands behind the map service. */
import { indexSql, tableSql } from '../write/sqlite-schema.ts'

export const supervisionColumns = {
  yj_qy: 'qybh xydm qymc hydm dz jd wd wgbm fxdj pgrq aqy aqydh sfwhp gxsj lrr bz',
  yj_whp: 'id qybh whpmc cas cl dw zdcl pdrq gxsj lrr',
  yj_yh: 'yhbh qybh yhmc yhms yhlb yhjb jcsj jcrbh zgqx zgzt wgbm gxsj lrr bz',
} as const

export const supervisionSchema = tableSql(supervisionColumns)
export const supervisionAfter = indexSql({ yj_qy: ['xydm'], yj_whp: ['qybh'], yj_yh: ['qybh', 'wgbm'] })

/** Columns by table, the key first. */
export const mapColumns = {
  BNCS: 'bncsbh mc lx dz jd wd rnrs mj zsdh csdm wgbm zt gxsj lrr',
  WZ: 'wzbh wzmc lb sl dw ckmc ckdz jd wd wgbm yxqz bgr bgrdh gxsj lrr',
} as const

/** Columns that a page may be asked to be equal to. */
export const mapFilters = { BNCS: ['lx', 'wgbm', 'zt'], WZ: ['lb', 'wgbm'] } as const satisfies Record<
  keyof typeof mapColumns,
  readonly string[]
>

export const mapSchema = tableSql(mapColumns)
export const mapAfter = indexSql(mapFilters)
