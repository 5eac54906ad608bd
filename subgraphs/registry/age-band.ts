/** Ten-year bands of age, which tell less than a birth date. A year or a month of birth gives no band: it could be either of two. */
import { shanghaiDay } from '../../schema/shanghai-time.ts'

/** `30-39` of a birth date of full precision at an instant (epoch ms); null for another precision, or a date to come. */
export function ageBand(birthDate: string, at: number): string | null {
  if (birthDate.length !== 10) return null
  const today = shanghaiDay(at)
  const had = today.slice(5) >= birthDate.slice(5)
  const age = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (had ? 0 : 1)
  if (age < 0) return null
  if (age >= 90) return '90+'
  const from = Math.floor(age / 10) * 10
  return `${from}-${from + 9}`
}
