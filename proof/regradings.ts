/** What officers have graded anew in the proved city: a value, a way to records, a whole record, a category, tighter and looser. */
import { changePolicy } from '../access/grants.ts'
import type { HubStore } from '../prisma/store.ts'

const regradings: readonly (readonly [
  department: string,
  fields: readonly string[],
  level: number,
  sharing: string,
  state: string,
])[] = [
  ['housing', ['Dwelling.floorArea', 'DwellingFilter.floorArea'], 2, 'NEVER', 'TIGHTENED'],
  ['approval-service', ['Person.hotlineOrders'], 3, 'CONDITIONAL', 'TIGHTENED'],
  ['publicity', ['category:文明实践活动'], 3, 'CONDITIONAL', 'LEAVING'],
  [
    'agriculture',
    ['Cooperative.*', 'CooperativeConnection.*', 'CooperativeEdge.*', 'CooperativeFilter.*'],
    4,
    'CONDITIONAL',
    'TIGHTENED',
  ],
  ['housing', ['Dwelling.completedOn'], 1, 'UNCONDITIONAL', 'LOOSENED'],
  // These say nothing yet, or no more.
  ['political-legal', ['category:网格事件'], 1, 'UNCONDITIONAL', 'PROPOSED'],
  ['justice', ['category:纠纷信息'], 4, 'NEVER', 'WITHDRAWN'],
]

export function regrade(store: HubStore): Promise<void> {
  return changePolicy(store, async (trx) => {
    for (const [at, [department, fields, level, sharing, state]] of regradings.entries())
      await trx
        .insertInto('ClassificationChange')
        .values({
          id: `classification:proof-${at}`,
          department,
          fields: JSON.stringify(fields),
          level,
          sharing,
          legalBasis: 'proof',
          reason: 'proof',
          state,
          proposer: 'proof',
          proposedAt: 0,
          signer: null,
          version: 1,
        })
        .execute()
  })
}
