/** Applicants, owners and holders on a store of their own, with a handful of published places: for the tests of the life of grants. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import type { Classified } from '../../schema/classification.ts'
import { epochOf } from '../../schema/shanghai-time.ts'
import { answerApplication, applyForGrant, type Application, type Asking, type Conditions } from '../grant-life/applications.ts'
import type { PublishedFields } from '../grant-life/asked-fields.ts'
import type { Principal, Role } from '../principal.ts'
import { seedPolicy } from '../seed-policy.ts'

export interface GrantOffice {
  readonly store: HubStore
  close(): Promise<void>
}

export async function openGrantOffice(): Promise<GrantOffice> {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-life-'))
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  const store = await openStore(url)
  await seedPolicy(store, { demo: false })
  return {
    store,
    close: async () => {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const place = (name: string, sharing: Classified['sharing'], level: Classified['level']): Classified => ({
  department: 'housing',
  coordinate: name,
  category: sharing === 'UNCONDITIONAL' ? '物业服务' : level === 4 && sharing === 'CONDITIONAL' ? '房屋抵押' : '房屋权属',
  sharing,
  level,
})
const places = [
  place('Estate.name', 'UNCONDITIONAL', 1),
  place('Title.certificate', 'CONDITIONAL', 3),
  place('Title.mortgage', 'CONDITIONAL', 4),
  place('Title.secret', 'NEVER', 4),
]
export const published: PublishedFields = {
  unknown: (_department, fields) =>
    fields.filter((name) => !places.some((one) => name === one.coordinate || name === `category:${one.category}`)),
  places: () => places,
}

export const who = (subject: string, department: string | null, ...roles: Role[]): Principal => ({
  subject,
  department,
  roles,
  grids: [],
  staffKey: null,
  personId: null,
})
export const applicant = who('applicant', 'emergency', 'developer')
export const owner = who('owner', 'housing', 'data-officer')
export const holder = who('holder', 'emergency', 'data-officer')
export const security = who('security', 'data-bureau', 'security-administrator')

export const thursday = epochOf('2026-11-26', 10 * 3_600_000, 480)

let keys = 0
export const asking = (actor: Principal, at = thursday): Asking => ({
  actor,
  at,
  idempotencyKey: `key-of-the-test-${(keys += 1)}`,
})

export const wanted: Application = {
  department: 'housing',
  granteeRole: 'developer',
  granteeSubject: null,
  purpose: 'DATA_QUALITY',
  legalBasis: '法',
  scenario: '核对',
  fields: ['category:房屋权属'],
  effect: 'PLAIN',
  rows: 'ALL',
  termDays: 30,
}
export const unconditioned: Conditions = {
  masked: false,
  fields: null,
  rows: null,
  termDays: null,
  hours: null,
  personsPerDay: null,
}

/** Applied for and granted; the id of the grant. */
export async function grantedTo(
  store: HubStore,
  conditions: Partial<Conditions> = {},
  changes: Partial<Application> = {},
): Promise<string> {
  const id = await applyForGrant(store, published, { ...wanted, ...changes }, asking(applicant))
  const answer = { decision: 'GRANT', reasons: null, conditions: { ...unconditioned, ...conditions } } as const
  await answerApplication(store, published, id, '1', answer, asking(owner))
  return `grant:${id.slice('application:'.length)}`
}
