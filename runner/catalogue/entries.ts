/**
 * The entries of the sharing catalogue: what the published supergraph says of each field, with what its department says of itself now.
 * Counting takes a second or two for a whole city, so it is done when somebody asks and kept for a while.
 */
import { regrade, type ClassificationChange } from '../../access/regrade.ts'
import type { Classified } from '../../schema/classification.ts'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import type { ChineseNames } from '../../subgraphs/registry/request.ts'
import type { CatalogueEntry, CatalogueQuality } from '../../subgraphs/registry/graph/catalogue.ts'
import type { CorrectionCounts } from '../../subgraphs/registry/corrections/lists.ts'
import { cataloguePath } from '../explorer/catalogue-document.ts'
import type { CatalogueLine } from '../explorer/contract.ts'
import type { DepartmentHost } from '../department-hosts.ts'
import type { TableQuality } from '../quality.ts'

const KEEP_MS = 10 * 60_000
/** A department that takes longer has no figures this time. */
const WAIT_MS = 15_000
const HOUR_MS = 3_600_000

export interface EntrySources {
  readonly lines: () => readonly CatalogueLine[]
  readonly hosts: readonly Pick<DepartmentHost, 'spec' | 'quality'>[]
  readonly corrections: () => Promise<ReadonlyMap<string, CorrectionCounts>>
  /** Changes of classification in force. */
  readonly reclassified: () => Promise<readonly ClassificationChange[]>
  /** Epoch ms. */
  readonly now?: () => number
}

/** A source of entries that counts at most once in a while, and once for all who ask at the same time. */
export function catalogueEntries({
  lines,
  hosts,
  corrections,
  reclassified,
  now = Date.now,
}: EntrySources): () => Promise<readonly CatalogueEntry[]> {
  let kept: { readonly until: number; readonly entries: Promise<readonly CatalogueEntry[]> } | null = null
  return async () => {
    if (kept === null || kept.until < now()) kept = { until: now() + KEEP_MS, entries: made() }
    const [entries, changes] = await Promise.all([kept.entries, reclassified()])
    return changes.length === 0 ? entries : entries.map((entry) => regraded(entry, changes))
  }

  async function made(): Promise<readonly CatalogueEntry[]> {
    const figures = await Promise.allSettled(hosts.map(({ quality }) => quality(AbortSignal.timeout(WAIT_MS))))
    const departments = new Map(
      hosts.map(({ spec }, at) => {
        const found = figures[at]
        return [spec.name, { spec, tables: found?.status === 'fulfilled' ? found.value : null }] as const
      }),
    )
    const counts = await corrections()
    return lines().map((line) => {
      const known = departments.get(line.department)
      return {
        ...entryOf(line, known, now()),
        corrections: known ? (counts.get(line.department) ?? noCorrections) : null,
      }
    })
  }
}

/** What fields and departments are called, without counting anything. A page, an edge and a cursor have no name. */
export function chineseNames(lines: readonly CatalogueLine[]): ChineseNames {
  const fields = lines.flatMap(({ coordinate, meaning }) => {
    const name = bilingual(meaning).meaningZh
    return name === null ? [] : [[coordinate, name] as const]
  })
  const departments = lines.map(({ department, departmentTitle }) => [department, departmentTitle] as const)
  return { fields: new Map(fields), departments: new Map(departments) }
}

// Private:

interface Known {
  readonly spec: DepartmentSpec
  /** Null while the department does not answer. */
  readonly tables: readonly TableQuality[] | null
}

const noCorrections: CorrectionCounts = { asked: 0, accepted: 0, refused: 0, overdue: 0 }

function entryOf(line: CatalogueLine, known: Known | undefined, at: number): Omit<CatalogueEntry, 'corrections'> {
  const [record = '', field = ''] = line.coordinate.split('.')
  const [owner, own] = known ? origin(known.spec, record, field) : [record, field]
  const table = known?.tables?.find((one) => one.record === owner)
  const asOf = table?.asOf ?? null
  return {
    coordinate: line.coordinate,
    department: line.department,
    departmentTitle: line.departmentTitle,
    record,
    field,
    ...bilingual(line.meaning),
    format: line.format,
    level: line.level,
    category: line.category,
    sharing: line.sharing,
    updateCycleHours: known?.spec.cycleHours ?? null,
    asOf,
    freshness: freshness(known, asOf, at),
    quality: table ? qualityOf(table, own) : null,
    applicants: applicants[line.sharing],
    answerWithinWorkingDays: answerDays[line.sharing],
    path: cataloguePath(line),
  }
}

/** As it is graded at this moment, whatever was counted a while ago. */
function regraded(entry: CatalogueEntry, changes: readonly ClassificationChange[]): CatalogueEntry {
  const place = entry as CatalogueEntry & Classified
  const now = regrade(place, changes)
  if (now === place) return entry
  const { level, sharing } = now
  return { ...entry, level, sharing, applicants: applicants[sharing], answerWithinWorkingDays: answerDays[sharing] }
}

/** Where a field of an entity comes from: the record's own field that was lifted onto it. */
function origin(spec: DepartmentSpec, type: string, field: string): readonly [record: string, field: string] {
  const extension = Object.entries(spec.extend).find(([kind]) => kind === type)?.[1]?.[field]
  return extension?.kind === 'lifted' ? [extension.record.name, extension.field] : [type, field]
}

function freshness(known: Known | undefined, asOf: string | null, at: number): string {
  if (!known) return 'LIVE'
  if (known.tables === null) return 'UNAVAILABLE'
  if (asOf === null) return 'LIVE'
  return at - Date.parse(asOf) > known.spec.cycleHours * HOUR_MS ? 'STALE' : 'FRESH'
}

function qualityOf(table: TableQuality, field: string): CatalogueQuality | null {
  const value = table.fields.find((one) => one.field === field)
  const role = table.roles.find((one) => one.role === field)
  if (!value && !role) return null
  const filled = value?.filled ?? role?.named ?? 0
  const remarked = sum(value?.issues ?? {})
  return {
    rows: table.rows,
    looked: table.looked,
    mapped: Math.max(0, filled - remarked),
    empty: table.looked - filled,
    remarked,
    quarantined: sum(table.quarantined),
    unlinked: role?.withoutKey ?? null,
  }
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0)

/** `Day of birth (出生日期). (公安局)` → English and Chinese. The department's name at the end has a column of its own. */
function bilingual(meaning: string): { readonly meaning: string; readonly meaningZh: string | null } {
  const own = meaning.replace(/\s*\([^()]*\)$/, (tail) => (/\.\s*\([^()]*\)$/.test(meaning) ? '' : tail))
  const found = /\s*\(([^()]*\p{Script=Han}[^()]*)\)/u.exec(own)
  if (!found) return { meaning: own, meaningZh: null }
  return { meaning: own.replace(found[0], ''), meaningZh: found[1] ?? null }
}

/** Order 809: unconditional means free between departments, not public; nobody may add conditions of their own. */
const applicants: Readonly<Record<CatalogueLine['sharing'], string>> = {
  UNCONDITIONAL: '各部门 every department',
  CONDITIONAL: '履职需要的部门, 须写明依据、场景、范围、方式、期限 departments that need it for their duties',
  NEVER: '不受理申请 nobody',
}
const answerDays: Readonly<Record<CatalogueLine['sharing'], number | null>> = {
  UNCONDITIONAL: 1,
  CONDITIONAL: 10,
  NEVER: null,
}
