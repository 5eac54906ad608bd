/** Days without instants: numbers of days since 1970-01-01 inside, texts as the legacy systems write them outside. */

/** The day on which the estate was drawn off its systems: fixed, so that the same seed gives the same bytes on any day. */
export const today = dayNumber(2026, 11, 24)
export const thisYear = 2026

export function dayNumber(year: number, month: number, day: number): number {
  return Math.floor(Date.UTC(year, month - 1, day) / 86_400_000)
}

/** 20261124 */
export function compactDay(day: number): string {
  return dashedDay(day).replaceAll('-', '')
}

/** 2026-11-24 */
export function dashedDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

/** 2026-1-4, as people type it. */
export function looseDay(day: number): string {
  const date = new Date(day * 86_400_000)
  return `${date.getUTCFullYear()}-${date.getUTCMonth() + 1}-${date.getUTCDate()}`
}

/** Days since 1899-12-30, as a spreadsheet counts them. */
export function serialDay(day: number): string {
  return String(day + 25_569)
}

/** 2026-11-24 08:30:00, local time of the city without a zone. */
export function localTime(day: number, secondOfDay: number): string {
  return new Date((day * 86_400 + secondOfDay) * 1000).toISOString().slice(0, 19).replace('T', ' ')
}

/** The nth day of a year of 365 days; 29 February is left out. */
export function dayOfYear(year: number, nth: number): number {
  const common = new Date(Date.UTC(2001, 0, 1 + nth))
  return dayNumber(year, common.getUTCMonth() + 1, common.getUTCDate())
}
