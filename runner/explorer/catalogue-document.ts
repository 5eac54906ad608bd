/**
 * The sharing catalogue as pages: where a refusal points to. What an application must state, and how long the owner has for its answer,
 * is from the regulation on sharing government data (政务数据共享条例, State Council Order 809).
 */
import type { CatalogueChoice, CatalogueItem, CatalogueLine } from './contract.ts'
import { document, escape } from './documents.ts'

const sharing = {
  UNCONDITIONAL: '无条件共享 unconditional',
  CONDITIONAL: '有条件共享 conditional',
  NEVER: '不予共享 never',
} as const

const apply = {
  UNCONDITIONAL: `<p>部门之间无条件共享：提出申请后 1 个工作日内答复。“无条件”指部门之间，不等于向社会公开。</p>
<p>Free between departments: an application is answered within 1 working day. Unconditional does not mean public.</p>`,
  CONDITIONAL: `<p>申请应写明：依据、场景、范围、方式、期限。数源部门 10 个工作日内答复，同意后 20 个工作日内提供；不同意须书面说明理由。</p>
<p>State the legal basis, scenario, scope, method and term. The owner answers within 10 working days and delivers within 20 after agreement; a
refusal gives its reasons in writing.</p>`,
  NEVER: `<p>依法不予共享，不受理申请。</p><p>Not shared, by law or decision of the State Council: there is nothing to apply for.</p>`,
} as const

/** One entry, with how fresh and good it is, and how to apply for it. */
export function catalogueEntryDocument(version: string, item: CatalogueItem): string {
  const rows = [
    ['数源部门 Department', `${item.departmentTitle} ${item.department}`],
    ['数据项 Field', item.coordinate],
    ['中文名称 Chinese name', item.meaningZh ?? '–'],
    ['含义 Meaning', item.meaning],
    ['格式 Format', item.format],
    ['类别 Category', item.category],
    ['级别 Level', `L${item.level}`],
    ['共享类型 Sharing', sharing[sharingOf(item)]],
    ['更新周期 Update cycle', item.updateCycleHours === null ? '–' : `${item.updateCycleHours} h`],
    ['时效 Freshness', freshnessText(item)],
    ['质量 Quality', qualityText(item)],
    ['可申请对象 Who may apply', item.applicants],
  ]
  const table = rows.map(([head = '', cell = '']) => `<tr><th>${head}</th><td>${escape(cell)}</td></tr>`).join('\n')
  const more = `/catalogue?department=${encodeURIComponent(item.department)}`
  return document(
    `${item.coordinate} · 共享目录`,
    version,
    `<div class="status"><h1>${escape(item.coordinate)}</h1><table><tbody>${table}</tbody></table>
<h2>如何申请 How to apply</h2>${apply[sharingOf(item)]}<p><a href="/catalogue">← 共享目录 Catalogue</a> ·
<a href="${escape(more)}">${escape(item.departmentTitle)}</a></p></div>`,
  )
}

/** The chosen entries by department, above them the search. */
export function catalogueDocument(
  version: string,
  items: readonly CatalogueItem[],
  choice: CatalogueChoice,
  departments: readonly { readonly name: string; readonly title: string }[],
): string {
  const parts = departments.flatMap(({ name, title }) => {
    const own = items.filter((item) => item.department === name)
    if (own.length === 0) return []
    return [
      `<h2 id="${escape(name)}">${escape(title)} ${escape(name)} <small>${own.length}</small></h2><table><thead><tr>${heads}</tr></thead>
<tbody>${own.map(row).join('\n')}</tbody></table>`,
    ]
  })
  return document(
    '共享目录 · Pentagraph',
    version,
    `<div class="status"><h1>共享目录 Sharing catalogue</h1>${form(choice, departments)}
<p>${items.length} 项 entries · <a href="/catalogue.csv${escape(queryOf(choice))}">CSV</a> · <a href="/status">部门状态 Status</a> · <a href="/">Explorer</a></p>
${parts.join('\n') || '<p>没有符合条件的条目。 Nothing fits.</p>'}</div>`,
  )
}

