/**
 * What still stands in the store under a former index secret. Labels tell keys apart (`number:2:…`), so that those of one secret lie side
 * by side in the index and counting them costs no more than what is left.
 */
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Provider } from '../../prisma/provider.ts'
import type { Db } from './bulk.ts'
import { entityKinds } from '../kit/identity.ts'
import { keyedPrefixes, labelOf } from './keyring.ts'

export interface Left {
  /** Keys of numbers and likenesses. */
  readonly keys: number
  /** Records that are gone at their department and have such a key: they cannot be read again and go with their term. */
  readonly goneRecords: number
}

export class KeysLeft {
  private readonly provider: Provider

  constructor(provider: Provider) {
    this.provider = provider
  }

  /** `numbers`: of all secrets that the store was keyed with, in their order. */
  async under(db: Db, number: number, numbers: readonly number[]): Promise<Left> {
    let keys = 0
    for (const kind of entityKinds)
      for (const prefix of keyedPrefixes)
        for (const range of rangesOf(prefix, number, numbers)) {
          const { count } = await db
            .selectFrom('NumberIndex')
            .select((eb) => eb.fn.countAll<number>().as('count'))
            .where('kind', '=', kind)
            .where(this.within('key', range))
            .executeTakeFirstOrThrow()
          keys += count
        }
    let goneRecords = 0
    for (const range of rangesOf('number:', number, numbers)) {
      const { count } = await db
        .selectFrom('Link')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('goneAt', '>', 0)
        .where(this.within('matchKey', range))
        .executeTakeFirstOrThrow()
      goneRecords += count
    }
    return { keys, goneRecords }
  }

  /**
   * Deletes keys of former secrets that no record speaks for: those of values that departments have changed since. What a record that was
   * not read again may say stays, and the number of a record that is gone stays for its term.
   */
  async sweep(db: Db, present: number): Promise<void> {
    const unread = sql<SqlBool>`exists (select 1 from ${sql.table('Link')} where ${sql.ref('Link.entityId')} = ${sql.ref('NumberIndex.entityId')}
      and ${sql.ref('Link.live')} = 1 and not ${this.within('Link.digest', rangeOf('', present))})`
    const said = sql<SqlBool>`exists (select 1 from ${sql.table('Link')} where ${sql.ref('Link.entityId')} = ${sql.ref('NumberIndex.entityId')}
      and ${sql.ref('Link.matchKey')} = ${sql.ref('NumberIndex.key')})`
    for (const kind of entityKinds)
      for (const prefix of keyedPrefixes)
        for (const range of around(prefix, [present]))
          await db
            .deleteFrom('NumberIndex')
            .where('kind', '=', kind)
            .where(this.within('key', range))
            .where(sql<SqlBool>`not ${unread}`)
            .where(sql<SqlBool>`not ${said}`)
            .execute()
  }

  /**
   * When nothing is left: digests that a spent secret made and nobody compares any more go too, so that whoever has come by it tries nothing
   * out on a copy of the store. `needed`: numbers of the secrets that are not spent.
   */
  async dropTraces(db: Db, present: number, needed: ReadonlySet<number>): Promise<void> {
    await db
      .updateTable('Link')
      .set({ digest: '' })
      .where('goneAt', '>', 0)
      .where(sql<SqlBool>`not ${this.within('digest', rangeOf('', present))}`)
      .execute()
    const merges = await db.selectFrom('Merge').select(['id', 'keys']).where('keys', '!=', '[]').execute()
    for (const { id, keys } of merges) {
      const all = JSON.parse(keys) as [string, string, string][]
      const kept = all.filter(([, key]) => {
        const number = numberOf(key)
        return number === null || needed.has(number)
      })
      if (kept.length < all.length)
        await db
          .updateTable('Merge')
          .set({ keys: JSON.stringify(kept) })
          .where('id', '=', id)
          .execute()
    }
  }

  // Private:

  /** By bytes: by the rules of a language a colon may stand anywhere, or nowhere. */
  private within(column: string, { from, to }: Range): RawBuilder<SqlBool> {
    const bytes = this.provider === 'postgresql' ? sql`${sql.ref(column)} collate "C"` : sql.ref(column)
    return sql<SqlBool>`(${bytes} >= ${from} and ${bytes} < ${to})`
  }
}

// Private:

/** Of the secret under which an index key was made; null of a code that everybody may know. */
function numberOf(key: string): number | null {
  const prefix = keyedPrefixes.find((one) => key.startsWith(one))
  if (prefix === undefined) return null
  const [label, digest] = key.slice(prefix.length).split(':')
  return digest === undefined ? 1 : Number(label)
}

interface Range {
  readonly from: string
  /** The first text behind it. */
  readonly to: string
}

/** Of the texts that begin with the prefix and the label of that number; a `;` comes after a `:`. */
function rangeOf(prefix: string, number: number): Range {
  const begins = prefix + labelOf(number)
  return { from: begins, to: `${begins.slice(0, -1)};` }
}

/** Where keys of one secret lie: in its label's range, or, without a label, in what lies between those of the others. */
function rangesOf(prefix: string, number: number, numbers: readonly number[]): Range[] {
  return labelOf(number) === '' ? around(prefix, numbers) : [rangeOf(prefix, number)]
}

/** The gaps that the labelled ranges leave. */
function around(prefix: string, numbers: readonly number[]): Range[] {
  const labelled = numbers.filter((number) => labelOf(number) !== '').map((number) => rangeOf(prefix, number))
  labelled.sort((a, b) => (a.from < b.from ? -1 : 1))
  const whole = rangeOf(prefix, 1)
  const starts = [whole.from, ...labelled.map((range) => range.to)]
  const ends = [...labelled.map((range) => range.from), whole.to]
  return starts.map((from, at) => ({ from, to: ends[at] ?? whole.to }))
}
