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
}

export interface Rights {
  readonly regradings: readonly Regrading[]
  readonly grants: readonly Right[]
  readonly purposes: ReadonlyMap<string, PurposeRow>
}

export type Row = Readonly<Record<string, unknown>>

/** `read` gives every row of a table of the hub store. */
export async function readRights(
  read: (table: 'AccessGrant' | 'Purpose' | 'ClassificationChange') => Promise<readonly Row[]>,
): Promise<Rights> {
  const grants = (await read('AccessGrant')).map((row): Right => {
    const taken = row['revokedAt'] !== null && row['revokedAt'] !== undefined
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
      // What was taken back never was (decision 11, 5).
      to: taken ? Number(row['validFrom']) : Number(row['validTo']),
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
    }))
  return { grants, regradings, purposes: new Map(purposes.map((purpose) => [purpose.code, purpose])) }
}

// Private:

function text(value: unknown): string {
  return String(value)
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}

function list(value: unknown): readonly string[] {
  return typeof value === 'string' ? (JSON.parse(value) as string[]) : []
}
