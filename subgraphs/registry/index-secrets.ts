/**
 * Under which secrets a store is keyed, and which of them this hub knows. The store remembers a fingerprint of each and which one makes new
 * keys: the same one for all hubs on it. A hub that does not know what it needs refuses to start, to link and to look numbers up:
 * under another secret every person would be met anew, a second city beside the first.
 *
 * A secret that stands first in the ring and is new to the store becomes the present one. What was keyed under former ones is keyed anew
 * as sources are read (rekey.ts); a former one is spent when nothing is left under it (keys-left.ts).
 */
import { readKept } from '../../prisma/kept-query.ts'
import { retryBusy } from '../../prisma/sql.ts'
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import type { SecretRing } from '../../access/secret-ring.ts'
import type { EntityKind } from '../kit/identity.ts'
import type { Db } from './bulk.ts'
import { KeysLeft, type Left } from './keys-left.ts'
import { Keyring } from './keyring.ts'

/** What a linking or a look-up works with. */
export interface Keyrings {
  readonly present: Keyring
  /** Number of the present secret. */
  readonly number: number
  /** Under which keys may still stand. */
  readonly former: readonly Keyring[]
}

/** A secret that the store was keyed with. */
export interface IndexSecretState {
  readonly number: number
  /** PRESENT makes new keys; under a LEAVING one keys are left; a SPENT one may be taken away. */
  readonly state: 'PRESENT' | 'LEAVING' | 'SPENT'
  /** Epoch ms. */
  readonly since: number
  /** Of a secret that leaves: what is left under it. */
  readonly left: Left | null
}

/** The hub does not hold a secret that the store needs. */
export class IndexSecretRefused extends Error {
  override readonly name = 'IndexSecretRefused'
  readonly code: 'INDEX_SECRET_UNKNOWN' | 'INDEX_SECRET_STILL_NEEDED'
  /** Keys under the secret that is missing; null when nobody counted. */
  readonly keys: number | null

  constructor(code: IndexSecretRefused['code'], keys: number | null) {
    const count = keys === null ? '' : `${keys} keys are under it. `
    super(
      code === 'INDEX_SECRET_UNKNOWN'
        ? `The hub store is keyed with an index secret that this hub does not hold. ${count}Put that secret back: behind the new one when it is being exchanged. A new secret alone needs a new store.`
        : `A former index secret was taken away too early. ${count}Put it back behind the present one until \`npm run index:secret\` says SPENT.`,
    )
    this.code = code
    this.keys = keys
  }
}

type SecretRow = HubTables['IndexSecret']

export class IndexSecrets {
  private readonly store: HubStore
  private readonly ring: SecretRing
  private readonly left: KeysLeft

  private constructor(store: HubStore, ring: SecretRing) {
    this.store = store
    this.ring = ring
    this.left = new KeysLeft(store.provider)
  }

  /** Throws IndexSecretRefused. */
  static async open(store: HubStore, ring: SecretRing): Promise<IndexSecrets> {
    const secrets = new IndexSecrets(store, ring)
    await retryBusy(() => store.sql.transaction().execute((trx) => secrets.forWriting(trx)))
    return secrets
  }

  /**
   * For the beginning of a transaction that changes many entities: what links holds all others back until it ends, so that no two hubs
   * meet one person at a time or wait for each other. A row lock where the store has several writers; SQLite has one, and refuses a
   * second one that read before.
   */
  async hold(trx: Db): Promise<void> {
    if (this.store.provider === 'postgresql')
      await trx.selectFrom('IndexSecret').select('number').where('number', '=', 1).forUpdate().execute()
  }

