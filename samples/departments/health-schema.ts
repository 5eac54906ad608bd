/** The health bureau's database as a MySQL dump looks in SQLite, and the vaccines of the programme with the months in which they are due. */
import { indexSql, tableSql, triggerSql } from '../write/sqlite-schema.ts'

const tables: Readonly<Record<string, string>> = {
  T_JG: 'JGBH JGMC XYDM JGLX JGDJ XLRX RXHM DZ LXDH CSDM ZT GXSJ LRR BZ',
  T_TD: 'TDBH TDMC JGBH DZXM DZDH WGBM CSDM QYRS ZT GXSJ LRR BZ',
  T_QY: 'QYBH JKDAH XM XB ZJHM LXDH TDBH QYZT RQFL QYRQ DQRQ GXSJ LRR LRSJ BZ',
  T_JSZA: 'DJBH JKDAH XM ZJHM ZDDM WXDJ GLZT LRR',
  T_RX: 'JLBH JGBH LDSJ LDHM LDNR PGDJ CZJG LRR',
  T_RXTJ: 'TJBH JGBH TJYF LDS JJS YZBS LRR',
}

export const healthSchema = tableSql(tables)
export const healthAfter =
  triggerSql(tables) + indexSql({ T_TD: ['JGBH', 'WGBM'], T_QY: ['TDBH', 'ZJHM'], T_RXTJ: ['JGBH'], T_RX: ['JGBH'] })

interface Due {
  readonly code: string
  readonly name: string
  readonly dose: number
  readonly months: number
  readonly site: string
}
const due = (code: string, name: string, site: string, ...months: readonly number[]): readonly Due[] =>
  months.map((month, nth) => ({ code, name, dose: nth + 1, months: month, site }))

export const childhood: readonly Due[] = [
  ...due('0101', '卡介苗', 'LA', 0),
  ...due('0201', '重组乙型肝炎疫苗', 'RA', 0, 1, 6),
  ...due('0301', '脊髓灰质炎灭活疫苗', 'PO', 2, 3, 4),
  ...due('0401', '百白破疫苗', 'LT', 3, 4, 5, 18),
  ...due('1701', 'A群脑膜炎球菌多糖疫苗', 'LA', 6, 9),
  ...due('0601', '麻腮风疫苗', 'LA', 8, 18),
  ...due('1601', '乙脑减毒活疫苗', 'LA', 8, 24),
  ...due('1901', '甲肝减毒活疫苗', 'LA', 18),
].sort((a, b) => a.months - b.months)
