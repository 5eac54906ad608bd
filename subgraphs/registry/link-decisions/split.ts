/**
 * Takes records out of an entity, because they are another's: together they become an entity of their own, with the keys that none of the
 * others has. They stay there whatever number they carry (tier CLERK), and both sides are remembered, so that no key, record or likeness
 * brings them together again (kept-apart.ts) until the split is undone.
 */
import { written } from '../../../access/written-text.ts'
import type { LinkRow } from '../../../prisma/tables.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import type { EntityKind, Identity } from '../../kit/identity.ts'
import { insertRows, type Db } from '../bulk.ts'
import type { Keyring } from '../keyring.ts'
import { kindRules } from '../kinds/order.ts'
import { emptyEntity } from '../link-batch.ts'
import { countChanges } from '../link-counts.ts'
import { returnParticipations } from '../merge.ts'
import { decideOnce, type DecisionDoors, type Deciding } from './ledger.ts'
import { hasHandle, isHidden, isVersion, keeps, sidesOf, type Side } from './sides.ts'

export interface SplitQuestion {
  /** The entity. */
  readonly id: string
  /** Handles of the records that go. */
  readonly records: readonly string[]
  readonly seen: string
  readonly reason: string | null
}

/** Throws BAD_USER_INPUT for a record that is none of the entity's, NOT_FOUND, VERSION_CONFLICT, WRITE_REFUSED with NOTHING_LEFT. */
export function splitRecords(doors: DecisionDoors, question: SplitQuestion, deciding: Deciding): Promise<string> {
  const reason = written('reason', question.reason, true)
  const { id, records } = question
  if (records.length === 0 || records.length > MOST_RECORDS)
    throw pentagraphError('BAD_USER_INPUT', { argument: 'records' })
  const content = { id, records, reason }
  return decideOnce(doors, deciding, { action: 'SPLIT', reason, content }, async (trx, decision, keyring) => {
    const side = await sideToSplit(trx, doors, question, deciding)
    const going = side.links.filter((link) => records.some((handle) => hasHandle(doors.texts, link, handle)))
    if (going.length !== new Set(records).size) throw pentagraphError('BAD_USER_INPUT', { argument: 'records' })
    const staying = side.links.filter((link) => !going.includes(link))
    // A hidden record must not be found out by leaving nothing else.
    if (staying.every((link) => isHidden(link, deciding.actor.department)))
      throw pentagraphError('WRITE_REFUSED', { reason: 'NOTHING_LEFT' })
    const second = await newEntity(trx, keyring, side.kind, going[0] as LinkRow, deciding.at)
    await takeKeys(trx, keyring, side.id, second, { going, staying })
    for (const link of going) await moveRecord(trx, link, second)
    await trx.updateTable('Entity').set({ stale: 1 }).where('id', '=', side.id).execute()
    await trx.updateTable('Entity').set({ stale: 1 }).where('houseId', '=', side.id).execute()
    const remembered = (links: readonly LinkRow[], at: 'OUT' | 'STAY') =>
      links.map(({ department, kind, localKey }) => ({ decision, department, kind, localKey, side: at }))
    await insertRows(trx, 'SplitRecord', [...remembered(going, 'OUT'), ...remembered(staying, 'STAY')])
    const links = going.map(({ department, localKey, tier }) => [department, localKey, tier] as const)
    return { kind: side.kind, first: side.id, second, moved: { links } }
  })
}

// Private:

/** Records a split: more are no mistake of linking. */
const MOST_RECORDS = 200

async function sideToSplit(
  trx: Db,
  { texts }: DecisionDoors,
  { id, seen }: SplitQuestion,
  { actor }: Deciding,
): Promise<Side> {
  const [side] = [...(await sidesOf(trx, [id])).values()].filter((one) => keeps(one, actor.department))
  if (!side) throw pentagraphError('NOT_FOUND')
  if (!isVersion(texts, seen, '', [side])) throw pentagraphError('VERSION_CONFLICT')
  return side
}

async function newEntity(trx: Db, keyring: Keyring, kind: EntityKind, of: LinkRow, now: number): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const id = keyring.entityId(kind, of.department, of.localKey, attempt)
    if (await trx.selectFrom('Entity').select('id').where('id', '=', id).executeTakeFirst()) continue
    await insertRows(trx, 'Entity', [emptyEntity(id, kind, now)])
    return id
  }
}

/** Keys that only the records have that go, go with them: what comes later under one finds the new entity. */
async function takeKeys(
  trx: Db,
  keyring: Keyring,
  from: string,
  into: string,
  { going, staying }: Readonly<Record<'going' | 'staying', readonly LinkRow[]>>,
): Promise<void> {
  const kept = new Set(staying.flatMap((link) => keysOf(link, keyring)))
  const taken = new Set(going.flatMap((link) => keysOf(link, keyring)).filter((key) => !kept.has(key)))
  for (const key of taken)
    await trx
      .updateTable('NumberIndex')
      .set({ entityId: into })
      .where('entityId', '=', from)
      .where('key', '=', key)
      .execute()
}

/** A person's number stands nowhere but in its index key; all other keys are made of what is kept of the record. */
function keysOf(link: LinkRow, keyring: Keyring): string[] {
  const found = link.matchKey === null ? [] : [link.matchKey]
  const rule = kindRules.find(({ kind }) => kind === link.kind)
  if (!rule || rule.kind === 'Person') return found
  const { asOf, values } = JSON.parse(link.identity) as Pick<Identity, 'asOf' | 'values'>
  const { department, localKey: key } = link
  const identity = {
    department,
    entity: rule.kind,
    key,
    asOf,
    values,
    numberKind: null,
    numberValid: false,
    live: true,
  }
  return [...found, ...rule.keys(identity, keyring).map((match) => match.key)]
}

async function moveRecord(trx: Db, link: LinkRow, into: string): Promise<void> {
  const { department, kind, localKey, entityId } = link
  await trx
    .updateTable('Link')
    .set({ entityId: into, tier: 'CLERK' })
    .where('department', '=', department)
    .where('kind', '=', kind)
    .where('localKey', '=', localKey)
    .execute()
  await countChanges(trx, [[link, { ...link, tier: 'CLERK' }]])
  await returnParticipations(trx, { department, kind, localKey, fromId: into, intoId: entityId })
}
