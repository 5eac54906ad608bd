/** The two HTML documents: the explorer's frame and the table of departments. All inserted text is escaped. */
import type { DepartmentStatus } from './contract.ts'

export const document = (title: string, version: string, body: string, style = '/explorer/page.css') => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}?v=${version}">
</head>
<body>${body}</body>
</html>
`

export const explorerDocument = (version: string): string =>
  document(
    'Pentagraph',
    version,
    `<div id="root"></div><script type="module" src="/explorer/page.js?v=${version}"></script>`,
  )

const states = { up: '正常 up', slow: '缓慢 slow', down: '中断 down' } as const

export function statusDocument(version: string, departments: readonly DepartmentStatus[]): string {
  const number = (value: number | null) =>
    `<td class="number">${value === null ? '–' : value.toLocaleString('en')}</td>`
  const rows = departments.map(
    (one) => `<tr><td>${escape(one.title)} <small>${escape(one.name)}</small></td><td>${escape(one.technology)}</td>
<td><span class="state ${one.state}">${states[one.state]}</span></td>
${number(one.records)}${number(one.linked)}${number(one.quarantined)}<td>${escape(dateOf(one))}</td></tr>`,
  )
  const heads = [
    '部门 Department',
    '技术 Technology',
    '状态 State',
    '记录 Records',
    '已关联 Linked',
    '已隔离 Quarantined',
    '数据时间 As of',
  ]
  return document(
    '部门状态 · Pentagraph',
    version,
    `<div class="status"><h1>部门状态 Departments</h1><table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table><p><a href="/">← Explorer</a> · <a href="/catalogue">共享目录 Catalogue</a> ·
<a href="/me">本人 Myself</a> · <a href="/workbench">工作台 Workbench</a></p></div>`,
  )
}

export function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

/** Local time of the city; a live system has no date of its own. */
function dateOf({ asOf, state }: DepartmentStatus): string {
  if (asOf === null) return state === 'down' ? '–' : '实时 live'
  return new Date(Date.parse(asOf) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}
