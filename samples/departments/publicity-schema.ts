/** The database of the volunteers' site: text in SQLite, as MySQL writes it, with its zero dates. */
import { indexSql, tableSql } from '../write/sqlite-schema.ts'

const tables: Readonly<Record<string, string>> = {
  wm_hd: 'hdbh hdmc hdlx fqdw fqxydm csdm wgbm dd kssj jssj zmrs jfbz zt gxsj lrr bz',
  wm_sj: 'sjbh sjmc xydm sjlx dz lxdh dhsm jmrq zt gxsj lrr',
  wm_zyz: 'zyzbh xm xb zjlx zjhm sjh wgbm zcrq ljsc jfye hyjg hysj zt gxsj mm openid lrr',
  wm_fw: 'fwbh hdbh zyzbh qdsj qtsj fwsc qrzt gxsj lrr',
  wm_jfls: 'lsbh zyzbh jflx jf ye hdbh sjbh cxls fssj zy lrr',
}

export const publicitySchema = tableSql(tables)
export const publicityAfter = indexSql({
  wm_hd: ['fqxydm', 'wgbm'],
  wm_zyz: ['zjhm'],
  wm_fw: ['zyzbh'],
  wm_jfls: ['zyzbh'],
})

/** What MySQL keeps where an instant is missing. */
export const noInstant = '0000-00-00 00:00:00'

/** First number of the ledger: beyond it a double no longer counts every whole number. */
export const firstLine = 9_007_199_254_740_993n