  /**
   * The same for one that writes keys: none writes under a secret that another hub has just replaced. Throws IndexSecretRefused.
   */
  async forWriting(trx: Db): Promise<Keyrings> {
    await this.hold(trx)
    let rows = await readRows(trx)
    if (missing(rows, this.ring.secrets) && !(await isLinked(trx))) {
      // Nothing was ever keyed: an operator may still put the right secret in the place of the one that was made by itself.
      await trx.deleteFrom('IndexSecret').execute()
      rows = []
    }
    if (rows.length === 0) {
      await this.first(trx)
      // Another hub may have been first, and further.
      rows = await readRows(trx)
    }
    await this.require(trx, rows, this.ring.secrets)
    const [present] = this.ring.secrets
    if (present && !rows.some((row) => row.fingerprint === fingerprintOf(present))) {
      const row = { number: (rows.at(-1)?.number ?? 0) + 1, ...newRow(present) }
      await trx.insertInto('IndexSecret').values(row).execute()
      rows.push(row)
    }
    return keyringsOf(rows, this.ring.secrets)
  }

  /** For look-ups. Throws IndexSecretRefused. */
  async forReading(): Promise<Keyrings> {
    const rows = await readKept(this.store.sql, 'index secrets', [], () => rowsIn(this.store.sql))
    return keyringsOf(rows, this.ring.secrets)
  }

  /** Number of the present secret; what stands first in the ring and is new to the store becomes it. Throws IndexSecretRefused. */
  async present(): Promise<number> {
    const { sql } = this.store
    return (await retryBusy(() => sql.transaction().execute((trx) => this.forWriting(trx)))).number
  }

  /** Throws IndexSecretRefused when the hub may not go on with these secrets. */
  async accept(secrets: readonly Uint8Array[]): Promise<void> {
    await this.require(this.store.sql, await readRows(this.store.sql), secrets)
  }

  /**
   * For when every department was read to its end while the secret of that number made the keys: what is then left of former ones and no
   * record speaks for goes, and a secret under which nothing is left is spent. Answers whether one is spent now.
   */
  async settle(number: number): Promise<boolean> {
    const settleIn = async (trx: Db) => {
      const rings = await this.forWriting(trx)
      if (rings.number !== number || rings.former.length === 0) return false
      const rows = await readRows(trx)
      const numbers = rows.map((row) => row.number)
      await this.left.sweep(trx, number)
      const needed = new Set([number])
      for (const former of rows.filter((row) => row.number !== number && row.spentAt === null)) {
        const { keys, goneRecords } = await this.left.under(trx, former.number, numbers)
        if (keys > 0 || goneRecords > 0) needed.add(former.number)
      }
      const spent = await trx
        .updateTable('IndexSecret')
        .set({ spentAt: Date.now() })
        .where('spentAt', 'is', null)
        .where('number', 'not in', [...needed])
        .executeTakeFirst()
      if (spent.numUpdatedRows === 0n) return false
      await this.left.dropTraces(trx, number, needed)
      return true
    }
    return retryBusy(() => this.store.sql.transaction().execute(settleIn))
  }

  /** As the store has them; `held`: this hub still has the secret. */
  async state(): Promise<(IndexSecretState & { readonly held: boolean })[]> {
    const held = new Set(this.ring.secrets.map(fingerprintOf))
    const rows = await readRows(this.store.sql)
    const states = await indexSecretStates(this.store)
    return states.map((state) => ({
      ...state,
      held: rows.some(({ number, fingerprint }) => number === state.number && held.has(fingerprint)),
    }))
  }

  // Private:

  /**
   * The first row. A store that was linked before there were rows says itself which secret it was: the ids of its entities come from it.
   */
  private async first(trx: Db): Promise<void> {
    const [present] = this.ring.secrets
    const linked = await foundingLinks(trx)
    const made = (secret: Uint8Array) => {
      const keyring = new Keyring(secret)
      return linked.some(
        ({ kind, department, localKey, entityId }) =>
          keyring.entityId(kind as EntityKind, department, localKey, 0) === entityId,
      )
    }
    const secret = linked.length === 0 ? present : this.ring.secrets.find(made)
    if (!secret) throw new IndexSecretRefused('INDEX_SECRET_UNKNOWN', null)
    const row = { number: 1, ...newRow(secret) }
    await trx
      .insertInto('IndexSecret')
      .values(row)
      .onConflict((on) => on.doNothing())
      .execute()
  }

