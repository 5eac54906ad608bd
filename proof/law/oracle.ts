/**
 * The law on one field, for a lawyer to read: who asks, for what, under which right, and what follows: PLAIN, MASK or DENY with a
 * reason. Written from docs/decisions/0011 (what a grant opens) and 0014 (a purpose bounds every right), the rows of rights and the
 * classification in the supergraph. It shares no code with `access/`, keeps nothing and is in no hurry: each question is answered anew.
 */
import chineseDays from 'chinese-days'
import type { Classification, Grade } from './classification.ts'
import type { Right, Rights, Window } from './rights.ts'

/** Who asks, and for what. */
export interface Asker {
  readonly subject: string
  /** Null for a citizen. */
  readonly department: string | null
  readonly roles: readonly string[]
  readonly grids: readonly string[]
  readonly staffKey: string | null
  readonly personId: string | null
  readonly purpose: string | null
  readonly caseNumber: string | null
}

export type Verdict =
  { readonly shown: 'PLAIN' } | { readonly shown: 'MASK' } | { readonly shown: 'DENY'; readonly reason: string }

/** From far from a right to near it. */
const reasons = ['NO_GRANT', 'GRANT_EXPIRED', 'GRANT_SUSPENDED', 'OUTSIDE_HOURS', 'VOLUME_USED_UP', 'OUT_OF_SCOPE']

/** From narrow to wide. */
const scopes = ['NONE', 'SELF', 'CASE', 'GRIDS', 'ALL']

export class Oracle {
  readonly classification: Classification
  readonly rights: Rights
  private readonly at: number

  /** `at`: epoch ms at which grants are judged. */
  constructor(classification: Classification, rights: Rights, at: number) {
    this.classification = classification
    this.rights = rights
    this.at = at
  }

  /** The code with which the whole request is refused, or null. Whether the stated case is the asker's is `rows.ts`. */
  refusal({ purpose, caseNumber, roles }: Asker): string | null {
    if (purpose === null) return null
    const row = this.rights.purposes.get(purpose)
    if (!row) return 'PURPOSE_UNKNOWN'
    if (row.until !== null && this.at >= row.until) return 'PURPOSE_EXPIRED'
    if (!roles.some((role) => role in row.scopes)) return 'PURPOSE_NOT_PERMITTED'
    if (row.caseNeeded && caseNumber === null) return 'CASE_REQUIRED'
    return null
  }

  /** Which rows the purpose opens to the asker's widest role. No purpose, no rows. */
  scope({ purpose, roles }: Asker): string {
    const row = purpose === null ? undefined : this.rights.purposes.get(purpose)
    const open = roles.flatMap((role) => row?.scopes[role] ?? [])
    const widest = open.sort((a, b) => scopes.indexOf(b) - scopes.indexOf(a))[0] ?? 'NONE'
    // A purpose for a part of the city opens the grids of that part, and no more (decision 14, 2).
    return widest === 'ALL' && row && !row.area.includes('370283') ? 'GRIDS' : widest
  }

  judge(asker: Asker, coordinate: string): Verdict {
    if (this.classification.isStructure(coordinate) || coordinate.startsWith('PageInfo.')) return { shown: 'PLAIN' }
    const grade = this.classification.grade(coordinate)
    if (!grade) return { shown: 'DENY', reason: 'NOT_CLASSIFIED' }
    const verdict = this.judgeGrade(asker, grade)
    // To look somebody up by number is to ask whether the number is somebody's: that needs the right to read plainly.
    if (coordinate === 'Query.personByNumber' && verdict.shown === 'MASK') return { shown: 'DENY', reason: 'NO_GRANT' }
    return verdict
  }

  judgeGrade(asker: Asker, grade: Grade): Verdict {
    // 8. What is never shared is for nobody, not even for the owner.
    if (grade.sharing === 'NEVER') return { shown: 'DENY', reason: 'NOT_SHARED' }
    const purpose = asker.purpose === null ? null : (this.rights.purposes.get(asker.purpose) ?? null)
    const scope = this.scope(asker)
    const isStaff = asker.department !== null
    const isOneself = asker.purpose === 'SELF_ACCESS' && scope === 'SELF' && asker.roles.includes('citizen')
    // Decision 14, 1: outside the fields of the purpose there is nothing conditional, not even one's own.
    const withinPurpose = purpose !== null && (purpose.fields.includes('*') || names(purpose.fields, grade) !== null)
    if (isOneself && grade.sharing === 'CONDITIONAL' && !withinPurpose)
      return { shown: 'DENY', reason: 'NOT_FOR_PURPOSE' }
    if (isOneself) return { shown: 'PLAIN' }
    // Unconditional means free between departments; the public sees level 1.
    if (grade.sharing === 'UNCONDITIONAL' && (isStaff || grade.level === 1)) return { shown: 'PLAIN' }
    if (purpose === null) return { shown: 'DENY', reason: 'NO_PURPOSE' }
    if (!withinPurpose && grade.sharing === 'CONDITIONAL') return { shown: 'DENY', reason: 'NOT_FOR_PURPOSE' }
    // 7. A department's own staff: up to level 3, under a purpose that opens rows to them.
    const own = isStaff && grade.department === asker.department && grade.level <= 3
    if (own && scope !== 'NONE') return { shown: 'PLAIN' }
    return this.byGrants(asker, grade, scope, own)
  }

