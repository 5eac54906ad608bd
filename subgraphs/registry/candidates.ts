/**
 * Pairs of entities that may be one: what a clerk decides on. A pair is told once, by the first likeness that was found, whatever was
 * decided since; evidence names fields and scores and holds no values.
 */
import type { HubTables } from '../../prisma/tables.ts'
import type { EntityKind } from '../kit/identity.ts'
import { insertRows, type Db } from './bulk.ts'
import type { Likeness } from './kinds/rule.ts'
import { undecided } from './link-decisions/kept-apart.ts'

export class Candidates {
  private readonly kind: EntityKind
  private readonly now: number
  private readonly rows: HubTables['Candidate'][] = []

  /** `now`: epoch ms. */
  constructor(kind: EntityKind, now: number) {
    this.kind = kind
    this.now = now
  }

  add({ tier, evidence }: Likeness, one: string, other: string): void {
    const [first, second] = one < other ? [one, other] : [other, one]
    this.rows.push({
      kind: this.kind,
      first,
      second,
      tier,
      evidence: JSON.stringify(evidence),
      state: 'OPEN',
      createdAt: this.now,
      decision: null,
    })
  }

  /** `moved`: records left entities in the same batch, so that two of a pair may be one by now. */
  async write(db: Db, moved: boolean): Promise<void> {
    await insertRows(db, 'Candidate', await undecided(db, this.kind, this.rows, moved))
  }
}

/** The two are one by now: nobody needs to be asked. */
export async function closeCandidate(db: Db, one: string, other: string): Promise<void> {
  const [first, second] = one < other ? [one, other] : [other, one]
  await db
    .deleteFrom('Candidate')
    .where('first', '=', first)
    .where('second', '=', second)
    .where('state', '=', 'OPEN')
    .execute()
}
