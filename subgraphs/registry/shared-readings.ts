/**
 * What one linking read of records that name several kinds: a row with its applicant and its event would be asked for twice, and most of
 * linking again is asking. Digests are kept, and of the rows only those that changed; where another feed needs more, it reads for itself.
 */
import type { Db } from './bulk.ts'
import { suffices, type DigestedPage, type PagePlace } from './read-pages.ts'

/** Groups of rows kept of one record; where more changed, each feed reads for itself. */
const MOST = 25_000

export class SharedReadings {
  private readonly feedsLeft = new Map<string, number>()
  private readonly readings = new Map<string, readonly DigestedPage[]>()

  /** All feeds of the linking, by the names of their records. */
  constructor(records: Iterable<string>) {
    for (const record of records) this.feedsLeft.set(record, (this.feedsLeft.get(record) ?? 0) + 1)
  }

  /** Pages that another feed read, where they hold all that this one has to read; else null. To be asked for once by each feed. `known`: it may pass over rows. */
  async of(db: Db, record: string, place: PagePlace, known: boolean): Promise<readonly DigestedPage[] | null> {
    const pages = this.readings.get(record)
    const left = (this.feedsLeft.get(record) ?? 0) - 1
    this.feedsLeft.set(record, left)
    if (left <= 0) this.readings.delete(record)
    return known && pages && (await suffices(db, place, pages)) ? pages : null
  }

  /** A place for the pages that a feed reads itself. */
  begin(record: string): ReadingKept {
    return new ReadingKept((pages) => {
      if ((this.feedsLeft.get(record) ?? 0) > 0) this.readings.set(record, pages)
    })
  }
}

class ReadingKept {
  private readonly pages: DigestedPage[] = []
  private readonly ended: (pages: readonly DigestedPage[]) => void
  private groups = 0

  constructor(ended: (pages: readonly DigestedPage[]) => void) {
    this.ended = ended
  }

  /** `changed`: the groups whose rows another feed will need too. */
  add({ place, digests, groups }: DigestedPage, changed: readonly number[]): void {
    this.groups += changed.length
    if (this.groups > MOST) this.pages.length = 0
    else this.pages.push({ place, digests, groups: new Map(changed.map((at) => [at, groups.get(at) ?? []])) })
  }

  /** Only a reading that came to its end counts. */
  end(): void {
    if (this.groups <= MOST) this.ended(this.pages)
  }
}
