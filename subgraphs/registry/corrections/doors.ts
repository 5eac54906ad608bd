/** What corrections are given of the rest of the hub: the departments' declarations and doors, and what seals their texts. */
import type { SecretRing } from '../../../access/secret-ring.ts'
import type { HubStore } from '../../../prisma/store.ts'
import { formatLocalKey } from '../../../schema/local-key.ts'
import { correctableFields, type CorrectableField, type Corrector, type FieldSpot } from '../../kit/corrections.ts'
import type { DepartmentSpec } from '../../kit/declaration.ts'
import type { EntityKind } from '../../kit/identity.ts'
import type { LedgerDoors } from './ledger.ts'
import { TextSealer } from './sealed-text.ts'

/** Links a record that was written, so that what the graph says of it is what it says now. */
export type LinkWritten = (
  department: string,
  kind: EntityKind,
  localKeys: readonly string[],
  signal: AbortSignal,
) => Promise<void>

export interface CorrectionDoors extends LedgerDoors {
  /** What can be corrected, by coordinate. */
  readonly fields: ReadonlyMap<string, CorrectableField>
  readonly correctors: ReadonlyMap<string, Corrector>
  /** A value as it stands in the store: it is compared with, never read. */
  digest(value: string | null): string
  isValue(digest: string | null, value: string | null): boolean
  /** The record's field that tells the hub this identifying value; null when it is none that can be corrected. */
  identityField(record: string, role: string, name: string): CorrectableField | null
  linkRecord(department: string, row: Pick<FieldSpot, 'record' | 'key'>, signal: AbortSignal): Promise<void>
}

export interface CorrectionParts {
  readonly specs: readonly DepartmentSpec[]
  readonly correctors: ReadonlyMap<string, Corrector>
  /** Seals what people write; the first seals, all of them open. */
  readonly textSecret: SecretRing
}

export function correctionDoors(
  { specs, correctors, textSecret }: CorrectionParts,
  store: HubStore,
  linkWritten: LinkWritten,
): CorrectionDoors {
  const fields = correctableFields(specs)
  const texts = new TextSealer(textSecret)
  const records = new Map(specs.flatMap((spec) => spec.records.map((record) => [record.name, record] as const)))
  return {
    store,
    fields,
    correctors,
    texts,
    digest: (value) => texts.digest(JSON.stringify(value)),
    isValue: (digest, value) => digest !== null && texts.isDigestOf(digest, JSON.stringify(value)),
    identityField(name, role, value) {
      const entity = records.get(name)?.fields[role]
      if (entity?.kind !== 'entity') return null
      const own = Object.entries(entity.values).find(([identifying]) => identifying === value)?.[1]
      return (own !== undefined && fields.get(`${name}.${own}`)) || null
    },
    async linkRecord(department, { record, key }, signal) {
      for (const [role, field] of Object.entries(records.get(record)?.fields ?? {}))
        if (field.kind === 'entity')
          await linkWritten(department, field.entity, [formatLocalKey(record, role, key)], signal)
    },
  }
}
