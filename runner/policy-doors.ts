/** What the policy subgraph is given of the rest of the hub: the published fields, and the alarm when somebody breaks the glass. */
import { auditedContext, nothingRead, type AuditEntry } from '../access/audit-record.ts'
import { fieldNames, namesOf, unknownNamesIn } from '../access/grant-fields.ts'
import { readReclassified } from '../access/policy-store.ts'
import { regrade } from '../access/regrade.ts'
import type { Log } from '../gateway/log.ts'
import type { HubStore } from '../prisma/store.ts'
import type { Classified, Level, Sharing } from '../schema/classification.ts'
import type { PolicyDoors } from '../subgraphs/policy/request.ts'
import type { CatalogueLine } from './explorer/contract.ts'

/** `fields` and `audit` are asked for when they are needed: both come to be after the subgraph. */
export function policyDoors(
  store: HubStore,
  supergraphSdl: string,
  fields: () => readonly CatalogueLine[],
  audit: () => { append(entry: AuditEntry): Promise<unknown> },
  log: Pick<Log, 'warn'>,
): PolicyDoors {
  const unknown = unknownNamesIn(supergraphSdl)
  return {
    store,
    async published() {
      const reclassified = await readReclassified(store)
      const places = placesOf(fields())
      return {
        unknown,
        names: (department) => namesOf(supergraphSdl, department),
        places: () => (reclassified.length === 0 ? places : places.map((place) => regrade(place, reclassified))),
      }
    },
    fieldNames: () => fieldNames(supergraphSdl),
    async alarm({ id, grants, purpose, access }) {
      log.warn({ emergency: id, subject: access.principal.subject, purpose, traceId: access.traceId }, 'glass broken')
      await audit().append({
        ...nothingRead,
        ...auditedContext(access),
        kind: 'BREAK_GLASS',
        operation: 'break-glass',
        operationName: null,
        grants,
        outcome: 'ANSWERED',
        code: null,
      })
    },
  }
}

// Private:

const kept = new WeakMap<readonly CatalogueLine[], readonly Classified[]>()

/** The lines were read from the supergraph, where levels and sharing types are checked; the page's type of them is wider. */
function placesOf(lines: readonly CatalogueLine[]): readonly Classified[] {
  let made = kept.get(lines)
  if (made === undefined) {
    made = lines.map(({ department, coordinate, level, category, sharing }) => ({
      department,
      coordinate,
      category,
      level: level as Level,
      sharing: sharing as Sharing,
    }))
    kept.set(lines, made)
  }
  return made
}
