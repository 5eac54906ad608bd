/**
 * Links one batch of a department's identities of one kind, in one transaction. What was linked and did not change is passed over;
 * what is new or changed is found by its keys, best tier first, or becomes an entity of its own.
 */
import { parseLocalKey, SELF } from '../../schema/local-key.ts'
import { bulkParts, type BulkPart, type LateIndexes } from '../../prisma/late-indexes.ts'
import type { HubTables, LinkRow } from '../../prisma/tables.ts'
import type { EntityKind, Identity } from '../kit/identity.ts'
import { insertRows, readIn, replaceRows, type Db } from './bulk.ts'
import { Candidates } from './candidates.ts'
import { goldenRules } from './golden-rules.ts'
import { KeyIndex } from './key-index.ts'
import type { Keyring } from './keyring.ts'
import type { KindRule, Likeness, MatchKey, Tier } from './kinds/rule.ts'
import { countChanges } from './link-counts.ts'
import { mergeEntities } from './merge.ts'
import { KeptApart, mayBeOne } from './link-decisions/kept-apart.ts'
import { linkParticipations } from './participation.ts'
import { rekeyBatch } from './rekey.ts'
import { markStale, someAreFresh } from './stale.ts'

export interface LinkBatch {
  readonly rule: KindRule
  readonly department: string
  readonly identities: readonly Identity[]
  readonly keyring: Keyring
  /** Of former secrets, under which keys may still stand. */
  readonly former: readonly Keyring[]
  /** Epoch ms. */
  readonly now: number
  /** True when the rows of new entities are made later: see first-load.ts. */
  readonly first: boolean
  readonly indexes: LateIndexes
}

export async function linkBatch(db: Db, batch: LinkBatch): Promise<void> {
  const { rule, department, identities } = batch
  const known = await readLinks(db, department, rule.kind, identities)
  await rekeyBatch(db, batch, known)
  const claims = identities.flatMap((identity) => claimOf(batch, identity, known.get(identity.key)))
  if (claims.length === 0) return
  // What a record leaves is looked up by its entity.
  if (claims.some(({ before }) => before)) await batch.indexes.make(db, mergedBy(rule.kind))
  const index = await KeyIndex.read(db, rule.kind, keysOf(claims))
  const localKeys = claims.map(({ identity }) => identity.key)
  const apart = await KeptApart.read(db, department, rule.kind, localKeys)
  const work = new BatchWork(db, batch, index, await newIds(db, batch, claims, index), apart)
  for (const [at, claim] of claims.entries()) {
    // The embedded store works in this process: whatever else waits here gets its turn.
    if (at % TURN === TURN - 1) await new Promise((resolve) => setImmediate(resolve))
    await work.decide(claim)
  }
  await work.write()
}

/** What a link remembers of the identity, to tell whether it changed. */
export function digestOf(identity: Identity, keyring: Keyring): string {
  const { asOf, values, numberKind, numberValid, quiet } = identity
  return keyring.digest(
    'identity',
    JSON.stringify([asOf, values, numberKind, numberValid, ...(quiet ? ['quiet'] : [])]),
  )
}

// Private:

/** What is looked up when two entities become one: who lives in a house, too. */
function mergedBy(kind: EntityKind): readonly BulkPart[] {
  return kind === 'House' ? bulkParts : ['LINKS']
}

/** Records decided in one go. */
const TURN = 1_000

/** One identity that must be linked. */
interface Claim {
  readonly identity: Identity
  readonly digest: string
  readonly keys: readonly MatchKey[]
  readonly likenesses: readonly Likeness[]
  readonly before: LinkRow | undefined
}

async function readLinks(
  db: Db,
  department: string,
  kind: string,
  identities: readonly Identity[],
): Promise<Map<string, LinkRow>> {
  const keys = identities.map((identity) => identity.key)
  const rows = await readIn(db, 'links by key', [department, kind], keys, (slice) =>
    db
      .selectFrom('Link')
      .selectAll()
      .where('department', '=', department)
      .where('kind', '=', kind)
      .where('localKey', 'in', slice),
  )
  return new Map(rows.map((row) => [row.localKey, row]))
}

