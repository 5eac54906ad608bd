/** The tables behind the SOAP interface of civil affairs, in an SQLite file; also what its stand-in server serves. */
import { indexSql, tableSql } from '../write/sqlite-schema.ts'

/** Columns by table, the key first. */
export const civilAffairsColumns = {
  SHZZ: 'ZZBH TYXYDM ZZMC ZZLX YWZGDW FQDWDM FDDBR FRZJHM ZS CLRQ NJJL DJZT ZSSM XGSJ CZR',
  DM: 'DMBH BZMC LMPY DMLB CYM CSDM WGBM JD WD MMRQ DMZT XGSJ CZR',
  QH: 'QHDM QHMC QHJB SJDM QYRQ ZXRQ BRDM XGSJ',
  HY: 'HYBH ZSBH DJLX XM ZJHM HYZK POXM POZJHM DJRQ DJJG XGSJ CZR',
  DB: 'DBBH JTBH XM ZJHM DBLB DBZT KSNY JSNY BZJE WGBM XGSJ CZR',
  SW: 'SWBH XM ZJHM SWRQ HHRQ BYG XGSJ CZR',
  CJ: 'CJBH CJZH XM ZJHM CJLB CJDJ BTLB FZRQ CJZT XGSJ CZR',
  ET: 'ETBH XM ZJHM ETLB JHRXM JHRDH ZRRXM ZRRDH ETZT DJRQ WGBM XGSJ CZR',
} as const satisfies Record<string, string>
export type CivilAffairsTable = keyof typeof civilAffairsColumns

/** Columns that a list may be asked to be equal to. */
export const civilAffairsFilters: Readonly<Record<CivilAffairsTable, readonly string[]>> = {
  SHZZ: ['TYXYDM', 'ZZLX', 'DJZT'],
  DM: ['DMLB', 'CSDM', 'WGBM', 'DMZT'],
  QH: ['QHJB', 'SJDM'],
  HY: [],
  DB: [],
  SW: [],
  CJ: [],
  ET: [],
}

export const civilAffairsSchema = tableSql(civilAffairsColumns)
export const civilAffairsAfter = indexSql(civilAffairsFilters)
