/**
 * The sharing catalogue as pages: where a refusal points to. What an application must state, and how long the owner has for its answer,
 * is from the regulation on sharing government data (政务数据共享条例, State Council Order 809).
 */
import type { CatalogueLine } from './contract.ts'
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

/** One entry, with how to apply for it. */
export function catalogueEntryDocument(version: string, line: CatalogueLine): string {
  const rows = [
    ['数源部门 Department', `${line.departmentTitle} ${line.department}`],
    ['数据项 Field', line.coordinate],
    ['含义 Meaning', line.meaning],
    ['类别 Category', line.category],
    ['级别 Level', `L${line.level}`],
    ['共享类型 Sharing', sharing[line.sharing]],
  ]
  const table = rows.map(([head = '', cell = '']) => `<tr><th>${head}</th><td>${escape(cell)}</td></tr>`).join('\n')
  return document(
    `${line.coordinate} · 共享目录`,
    version,
    `<div class="status"><h1>${escape(line.coordinate)}</h1><table><tbody>${table}</tbody></table>
<h2>如何申请 How to apply</h2>${apply[line.sharing]}<p><a href="/catalogue">← 共享目录 Catalogue</a></p></div>`,
  )
}

/** All entries, by department. */
export function catalogueDocument(version: string, lines: readonly CatalogueLine[]): string {
  const departments = [...new Set(lines.map((line) => line.department))]
  const parts = departments.map((name) => {
    const own = lines.filter((line) => line.department === name)
    const rows = own.map(
      (
        line,
      ) => `<tr><td><a href="${escape(cataloguePath(line))}">${escape(line.coordinate)}</a></td><td>${escape(line.meaning)}</td>
<td>${escape(line.category)}</td><td>L${line.level}</td><td>${sharing[line.sharing]}</td></tr>`,
    )
    return `<h2>${escape(own[0]?.departmentTitle ?? '')} ${escape(name)}</h2><table><thead><tr><th>数据项 Field</th><th>含义 Meaning</th>
<th>类别 Category</th><th>级别 Level</th><th>共享 Sharing</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
  })
  return document(
    '共享目录 · Pentagraph',
    version,
    `<div class="status"><h1>共享目录 Sharing catalogue</h1>${parts.join('\n')}</div>`,
  )
}

/** As the hub writes it into a refusal: `/catalogue/housing/PropertyTitle/certificate`. */
export const cataloguePath = ({ department, coordinate }: CatalogueLine): string =>
  `/catalogue/${department}/${coordinate.replace('.', '/')}`
