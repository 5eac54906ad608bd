/** The Qingdao bureau's database as the branch sees it. */
import { indexSql, tableSql, triggerSql } from '../write/sqlite-schema.ts'

const columns = {
  T_KQZ: 'ZDBM ZDMC ZDLX MN DZ JD WD WGBM AQI ZLJB SYWRW JCSJ ZT GXSJ LRR',
  T_XKZ: 'XKZBH DWMC XYDM HYDM SCDZ GLLB FZRQ YXQZ FZJG WGBM ZT GXSJ LRR BZ',
  T_PK: 'PKBH XKZBH PKDM PKMC PKLX MN JD WD WGBM ZT GXSJ LRR',
  T_XSZ: 'SZBH PKBH WRWDM JCSJ JCZ DW BZXZ CBBZ CBBS SHZT GXSJ LRR',
  T_FXY: 'FXYBH FXYMC DWMC XYDM FXWZ FXDJ YABAH PGRQ DZ JD WD WGBM ZT GXSJ LRR BZ',
  T_TS: 'TSBH TSSJ TSQD GDH WRLX TSNR BTSDW BTSXYDM DZ JD WD WGBM CBRBH CLQX CLZT CLJG TSRXM TSRDH GXSJ LRR BZ',
} as const

export const environmentSchema = tableSql(columns)
export const environmentAfter =
  indexSql({
    T_KQZ: ['WGBM'],
    T_XKZ: ['XYDM', 'WGBM'],
    T_PK: ['XKZBH', 'MN', 'WGBM'],
    T_XSZ: ['PKBH'],
    T_FXY: ['XYDM', 'WGBM'],
    T_TS: ['WGBM'],
  }) + triggerSql(columns)
