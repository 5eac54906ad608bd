/** Every text of the page, Chinese and English. */
import type { Bilingual } from './contract.ts'
import type { GapKind } from './gaps.ts'

export type Language = keyof Bilingual

export const labels = {
  subtitle: { zh: '人 · 房 · 事 · 物 · 组织', en: 'person · house · event · object · organisation' },
  persona: { zh: '身份', en: 'Persona' },
  purpose: { zh: '用途', en: 'Purpose' },
  noPurpose: { zh: '（不说明用途）', en: '(no purpose)' },
  caseNumber: { zh: '案件编号', en: 'Case number' },
  token: { zh: '访问令牌', en: 'Bearer token' },
  departments: { zh: '部门状态', en: 'Departments' },
  examples: { zh: '示例查询', en: 'Example queries' },
  examplesHint: {
    zh: '选择示例会同时切换身份和用途。同一个查询换一个身份再运行，看看回答有何不同。',
    en: 'An example sets persona and purpose too. Run the same query as somebody else and see what changes.',
  },
  gaps: { zh: '这个回答缺什么、为什么', en: 'What this answer lacks, and why' },
  noGaps: { zh: '没有缺口：要的都给了。', en: 'No gaps: everything asked for is here.' },
  notRun: {
    zh: '运行查询后，这里列出被拒绝、被脱敏和暂时取不到的数据。',
    en: 'Run a query: what was refused, masked or unavailable is listed here.',
  },
  where: { zh: '位置', en: 'Where' },
  why: { zh: '原因', en: 'Why' },
  owner: { zh: '数源部门', en: 'Department' },
  apply: { zh: '可申请的目录项', en: 'Catalogue entry to apply for' },
  wholeRequest: { zh: '整个请求', en: 'the whole request' },
  unreachable: { zh: '无法连接网关', en: 'The hub cannot be reached' },
  milliseconds: { zh: '毫秒', en: 'ms' },
} as const satisfies Record<string, Bilingual>

export const kindLabels: Readonly<Record<GapKind, Bilingual>> = {
  REFUSED: { zh: '拒绝', en: 'refused' },
  MASKED: { zh: '脱敏', en: 'masked' },
  UNAVAILABLE: { zh: '取不到', en: 'unavailable' },
  STALE: { zh: '过期', en: 'stale' },
  NOT_FOUND: { zh: '没有', en: 'not found' },
  FAULT: { zh: '错误', en: 'error' },
}

/** Reasons and codes as a person of a department would say them; a code without an entry is shown as it is. */
export const reasonLabels: Readonly<Record<string, Bilingual>> = {
  NO_PURPOSE: { zh: '没有说明用途', en: 'no purpose stated' },
  NO_GRANT: { zh: '没有批准的授权', en: 'no grant for this' },
  NOT_FOR_PURPOSE: { zh: '不在该用途允许的范围内', en: 'the purpose is not for this' },
  GRANT_EXPIRED: { zh: '授权已到期或被撤销', en: 'the grant has expired' },
  GRANT_SUSPENDED: { zh: '授权已暂停', en: 'the grant is suspended' },
  OUTSIDE_HOURS: { zh: '不在授权时段内', en: 'outside the hours of the grant' },
  VOLUME_USED_UP: { zh: '授权当日人数已用完', en: 'the persons of the day are used up' },
  NOT_SHARED: { zh: '不予共享', en: 'not shared at all' },
  OUT_OF_SCOPE: { zh: '不在您的范围内', en: 'outside your scope' },
  NOT_CLASSIFIED: { zh: '未分级', en: 'not classified' },
  DEPARTMENT_UNAVAILABLE: { zh: '部门系统没有回应', en: 'the department does not answer' },
  DEPARTMENT_FAULT: { zh: '部门系统报错', en: 'the department answered with a fault' },
  NOT_FOUND: { zh: '没有，或不对您开放', en: 'none, or not open to you' },
  MASKED: { zh: '已脱敏显示', en: 'shown masked' },
  STALE: { zh: '数据超过更新周期', en: 'older than its update cycle' },
}

export const say = (text: Bilingual | undefined, language: Language, otherwise = ''): string =>
  text?.[language] ?? otherwise
