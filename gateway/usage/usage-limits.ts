/**
 * How much somebody may read, in persons rather than requests: a list of a hundred weighs a hundred times a card, and the same card again
 * weighs nothing. And how much whoever writes queries freely may ask the hub to do. One table; the numbers are meant for a city of this
 * size: a grid has about a thousand residents, a mediator a dozen open cases.
 */
import type { Role } from '../../access/principal.ts'

export interface UsageLimit {
  readonly role: Role
  /** Code of a purpose; for all purposes that have no line of their own without it. */
  readonly purpose?: string
  /** Different persons within a clock hour, and within 24 of them. */
  readonly personsAnHour: number
  readonly personsADay: number
  /** Estimated cost (limits/cost.ts) of what is asked within a clock hour. */
  readonly costAnHour: number
}

export const usualUsage: readonly UsageLimit[] = [
  { role: 'grid-worker', personsAnHour: 600, personsADay: 2_000, costAnHour: 500_000 },
  { role: 'mediator', personsAnHour: 200, personsADay: 600, costAnHour: 300_000 },
  { role: 'citizen', personsAnHour: 30, personsADay: 60, costAnHour: 50_000 },
  { role: 'developer', personsAnHour: 500, personsADay: 2_000, costAnHour: 300_000 },
  { role: 'bi', personsAnHour: 0, personsADay: 0, costAnHour: 1_000_000 },
  { role: 'auditor', personsAnHour: 0, personsADay: 0, costAnHour: 300_000 },
  { role: 'data-officer', personsAnHour: 1_000, personsADay: 5_000, costAnHour: 500_000 },
]

/** Counted as always and never reached: for attacks and benchmarks, which ask more in a minute than anybody in a day. */
export const unreachableUsage: readonly UsageLimit[] = usualUsage.map(({ role }) => ({
  role,
  personsAnHour: 1e9,
  personsADay: 1e9,
  costAnHour: 1e12,
}))

/** The widest of the roles' lines; a role without a line has what a citizen has. */
export function usageLimitOf(
  lines: readonly UsageLimit[],
  roles: readonly Role[],
  purpose: string | null,
): Omit<UsageLimit, 'role' | 'purpose'> {
  const found = roles.map(
    (role) =>
      lines.find((line) => line.role === role && line.purpose === purpose) ??
      lines.find((line) => line.role === role && line.purpose === undefined) ??
      smallest,
  )
  return {
    personsAnHour: Math.max(0, ...found.map((line) => line.personsAnHour)),
    personsADay: Math.max(0, ...found.map((line) => line.personsADay)),
    costAnHour: Math.max(0, ...found.map((line) => line.costAnHour)),
  }
}

/** Lines as an operator writes them in a file, in place of the usual ones of the same role and purpose. Throws an Error that says which is wrong. */
export function readUsageLimits(given: unknown): readonly UsageLimit[] {
  if (!Array.isArray(given)) throw new Error('the usage limits are a list of lines')
  const own = given.map((line: unknown, at) => {
    if (!isLine(line)) throw new Error(`line ${at + 1} of the usage limits is not one`)
    return line
  })
  const replaced = (usual: UsageLimit) => own.some((line) => line.role === usual.role && line.purpose === usual.purpose)
  return [...own, ...usualUsage.filter((line) => !replaced(line))]
}

// Private:

const smallest = { personsAnHour: 30, personsADay: 60, costAnHour: 50_000 }
const numbers = ['personsAnHour', 'personsADay', 'costAnHour'] as const

function isLine(line: unknown): line is UsageLimit {
  const given = (line ?? {}) as Readonly<Record<string, unknown>>
  return (
    typeof given['role'] === 'string' &&
    (given['purpose'] === undefined || typeof given['purpose'] === 'string') &&
    numbers.every((name) => Number.isSafeInteger(given[name]) && (given[name] as number) >= 0) &&
    Object.keys(given).every(
      (name) => name === 'role' || name === 'purpose' || (numbers as readonly string[]).includes(name),
    )
  )
}
