/**
 * Makes a person's copy: asks the hub's own graph with the person's own rights, so that it holds what the person could read field by field,
 * decided, masked and audited there, and nothing else. Kept nowhere.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parse } from 'graphql'
import { createDecider } from '../../access/decide.ts'
import type { AccessContext } from '../../access/principal.ts'
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

export interface PersonalExport {
  readonly copy: Exporter
  /** Plans the operations of a copy for who has these rights, so that the first person to ask does not make everybody wait. Stops at `signal`. */
  warm(access: AccessContext, signal: AbortSignal): Promise<void>
}

export function createExporter({ gateway, lines, asOf }: ExporterParts): PersonalExport {
  const byCoordinate = new Map(lines.map((line) => [line.coordinate, line]))
  const titles = new Map(lines.map((line) => [line.department, line.departmentTitle]))
  const documents = new Map(
    copyDocuments(gateway.schema, (coordinate) => byCoordinate.get(coordinate)?.department ?? null).map((made) => [
      made.department,
      { ...made, document: parse(made.source) },
    ]),
  )
  const copy: Exporter = async (access, only, signal) => {
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
      const answer = inTime(until, copied, () => notAnswered(one.department, titleOf(one.department)))
      asked.push(answer)
      await inTurn(() => answer.catch(() => undefined))
    }
    const departments = await Promise.all(asked)
    return { departments, html: copyPage(departments, instantText(access.at)) }
  }
  return {
    copy,
    async warm(access, signal) {
      const decider = createDecider(access)
      for (const { document } of documents.values()) {
        if (signal.aborted) return
        await inTurn(async () => gateway.warm(document, 'PersonalCopy', decider))
      }
    },
  }
}

// Private:

/** The longest that the next department waits for one before it, and then for others. */
const TURN_MS = 50

/**
 * A copy asks twenty departments for all they have: it must not hold up who asks for little. One part is worked on at a time, and after it
 * others have as long.
 */
async function inTurn(work: () => Promise<unknown>): Promise<void> {
  const began = performance.now()
  const given = new AbortController()
  await Promise.race([work(), pause(TURN_MS, undefined, { signal: given.signal }).catch(() => undefined)])
  given.abort()
  await pause(Math.min(performance.now() - began, TURN_MS))
}

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