function claimOf({ rule, keyring }: LinkBatch, identity: Identity, before: LinkRow | undefined): Claim[] {
  const digest = digestOf(identity, keyring)
  if (before && before.digest === digest && before.live === Number(identity.live)) return []
  return [
    { identity, digest, keys: rule.keys(identity, keyring), likenesses: rule.likenesses(identity, keyring), before },
  ]
}

/** The ids that records would give to new entities, where nothing that is known by now names them; and which of these ids are taken. */
async function newIds(db: Db, { rule, department, keyring }: LinkBatch, claims: readonly Claim[], index: KeyIndex) {
  const byRecord = new Map<string, string>()
  for (const { identity, before, keys } of claims)
    if (!before && !keys.some(({ key, use }) => use !== 'KEEP' && index.holds(key)))
      byRecord.set(identity.key, keyring.entityId(rule.kind, department, identity.key, 0))
  const rows = await readIn(db, 'entity ids', [], [...byRecord.values()], (slice) =>
    db.selectFrom('Entity').select('id').where('id', 'in', slice),
  )
  return { byRecord, taken: new Set(rows.map((row) => row.id)) }
}

function keysOf(claims: readonly Claim[]): Set<string> {
  const keys = new Set<string>()
  for (const claim of claims) {
    for (const { key } of claim.keys) keys.add(key)
    for (const { key } of claim.likenesses) keys.add(key)
  }
  return keys
}

type NewIds = Awaited<ReturnType<typeof newIds>>

class BatchWork {
  private readonly db: Db
  private readonly batch: LinkBatch
  private readonly index: KeyIndex
  private readonly links = new Map<string, LinkRow>()
  private readonly created = new Map<string, HubTables['Entity']>()
  private readonly touched = new Set<string>()
  private readonly left = new Map<string, string>()
  private readonly conflicts: HubTables['Conflict'][] = []
  private readonly candidates: Candidates
  private readonly claims: Claim[] = []
  private readonly ids: NewIds
  private readonly apart: KeptApart

  constructor(db: Db, batch: LinkBatch, index: KeyIndex, ids: NewIds, apart: KeptApart) {
    this.db = db
    this.apart = apart
    this.batch = batch
    this.index = index
    this.ids = ids
    this.candidates = new Candidates(batch.rule.kind, batch.now)
  }

  async decide(claim: Claim): Promise<void> {
    const found = this.search(claim)
    const { before } = claim
    if (found.entityId !== null && !this.apart.allows(claim.identity.key, found.entityId)) {
      // A clerk split this record from that entity: it stays where it is, or begins anew.
      found.entityId = await this.ownEntity(claim, found.entityId)
    }
    if (before?.tier === 'CLERK') {
      // A person said whose record it is, or whose it is not: no number overrules that.
      this.touched.add(before.entityId)
      this.claims.push(claim)
      this.links.set(claim.identity.key, {
        ...this.linkRow(claim, before.entityId, 'CLERK'),
        matchKey: before.matchKey,
      })
      return
    }
    if (found.contradiction !== null && claim.before && (await this.standsAlone(claim.before))) {
      // The only record under that number was corrected: it contradicts nobody but its own old self.
      found.contradiction = null
    }
    const entityId = found.entityId ?? (await this.ownEntity(claim, found.contradiction))
    if (found.contradiction !== null) this.conflict(claim, found.contradiction)
    for (const { key, holder, use } of claim.keys) if (use !== 'MENTION') this.index.add(key, holder, entityId)
    await this.moveFrom(claim, entityId)
    this.compare(claim, entityId)
    this.touched.add(entityId)
    this.claims.push(claim)
    this.links.set(claim.identity.key, this.linkRow(claim, entityId, found.tier))
    await this.join(claim, entityId)
  }

