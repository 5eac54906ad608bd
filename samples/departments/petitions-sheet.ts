/** The sheet of the weekly petitions export: title, two header rows with merged cells (docs/legacy-estate/petitions.md). */
import { groupedSheet, type ExcelSheet } from '../write/excel.ts'

const groups: readonly (readonly [group: string, parts: readonly string[]])[] = [
  ['序号', []],
  ['信访件编号', []],
  ['登记日期', []],
  ['信访渠道', []],
  ['初重\n信访', []],
  ['内容分类', []],
  ['信访人', ['姓  名', '证件号码', '联系电话', '人数']],
  ['诉求原文', []],
  ['属地', ['镇街', '村居代码']],
  ['责任单位', ['名称', '信用代码']],
  ['办理期限', ['受理日期', '告知日期', '应办结日期', '是否延期', '原应办结日期']],
  ['办理情况', ['状态', '办结日期', '办理结果']],
  ['复查复核', ['阶段', '申请日期', '应答复日期']],
  ['备注', []],
]

export const petitionsSheet = (title: string): ExcelSheet => groupedSheet('信访事项', title, groups)
