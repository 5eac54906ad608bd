/** Some departments answer in office hours only. Hours are local: Asia/Shanghai, which has no summer time. */

export interface Hours {
  readonly from: string
  readonly to: string
}

/** True at `from`, false at `to`; hours that end before they begin run over midnight. */
export function isOpen(hours: Hours, now: Date): boolean {
  const time = shanghaiTime(now).slice(11, 16)
  return hours.from <= hours.to ? time >= hours.from && time < hours.to : time >= hours.from || time < hours.to
}

/** `2026-11-25 17:34:11`, whatever time zone the process has. */
export function shanghaiTime(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

/** Number of the local day. */
export function shanghaiDay(now: Date): number {
  return Math.floor((now.getTime() + 8 * 3_600_000) / 86_400_000)
}