  private async require(db: Db, rows: readonly SecretRow[], secrets: readonly Uint8Array[]): Promise<void> {
    const refused = missing(rows, secrets)
    if (!refused) return
    const numbers = rows.map((row) => row.number)
    let keys = 0
    for (const { number } of refused.rows) keys += (await this.left.under(db, number, numbers)).keys
    throw new IndexSecretRefused(refused.code, keys)
  }
}

/** The secrets that a store was keyed with, in their order; needs none of them. */
export async function indexSecretStates(store: HubStore): Promise<IndexSecretState[]> {
  const rows = await readRows(store.sql)
  const numbers = rows.map((row) => row.number)
  const left = new KeysLeft(store.provider)
  const states: IndexSecretState[] = []
  for (const { number, since, spentAt } of rows) {
    const state = number === numbers.at(-1) ? 'PRESENT' : spentAt === null ? 'LEAVING' : 'SPENT'
    const under = state === 'LEAVING' ? await left.under(store.sql, number, numbers) : null
    states.push({ number, state, since, left: under })
  }
  return states
}

// Private:

/** Entities that are looked at to find out under which secret a store was linked; few of them have lost the record they are named after. */
const SAMPLE = 50

function fingerprintOf(secret: Uint8Array): string {
  return new Keyring(secret).digest('fingerprint', 'index secret of a hub store')
}

function newRow(secret: Uint8Array): Omit<SecretRow, 'number'> {
  return { fingerprint: fingerprintOf(secret), since: Date.now(), spentAt: null }
}

function readRows(db: Db): Promise<SecretRow[]> {
  return rowsIn(db).execute()
}

function rowsIn(db: Db) {
  return db.selectFrom('IndexSecret').selectAll().orderBy('number')
}

/** The secrets that the store needs and that are not among these; null when none is missing. The present one is always needed. */
function missing(
  rows: readonly SecretRow[],
  secrets: readonly Uint8Array[],
): { readonly rows: readonly SecretRow[]; readonly code: IndexSecretRefused['code'] } | null {
  const held = new Set(secrets.map(fingerprintOf))
  const lacking = rows.filter((row) => !held.has(row.fingerprint) && row.spentAt === null)
  if (lacking.length === 0) return null
  const present = rows.at(-1)
  return {
    rows: lacking,
    code: lacking.some((row) => row === present) ? 'INDEX_SECRET_UNKNOWN' : 'INDEX_SECRET_STILL_NEEDED',
  }
}

function keyringsOf(rows: readonly SecretRow[], secrets: readonly Uint8Array[]): Keyrings {
  const refused = missing(rows, secrets)
  if (refused) throw new IndexSecretRefused(refused.code, null)
  const byFingerprint = new Map(secrets.map((secret) => [fingerprintOf(secret), secret]))
  const rings = rows.flatMap(({ number, fingerprint, spentAt }) => {
    const secret = byFingerprint.get(fingerprint)
    return secret && spentAt === null ? [{ number, keyring: new Keyring(secret, number) }] : []
  })
  const present = rings.at(-1)
  if (!present) throw new IndexSecretRefused('INDEX_SECRET_UNKNOWN', null)
  return {
    present: present.keyring,
    number: present.number,
    former: rings.slice(0, -1).map(({ keyring }) => keyring),
  }
}

async function isLinked(db: Db): Promise<boolean> {
  return (await db.selectFrom('Link').select('localKey').limit(1).executeTakeFirst()) !== undefined
}

async function foundingLinks(db: Db) {
  const some = db.selectFrom('Entity').select('id').where('mergedInto', 'is', null).limit(SAMPLE)
  return db
    .selectFrom('Link')
    .select(['kind', 'department', 'localKey', 'entityId'])
    .where('entityId', 'in', some)
    .execute()
}
