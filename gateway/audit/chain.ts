/** The chain as a store must keep it: appended to in one transaction that holds the head, so that it stays linear with many gateways. */
import { FIRST_PREVIOUS, sm3, type AuditBody, type AuditEntry } from '../../access/audit-record.ts'
import { canonicalJson } from '../../access/canonical-json.ts'

export interface Head {
  readonly seq: number
  readonly hash: string
}

export const emptyHead: Head = { seq: 0, hash: FIRST_PREVIOUS }

export interface SealedRecord {
  readonly seq: number
  readonly body: string
  readonly hash: string
}

/** The store cannot be written at this moment (somebody holds the lock, or it is away); nothing was written. */
export class ChainBusy extends Error {}

export interface Chain {
  /** Takes the head, appends what `seal` makes of it, moves the head. All or nothing; ChainBusy when it is worth trying again. */
  append(seal: (head: Head) => readonly SealedRecord[]): Promise<void>
  close(): Promise<void>
}

/** Links entries behind a head. */
export function seal(entries: readonly AuditEntry[], head: Head): SealedRecord[] {
  let { seq, hash } = head
  return entries.map((entry) => {
    seq += 1
    const linked: AuditBody = { ...entry, seq, previous: hash }
    const body = canonicalJson(linked)
    hash = sm3(body)
    return { seq, body, hash }
  })
}
