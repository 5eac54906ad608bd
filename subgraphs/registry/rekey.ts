/**
 * Keys a batch's identities anew: what the index, the links and the merges hold of them under a former secret comes under the present one,
 * in the transaction that links the batch and before it is decided. So a record always finds what was keyed before, whoever keyed it, and
 * a hub that is killed between two batches goes on where it stopped. Nothing is looked at but what was not read since.
 */
import type { LinkRow } from '../../prisma/tables.ts'
import type { Identity } from '../kit/identity.ts'
import { inSlices, updateRows, type Db } from './bulk.ts'
import type { Keyring } from './keyring.ts'
import type { KindRule } from './kinds/rule.ts'
import { digestOf, type LinkBatch } from './link-batch.ts'

/** `known`: the links of these identities by local key; what changes is changed there too. */
export async function rekeyBatch(db: Db, batch: LinkBatch, known: Map<string, LinkRow>): Promise<void> {
  if (batch.former.length === 0) return
  const { renamed, unchanged } = readAnew(batch, known)
  const entities = await renameKeys(db, batch.rule.kind, renamed)
  await renameInMerges(db, entities, renamed)
  await renameInLinks(db, entities, renamed, known)
  const { department, rule } = batch
  const changes = [...unchanged].map(([localKey, digest]) => [digest, department, rule.kind, localKey])
  await updateRows(db, 'Link', { set: ['digest'], by: ['department', 'kind', 'localKey'] }, changes)
  for (const [localKey, digest] of unchanged) {
    const link = known.get(localKey)
    if (link) known.set(localKey, { ...link, digest })
  }
}

// Private:

interface ReadAnew {
  /** Present key by former key. */
  readonly renamed: ReadonlyMap<string, string>
  /** Present digest by local key, of records that say what they said. */
  readonly unchanged: ReadonlyMap<string, string>
}

function readAnew(batch: LinkBatch, known: ReadonlyMap<string, LinkRow>): ReadAnew {
  const { rule, identities, keyring, former } = batch
  const renamed = new Map<string, string>()
  const unchanged = new Map<string, string>()
  for (const identity of identities) {
    const digest = digestOf(identity, keyring)
    const before = known.get(identity.key)
    if (before?.digest === digest) continue
    const keys = keysOf(rule, identity, keyring)
    for (const old of former) {
      for (const [at, key] of keysOf(rule, identity, old).entries()) {
        const now = keys[at]
        if (now !== undefined && now !== key) renamed.set(key, now)
      }
      if (before?.digest === digestOf(identity, old)) unchanged.set(identity.key, digest)
    }
  }
  return { renamed, unchanged }
}

function keysOf(rule: KindRule, identity: Identity, keyring: Keyring): string[] {
  return [...rule.keys(identity, keyring), ...rule.likenesses(identity, keyring)].map(({ key }) => key)
}

/** Answers with the entities that hold one of the keys. */
async function renameKeys(db: Db, kind: string, renamed: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
  const rows = await inSlices([...renamed.keys()], (slice) =>
    db
      .selectFrom('NumberIndex')
      .select(['key', 'entityId'])
      .where('kind', '=', kind)
      .where('key', 'in', slice)
      .execute(),
  )
  const keys = [...new Set(rows.map((row) => row.key))]
  const changes = keys.map((key) => [renamed.get(key) ?? key, kind, key])
  await updateRows(db, 'NumberIndex', { set: ['key'], by: ['kind', 'key'] }, changes)
  return new Set(rows.map((row) => row.entityId))
}

/** A merge that is undone gives keys back by their names. What went into the entity may itself have been a merged one. */
async function renameInMerges(
  db: Db,
  entities: ReadonlySet<string>,
  renamed: ReadonlyMap<string, string>,
): Promise<void> {
  for (let into = [...entities]; into.length > 0;) {
    const merges = await inSlices(into, (slice) =>
      db
        .selectFrom('Merge')
        .select(['id', 'fromId', 'keys'])
        .where('intoId', 'in', slice)
        .where('undoneAt', 'is', null)
        .execute(),
    )
    const changes = merges.flatMap(({ id, keys }) => {
      const moved = JSON.parse(keys) as [string, string, string][]
      const now = JSON.stringify(moved.map(([kind, key, holder]) => [kind, renamed.get(key) ?? key, holder]))
      return now === keys ? [] : [[now, id]]
    })
    await updateRows(db, 'Merge', { set: ['keys'], by: ['id'] }, changes)
    into = merges.map((merge) => merge.fromId)
  }
}

/** All links of an entity, of every department, also those that are gone: they are compared by the key under which they were found. */
async function renameInLinks(
  db: Db,
  entities: ReadonlySet<string>,
  renamed: ReadonlyMap<string, string>,
  known: Map<string, LinkRow>,
): Promise<void> {
  const ofEntities = await inSlices([...entities], (slice) =>
    db
      .selectFrom('Link')
      .select(['department', 'kind', 'localKey', 'matchKey'])
      .where('entityId', 'in', slice)
      .where('matchKey', 'is not', null)
      .execute(),
  )
  const changes = [...ofEntities, ...known.values()].flatMap(({ department, kind, localKey, matchKey }) => {
    const now = matchKey === null ? undefined : renamed.get(matchKey)
    return now === undefined ? [] : [[now, department, kind, localKey]]
  })
  await updateRows(db, 'Link', { set: ['matchKey'], by: ['department', 'kind', 'localKey'] }, changes)
  for (const [localKey, link] of known) {
    const now = link.matchKey === null ? undefined : renamed.get(link.matchKey)
    if (now !== undefined) known.set(localKey, { ...link, matchKey: now })
  }
}
