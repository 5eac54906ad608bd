/**
 * Purposes and grants as the hub store has them now. Every request reads the policy's version (one point read); what the version
 * names is kept in memory. So a grant that was revoked is refused by the first request that starts after `revokeGrant` returned, in
 * every gateway on the store, and between changes nothing is read twice.
 */
import { readKept } from '../prisma/kept-query.ts'
import type { HubStore } from '../prisma/store.ts'
import type { HubTables } from '../prisma/tables.ts'
import type { Level, Sharing } from '../schema/classification.ts'
import { pentagraphError } from '../schema/errors.ts'
import { shanghaiDay } from '../schema/shanghai-time.ts'
import { heldGrids } from './areas-in-time.ts'
import { countingStates } from './grant-life/states.ts'
import { usedUpOf } from './grant-life/uses.ts'
import { isOwnCase } from './own-case.ts'
import type { AccessContext, Grant, HoursWindow, Principal, PurposeUse, Role, RowScope } from './principal.ts'
import { withinArea, type Reached } from './purpose-area.ts'
import type { Purpose } from './purposes.ts'
import type { ClassificationChange } from './regrade.ts'
import { scopeOf, WITHOUT_PURPOSE } from './row-scope.ts'

export interface AccessRequest {
  readonly principal: Principal
  readonly purpose: PurposeUse | null
  readonly traceId: string
  /** Epoch ms at which the request was received. */
  readonly at: number
}

/**
 * Everything a decision is made from. Throws PURPOSE_UNKNOWN, PURPOSE_NOT_PERMITTED, PURPOSE_EXPIRED, CASE_REQUIRED, CASE_UNKNOWN.
 */
export async function loadAccessContext(store: HubStore, request: AccessRequest): Promise<AccessContext> {
  const policy = await readPolicy(store)
  const { principal, purpose, at, traceId } = request
  const { reclassified } = policy
  const common = {
    purpose,
    policyVersion: String(policy.version),
    ...(reclassified.length > 0 && { reclassified }),
    at,
    traceId,
  }
  if (purpose === null)
    return { ...common, principal, rowScope: WITHOUT_PURPOSE, purposeFields: noFields, grants: noGrants }
  const { known, rowScope } = permittedPurpose(policy, purpose.code, request)
  const held = rowScope === 'GRIDS' ? await heldGrids(store.sql, principal.grids, shanghaiDay(at)) : principal.grids
  const reached = await withinArea(store, known.area, { principal: { ...principal, grids: held }, rowScope })
  await requireCase(store, known, purpose.caseNumber, reached)
  const { grants, limited } = grantsFor(policy, known.code, principal, at)
  return {
    ...common,
    ...reached,
    purposeFields: known.fields,
    grants,
    // Asked only where a grant of the caller has a limit.
    ...(limited.length > 0 && { usedUp: await usedUpOf(store, limited, principal.subject, at) }),
  }
}

/** The purposes as they stand now: for the explorer page, and for the notice to a person who was looked at. */
export async function readPurposes(store: HubStore): Promise<ReadonlyMap<string, Purpose>> {
  return (await readPolicy(store)).purposes
}

/** Changes of classification as they stand now: for the catalogue, and for what is applied for. */
export async function readReclassified(store: HubStore): Promise<readonly ClassificationChange[]> {
  return (await readPolicy(store)).reclassified
}

// Private:

interface KeptGrant {
  readonly grant: Grant
  /** Epoch ms until which a refusal may still say GRANT_EXPIRED because of it. */
  readonly knownUntil: number
}

interface Policy {
  readonly version: number
  readonly purposes: ReadonlyMap<string, Purpose>
  readonly grantsByPurpose: ReadonlyMap<string, readonly KeptGrant[]>
  readonly reclassified: readonly ClassificationChange[]
  /** Lists handed out, by whom and what for: equal requests get the same list, so that decide.ts can keep its decisions by it. */
  readonly lists: Map<string, GrantList>
}

