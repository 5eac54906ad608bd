/**
 * Makes a person's copy: asks the hub's own graph with the person's own rights, so that it holds what the person could read field by field,
 * decided, masked and audited there, and nothing else. Kept nowhere.
 */
import { parse } from 'graphql'
import { createDecider } from '../../access/decide.ts'
import type { Gateway } from '../../gateway/gateway.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { instantText } from '../../schema/shanghai-time.ts'
import type { ExportedDepartment, Exporter } from '../../subgraphs/registry/rights/export.ts'
import type { CatalogueLine } from '../explorer/contract.ts'
import { collect, type CopyAnswer } from './collect.ts'
import { copyDocuments } from './document.ts'
import { copyPage } from './page.ts'

export interface ExporterParts {
  readonly gateway: Gateway
  readonly lines: readonly CatalogueLine[]
  /** Instant (ISO) of each department's data; null for one that is read live. */
  readonly asOf: () => Promise<ReadonlyMap<string, string | null>>
}

export function createExporter({ gateway, lines, asOf }: ExporterParts): Exporter {
  const byCoordinate = new Map(lines.map((line) => [line.coordinate, line]))
  const titles = new Map(lines.map((line) => [line.department, line.departmentTitle]))
  const documents = new Map(
    copyDocuments(gateway.schema, (coordinate) => byCoordinate.get(coordinate)?.department ?? null).map((made) => [
      made.department,
      { ...made, document: parse(made.source) },
    ]),
  )
  return async (access, only, signal) => {
    if (only?.some((department) => !documents.has(department)))
      throw pentagraphError('BAD_USER_INPUT', { argument: 'departments' })
    const context = { access, decider: createDecider(access), signal, passage: { reached: true } }
    const dates = asOf()
    const until = Date.now() + ANSWER_MS
    const titleOf = (department: string) => titles.get(department) ?? department
    const asked: Promise<ExportedDepartment>[] = []
    for (const one of documents.values()) {
      if (only !== null && !only.includes(one.department)) continue
      const copied = async () =>
        collect((await gateway.ask(one.document, one.source, 'PersonalCopy', context)) as CopyAnswer, one, {
          schema: gateway.schema,
          title: titleOf(one.department),
          meaningOf: (coordinate) => byCoordinate.get(coordinate)?.meaning ?? '',
          asOf: (await dates).get(one.department) ?? null,
        })
      asked.push(inTime(until, copied, () => notAnswered(one.department, titleOf(one.department))))
      // Planning the first copy of a process takes its time: others get their turn between two departments.
      await new Promise((resolve) => setImmediate(resolve))
    }
    const departments = await Promise.all(asked)
    return { departments, html: copyPage(departments, instantText(access.at)) }
  }
}

// Private:

/** The copy answers within the time of an operation with what is there by then; the rest can be asked for again. */
const ANSWER_MS = 6_500

/** What `work` gives, or `late` when it has not come by then. When it is too late to begin, it is not begun. */
async function inTime<T>(until: number, work: () => Promise<T>, late: () => T): Promise<T> {
  const left = until - Date.now()
  if (left <= 0) return late()
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), left)
  })
  return Promise.race([work(), over]).finally(() => clearTimeout(timer))
}

function notAnswered(department: string, title: string): ExportedDepartment {
  const withheld = [{ path: '', coordinate: null, reason: 'DEPARTMENT_UNAVAILABLE' }]
  return { department, title, state: 'UNAVAILABLE', values: [], withheld }
}
