/** How many calls a source allows: so many in any second, so many in a day of Asia/Shanghai. Refused at once rather than queued. */
import { SourceError } from './adapter.ts'
import { shanghaiDay } from './service-hours.ts'

interface QuotaLimits {
  readonly perSecond?: number
  readonly perDay?: number
}

export class Quota {
  private readonly department: string
  private readonly limits: QuotaLimits
  private readonly now: () => Date
  private recent: number[] = []
  private day = 0
  private today = 0

  constructor(department: string, limits: QuotaLimits, now: () => Date = () => new Date()) {
    this.department = department
    this.limits = limits
    this.now = now
  }

  /** Counts one call. Throws SourceError QUOTA_EXCEEDED, and then the call is not counted. */
  take(): void {
    const { perSecond, perDay } = this.limits
    if (perSecond === undefined && perDay === undefined) return
    const now = this.now()
    const day = shanghaiDay(now)
    if (day !== this.day) {
      this.day = day
      this.today = 0
    }
    this.recent = this.recent.filter((instant) => instant > now.getTime() - 1000)
    if (this.recent.length >= (perSecond ?? Infinity) || this.today >= (perDay ?? Infinity)) {
      throw new SourceError('QUOTA_EXCEEDED', this.department, 'The quota of the source is used up')
    }
    this.recent.push(now.getTime())
    this.today++
  }
}
