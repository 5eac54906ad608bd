/**
 * A contestant in a process of its own, as it would run in a city: what one variant teaches the compiler and leaves on the heap is not
 * the other's. The processes take turns; only one works while something is measured.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { inThisProcess, type Contestant, type Cost, type Variant } from './harness.ts'

interface Task {
  readonly kind: 'warmUp' | 'turn'
  readonly operations: number
  readonly inFlight: number
}

export interface ForkedContestant extends Contestant {
  close(): void
}

/** Starts `entry` (a path from the project's folder) with the arguments and waits until it says that it is ready. */
export async function inOwnProcess(name: string, entry: string, args: readonly string[]): Promise<ForkedContestant> {
  const child = fork('scripts/run.mjs', [entry, ...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await answerOf(child)
  const ask = (task: Task): Promise<Cost | null> => {
    child.send(task)
    return answerOf(child)
  }
  return {
    name,
    async warmUp(operations, inFlight) {
      await ask({ kind: 'warmUp', operations, inFlight })
    },
    async turn(operations, inFlight) {
      const cost = await ask({ kind: 'turn', operations, inFlight })
      if (!cost) throw new Error(`${name} measured nothing`)
      return cost
    },
    close: () => child.kill(),
  }
}

/** The other end: says that the variant is ready, then does what is asked. */
export function serveTurns(variant: Variant): void {
  const contestant = inThisProcess(variant, 'own')
  process.on('message', (task: Task) => {
    const { operations, inFlight } = task
    const work =
      task.kind === 'turn'
        ? contestant.turn(operations, inFlight)
        : contestant.warmUp(operations, inFlight).then(() => null)
    work.then(
      (cost) => process.send?.(cost),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
  process.send?.(null)
}

// Private:

function answerOf(child: ChildProcess): Promise<Cost | null> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a contestant ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (cost: Cost | null) => {
      child.off('exit', ended)
      resolve(cost)
    })
  })
}
