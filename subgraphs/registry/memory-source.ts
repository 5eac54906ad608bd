/** A department in memory, for the registry's own tests: what a department says to the registry, without a legacy system behind it. */
import { entityKinds, type EntityKind, type Identity, type LinkSource } from '../kit/identity.ts'

export class MemorySource implements LinkSource {
  readonly department: string
  readonly entities = entityKinds
  /** After how many records of a kind it breaks off while it is read; never when null. */
  breaksAfter: number | null = null
  private readonly rows = new Map<string, Identity>()

  constructor(department: string) {
    this.department = department
  }

  /** Adds a record, or takes the place of the one with the same key. */
  put(
    entity: EntityKind,
    key: string,
    values: Readonly<Record<string, string>>,
    options: { valid?: boolean; asOf?: string; quiet?: boolean } = {},
  ): this {
    const { valid = values['number'] !== undefined && entity === 'Person', asOf = '2026-01-01T00:00:00+08:00' } =
      options
    this.rows.set(`${entity} ${key}`, {
      department: this.department,
      entity,
      key,
      asOf,
      values,
      numberValid: valid,
      numberKind: valid ? 'RESIDENT_ID' : null,
      quiet: options.quiet ?? false,
      live: true,
    })
    return this
  }

  remove(entity: EntityKind, key: string): this {
    this.rows.delete(`${entity} ${key}`)
    return this
  }

  async *identities(entity: EntityKind): AsyncIterable<readonly Identity[]> {
    const all = [...this.rows.values()].filter((identity) => identity.entity === entity)
    const end = this.breaksAfter ?? all.length
    for (let at = 0; at < end; at += 1_000) yield all.slice(at, Math.min(at + 1_000, end))
    if (this.breaksAfter !== null) throw new Error('the line broke')
  }

  async identify(entity: EntityKind, keys: readonly string[]): Promise<(Identity | null)[]> {
    return keys.map((key) => this.rows.get(`${entity} ${key}`) ?? null)
  }
}
