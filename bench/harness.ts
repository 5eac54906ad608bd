/**
 * Compares variants of one operation. Absolute times drift on shared machines, so variants take turns in one process and only their
 * ratios are believed.
 *
 * Turns: each round runs every variant once, every second round in reverse (A B B A), so that a drift meets all alike. A round's
 * ratio is taken within the round; the result is the median over rounds.
 * CPU: `process.cpuUsage()`, user and system, all threads: garbage collection and compilation count as well.
 * Allocation: bytes that the JavaScript heap gave out. V8's GC profiler reports the heap before and after each collection, so
 * allocated = Σ (before − after the one before) + what is left at the end. Memory outside the heap (Buffers) is not in it.
 * In a shared process the heap is collected before each turn, so that nobody pays for another's garbage. In a process of its own there
 * is no other's, and a collection on demand also throws away what the compiler learned: the next 300 person cards cost ours half as much
 * again (measured), which no hub in service does to itself. There each pays for its own garbage as it comes.
 */
import { GCProfiler, getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface Variant {
  readonly name: string
  /** One operation. Its result is awaited and thrown away; a check that it is right belongs before the measurement. */
  readonly run: () => unknown
  /** Does what operations leave for later. Each turn ends with it and pays for it: it must not fall into another's. */
  readonly settle?: () => Promise<void>
}

/** A variant that takes its turns somewhere else, e.g. in a process of its own (own-process.ts). */
export interface Contestant {
  readonly name: string
  warmUp(operations: number, inFlight: number): Promise<void>
  turn(operations: number, inFlight: number): Promise<Cost>
}

export interface Turns {
  /** Even, so that forward and backward are as many. */
  readonly rounds: number
  readonly operationsPerTurn: number
  readonly warmUpOperations: number
  /** Operations under way at the same time, for all variants alike; 1 by default. */
  readonly inFlight?: number
}

export interface Cost {
  /** CPU milliseconds of one operation. */
  readonly cpuMs: number
  /** Heap bytes given out by one operation. */
  readonly bytes: number
}

export interface Comparison {
  readonly costs: Readonly<Record<string, Cost>>
  /** How many times the CPU (or bytes) of `over` the variant `of` takes: medians of the rounds' own ratios. */
  ratio(of: string, over: string): { readonly cpu: number; readonly bytes: number }
}

export async function compare(variants: readonly (Variant | Contestant)[], turns: Turns): Promise<Comparison> {
  const contestants = variants.map((variant) => ('turn' in variant ? variant : inThisProcess(variant)))
  if (turns.rounds < 2 || turns.rounds % 2 === 1) throw new RangeError('rounds must be even and at least 2')
  const inFlight = turns.inFlight ?? 1
  // Nothing is measured yet, so they need not wait for each other.
  await Promise.all(contestants.map((contestant) => contestant.warmUp(turns.warmUpOperations, inFlight)))
  const rounds: Map<string, Cost>[] = []
  for (let round = 0; round < turns.rounds; round++) {
    const costs = new Map<string, Cost>()
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      costs.set(contestant.name, await contestant.turn(turns.operationsPerTurn, inFlight))
    }
    rounds.push(costs)
  }
  const over = (name: string, quantity: keyof Cost) => rounds.map((costs) => costOf(costs, name)[quantity])
  return {
    costs: Object.fromEntries(
      contestants.map(({ name }) => [name, { cpuMs: median(over(name, 'cpuMs')), bytes: median(over(name, 'bytes')) }]),
    ),
    ratio: (of, base) => ({
      cpu: median(rounds.map((costs) => costOf(costs, of).cpuMs / costOf(costs, base).cpuMs)),
      bytes: median(rounds.map((costs) => costOf(costs, of).bytes / costOf(costs, base).bytes)),
    }),
  }
}

/** The middle value; the mean of the two middle ones when there is no one middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median of nothing')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** A table for people; the machine reads the JSON that the benchmark prints last. */
export function table({ costs, ratio }: Comparison, base: string): string {
  const rows = Object.entries(costs).map(([name, cost]) => {
    const { cpu, bytes } = ratio(name, base)
    return [name, cost.cpuMs.toFixed(3), `${cpu.toFixed(2)}×`, (cost.bytes / 1024).toFixed(1), `${bytes.toFixed(2)}×`]
  })
  const lines = [['variant', 'CPU ms', `over ${base}`, 'heap KB', `over ${base}`], ...rows]
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? []
  return lines
    .map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n')
}

/** Takes its turns in this process, which it shares with others, or has to itself. */
export function inThisProcess(variant: Variant, process: 'shared' | 'own' = 'shared'): Contestant {
  return {
    name: variant.name,
    warmUp: async (operations, inFlight) => {
      await repeat(variant, operations, inFlight)
      await variant.settle?.()
    },
    turn: (operations, inFlight) => {
      if (process === 'shared') collect()
      return measure(variant, operations, inFlight)
    },
  }
}

// Private:

async function measure(variant: Variant, operations: number, inFlight: number): Promise<Cost> {
  const profiler = new GCProfiler()
  profiler.start()
  const heapBefore = getHeapStatistics().used_heap_size
  const cpuBefore = process.cpuUsage()
  await repeat(variant, operations, inFlight)
  await variant.settle?.()
  const cpu = process.cpuUsage(cpuBefore)
  const heapAfter = getHeapStatistics().used_heap_size
  let given = 0
  let level = heapBefore
  for (const { beforeGC, afterGC } of profiler.stop()?.statistics ?? []) {
    given += Math.max(0, beforeGC.heapStatistics.usedHeapSize - level)
    level = afterGC.heapStatistics.usedHeapSize
  }
  given += Math.max(0, heapAfter - level)
  return { cpuMs: (cpu.user + cpu.system) / 1000 / operations, bytes: given / operations }
}

async function repeat(variant: Variant, operations: number, inFlight: number): Promise<void> {
  let left = operations
  const work = async () => {
    while (left-- > 0) await variant.run()
  }
  await Promise.all(Array.from({ length: inFlight }, work))
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function costOf(costs: ReadonlyMap<string, Cost>, name: string): Cost {
  const cost = costs.get(name)
  if (!cost) throw new RangeError(`no variant ${name}`)
  return cost
}
