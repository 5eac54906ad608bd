/** Walks the whole chain and names the first record that is not as it was written. Reads in pages: any length, constant memory. */
import { FIRST_PREVIOUS, sm3, type AuditBody } from '../../access/audit-record.ts'
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { readAnchors, type Anchor } from './anchor.ts'

/**
 * CHANGED: the body does not fit its hash. MOVED: it stands at another's place. UNLINKED: it does not follow the one before. MISSING:
 * deleted from the middle. TRUNCATED: deleted from the end. REWRITTEN: the chain was made anew; an anchored head says otherwise.
 * PERSON_INDEX: the index by person tells another story than the record. ANCHOR_UNREADABLE: a line of the anchor file is spoilt.
 */
export type AuditFault =
  'CHANGED' | 'MOVED' | 'UNLINKED' | 'MISSING' | 'TRUNCATED' | 'REWRITTEN' | 'PERSON_INDEX' | 'ANCHOR_UNREADABLE'

export type AuditVerdict =
  | { readonly ok: true; readonly records: number; readonly anchors: number }
  | { readonly ok: false; readonly seq: number; readonly fault: AuditFault }

export async function verifyAudit(store: HubStore, anchorFile: string): Promise<AuditVerdict> {
  const anchors = readAnchors(anchorFile)
  if (!anchors) return { ok: false, seq: 0, fault: 'ANCHOR_UNREADABLE' }
  const walk = new Walk(anchors)
  for (;;) {
    const records = await page(store, walk.seq)
    const persons =
      records.length === 0
        ? new Map<number, string[]>()
        : await personsBetween(store, walk.seq, records.at(-1)?.seq ?? 0)
    for (const record of records) {
      const fault = walk.step(record, persons.get(record.seq) ?? [])
      if (fault) return { ok: false, ...fault }
    }
    if (records.length === PAGE) continue
    const end = await readEnd(store)
    // Others go on appending while we walk.
    if (end.lastSeq > walk.seq) continue
    return walk.finish(end.head)
  }
}

// Private:

const PAGE = 500

class Walk {
  seq = 0
  private hash = FIRST_PREVIOUS
  private next = 0
  private readonly anchors: readonly Anchor[]

  constructor(anchors: readonly Anchor[]) {
    this.anchors = anchors
  }

  step(record: HubTables['AuditRecord'], persons: readonly string[]): { seq: number; fault: AuditFault } | null {
    const seq = this.seq + 1
    if (record.seq !== seq) return { seq, fault: 'MISSING' }
    if (sm3(record.body) !== record.hash) return { seq, fault: 'CHANGED' }
    const body = parseBody(record.body)
    if (body === null) return { seq, fault: 'CHANGED' }
    if (body.seq !== seq) return { seq, fault: 'MOVED' }
    if (body.previous !== this.hash) return { seq, fault: 'UNLINKED' }
    if (persons.join('\n') !== body.persons.join('\n')) return { seq, fault: 'PERSON_INDEX' }
    for (; this.anchors[this.next]?.seq === seq; this.next += 1) {
      if (this.anchors[this.next]?.hash !== record.hash) return { seq, fault: 'REWRITTEN' }
    }
    this.seq = seq
    this.hash = record.hash
    return null
  }

  finish(head: HubTables['AuditHead'] | undefined): AuditVerdict {
    if (this.anchors.length > this.next) return { ok: false, seq: this.seq + 1, fault: 'TRUNCATED' }
    if ((head?.seq ?? 0) > this.seq) return { ok: false, seq: this.seq + 1, fault: 'TRUNCATED' }
    if ((head?.seq ?? 0) !== this.seq || (head !== undefined && head.seq > 0 && head.hash !== this.hash)) {
      return { ok: false, seq: this.seq, fault: 'REWRITTEN' }
    }
    return { ok: true, records: this.seq, anchors: this.anchors.length }
  }
}

/** Somebody may have written anything there, with a hash that fits. */
function parseBody(text: string): AuditBody | null {
  try {
    const body = JSON.parse(text) as AuditBody | null
    return body !== null && Array.isArray(body.persons) ? body : null
  } catch {
    return null
  }
}

function page(store: HubStore, after: number): Promise<HubTables['AuditRecord'][]> {
  return store.sql.selectFrom('AuditRecord').selectAll().where('seq', '>', after).orderBy('seq').limit(PAGE).execute()
}

async function personsBetween(store: HubStore, after: number, to: number): Promise<Map<number, string[]>> {
  const rows = await store.sql
    .selectFrom('AuditPerson')
    .selectAll()
    .where('seq', '>', after)
    .where('seq', '<=', to)
    .execute()
  const persons = new Map<number, string[]>()
  for (const { seq, personId } of rows) {
    const known = persons.get(seq)
    if (known) known.push(personId)
    else persons.set(seq, [personId])
  }
  for (const ids of persons.values()) ids.sort()
  return persons
}

/** The head first: what is appended between the two reads then shows as more records, not as fewer. */
async function readEnd(store: HubStore) {
  const head = await store.sql.selectFrom('AuditHead').selectAll().where('id', '=', 1).executeTakeFirst()
  const last = await store.sql
    .selectFrom('AuditRecord')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { head, lastSeq: last?.seq ?? 0 }
}