/** As the hub writes it into a refusal: `/catalogue/housing/PropertyTitle/certificate`. */
export const cataloguePath = ({ department, coordinate }: Pick<CatalogueLine, 'department' | 'coordinate'>): string =>
  `/catalogue/${department}/${coordinate.replace('.', '/')}`

// Private:

const heads = [
  '数据项 Field',
  '中文名称',
  '含义 Meaning',
  '类别 Category',
  '级别 Level',
  '共享 Sharing',
  '时效 Freshness',
  '质量 Quality',
]
  .map((head) => `<th>${head}</th>`)
  .join('')

function row(item: CatalogueItem): string {
  const cells = [
    escape(item.meaningZh ?? ''),
    escape(item.meaning),
    escape(item.category),
    `L${item.level}`,
    sharing[sharingOf(item)],
    escape(freshnessText(item)),
    escape(qualityText(item)),
  ]
  return `<tr><td><a href="${escape(item.path)}">${escape(item.coordinate)}</a></td>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function form(
  choice: CatalogueChoice,
  departments: readonly { readonly name: string; readonly title: string }[],
): string {
  const option = (value: string, text: string, chosen: string | null) =>
    `<option value="${escape(value)}"${value === (chosen ?? '') ? ' selected' : ''}>${escape(text)}</option>`
  const select = (name: string, label: string, options: readonly string[]) =>
    `<label>${label} <select name="${name}">${options.join('')}</select></label>`
  return `<form method="get" action="/catalogue" class="search">
<label>搜索 Search <input type="search" name="search" maxlength="100" value="${escape(choice.search ?? '')}"></label>
${select('department', '部门 Department', [
  option('', '全部 all', choice.department),
  ...departments.map(({ name, title }) => option(name, `${title} ${name}`, choice.department)),
])}
${select('level', '级别 Level', [
  option('', '全部 all', choice.level?.toString() ?? null),
  ...['1', '2', '3', '4'].map((level) => option(level, `L${level}`, choice.level?.toString() ?? null)),
])}
${select('sharing', '共享 Sharing', [
  option('', '全部 all', choice.sharing),
  ...Object.entries(sharing).map(([value, text]) => option(value, text, choice.sharing)),
])}
<button>查询 Show</button></form>`
}

function queryOf(choice: CatalogueChoice): string {
  const given = Object.entries(choice).flatMap(([name, value]) =>
    value === null ? [] : [[name, String(value)] as const],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, value])).toString()}`
}

function sharingOf({ sharing: given }: CatalogueItem): keyof typeof sharing {
  return given === 'UNCONDITIONAL' || given === 'CONDITIONAL' ? given : 'NEVER'
}

const freshnessNames: Readonly<Record<string, string>> = {
  LIVE: '实时 live',
  FRESH: '有效 fresh',
  STALE: '过期 stale',
  UNAVAILABLE: '中断 unavailable',
}

/** Local day of the city. */
function freshnessText({ freshness, asOf }: CatalogueItem): string {
  const day = asOf === null ? '' : ` ${new Date(Date.parse(asOf) + 8 * 3_600_000).toISOString().slice(0, 10)}`
  return `${freshnessNames[freshness] ?? freshness}${day}`
}

/** Shares of the rows that were looked at; counts of what is lost. */
function qualityText({ quality }: CatalogueItem): string {
  if (quality === null) return '–'
  const share = (count: number) => (quality.looked === 0 ? '–' : `${Math.round((count / quality.looked) * 100)} %`)
  const parts = [`已映射 ${share(quality.mapped)}`, `空 ${share(quality.empty)}`]
  if (quality.remarked > 0) parts.push(`存疑 ${share(quality.remarked)}`)
  if (quality.quarantined > 0) parts.push(`隔离 ${quality.quarantined}`)
  if (quality.unlinked !== null) parts.push(`未关联 ${share(quality.unlinked)}`)
  return parts.join(' · ')
}
