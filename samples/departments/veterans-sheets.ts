/** The two sheets of the quarterly veterans export (docs/legacy-estate/veterans.md). */
import { groupedSheet, type ExcelSheet } from '../write/excel.ts'

export const rosterSheet = (title: string): ExcelSheet =>
  groupedSheet('退役军人', title, [
    ['序号', []],
    ['档案编号', []],
    ['姓  名', []],
    ['性别', []],
    ['证件号码', []],
    ['联系电话', []],
    ['户籍地', ['镇街', '村居代码']],
    ['是否退役军人', []],
    ['服役情况', ['入伍时间', '退役时间', '部队番号']],
    ['优待证', ['证号', '发证日期']],
    ['优抚', ['类别', '月标准']],
    ['服务站编号', []],
    ['备注', []],
  ])

export const stationSheet: ExcelSheet = {
  name: '服务站',
  header: [['服务站编号', '服务站名称', '服务站电话', '级别', '村居代码', '网格编码', '地址', '站长']],
}
