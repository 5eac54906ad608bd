/**
 * The rights as they stand in the hub's store, read as the rows they are: who was approved for what (`AccessGrant`), and what each
 * purpose is for (`Purpose`). A wrong reading here would be a wrong oracle, so nothing is derived: rows in, rows out.
 */

export interface Right {
  readonly id: string
  readonly department: string
  readonly granteeDepartment: string | null
  readonly granteeRole: string | null
  readonly granteeSubject: string | null
  readonly purpose: string
  readonly fields: readonly string[]
  readonly effect: string
  readonly rows: string
  readonly from: number
  readonly to: number
  /** It, or a right that it is a part of, was stopped for a while. */
  readonly suspended: boolean
  /** Windows of the day, of it and of each right that it is a part of: one of each list must be open. */
  readonly hours: readonly (readonly Window[])[]
  /** Who has had as many persons of it on a day as it allows: subject → days. */
  readonly usedUp: ReadonlyMap<string, ReadonlySet<string>>
  /** Somebody took it in an emergency. */
  readonly emergency: boolean
}

export interface Window {
  readonly days: string
  readonly from: string
  readonly to: string
}

export interface PurposeRow {
  readonly code: string
  readonly caseNeeded: boolean
  /** Role → which rows. */
  readonly scopes: Readonly<Record<string, string>>
  readonly fields: readonly string[]
  /** Division codes. */
  readonly area: readonly string[]
  readonly until: number | null
}

/** Data that is graded otherwise than it was declared. */
export interface Regrading {
  readonly department: string
  readonly fields: readonly string[]
  readonly level: number
  readonly sharing: string
  /** Two have signed that it protects less; any other change never does. */
  readonly looser: boolean
}

export interface Rights {
  readonly regradings: readonly Regrading[]
  readonly grants: readonly Right[]
  readonly purposes: ReadonlyMap<string, PurposeRow>
}

export type Row = Readonly<Record<string, unknown>>

/** `read` gives every row of a table of the hub store. */
export async function readRights(
  read: (table: 'AccessGrant' | 'GrantUse' | 'Purpose' | 'ClassificationChange') => Promise<readonly Row[]>,
): Promise<Rights> {
  const rows = new Map((await read('AccessGrant')).map((row) => [text(row['id']), row]))
  const uses = await read('GrantUse')
  const grants = [...rows.values()].map((row): Right => {
    const line = wholes(row, rows)
    const perDay = row['personsPerDay']
    return {
      id: text(row['id']),
      department: text(row['department']),
      granteeDepartment: textOrNull(row['granteeDepartment']),
      granteeRole: textOrNull(row['granteeRole']),
      granteeSubject: textOrNull(row['granteeSubject']),
      purpose: text(row['purpose']),
      fields: JSON.parse(text(row['fields'])) as string[],
      effect: text(row['effect']),
      rows: text(row['rows']),
      from: Number(row['validFrom']),
      // What was taken back never was (decision 11, 5), nor was a part of it, or of nothing; a part ends with the first of its wholes.
      to:
        line === null || line.some((one) => textOrNull(one['revokedAt']) !== null)
          ? Number(row['validFrom'])
          : Math.min(...line.map((one) => Number(one['validTo']))),
      suspended: (line ?? []).some((one) => textOrNull(one['suspendedAt']) !== null),
      hours: (line ?? []).flatMap((one) =>
        textOrNull(one['hours']) === null ? [] : [JSON.parse(text(one['hours'])) as Window[]],
      ),
      usedUp: daysUsedUp(
        uses.filter((use) => use['grantId'] === row['id']),
        textOrNull(perDay) === null ? Infinity : Number(perDay),
      ),
      emergency: textOrNull(row['emergencyId']) !== null,
    }
  })
  const purposes = (await read('Purpose')).map((row): PurposeRow => ({
    code: text(row['code']),
    caseNeeded: Number(row['caseNeeded']) === 1,
    scopes: JSON.parse(text(row['scopes'])) as Record<string, string>,
    fields: list(row['fields']),
    area: list(row['area']),
    until: row['validUntil'] === null || row['validUntil'] === undefined ? null : Number(row['validUntil']),
  }))
  // What waits for its second signature does not count yet; what waits for it to end still does.
  const regradings = (await read('ClassificationChange'))
    .filter((row) => ['TIGHTENED', 'LOOSENED', 'LEAVING'].includes(text(row['state'])))
    .map((row): Regrading => ({
      department: text(row['department']),
      fields: list(row['fields']),
      level: Number(row['level']),
      sharing: text(row['sharing']),
      looser: text(row['state']) === 'LOOSENED',
    }))
  return { grants, regradings, purposes: new Map(purposes.map((purpose) => [purpose.code, purpose])) }
}

// Private:

/** The row and all that it is a part of; null where one of these is not there, or is itself. */
function wholes(row: Row, rows: ReadonlyMap<string, Row>): readonly Row[] | null {
  const line = [row]
  for (let next = textOrNull(row['parentId']); next !== null;) {
    const whole = rows.get(next)
    if (!whole || line.includes(whole)) return null
    line.push(whole)
    next = textOrNull(whole['parentId'])
  }
  return line
}

function daysUsedUp(uses: readonly Row[], perDay: number): ReadonlyMap<string, ReadonlySet<string>> {
  const days = new Map<string, Set<string>>()
  for (const use of uses) {
    if (Number(use['persons']) < perDay) continue
    const subject = text(use['subject'])
    days.set(subject, (days.get(subject) ?? new Set()).add(text(use['day'])))
  }
  return days
}

function text(value: unknown): string {
  return String(value)
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}

function list(value: unknown): readonly string[] {
  return typeof value === 'string' ? (JSON.parse(value) as string[]) : []
}
