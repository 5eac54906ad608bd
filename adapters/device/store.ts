/** The store of a device system, with the parts of reports that were split: a part too is on the disk before it is answered. */
import { FeedStore, type StoredTable } from '../feed/store.ts'

export interface Part {
  readonly number: number
  readonly of: number
  readonly body: string
}

/** A report of which not all parts came. */
export interface Incomplete {
  readonly report: string
  readonly bodies: readonly string[]
}

/** Of one station at a time; the oldest gives way. */
const MOST_OPEN = 4
/** Nothing is deleted here but what grew old, millions of rows a day: whoever was away for longer starts anew. */
const DELETIONS_KEPT_MS = 86_400_000

export class DeviceStore extends FeedStore {
  constructor(path: string, tables: readonly StoredTable[]) {
    super(path, tables)
    this.db.exec(`
      CREATE TABLE IF NOT EXISTS parts (station TEXT, report TEXT, number INTEGER, of INTEGER, body TEXT, at INTEGER,
        PRIMARY KEY (station, report, number)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS parts_at ON parts (at);
      CREATE TABLE IF NOT EXISTS joined (report TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS joined_at ON joined (at);
    `)
  }

  /** All bodies in order once the last part is there; null while one is missing, or when the report was complete before. */
  join(station: string, report: string, part: Part, now: number): readonly string[] | null {
    if (this.writes.all('SELECT 1 FROM joined WHERE report = ?', [report]).length > 0) return null
    const { number, of, body } = part
    this.writes.run('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)', [station, report, number, of, body, now])
    const found = this.writes.all(
      'SELECT body FROM parts WHERE station = ? AND report = ? AND of = ? ORDER BY number',
      [station, report, of],
    ) as [string][]
    if (found.length < of) return null
    this.writes.run('DELETE FROM parts WHERE station = ? AND report = ?', [station, report])
    this.writes.run('INSERT INTO joined VALUES (?, ?)', [report, now])
    return found.map(([one]) => one)
  }

  /** Takes out reports of which nothing came since `before`, and of one station those that are too many. */
  incomplete(before: number, station: string | null): Incomplete[] {
    const old = this.writes.all('SELECT station, report FROM parts GROUP BY station, report HAVING max(at) < ?', [
      before,
    ]) as [string, string][]
    const open =
      station === null
        ? []
        : (this.writes.all(
            'SELECT station, report FROM parts WHERE station = ? GROUP BY station, report ORDER BY max(at) DESC, report DESC',
            [station],
          ) as [string, string][])
    const gone = new Map([...old, ...open.slice(MOST_OPEN)].map((one) => [one[1], one]))
    return [...gone.values()].map(([from, report]) => {
      const bodies = this.writes.all('SELECT body FROM parts WHERE station = ? AND report = ? ORDER BY number', [
        from,
        report,
      ]) as [string][]
      this.writes.run('DELETE FROM parts WHERE station = ? AND report = ?', [from, report])
      return { report, bodies: bodies.map(([body]) => body) }
    })
  }

  override forgetDeletions(now: number): void {
    super.forgetDeletions(now, DELETIONS_KEPT_MS)
  }

  /** Of reports joined before, a part that is sent again is taken for a new one. */
  forgetJoined(before: number): void {
    this.writes.run('DELETE FROM joined WHERE at < ?', [before])
  }
}
