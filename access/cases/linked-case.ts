/** A case as the registry has it once it is linked, for tests that need no registry: the entity, and the record that names it. */
import type { HubStore } from '../../prisma/store.ts'
import { handlerKey } from '../own-case.ts'

export interface LinkedCase {
  readonly department: string
  readonly kind: 'Event' | 'Person'
  readonly localKey: string
  readonly gridCode?: string
  /** Staff key of who handles it, in its own department. */
  readonly handler?: string
  readonly live?: boolean
}

/** The id of its entity. */
export async function putLinkedCase(store: HubStore, given: LinkedCase): Promise<string> {
  const { department, kind, localKey, gridCode = null, handler, live = true } = given
  const id = `${kind[0] ?? ''}-${localKey}`
  await store.sql
    .insertInto('Entity')
    .values({
      id,
      kind,
      gridCode,
      townCode: gridCode?.slice(0, 9) ?? null,
      villageCode: gridCode?.slice(0, 12) ?? null,
      handler: handler === undefined ? null : handlerKey(department, handler),
      code: kind === 'Event' ? (localKey.split('/')[2] ?? null) : null,
      golden: '{}',
      stale: 0,
      updatedAt: 0,
      changeSeq: 0,
    })
    .execute()
  await store.sql
    .insertInto('Link')
    .values({
      department,
      kind,
      localKey,
      entityId: id,
      tier: 'OWN',
      linkedAt: 0,
      digest: '',
      identity: '{}',
      live: live ? 1 : 0,
    })
    .execute()
  return id
}
