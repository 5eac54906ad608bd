/** Candidates, conflicts and decisions as an officer may have them: what records say is decided as the fields themselves. */
import { parseLocalKey } from '../../../schema/local-key.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import type { LinkRow } from '../../../prisma/tables.ts'
import type { EntityKind } from '../../kit/identity.ts'
import type { Witness } from '../golden.ts'
import { candidateId, type CandidateRow, type ConflictRow } from '../link-decisions/decide.ts'
import type { LinkDecisionRow } from '../link-decisions/ledger.ts'
import { handleOf, isHidden, keeps, versionOf, type Side } from '../link-decisions/sides.ts'
import type { RegistryRequest } from '../request.ts'
import { shownFields, valueFor } from '../shown.ts'
import type {
  LinkCandidate,
  LinkConflict,
  LinkDecision,
  LinkRecord,
  LinkSide,
  LinkValue,
} from './link-decision-types.ts'

export type ShownSide = LinkSide & { readonly $kind: EntityKind }

type Sides = ReadonlyMap<string, Side>
type Decisions = ReadonlyMap<string, LinkDecisionRow>

export function shownSide(request: RegistryRequest, side: Side): ShownSide {
  const { texts } = request.doors.corrections
  if (side.kind === 'Person') request.report.person(side.id)
  const own = request.access.principal.department
  const records = side.links.filter((link) => !isHidden(link, own)).map((link) => shownRecord(request, link))
  return { id: side.id, $kind: side.kind, version: versionOf(texts, '', [side]), records }
}

export function shownCandidate(
  request: RegistryRequest,
  row: CandidateRow,
  sides: Sides,
  decisions: Decisions,
): LinkCandidate | null {
  const [first, second] = [sides.get(row.first), sides.get(row.second)]
  if (!first || !second) return null
  const { kind, tier, state, createdAt } = row
  const scores = Object.entries(JSON.parse(row.evidence) as Readonly<Record<string, number>>)
  return {
    id: candidateId(row),
    kind,
    tier,
    evidence: scores.map(([field, score]) => ({ field, score })),
    state,
    createdAt: instantText(createdAt),
    first: shownSide(request, first),
    second: shownSide(request, second),
    ...outcomeOf(request, row.decision, decisions),
    version: versionOf(request.doors.corrections.texts, state, [first, second]),
  }
}

/** `own`: the entity of the record that was kept apart. */
export function shownConflict(
  request: RegistryRequest,
  row: ConflictRow,
  own: string | null,
  sides: Sides,
  decisions: Decisions,
): LinkConflict | null {
  const [first, second] = [sides.get(own ?? ''), sides.get(row.otherId)]
  if (!first || !second) return null
  const { id, kind, code, state, createdAt } = row
  return {
    id,
    kind,
    code,
    state,
    createdAt: instantText(createdAt),
    first: shownSide(request, first),
    second: shownSide(request, second),
    ...outcomeOf(request, row.decision, decisions),
    version: versionOf(request.doors.corrections.texts, state, [first, second]),
  }
}

export function shownDecision(request: RegistryRequest, row: LinkDecisionRow, sides: Sides): LinkDecision | null {
  const [first, second] = [sides.get(row.first), sides.get(row.second)]
  if (!first || !second) return null
  const { id, kind, action, at, actor, actorDepartment, undoes, undoneBy } = row
  const { department: own } = request.access.principal
  const concerned = keeps(first, own) || keeps(second, own)
  const shown = (side: Side) => ({ ...shownSide(request, side), ...(!concerned && { records: [] }) })
  return {
    id,
    kind,
    action,
    at: instantText(at),
    actor,
    actorDepartment,
    reason: request.doors.corrections.texts.open(id, 'reason', row.reason),
    first: shown(first),
    second: shown(second),
    undoes,
    undoneBy,
  }
}

// Private:

function outcomeOf(request: RegistryRequest, id: string | null, decisions: Decisions) {
  const row = id === null ? undefined : decisions.get(id)
  if (!row) return { decidedBy: null, decidedAt: null, reason: null, decision: null }
  return {
    decidedBy: row.actor,
    decidedAt: instantText(row.at),
    reason: request.doors.corrections.texts.open(row.id, 'reason', row.reason),
    decision: row.id,
  }
}

function shownRecord(request: RegistryRequest, link: LinkRow): LinkRecord {
  const { doors, access } = request
  const { department, localKey, tier, linkedAt } = link
  const { asOf, values } = JSON.parse(link.identity) as Pick<Witness, 'asOf' | 'values'>
  return {
    handle: handleOf(doors.corrections.texts, link),
    department,
    departmentTitle: doors.names().departments.get(department) ?? null,
    record: department === access.principal.department ? parseLocalKey(localKey).record : null,
    asOf,
    tier,
    linkedAt: instantText(linkedAt),
    says: saidOf(request, link.kind as EntityKind, values),
  }
}

/** As the entity's own fields would show it; a field that is not open to the request is not told of. */
function saidOf(request: RegistryRequest, kind: EntityKind, values: Witness['values']): LinkValue[] {
  return shownFields[kind].flatMap((of) => {
    const value = values[of.from]
    if (of.from !== of.name || value === undefined || request.decider.decide(of.place).verdict === 'DENY') return []
    const shown = valueFor(request, of, value)
    return [{ field: of.name, value: shown === null ? null : String(shown) }]
  })
}
