/**
 * One cell of the matrix: whole before, spoilt, healed. Asserts that the fault costs its own department alone, that the gap has a reason of
 * the table of codes and tells nothing of the inside, that what was loaded stays, and that all comes back without a restart.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Adapter } from '../../adapters/adapter.ts'
import { applies, faultNames, type FaultName, type SourceKind } from '../../samples/faults/kinds.ts'
import { errorCodes } from '../../schema/errors.ts'
import { lookAt } from '../look-at.ts'
import type { TestHub } from '../start-test-hub.ts'
import { ask, askOnly, type Said } from './city.ts'
import { ownPaths, technologies, type TechnologyRow } from './technologies.ts'

export interface Cell {
  readonly row: TechnologyRow
  readonly fault: FaultName
}

/** What a cell showed: the code given for the gap, or a remark on the source; null when the answer stayed whole without one. */
export interface Shown {
  readonly code: string | null
  readonly milliseconds: number
}

export const cells: readonly Cell[] = technologies.flatMap((row) =>
  faultNames.filter((fault) => applies[fault][row.kind] === true).map((fault) => ({ row, fault })),
)

/** Faults that a live source has and its caller never sees: late is not lost, and nobody reads the clock of an answer. */
const unseen: readonly FaultName[] = ['latency', 'ahead']
const keeps: readonly SourceKind[] = ['file', 'stream']

const RECOVERY_MS = 8_000
const MOST_HEAP_MB = 96
const FLOOD_QUESTIONS = 32
/** Turns at one source, and as many that were given up and are not yet closed. */
const MOST_AT_ONCE = 32
const inside =
  /127\.0\.0\.1|localhost|ECONN|sqlite|select |\.dbf|\.xlsx?|\.shp|\.geojson|\.del\b|\.db\b|at file|pentagraph-e2e|370283\d{12}/i

/** Throws an Error that says what was not as it has to be. */
export async function tryCell(city: TestHub, { row, fault }: Cell): Promise<Shown> {
  const began = Date.now()
  const before = await whole(city, 'before the fault')
  const heap = process.memoryUsage().heapUsed
  const adapter = adapterOf(city, row)
  const injected = await row.inject(city, fault)
  let code: string | null
  try {
    if (row.kind === 'file') await refresh(adapter)
    const said = fault === 'flood' && row.kind === 'request' ? await flood(city, row) : await ask(city)
    if (row.kind === 'request') expectThat(mostOf(city, row) <= MOST_AT_ONCE, `${mostOf(city, row)} calls at once`)
    expectThat(said.status === 200, `HTTP status ${said.status}`)
    sameElsewhere(row, before, said)
    const lost = !keeps.includes(row.kind) && !unseen.includes(fault)
    // Pages of a database that were read before may still be in memory.
    const cached = row.kind === 'database' && fault === 'cutOff' && said.gaps.length === 0
    code = lost && !cached ? gapOf(row, said) : await kept(row, fault, before, said, adapter)
  } finally {
    await injected.heal()
    if (row.kind === 'file') await refresh(adapter)
  }
  await recovered(city, row, adapter, before)
  const grown = (process.memoryUsage().heapUsed - heap) / 1_048_576
  expectThat(grown < MOST_HEAP_MB, `${grown.toFixed(0)} MB more on the heap`)
  return { code, milliseconds: Date.now() - began }
}

// Private:

function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}

async function whole(city: TestHub, when: string): Promise<Said> {
  const said = await ask(city)
  const missing = [...technologies.map(({ path }) => path), ...ownPaths]
    .map((path) => path.join('.'))
    .filter((place) => isEmpty(lookAt(said.data, place)))
  expectThat(missing.length === 0, `${when} nothing at ${missing.join(', ')}`)
  expectThat(said.gaps.length === 0, `${when} gaps: ${reasonsOf(said)}`)
  return said
}

/** What the answer says of its gaps. */
function reasonsOf({ gaps }: Said): string {
  return JSON.stringify(gaps.map(({ extensions }) => extensions))
}

function isEmpty(part: unknown): boolean {
  return part === null || part === undefined || lookAt(part, 'nodes.length') === 0
}