interface GrantList {
  readonly grants: readonly Grant[]
  /** Those with a number of persons a day. */
  readonly limited: readonly Grant[]
  /** Epoch ms at which the first of them is no longer known. */
  readonly until: number
}

/** Lists kept a policy: far more than there are roles, departments and named subjects; then they are begun anew. */
const MAX_LISTS = 10_000
const noGrants: readonly Grant[] = []
const noFields: readonly string[] = []

/** How long an expired grant is still known by: a year. */
const REMEMBER_EXPIRED_MS = 365 * 86_400_000

const policies = new WeakMap<HubStore, Policy>()

async function readPolicy(store: HubStore): Promise<Policy> {
  const [row] = await readKept(store.sql, 'policyVersion', [1], () =>
    store.sql.selectFrom('PolicyVersion').select('version').where('id', '=', 1),
  )
  const version = row?.version ?? 0
  const known = policies.get(store)
  if (known?.version === version) return known
  const policy = await readAll(store, version)
  if ((policies.get(store)?.version ?? -1) < version) policies.set(store, policy)
  return policy
}

/**
 * Read after its version: so it may be newer than its name (then it is read again at the next request) but never older, which would
 * let a revoked grant live.
 */
async function readAll(store: HubStore, version: number): Promise<Policy> {
  const purposes = await store.sql.selectFrom('Purpose').selectAll().execute()
  const grants = await store.sql.selectFrom('AccessGrant').selectAll().orderBy('id').execute()
  const changes = await store.sql
    .selectFrom('ClassificationChange')
    .select(['department', 'fields', 'level', 'sharing', 'state'])
    .where('state', 'in', [...countingStates])
    .orderBy('id')
    .execute()
  const grantsByPurpose = new Map<string, KeptGrant[]>()
  const rows = new Map(grants.map((row) => [row.id, row]))
  for (const row of grants) {
    const list = grantsByPurpose.get(row.purpose)
    const kept = { grant: effectiveGrant(row, rows), knownUntil: (row.revokedAt ?? row.validTo) + REMEMBER_EXPIRED_MS }
    if (list) list.push(kept)
    else grantsByPurpose.set(row.purpose, [kept])
  }
  return {
    version,
    purposes: new Map(purposes.map((row) => [row.code, purposeOf(row)])),
    grantsByPurpose,
    reclassified: changes.map(({ department, fields, level, sharing, state }) => ({
      department,
      fields: JSON.parse(fields) as string[],
      level: level as Level,
      sharing: sharing as Sharing,
      tighter: state !== 'LOOSENED',
    })),
    lists: new Map(),
  }
}

function permittedPurpose(policy: Policy, code: string, { principal, at }: AccessRequest) {
  const known = policy.purposes.get(code)
  if (!known) throw pentagraphError('PURPOSE_UNKNOWN')
  const rowScope = scopeOf(known, principal.roles)
  if (rowScope === null) throw pentagraphError('PURPOSE_NOT_PERMITTED', { purpose: code })
  if (known.validUntil !== null && at >= known.validUntil) throw pentagraphError('PURPOSE_EXPIRED', { purpose: code })
  return { known, rowScope }
}

/** A case that the purpose does not need is not looked at. */
async function requireCase(
  store: HubStore,
  { code, caseNeeded, cases, area }: Purpose,
  caseNumber: string | null,
  reached: Reached,
): Promise<void> {
  if (!caseNeeded) return
  if (caseNumber === null) throw pentagraphError('CASE_REQUIRED', { purpose: code })
  const own = await isOwnCase(store, { ...reached, caseNumber, cases, area })
  if (!own) throw pentagraphError('CASE_UNKNOWN', { purpose: code })
}

