/** How many calls a source allows: so many in any second, so many in a day of Asia/Shanghai. Refused at once rather than queued. */
import { SourceError } from './adapter.ts'
import { shanghaiTime } from './service-hours.ts'

interface QuotaLimits {
  readonly perSecond?: number
  readonly perDay?: number
}

export class Quota {
  private readonly department: string
  private readonly limits: QuotaLimits
  private readonly now: () => Date
  private recent: number[] = []
  private day = ''
  private today = 0

  constructor(department: string, limits: QuotaLimits, now: () => Date = () => new Date()) {
    this.department = department
    this.limits = limits
    this.now = now
  }

  /** Counts one call. Throws SourceError QUOTA_EXCEEDED, and then the call is not counted. */
  take(): void {
    const now = this.now()
    const day = shanghaiTime(now).slice(0, 10)
    if (day !== this.day) {
      this.day = day
      this.today = 0
    }
    this.recent = this.recent.filter((instant) => instant > now.getTime() - 1000)
    const { perSecond = Infinity, perDay = Infinity } = this.limits
    if (this.recent.length >= perSecond || this.today >= perDay) {
      throw new SourceError('QUOTA_EXCEEDED', this.department, 'The quota of the source is used up')
    }
    this.recent.push(now.getTime())
    this.today++
  }
}