  async write(): Promise<void> {
    const { db, batch } = this
    // Whatever reads links or entities comes before rows are added to them: else the batch needs a transaction of its own.
    if (batch.rule.kind === 'Person') {
      const parts = this.claims.map(({ identity, before }) => ({
        identity,
        personId: this.links.get(identity.key)?.entityId ?? '',
        known: before !== undefined,
      }))
      await linkParticipations(db, batch.department, parts)
    }
    const old = [...this.touched].filter((id) => !this.created.has(id))
    if (old.length > 0 && (await someAreFresh(db, batch.rule.kind))) await markStale(db, old)
    if (!batch.first) await insertRows(db, 'Entity', [...this.created.values()])
    // By entity: neighbours in the index are written together. Records of one batch are neighbours in the other one anyway.
    const links = [...this.links.values()].sort((a, b) => (a.entityId < b.entityId ? -1 : 1))
    const before = new Map(this.claims.map((claim) => [claim.identity.key, claim.before]))
    const changes = links.map((link) => [before.get(link.localKey), link] as const)
    const columns = { key: ['department', 'kind', 'localKey'], indexed: ['entityId', 'live', 'goneAt'] } as const
    await replaceRows(db, 'Link', columns, changes)
    await countChanges(db, changes)
    await insertRows(db, 'NumberIndex', this.index.rows())
    await insertRows(db, 'Conflict', this.conflicts)
    for (const [from, into] of this.left) await this.retire(from, into)
    // After that: what was decided on an entity holds for the one that it went into.
    await this.candidates.write(db, this.left.size > 0)
  }

  /** The first key that finds an entity; a contradiction on the way keeps the record apart. */
  private search(claim: Claim): { entityId: string | null; tier: Tier; contradiction: string | null } {
    for (const match of claim.keys) {
      if (match.use === 'KEEP') continue
      const found = this.index.find(this.batch.rule, match)
      if (found.outcome === 'ENTITY') return { entityId: found.entityId, tier: match.tier, contradiction: null }
      if (found.outcome === 'CONTRADICTED') return { entityId: null, tier: 'OWN', contradiction: found.entityId }
    }
    return { entityId: null, tier: claim.keys.find((key) => key.use === 'FIND')?.tier ?? 'OWN', contradiction: null }
  }

  /** The entity the record already is, where it may stay; else a new one. */
  private async ownEntity(claim: Claim, contradiction: string | null): Promise<string> {
    const { before } = claim
    if (
      before &&
      before.entityId !== contradiction &&
      (before.matchKey === null || before.matchKey === keyOf(claim) || (await this.standsAlone(before)))
    )
      return before.entityId
    return await this.create(claim)
  }

  private async create({ identity, before }: Claim): Promise<string> {
    const { rule, keyring, department } = this.batch
    for (let attempt = before ? this.batch.now : 0; ; attempt += 1) {
      const asked = attempt === 0 ? this.ids.byRecord.get(identity.key) : undefined
      const id = asked ?? keyring.entityId(rule.kind, department, identity.key, attempt)
      if (this.created.has(id) || this.ids.taken.has(id)) continue
      if (asked === undefined && (await this.stands(id))) continue
      this.created.set(id, emptyEntity(id, rule.kind, this.batch.now))
      return id
    }
  }

