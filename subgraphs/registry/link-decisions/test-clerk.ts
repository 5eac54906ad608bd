/** A store with three departments in memory and a clerk before it, for tests of decisions on links. Invented persons only. */
import { randomBytes } from 'node:crypto'
import { SecretRing } from '../../../access/secret-ring.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { OpenedStore } from '../../../prisma/test-store.ts'
import type { ErrorCode } from '../../../schema/errors.ts'
import type { EntityKind } from '../../kit/identity.ts'
import { TextSealer } from '../corrections/sealed-text.ts'
import type { Golden } from '../golden.ts'
import { Linker } from '../linker.ts'
import { MemorySource } from '../memory-source.ts'
import { secretsFor } from '../test-secrets.ts'
import { candidateId, type Question } from './decide.ts'
import type { DecisionDoors, Deciding } from './ledger.ts'
import { handleOf, sidesOf, versionOf } from './sides.ts'
import { splitRecords } from './split.ts'
import { undoDecision } from './undo.ts'

export const NOW = Date.parse('2026-11-26T10:00:00+08:00')
export const NUMBER = '370283198001020006'
export const OTHER_NUMBER = '370283199003070007'
/** What two records of one person say that have no number in common. */
export const alike = { name: '测甲', birthDate: '1980-01-02' }

/** Two entities about which a question is open, and its id. */
export interface AskedPair {
  readonly one: string
  readonly other: string
  readonly id: string
}

export const refusal = (code: ErrorCode, reason?: string) => ({
  extensions: reason === undefined ? { code } : { code, reason },
})

let keys = 0
export const by = (subject = 'clerk', department: string | null = 'police', at = NOW): Deciding => ({
  actor: { subject, department },
  at,
  idempotencyKey: `some-key-${(keys += 1)}`,
})

export class Clerk {
  readonly store: HubStore
  readonly ring = new SecretRing([randomBytes(32)])
  readonly doors: DecisionDoors
  readonly police = new MemorySource('police')
  readonly health = new MemorySource('health')
  readonly justice = new MemorySource('justice')
  readonly close: () => Promise<void>
  private readonly linker: Linker

  private constructor({ store, close }: OpenedStore, secrets: DecisionDoors['secrets']) {
    this.store = store
    this.close = close
    this.doors = { store, secrets, texts: new TextSealer(this.ring) }
    this.linker = new Linker(store, [this.police, this.health, this.justice], secrets)
  }

  /** `open` gives an empty store. */
  static async open(open: () => Promise<OpenedStore>): Promise<Clerk> {
    const opened = await open()
    return new Clerk(opened, await secretsFor(opened.store, new Uint8Array(32).fill(7)))
  }

  link() {
    return this.linker.linkAll(AbortSignal.timeout(20_000))
  }

  /** One person of two departments, whom only the name and the birth date join. */
  async likePair(): Promise<AskedPair> {
    this.police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER, sex: 'FEMALE' })
    this.health.put('Person', 'Patient/self/1', { ...alike, sex: 'MALE' })
    await this.link()
    return this.pairOfCandidate()
  }

  /** One number of two departments, under two names. */
  async conflict(): Promise<AskedPair> {
    this.police.put('Person', 'Resident/self/1', { name: '测甲', number: NUMBER })
    this.health.put('Person', 'Patient/self/1', { name: '试乙', number: NUMBER })
    await this.link()
    const row = await this.store.sql.selectFrom('Conflict').selectAll().executeTakeFirstOrThrow()
    return { id: row.id, one: await this.entityOf(this.health, 'Patient/self/1'), other: row.otherId }
  }

  async pairOfCandidate(): Promise<AskedPair> {
    const open = this.store.sql.selectFrom('Candidate').selectAll().where('state', '=', 'OPEN')
    const row = await open.executeTakeFirstOrThrow()
    return { one: row.first, other: row.second, id: candidateId(row) }
  }

  /** The version of an open question, or, without a state, of an entity. */
  async seen(state: string, ...ids: string[]): Promise<string> {
    const sides = await sidesOf(this.store.sql, ids)
    return versionOf(
      this.doors.texts,
      state,
      ids.map((id) => sides.get(id)),
    )
  }

  async asked(
    { id, one, other }: AskedPair,
    reason: string | null = '看过档案',
    about: Question['about'] = 'CANDIDATE',
  ): Promise<Question> {
    return { about, id, reason, seen: await this.seen('OPEN', one, other) }
  }

  async entityOf(source: MemorySource, localKey: string, kind: EntityKind = 'Person'): Promise<string> {
    const row = await this.store.sql
      .selectFrom('Link')
      .select('entityId')
      .where('department', '=', source.department)
      .where('kind', '=', kind)
      .where('localKey', '=', localKey)
      .executeTakeFirstOrThrow()
    return row.entityId
  }

  async entity(id: string) {
    const row = await this.store.sql.selectFrom('Entity').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return { ...row, golden: JSON.parse(row.golden) as Golden }
  }

  async handles(source: MemorySource, id: string): Promise<string[]> {
    const side = (await sidesOf(this.store.sql, [id])).get(id)
    const links = side?.links.filter((of) => of.department === source.department)
    return (links ?? []).map((of) => handleOf(this.doors.texts, of))
  }

  async split(id: string, records: readonly string[], deciding = by()): Promise<string> {
    return splitRecords(this.doors, { id, records, seen: await this.seen('', id), reason: '不是同一人' }, deciding)
  }

  undo(id: string, deciding = by()): Promise<string> {
    return undoDecision(this.doors, { id, reason: '看错了' }, deciding)
  }

  /** All that a decision may touch. When an entity was refreshed is no part of what it is. */
  async everything() {
    const { sql } = this.store
    const entities = await sql.selectFrom('Entity').selectAll().orderBy('id').execute()
    return {
      entities: entities.map((row) => ({ ...row, updatedAt: 0, changeSeq: 0 })),
      links: await sql
        .selectFrom('Link')
        .selectAll()
        .orderBy('department')
        .orderBy('kind')
        .orderBy('localKey')
        .execute(),
      keys: await sql.selectFrom('NumberIndex').selectAll().orderBy('kind').orderBy('key').orderBy('holder').execute(),
      candidates: await sql.selectFrom('Candidate').selectAll().orderBy('first').orderBy('second').execute(),
      conflicts: await sql.selectFrom('Conflict').selectAll().orderBy('id').execute(),
      parts: await sql.selectFrom('Participation').selectAll().orderBy('localKey').execute(),
      points: await sql.selectFrom('PlacedPoint').selectAll().orderBy('entityId').execute(),
      split: await sql.selectFrom('SplitRecord').selectAll().execute(),
    }
  }
}
