/** The copy as one HTML page that needs nothing else: to read, to print, to keep. Every text is escaped; no script, no link. */
import type { ExportedDepartment } from '../../subgraphs/registry/rights/export.ts'

const states: Readonly<Record<ExportedDepartment['state'], string>> = {
  COMPLETE: '完整',
  PARTIAL: '不完整，可再次申请',
  UNAVAILABLE: '部门暂无应答，可再次申请',
}

export function copyPage(departments: readonly ExportedDepartment[], madeAt: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>个人信息副本</title>
<style>
body { font-family: sans-serif; margin: 2rem; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 1px solid #999; padding: .2rem .5rem; text-align: left; vertical-align: top; }
</style>
</head>
<body>
<h1>个人信息副本</h1>
<p>${escaped(madeAt)}</p>
${departments.map(section).join('\n')}
</body>
</html>
`
}

// Private:

function section({ department, title, state, values, withheld }: ExportedDepartment): string {
  return `<section>
<h2>${escaped(title)} (${escaped(department)})</h2>
<p>${states[state]}</p>
${table(
  ['项目', '含义', '值', '来源', '数据时间'],
  values.map((value) => [
    value.path,
    value.meaning,
    value.masked ? `${value.value}（涉及他人，已脱敏）` : value.value,
    value.source,
    value.asOf ?? '',
  ]),
)}
${table(
  ['未提供', '目录项', '理由'],
  withheld.map((value) => [value.path, value.coordinate ?? '', value.reason]),
)}
</section>`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const line = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`
  return `<table>\n${line(heads, 'th')}\n${rows.map((row) => line(row, 'td')).join('\n')}\n</table>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
