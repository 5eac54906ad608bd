/**
 * The truth beside the estate, as lines of JSON: for each person, house, organisation and event which legacy records are about it
 * (`entities.jsonl`), and each value or row that was spoilt, what it was and how it reads now (`spoilt.jsonl`). Everything about one
 * neighbourhood is written when it is done, so nothing accumulates.
 */
import { join } from 'node:path'
import { SequentialFile } from './write/file.ts'

export type EntityName = 'Person' | 'House' | 'Event' | 'ManagedObject' | 'Organisation' | 'Grid'

/** A place in a legacy system: the row, and the role in which the row names the entity (`self`, or the column of the name). */
export interface TruthRecord {
  readonly department: string
  readonly table: string
  readonly key: string
  readonly role: string
}

/** One line of `entities.jsonl`. `is` holds what is true of it: name and number of a person, code of an organisation. */
export interface TruthEntity {
  readonly entity: EntityName
  readonly id: string
  readonly is: Readonly<Record<string, string>>
  readonly records: readonly (readonly [department: string, table: string, key: string, role: string])[]
}

/** One line of `spoilt.jsonl`; `column` is null when the whole row was. */
export interface TruthSpoilt {
  readonly department: string
  readonly table: string
  readonly key: string
  readonly column: string | null
  readonly kind: string
  readonly form: string
  readonly was: string | null
  readonly is: string | null
}

interface Pending {
  readonly entity: EntityName
  readonly id: string
  readonly is: Readonly<Record<string, string>>
  readonly records: [string, string, string, string][]
}

export class Truth {
  readonly #entities: SequentialFile
  readonly #spoilt: SequentialFile
  readonly #pending = new Map<string, Pending>()
  readonly #encoder = new TextEncoder()
  readonly counts = { entities: {} as Partial<Record<EntityName, number>>, spoilt: {} as Record<string, number> }

  constructor(folder: string) {
    this.#entities = new SequentialFile(join(folder, 'entities.jsonl'))
    this.#spoilt = new SequentialFile(join(folder, 'spoilt.jsonl'))
  }

  /** Says that a record is about an entity of the neighbourhood now being written. */
  record(entity: EntityName, id: string, is: Readonly<Record<string, string>>, record: TruthRecord): void {
    const place = `${entity}/${id}`
    let pending = this.#pending.get(place)
    if (pending === undefined) this.#pending.set(place, (pending = { entity, id, is, records: [] }))
    pending.records.push([record.department, record.table, record.key, record.role])
  }

  spoil(spoilt: TruthSpoilt): void {
    const place = `${spoilt.kind}.${spoilt.form}`
    this.counts.spoilt[place] = (this.counts.spoilt[place] ?? 0) + 1
    this.#spoilt.write(this.#encoder.encode(JSON.stringify(spoilt) + '\n'))
  }

  /** Writes what is known of the neighbourhood's entities and forgets them. */
  settle(): void {
    for (const entity of this.#pending.values()) {
      this.counts.entities[entity.entity] = (this.counts.entities[entity.entity] ?? 0) + 1
      this.#entities.write(this.#encoder.encode(JSON.stringify(entity satisfies TruthEntity) + '\n'))
    }
    this.#pending.clear()
  }

  close(): void {
    this.settle()
    this.#entities.close()
    this.#spoilt.close()
  }
}
