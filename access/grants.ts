/** Changes of the policy in the hub store: each is one transaction that raises the policy's version. */
import type { Insertable, Transaction } from 'kysely'
import { retryBusy } from '../prisma/sql.ts'
import type { HubStore } from '../prisma/store.ts'
import type { HubTables } from '../prisma/tables.ts'
import type { Grant } from './principal.ts'
import { purposeProblems } from './purpose-check.ts'
import type { Purpose } from './purposes.ts'

/**
 * Adds the purpose or replaces the one of the same code, for the first request that starts after this returned. `names` are those of the
 * supergraph (`fieldNames` in grant-fields.ts). Throws TypeError with the problems of purpose-check.ts.
 */
export async function putPurpose(store: HubStore, purpose: Purpose, names: ReadonlySet<string>): Promise<void> {
  const problems = purposeProblems(purpose, names)
  if (problems.length > 0) throw new TypeError(problems.join('; '))
  await changePolicy(store, (trx) => writePurpose(trx, purpose))
}

/** Inside a change of the policy; what it says was checked. */
export async function writePurpose(trx: Transaction<HubTables>, purpose: Purpose): Promise<void> {
  const row = rowOfPurpose(purpose)
  await trx
    .insertInto('Purpose')
    .values(row)
    .onConflict((on) => on.column('code').doUpdateSet(row))
    .execute()
}

/** Adds grants or replaces those of the same id; a replaced one is no longer revoked. */
export async function putGrants(store: HubStore, grants: readonly Grant[]): Promise<void> {
  const rows = grants.map(rowOfGrant)
  await changePolicy(store, async (trx) => {
    for (const row of rows) {
      await trx
        .insertInto('AccessGrant')
        .values(row)
        .onConflict((on) => on.column('id').doUpdateSet(row))
        .execute()
    }
    return true
  })
}

/**
 * Takes a grant back. From the moment this returns no request that starts is let in by it, at any gateway on the store. False when
 * there is no such grant, or it was taken back before.
 */
export async function revokeGrant(store: HubStore, id: string): Promise<boolean> {
  return changePolicy(store, async (trx) => {
    const done = await trx
      .updateTable('AccessGrant')
      .set({ revokedAt: Date.now() })
      .where('id', '=', id)
      .where('revokedAt', 'is', null)
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  })
}

/**
 * Adds what is not there yet and leaves the rest alone: what an officer changed or revoked stays so over restarts. A purpose of a store
 * that is older than the bounds of purposes gets them.
 */
export async function addMissing(
  store: HubStore,
  purposes: readonly Purpose[],
  grants: readonly Grant[],
): Promise<void> {
  const purposeRows = purposes.map(rowOfPurpose)
  const grantRows = grants.map(rowOfGrant)
  const known = {
    purposes: new Set(
      (await store.sql.selectFrom('Purpose').select('code').where('fields', 'is not', null).execute()).map(
        (row) => row.code,
      ),
    ),
    grants: new Set((await store.sql.selectFrom('AccessGrant').select('id').execute()).map((row) => row.id)),
  }
  if (purposeRows.every((row) => known.purposes.has(row.code)) && grantRows.every((row) => known.grants.has(row.id)))
    return
  await changePolicy(store, async (trx) => {
    for (const row of purposeRows) {
      const { fields, area, cases, validUntil } = row
      await trx
        .insertInto('Purpose')
        .values(row)
        .onConflict((on) =>
          on.column('code').doUpdateSet({ fields, area, cases, validUntil }).where('Purpose.fields', 'is', null),
        )
        .execute()
    }
    for (const row of grantRows)
      await trx
        .insertInto('AccessGrant')
        .values(row)
        .onConflict((on) => on.doNothing())
        .execute()
    return true
  })
}

/**
 * One transaction that raises the policy's version. The version rises first: SQLite then holds the write lock from the first statement
 * on, and PostgreSQL its row lock, so that changes follow each other.
 */
export async function changePolicy<T>(store: HubStore, work: (trx: Transaction<HubTables>) => Promise<T>): Promise<T> {
  return retryBusy(() =>
    store.sql.transaction().execute(async (trx) => {
      const changedAt = Date.now()
      await trx
        .insertInto('PolicyVersion')
        .values({ id: 1, version: 1, changedAt })
        .onConflict((on) =>
          on.column('id').doUpdateSet((row) => ({ version: row('PolicyVersion.version', '+', 1), changedAt })),
        )
        .execute()
      return work(trx)
    }),
  )
}

/** The row of a grant that is in force from now on. */
export function rowOfGrant(grant: Grant): Insertable<HubTables['AccessGrant']> {
  const { department, role, subject } = grant.grantee
  if (department === undefined && role === undefined && subject === undefined)
    throw new TypeError('a grant needs a grantee')
  if (!(grant.validFrom < grant.validTo)) throw new TypeError('a grant ends after it begins')
  return {
    id: grant.id,
    department: grant.department,
    granteeDepartment: department ?? null,
    granteeRole: role ?? null,
    granteeSubject: subject ?? null,
    purpose: grant.purpose,
    legalBasis: grant.legalBasis,
    fields: JSON.stringify(grant.fields),
    effect: grant.effect,
    rows: grant.rows,
    validFrom: grant.validFrom,
    validTo: grant.validTo,
    approver: grant.approver,
    revokedAt: null,
    hours: grant.hours === undefined ? null : JSON.stringify(grant.hours),
    personsPerDay: grant.personsPerDay ?? null,
    suspendedAt: null,
    suspendedBy: null,
  }
}

// Private:

function rowOfPurpose(purpose: Purpose): Insertable<HubTables['Purpose']> {
  const { caseNeeded, scopes, fields, area, cases, ...rest } = purpose
  return {
    ...rest,
    caseNeeded: caseNeeded ? 1 : 0,
    scopes: JSON.stringify(scopes),
    fields: JSON.stringify(fields),
    area: JSON.stringify(area),
    cases: JSON.stringify(cases),
  }
}
