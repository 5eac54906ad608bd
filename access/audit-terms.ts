/**
 * How long audit records are kept, as rows: security records at least six months (Cybersecurity Law art. 21), records of personal
 * information handed out at least three years (PIPL art. 56, Network Data Regulation art. 12). These are the first rows.
 */
import type { HubStore } from '../prisma/store.ts'
import type { AuditEntry } from './audit-record.ts'

/** STORE: days after which a record moves to an archive. SECURITY, DISCLOSURE: days after which one of that kind is deleted there. */
export const auditTerms = { STORE: 184, SECURITY: 184, DISCLOSURE: 1_096 } as const satisfies Record<string, number>

export type RecordKind = 'SECURITY' | 'DISCLOSURE'
export type AuditTerms = Readonly<Record<keyof typeof auditTerms, number>>

/** A disclosure handed out data of persons, known to the registry or not. */
export function kindOf({ persons, refs }: Pick<AuditEntry, 'persons' | 'refs'>): RecordKind {
  return persons.length > 0 || refs.length > 0 ? 'DISCLOSURE' : 'SECURITY'
}

/** Adds the rows that are missing; what a city changed stays. */
export async function seedAuditTerms(store: HubStore): Promise<void> {
  await store.sql
    .insertInto('AuditTerm')
    .values(Object.entries(auditTerms).map(([kind, days]) => ({ kind, days })))
    .onConflict((on) => on.doNothing())
    .execute()
}

/** Throws when a term is missing or shorter than a day: nothing may be deleted by mistake. */
export async function readAuditTerms(store: HubStore): Promise<AuditTerms> {
  const rows = await store.sql.selectFrom('AuditTerm').selectAll().execute()
  const days = new Map(rows.map((row) => [row.kind, row.days]))
  const term = (kind: keyof AuditTerms) => {
    const value = days.get(kind)
    if (value === undefined || !Number.isInteger(value) || value < 1)
      throw new Error(`the term ${kind} of the audit is not set`)
    return value
  }
  return { STORE: term('STORE'), SECURITY: term('SECURITY'), DISCLOSURE: term('DISCLOSURE') }
}