  // Private:

  private byGrants(asker: Asker, grade: Grade, scope: string, own: boolean): Verdict {
    const mine = this.rights.grants.filter(
      (right) =>
        right.purpose === asker.purpose &&
        isFor(right, asker) &&
        right.department === grade.department &&
        names(right.fields, grade) !== null &&
        this.at >= right.from,
    )
    // An emergency opens level 4 by its own coordinate only, masked neither (decision 19).
    const usable = mine.filter(
      (right) => !right.emergency || grade.level < 4 || names(right.fields, grade) === 'COORDINATE',
    )
    const barred = usable.map((right) => this.bar(right, asker, scope))
    const open = usable.filter((_right, at) => barred[at] === null)
    // 1, 2, 3. Plain by a plain grant; level 4 only by its own coordinate; whatever else is granted shows masked.
    const plain = open.some(
      (right) => right.effect === 'PLAIN' && (grade.level < 4 || names(right.fields, grade) === 'COORDINATE'),
    )
    if (plain) return { shown: 'PLAIN' }
    // 9. The cursor of an edge says where a page goes on, not what stands there.
    if (open.length > 0) return { shown: grade.coordinate.endsWith('Edge.cursor') ? 'PLAIN' : 'MASK' }
    // The reason nearest to a right.
    const told = [own ? 'OUT_OF_SCOPE' : 'NO_GRANT', ...barred.filter((reason) => reason !== null)]
    return { shown: 'DENY', reason: reasons.filter((reason) => told.includes(reason)).at(-1) ?? 'NO_GRANT' }
  }

  /** Why a right that names the place does not open it to the asker now; null when it does. */
  private bar(right: Right, asker: Asker, scope: string): string | null {
    if (this.at >= right.to) return 'GRANT_EXPIRED'
    // 4. The rows of the grant must cover the rows that the purpose opens.
    if (scopes.indexOf(right.rows) < scopes.indexOf(scope)) return 'OUT_OF_SCOPE'
    if (right.suspended) return 'GRANT_SUSPENDED'
    if (!right.hours.every((windows) => windows.some((window) => isOpen(window, this.at)))) return 'OUTSIDE_HOURS'
    return right.usedUp.get(asker.subject)?.has(shanghai(this.at).day) ? 'VOLUME_USED_UP' : null
  }
}

// Private:

/** How narrowly a list of names means a place: by its coordinate, its type or its category. */
function names(list: readonly string[], grade: Grade): 'COORDINATE' | 'OTHER' | null {
  if (list.includes(grade.coordinate)) return 'COORDINATE'
  const [type = ''] = grade.coordinate.split('.')
  return list.includes(`${type}.*`) || list.includes(`category:${grade.category}`) ? 'OTHER' : null
}

/** 6. Every part that is named must fit; a right of nobody is nobody's. */
function isFor(right: Right, asker: Asker): boolean {
  const { granteeDepartment, granteeRole, granteeSubject } = right
  if (granteeDepartment === null && granteeRole === null && granteeSubject === null) return false
  return (
    (granteeDepartment === null || granteeDepartment === asker.department) &&
    (granteeRole === null || asker.roles.includes(granteeRole)) &&
    (granteeSubject === null || granteeSubject === asker.subject)
  )
}

/** `to` does not count; 24:00 is the end of the day. */
function isOpen({ days, from, to }: Window, at: number): boolean {
  const { day, weekday, clock } = shanghai(at)
  const today =
    days === 'EVERY_DAY' || (days === 'WORKING_DAYS' ? chineseDays.isWorkday(day) : weekday.toUpperCase() === days)
  return today && from <= clock && clock < to
}

/** Day, name of the weekday and time of day in Asia/Shanghai. */
function shanghai(at: number) {
  const part = (options: Intl.DateTimeFormatOptions, locale: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Shanghai', ...options }).format(at)
  return {
    day: part({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv-SE'),
    weekday: part({ weekday: 'long' }, 'en-GB'),
    clock: part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, 'en-GB'),
  }
}
