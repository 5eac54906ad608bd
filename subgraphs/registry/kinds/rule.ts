/** What linking needs to know of one kind of entity; everything else is the same for all (link-batch.ts). */
import type { EntityKind, Identity } from '../../kit/identity.ts'
import type { Keyring } from '../keyring.ts'

/** How a link was found. OWN: nothing named the record, so it became an entity of its own. CLERK: a person decided. */
export type Tier =
  | 'NUMBER'
  | 'ADDRESS_CODE'
  | 'CREDIT_CODE'
  | 'ORGANISATION_CODE'
  | 'OLD_NUMBER'
  | 'CODE'
  | 'EVENT_NUMBER'
  | 'OWN'
  | 'CLERK'

/** One key under which an entity may be found. */
export interface MatchKey {
  readonly key: string
  readonly tier: Tier
  /** Where one key may have several holders: who this identity says the holder is. */
  readonly holder: string
  /** FIND: looked up and kept. MENTION: looked up, not kept. KEEP: kept, not looked up. */
  readonly use: 'FIND' | 'MENTION' | 'KEEP'
}

/** A likeness that only a clerk may act on. */
export interface Likeness {
  readonly key: string
  readonly tier: 'NAME_AND_BIRTH_DATE' | 'ADDRESS_TEXT' | 'ADDRESS_LEVELS' | 'ORGANISATION_NAME' | 'SAME_HAPPENING'
  /** What `alike` compares of two records under one key: a village, a department. Empty where nothing more is compared. */
  readonly holder: string
  /** What agrees under the key: field or level → score up to 1. Names of fields only, so that the clerk's own rights decide on values. */
  readonly evidence: Readonly<Record<string, number>>
  /** Holders with a name that may stand under the key; where there are more, it says nothing. Absent: as many as there are. */
  readonly atMost?: number
}

export interface KindRule {
  readonly kind: EntityKind
  /** Best tier first. No key: an entity of its own. */
  keys(identity: Identity, keyring: Keyring): readonly MatchKey[]
  likenesses(identity: Identity, keyring: Keyring): readonly Likeness[]
  /** False when two records under one likeness are none, by their holders. */
  alike(known: string, said: string): boolean
  /** True when the two holders of one key contradict each other. */
  contradicts(known: string, said: string): boolean
}

export const find = (tier: Tier, key: string, holder = ''): MatchKey => ({ key, tier, holder, use: 'FIND' })
