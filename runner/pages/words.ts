/** Texts that the pages share: Chinese and English. A page's own texts stand in its own `words.ts`. */
import type { Bilingual } from '../explorer/contract.ts'

export const commonWords = {
  persona: { zh: '身份', en: 'Persona' },
  department: { zh: '部门', en: 'Department' },
  ownDepartment: { zh: '（默认）', en: '(default)' },
  token: { zh: '访问令牌', en: 'Bearer token' },
  tokenHint: {
    zh: '请粘贴统一身份认证签发的令牌。令牌只保存在本页内存中，关闭即失效。',
    en: 'Paste a token of the city’s identity provider. It stays in the memory of this page and is gone when you close it.',
  },
  signIn: { zh: '登录', en: 'Sign in' },
  notToken: { zh: '这不是有效的令牌', en: 'This is not a token' },
  loading: { zh: '正在读取…', en: 'Reading …' },
  more: { zh: '更多', en: 'More' },
  retry: { zh: '重试', en: 'Try again' },
  cancel: { zh: '取消', en: 'Cancel' },
  explorer: { zh: '查询', en: 'Explorer' },
  catalogue: { zh: '共享目录', en: 'Catalogue' },
  me: { zh: '本人', en: 'Myself' },
  workbench: { zh: '工作台', en: 'Workbench' },
  refused: { zh: '未能完成', en: 'Not done' },
  pages: { zh: '页面', en: 'Pages' },
} as const satisfies Record<string, Bilingual>

/** Codes and reasons of docs/errors.md as a person of a department would say them; one without an entry is shown as it is. */
export const refusals: Readonly<Record<string, Bilingual>> = {
  UNAUTHENTICATED: { zh: '请先登录', en: 'sign in first' },
  TOKEN_EXPIRED: { zh: '登录已过期，请重新登录', en: 'the token has expired; sign in again' },
  TOKEN_INVALID: { zh: '令牌不被接受', en: 'the token is not acceptable' },
  PURPOSE_NOT_PERMITTED: { zh: '您的角色不能办理此事', en: 'your role may not do this' },
  FIELD_DENIED: { zh: '不对您开放', en: 'not open to you' },
  OUT_OF_SCOPE: { zh: '不在您的范围内', en: 'outside your scope' },
  NO_GRANT: { zh: '没有授权', en: 'no grant for this' },
  NOT_FOR_PURPOSE: { zh: '超出该用途的范围', en: 'outside the purpose' },
  NOT_SHARED: { zh: '不予共享', en: 'never shared' },
  BAD_USER_INPUT: { zh: '填写的内容不符合要求', en: 'something entered is not acceptable' },
  WRITE_REFUSED: { zh: '没有被接受', en: 'it was not taken' },
  VERSION_CONFLICT: { zh: '他人刚刚办理过，请刷新后再办', en: 'somebody else changed it meanwhile: read it anew' },
  TRANSITION_NOT_PERMITTED: { zh: '现在不能办理这一步', en: 'this step is not possible now, or not for you' },
  IDEMPOTENCY_KEY_REUSED: { zh: '请重新提交', en: 'submit it anew' },
  NOT_FOUND: { zh: '没有，或不对您开放', en: 'none, or not open to you' },
  AUDIT_UNAVAILABLE: { zh: '审计暂不可用，无法办理', en: 'the audit cannot be written, so nothing can be done' },
  NOT_READY: { zh: '系统正在启动', en: 'the hub is starting' },
  UNREACHABLE: { zh: '无法连接', en: 'the hub cannot be reached' },
}

export const roleNames: Readonly<Record<string, Bilingual>> = {
  'grid-worker': { zh: '网格员', en: 'grid worker' },
  mediator: { zh: '调解员', en: 'mediator' },
  developer: { zh: '部门开发人员', en: 'department developer' },
  bi: { zh: '统计分析', en: 'BI' },
  citizen: { zh: '市民', en: 'citizen' },
  'data-officer': { zh: '数据专员', en: 'data officer' },
  'system-administrator': { zh: '系统管理员', en: 'system administrator' },
  'security-administrator': { zh: '安全管理员', en: 'security administrator' },
  auditor: { zh: '审计员', en: 'auditor' },
}