function sameElsewhere(row: TechnologyRow, before: Said, said: Said): void {
  const others = technologies.filter(({ department }) => department !== row.department).map(({ path }) => path)
  for (const path of [...others, ...ownPaths]) {
    const place = path.join('.')
    expectThat(
      isDeepStrictEqual(lookAt(said.data, place), lookAt(before.data, place)),
      `${place} is lost too: ${reasonsOf(said)}`,
    )
  }
}

/** The code of the one gap. */
function gapOf(row: TechnologyRow, said: Said): string {
  expectThat(lookAt(said.data, row.path.join('.')) === null, 'a value in spite of the fault')
  const [gap, ...others] = said.gaps
  expectThat(gap !== undefined && others.length === 0, `${said.gaps.length} gaps`)
  const { code, department } = gap.extensions
  expectThat(isDeepStrictEqual(gap.path, row.path), `a gap at ${gap.path.join('.')}`)
  expectThat(department === row.department, `a gap of ${String(department)}`)
  expectThat(typeof code === 'string' && Object.hasOwn(errorCodes, code), `the code ${String(code)}`)
  const errors = said.text.slice(0, said.text.lastIndexOf('"data"'))
  expectThat(!inside.test(errors), 'the gap tells of the inside')
  return code
}

/** The old values are there; of a file the status says why. */
async function kept(
  row: TechnologyRow,
  fault: FaultName,
  before: Said,
  said: Said,
  adapter: Adapter,
): Promise<string | null> {
  expectThat(said.gaps.length === 0, `gaps: ${reasonsOf(said)}`)
  expectThat(isDeepStrictEqual(said.data, before.data), 'the old values did not stay')
  if (row.kind !== 'file') return null
  const states = await adapter.state({ signal: AbortSignal.timeout(1_000) })
  const dated = states.flatMap(({ asOf }) => asOf ?? []).sort()
  expectThat(Date.parse(dated.at(-1) ?? '') < Date.now() + 86_400_000, `data as of ${dated.at(-1)}`)
  if (fault === 'behind') {
    expectThat((dated[0] ?? '') < '2021', `old data as of ${dated[0]}`)
    return 'STALE'
  }
  const remark = remarksOf(states)[0]
  expectThat(remark !== undefined, 'no remark on what was delivered')
  return remark
}

const remarksOf = (states: Awaited<ReturnType<Adapter['state']>>): readonly string[] =>
  states.flatMap(({ remarks }) => remarks.filter((remark) => /^(FILE_|FOLDER_)/.test(remark)))

async function recovered(city: TestHub, row: TechnologyRow, adapter: Adapter, before: Said): Promise<void> {
  const until = Date.now() + RECOVERY_MS
  for (;;) {
    if (row.kind === 'file') await refresh(adapter)
    const taken = row.accepts === undefined || (await row.accepts(city).catch(() => false))
    const said = await ask(city)
    const marked =
      row.kind === 'file' && remarksOf(await adapter.state({ signal: AbortSignal.timeout(1_000) })).length > 0
    if (taken && !marked && said.gaps.length === 0 && isDeepStrictEqual(said.data, before.data)) return
    expectThat(
      Date.now() < until,
      `not whole again: ${!taken ? 'a good message is not taken; ' : ''}${reasonsOf(said)}`,
    )
    await pause(30)
  }
}

/**
 * All at once, while nothing is answered. Only the whole question is held against the others’ values: were all of them whole, every other
 * department would be flooded too.
 */
async function flood(city: TestHub, { path }: TechnologyRow): Promise<Said> {
  const [field = ''] = path
  const flooding = Array.from({ length: FLOOD_QUESTIONS - 1 }, () => askOnly(city, field))
  const [said, ...others] = await Promise.all([ask(city), ...flooding])
  expectThat(
    others.every(({ status, data }) => status === 200 && lookAt(data, field) === null),
    'a question of the flood was not answered, or in spite of the fault',
  )
  return said
}

function mostOf({ hub }: TestHub, { department }: TechnologyRow): number {
  return hub.estate.servers.get(department)?.mostAtOnce ?? 0
}

function adapterOf({ hub }: TestHub, { department }: TechnologyRow): Adapter {
  const adapter = hub.hosts.find(({ spec }) => spec.name === department)?.runtime?.adapter
  if (!adapter) throw new Error(`${department} runs apart`)
  return adapter
}

function refresh(adapter: Adapter): Promise<void> {
  return adapter.refresh({ signal: AbortSignal.timeout(5_000) })
}
