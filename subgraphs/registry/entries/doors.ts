/** What entries of base data are given of the rest of the hub: the departments' declarations and doors, and what seals the values. */
import type { HubStore } from '../../../prisma/store.ts'
import { keptRecords, type BaseDataKeeper, type KeptRecord } from '../../kit/base-data.ts'
import type { DepartmentSpec } from '../../kit/declaration.ts'
import type { TextSealer } from '../corrections/sealed-text.ts'

export interface EntryDoors {
  readonly store: HubStore
  readonly texts: TextSealer
  /** Which records keep which items. */
  readonly kept: readonly KeptRecord[]
  readonly keepers: ReadonlyMap<string, BaseDataKeeper>
  /** Links a row that was written, so that what the graph says of it is what it says now. */
  linkRecord(
    department: string,
    row: { readonly record: string; readonly key: string },
    signal: AbortSignal,
  ): Promise<void>
}

export interface EntryParts extends Pick<EntryDoors, 'store' | 'texts' | 'keepers' | 'linkRecord'> {
  readonly specs: readonly DepartmentSpec[]
}

export function entryDoors({ specs, ...parts }: EntryParts): EntryDoors {
  return { ...parts, kept: keptRecords(specs) }
}
