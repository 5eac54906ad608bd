/**
 * The grants of the demo: what each persona was approved for, as the big-data office of a city would have written it down. Level-2
 * facts of a case are plain by their coordinates, whatever identifies somebody is masked, and the rest is refused with its reason.
 * `unknownGrantFields` holds each name against the supergraph.
 */
import { gridWorkerApprovals } from './demo-grants/grid-worker.ts'
import { mediatorApprovals } from './demo-grants/mediator.ts'
import { officeApprovals } from './demo-grants/office.ts'
import type { Grant } from './principal.ts'

/** Grants in force for a year from `now` (epoch ms), and one that has just expired, so that its refusal can be seen. */
export function demoGrants(now: number): Grant[] {
  const validFrom = now - 30 * DAY
  const inForce = { validFrom, validTo: now + 365 * DAY }
  return approvals.flatMap(({ id, role, purpose, legalBasis, rows, expired, open }) =>
    open.flatMap(({ department, plain, masked }) => {
      const common = {
        department,
        grantee: { role },
        purpose,
        legalBasis,
        rows,
        ...(expired === true ? { validFrom, validTo: now - DAY } : inForce),
        approver: '平度市大数据中心',
      }
      return [
        ...(plain ? [{ ...common, id: `${id}:${department}:plain`, fields: plain, effect: 'PLAIN' as const }] : []),
        ...(masked ? [{ ...common, id: `${id}:${department}:masked`, fields: masked, effect: 'MASKED' as const }] : []),
      ]
    }),
  )
}

// Private:

const DAY = 86_400_000

const approvals = [...mediatorApprovals, ...gridWorkerApprovals, ...officeApprovals]