  private async stands(id: string): Promise<boolean> {
    return (await this.db.selectFrom('Entity').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
  }

  /** True when no other record is linked to the entity. */
  private async standsAlone(before: LinkRow): Promise<boolean> {
    for (const link of this.links.values())
      if (link.entityId === before.entityId && link.localKey !== before.localKey) return false
    const other = await this.db
      .selectFrom('Link')
      .select('localKey')
      .where('entityId', '=', before.entityId)
      .where((eb) => eb.not(eb.and([eb('department', '=', before.department), eb('localKey', '=', before.localKey)])))
      .executeTakeFirst()
    return other === undefined
  }

  /** A record that went to another entity, or changed its key, no longer speaks for the old one. */
  private async moveFrom({ before, ...claim }: Claim, entityId: string): Promise<void> {
    if (!before) return
    const key = keyOf(claim)
    if (before.matchKey !== null && before.matchKey !== key && !(await this.othersHold(before))) {
      await this.db
        .deleteFrom('NumberIndex')
        .where('kind', '=', before.kind)
        .where('key', '=', before.matchKey)
        .where('entityId', '=', before.entityId)
        .execute()
      this.index.remove(before.matchKey, before.entityId)
    }
    if (before.entityId === entityId) return
    this.touched.add(before.entityId)
    this.left.set(before.entityId, entityId)
  }

  private async othersHold(before: LinkRow): Promise<boolean> {
    const other = await this.db
      .selectFrom('Link')
      .select('localKey')
      .where('entityId', '=', before.entityId)
      .where('matchKey', '=', before.matchKey)
      .where((eb) => eb.not(eb.and([eb('department', '=', before.department), eb('localKey', '=', before.localKey)])))
      .executeTakeFirst()
    return other !== undefined
  }

  /** Several keys of one record that find several entities say that these are one. Not for persons: they have one key. */
  private async join(claim: Claim, entityId: string): Promise<void> {
    for (const match of claim.keys) {
      if (match.use !== 'FIND' || match.tier === 'NUMBER') continue
      const other = this.index.find(this.batch.rule, match)
      if (other.outcome !== 'ENTITY' || other.entityId === entityId) continue
      if (!(await mayBeOne(this.db, other.entityId, entityId))) continue
      await this.batch.indexes.make(this.db, mergedBy(this.batch.rule.kind))
      await this.flush([other.entityId, entityId])
      await mergeEntities(this.db, other.entityId, entityId, { reason: 'RECORD', decider: null, now: this.batch.now })
      this.index.rename(other.entityId, entityId)
      for (const [key, link] of this.links)
        if (link.entityId === other.entityId) this.links.set(key, { ...link, entityId })
      this.touched.delete(other.entityId)
    }
  }

  /** Entities must stand in the store before one of them can be merged. */
  private async flush(ends: readonly string[]): Promise<void> {
    const { rule, now, first } = this.batch
    const rows = first ? ends.map((id) => emptyEntity(id, rule.kind, now)) : [...this.created.values()]
    await insertRows(this.db, 'Entity', rows)
    if (first) return
    for (const id of this.created.keys()) {
      this.touched.add(id)
      this.ids.taken.add(id)
    }
    this.created.clear()
  }

  /** An entity that its last record left keeps resolving, to where the record went. */
  private async retire(from: string, into: string): Promise<void> {
    const link = await this.db.selectFrom('Link').select('localKey').where('entityId', '=', from).executeTakeFirst()
    if (link) return
    await this.flush([from, into])
    await mergeEntities(this.db, from, into, { reason: 'GONE', decider: null, now: this.batch.now })
  }

  /** Each record is compared with a few others of its likeness only, so that pairs never grow faster than records. */
  private compare({ likenesses }: Claim, entityId: string): void {
    for (const likeness of likenesses) {
      for (const other of this.index.like(this.batch.rule, likeness))
        if (other !== entityId) this.candidates.add(likeness, other, entityId)
      this.index.addLikeness(likeness, entityId)
    }
  }

  private conflict({ identity }: Claim, otherId: string): void {
    const { rule, department, keyring, now } = this.batch
    this.conflicts.push({
      id: keyring.digest('conflict', `${rule.kind}|${department}|${identity.key}|ID_SHARED`),
      kind: rule.kind,
      code: 'ID_SHARED',
      department,
      localKey: identity.key,
      otherId,
      state: 'OPEN',
      createdAt: now,
      decision: null,
    })
  }

  private linkRow(claim: Claim, entityId: string, tier: Tier): LinkRow {
    const { identity, digest } = claim
    const { rule, department, now } = this.batch
    const kept: Record<string, string> = {}
    for (const { name } of identity.quiet ? [] : goldenRules[rule.kind]) {
      const value = identity.values[name]
      if (value !== undefined) kept[name] = value
    }
    return {
      department,
      kind: rule.kind,
      localKey: identity.key,
      entityId,
      tier,
      matchKey: keyOf(claim),
      linkedAt: claim.before?.linkedAt ?? now,
      digest,
      eventKey: identity.values.event ?? null,
      identity: JSON.stringify({ asOf: identity.asOf, values: kept }),
      live: Number(identity.live),
      goneAt: identity.live ? null : (claim.before?.goneAt ?? now),
    }
  }
}

function keyOf(claim: { readonly keys: readonly MatchKey[] }): string | null {
  return claim.keys.find((key) => key.use === 'FIND')?.key ?? null
}

/** True for the record that describes the entity rather than naming it. */
export function describes(localKey: string): boolean {
  return parseLocalKey(localKey).role === SELF
}

export function emptyEntity(id: string, kind: string, now: number): HubTables['Entity'] {
  return {
    id,
    kind,
    gridCode: null,
    townCode: null,
    villageCode: null,
    searchName: null,
    code: null,
    category: null,
    state: null,
    reportedAt: null,
    dueAt: null,
    handler: null,
    houseId: null,
    mergedInto: null,
    golden: '{}',
    stale: 1,
    updatedAt: now,
    changeSeq: 0,
  }
}
