/** The two sides of a candidate, a conflict or a decision: the entities as their ids resolve now, and the records that speak for them. */
import { canonicalJson } from '../../../access/canonical-json.ts'
import type { LinkRow } from '../../../prisma/tables.ts'
import type { EntityKind } from '../../kit/identity.ts'
import { inSlices, type Db } from '../bulk.ts'
import type { TextSealer } from '../corrections/sealed-text.ts'

export interface Side {
  /** The id as it resolves now. */
  readonly id: string
  readonly kind: EntityKind
  /** Living records, in the order of their departments and keys. */
  readonly links: readonly LinkRow[]
}

/** By the ids asked for; what is not there is not in the map. Kinds of which a clerk decides nothing are left out. */
export async function sidesOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Side>> {
  const rows = await inSlices([...new Set(ids)], (slice) =>
    db.selectFrom('Entity').select(['id', 'kind', 'mergedInto']).where('id', 'in', slice).execute(),
  )
  const present = rows.map((row) => row.mergedInto ?? row.id)
  const links = await inSlices([...new Set(present)], (slice) =>
    db
      .selectFrom('Link')
      .selectAll()
      .where('entityId', 'in', slice)
      .where('live', '=', 1)
      .orderBy('department')
      .orderBy('localKey')
      .execute(),
  )
  const byEntity = new Map<string, LinkRow[]>()
  for (const link of links) {
    const known = byEntity.get(link.entityId)
    if (known) known.push(link)
    else byEntity.set(link.entityId, [link])
  }
  return new Map(
    rows.flatMap(({ id, kind, mergedInto }) => {
      const now = mergedInto ?? id
      if (kind === 'Grid') return []
      return [[id, { id: now, kind: kind as EntityKind, links: byEntity.get(now) ?? [] }] as const]
    }),
  )
}

/** Nobody keeps anything without a department. */
export function keeps(side: Side | undefined, department: string | null): boolean {
  return side?.links.some((link) => link.department === department) === true
}

/** A quiet record of another department: nobody but that department may learn that it keeps one (`FieldOptions.quiet`). */
export function isHidden(
  { department, identity }: Pick<LinkRow, 'department' | 'identity'>,
  own: string | null,
): boolean {
  return department !== own && identity.endsWith(NOTHING_SAID)
}

/** How the identity of a record ends that says nothing to others. */
export const NOTHING_SAID = '"values":{}}'

/** What a record is called in requests: says nothing, and is known again only beside the entity that has it. */
export function handleOf(texts: TextSealer, link: Pick<LinkRow, 'department' | 'kind' | 'localKey'>): string {
  return texts.digest(handleText(link))
}

export function hasHandle(
  texts: TextSealer,
  link: Pick<LinkRow, 'department' | 'kind' | 'localKey'>,
  handle: string,
): boolean {
  return texts.isDigestOf(handle, handleText(link))
}

/** Changes with the state of what is decided on and with every record of its sides: nobody decides on what was not seen. */
export function versionOf(texts: TextSealer, state: string, sides: readonly (Side | undefined)[]): string {
  return texts.digest(versionText(state, sides))
}

export function isVersion(
  texts: TextSealer,
  seen: string,
  state: string,
  sides: readonly (Side | undefined)[],
): boolean {
  return texts.isDigestOf(seen, versionText(state, sides))
}

// Private:

function handleText({ department, kind, localKey }: Pick<LinkRow, 'department' | 'kind' | 'localKey'>): string {
  return canonicalJson(['link handle', kind, department, localKey])
}

function versionText(state: string, sides: readonly (Side | undefined)[]): string {
  const records = sides.map((side) => [
    side?.id ?? '',
    ...(side?.links ?? []).map(({ department, localKey, digest }) => [department, localKey, digest]),
  ])
  return canonicalJson(['link version', state, records])
}