/** What may concern the principal: so that a context stays small on its way to a department. `decide.ts` judges each again. */
function grantsFor(policy: Policy, purpose: string, principal: Principal, at: number): GrantList {
  const all = policy.grantsByPurpose.get(purpose) ?? []
  const named = all.some(({ grant }) => grant.grantee.subject === principal.subject)
  const key = JSON.stringify([purpose, principal.department, principal.roles, named ? principal.subject : null])
  const known = policy.lists.get(key)
  if (known !== undefined && at < known.until) return known
  const open = all.filter(({ grant, knownUntil }) => at < knownUntil && mayConcern(grant, principal))
  const made: GrantList = {
    grants: open.map(({ grant }) => grant),
    limited: open.filter(({ grant }) => grant.personsPerDay !== undefined).map(({ grant }) => grant),
    until: Math.min(Number.POSITIVE_INFINITY, ...open.map(({ knownUntil }) => knownUntil)),
  }
  if (policy.lists.size >= MAX_LISTS) policy.lists.clear()
  policy.lists.set(key, made)
  return made
}

function mayConcern({ grantee }: Grant, principal: Principal): boolean {
  if (grantee.department !== undefined && grantee.department !== principal.department) return false
  if (grantee.role !== undefined && !principal.roles.includes(grantee.role)) return false
  return grantee.subject === undefined || grantee.subject === principal.subject
}

/** What was never said opens nothing. */
function purposeOf({ caseNeeded, scopes, fields, area, cases, ...row }: HubTables['Purpose']): Purpose {
  return {
    ...row,
    caseNeeded: caseNeeded === 1,
    scopes: JSON.parse(scopes) as Purpose['scopes'],
    fields: JSON.parse(fields ?? '[]') as string[],
    area: JSON.parse(area ?? '[]') as string[],
    cases: JSON.parse(cases ?? '[]') as Purpose['cases'],
  }
}

type GrantRow = HubTables['AccessGrant']

/**
 * As it may be used now. A revoked grant has no time in force at all: two gateways' clocks differ, and its end must hold at both. A
 * delegated part ends, rests and has hours with every grant above it.
 */
export function effectiveGrant(row: GrantRow, all: ReadonlyMap<string, GrantRow>): Grant {
  const line = [row]
  for (let { parentId } = row; parentId !== null && line.length <= MAX_DELEGATIONS;) {
    const parent = all.get(parentId)
    // A part of something that is not there, or of itself, opens nothing.
    if (parent === undefined || line.includes(parent)) return { ...grantOf(row), validTo: row.validFrom }
    line.push(parent)
    parentId = parent.parentId
  }
  const hours = line.find((one) => one.hours !== null)?.hours ?? null
  return {
    ...grantOf(row),
    validTo: line.some((one) => one.revokedAt !== null) ? row.validFrom : Math.min(...line.map((one) => one.validTo)),
    ...(line.some((one) => one.suspendedAt !== null) && { suspended: true }),
    ...(hours !== null && { hours: JSON.parse(hours) as HoursWindow[] }),
  }
}

/** A part of a part of a part … is refused when it is delegated; see grant-life/grants-in-force.ts. */
export const MAX_DELEGATIONS = 4

function grantOf(row: GrantRow): Grant {
  return {
    id: row.id,
    department: row.department,
    grantee: {
      ...(row.granteeDepartment !== null && { department: row.granteeDepartment }),
      ...(row.granteeRole !== null && { role: row.granteeRole as Role }),
      ...(row.granteeSubject !== null && { subject: row.granteeSubject }),
    },
    purpose: row.purpose,
    legalBasis: row.legalBasis,
    fields: JSON.parse(row.fields) as string[],
    effect: row.effect as Grant['effect'],
    rows: row.rows as RowScope,
    validFrom: row.validFrom,
    validTo: row.validTo,
    approver: row.approver,
    ...(row.personsPerDay !== null && { personsPerDay: row.personsPerDay }),
    ...(row.emergencyId !== null && { emergency: true }),
  }
}
