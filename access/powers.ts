/**
 * The three administrators with split powers (GB/T 22239 level 3: system, security, audit), and what everybody else has. One table;
 * claims.ts refuses a token that holds an administrator's role beside any other, decide.ts gives an administrator no business data.
 */
import type { Role } from './principal.ts'

export const allPowers = ['DATA', 'RUN', 'POLICY', 'AUDIT'] as const
/**
 * DATA: business data, by purpose and grant. RUN: processes, connections, keys, outside the graph. POLICY: suspends and revokes grants,
 * reviews emergencies, signs what makes data less protected. AUDIT: reads who did what.
 */
export type Power = (typeof allPowers)[number]

export interface Powers {
  readonly role: Role
  /** Chinese name of the role. */
  readonly title: string
  readonly power: Power
}

export const powers: readonly Powers[] = [
  { role: 'grid-worker', title: '网格员', power: 'DATA' },
  { role: 'mediator', title: '调解员', power: 'DATA' },
  { role: 'developer', title: '部门开发人员', power: 'DATA' },
  { role: 'bi', title: '统计分析', power: 'DATA' },
  { role: 'citizen', title: '市民', power: 'DATA' },
  { role: 'data-officer', title: '数据专员', power: 'DATA' },
  { role: 'system-administrator', title: '系统管理员', power: 'RUN' },
  { role: 'security-administrator', title: '安全管理员', power: 'POLICY' },
  { role: 'auditor', title: '审计管理员', power: 'AUDIT' },
]

/** Category of applications, grants and emergencies: the policy subgraph's own data. */
export const GRANT_ADMINISTRATION = '授权管理'

export function powerOf(role: Role): Power {
  return byRole.get(role) ?? 'DATA'
}

export function isAdministrator(role: Role): boolean {
  return powerOf(role) !== 'DATA'
}

/** Categories of the catalogue that the administrators' own powers are about. */
export function categoriesOfPower(roles: readonly Role[]): ReadonlySet<string> {
  return new Set(roles.flatMap((role) => categories[powerOf(role)]))
}

// Private:

const byRole = new Map(powers.map(({ role, power }) => [role, power]))

const categories: Readonly<Record<Power, readonly string[]>> = {
  DATA: [],
  RUN: [],
  POLICY: [GRANT_ADMINISTRATION],
  AUDIT: ['访问记录'],
}
