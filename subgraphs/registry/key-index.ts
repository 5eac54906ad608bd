/** The index keys of one batch: read once, kept up to date while the batch is decided, so that its own records find each other. */
import type { EntityKind } from '../kit/identity.ts'
import { readIn, type Db } from './bulk.ts'
import type { KindRule, Likeness, MatchKey } from './kinds/rule.ts'

export type Found =
  | { readonly outcome: 'NONE' }
  | { readonly outcome: 'ENTITY'; readonly entityId: string }
  /** The key is held under another name, or by several. */
  | { readonly outcome: 'CONTRADICTED'; readonly entityId: string }

/** What many have in common says little. */
const MOST_ALIKE = 5

const none: Found = { outcome: 'NONE' }

export class KeyIndex {
  private readonly kind: EntityKind
  private readonly holders = new Map<string, Map<string, string>>()
  private readonly fresh: { key: string; holder: string; entityId: string }[] = []

  private constructor(kind: EntityKind) {
    this.kind = kind
  }

  static async read(db: Db, kind: EntityKind, keys: ReadonlySet<string>): Promise<KeyIndex> {
    const index = new KeyIndex(kind)
    const rows = await readIn(db, 'keys', [kind], [...keys].sort(), (slice) =>
      db
        .selectFrom('NumberIndex')
        .select(['key', 'holder', 'entityId'])
        .where('kind', '=', kind)
        .where('key', 'in', slice),
    )
    for (const { key, holder, entityId } of rows) index.holdersOf(key).set(holder, entityId)
    return index
  }

  /** True when somebody holds the key, whoever it is. */
  holds(key: string): boolean {
    return (this.holders.get(key)?.size ?? 0) > 0
  }

  find(rule: KindRule, { key, holder, tier }: MatchKey): Found {
    const held = this.holders.get(key)
    if (!held || held.size === 0) return none
    const same = held.get(holder)
    if (same !== undefined) return { outcome: 'ENTITY', entityId: same }
    const entities = new Set<string>()
    for (const [known, entityId] of inOrder(held)) {
      if (rule.contradicts(known, holder)) return { outcome: 'CONTRADICTED', entityId }
      entities.add(entityId)
    }
    const [only = ''] = entities
    if (entities.size === 1) return { outcome: 'ENTITY', entityId: only }
    return tier === 'NUMBER' ? { outcome: 'CONTRADICTED', entityId: only } : none
  }

  /** Entities to compare with whoever says this likeness: the first one of each holder that is alike, a few at most. */
  like(rule: KindRule, { key, holder, atMost = Infinity }: Likeness): string[] {
    const found = new Set<string>()
    const held = this.holders.get(key)
    if (held === undefined || namedOf(held, holder) > atMost) return []
    for (const [known, entityId] of inOrder(held)) {
      if (found.size >= MOST_ALIKE) break
      if (rule.alike(known, holder)) found.add(entityId)
    }
    return [...found]
  }

  add(key: string, holder: string, entityId: string): void {
    const held = this.holdersOf(key)
    if (held.has(holder)) return
    held.set(holder, entityId)
    this.fresh.push({ key, holder, entityId })
  }

  /** Keeps that the entity has this likeness, as far as others may still be compared with it. */
  addLikeness({ key, holder, atMost = Infinity }: Likeness, entityId: string): void {
    if (namedOf(this.holders.get(key), '') <= atMost) this.add(key, holder, entityId)
  }

  /** Forgets that `entityId` holds the key. */
  remove(key: string, entityId: string): void {
    const held = this.holders.get(key)
    for (const [holder, of] of held ?? []) if (of === entityId) held?.delete(holder)
  }

  rename(from: string, into: string): void {
    for (const held of this.holders.values()) for (const [holder, of] of held) if (of === from) held.set(holder, into)
    for (const row of this.fresh) if (row.entityId === from) row.entityId = into
  }

  rows(): { kind: string; key: string; holder: string; entityId: string }[] {
    return this.fresh
      .map(({ key, holder, entityId }) => ({ kind: this.kind, key, holder, entityId }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  private holdersOf(key: string): Map<string, string> {
    let held = this.holders.get(key)
    if (!held) this.holders.set(key, (held = new Map()))
    return held
  }
}

// Private:

/** By their names, so that it does not matter which of them were met in the same batch. */
function inOrder(held: ReadonlyMap<string, string> | undefined): Iterable<readonly [holder: string, entityId: string]> {
  if (held === undefined) return []
  return held.size < 2 ? held : [...held].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** How many different holders have a name, with this one. */
function namedOf(held: ReadonlyMap<string, string> | undefined, holder: string): number {
  let named = holder === '' || held?.has(holder) === true ? 0 : 1
  for (const known of held?.keys() ?? []) if (known !== '') named += 1
  return named
}
