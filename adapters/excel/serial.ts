/**
 * Days as a workbook keeps them: a count of days with the time of day as its fraction. No zone and no `Date` in local time is involved, so
 * the zone of the process cannot move a day. Excel counts a 29 February 1900 that never was: serial 60 is written as that day, which no
 * calendar has, so that whoever reads it flags it. Workbooks from old Macs count from 1904 (`date1904`).
 */

const dayMs = 86_400_000
/** 9999-12-31, the last day that Excel knows. */
const lastSerial = 2_958_465

/** `2024-01-31`, with a time `2024-01-31 23:59:59` or `….900`, a time alone `08:30:00`; null when the number is no day. */
export function serialText(serial: number, date1904: boolean): string | null {
  if (!(serial >= 0) || serial >= lastSerial + 1) return null
  // To the millisecond: the fraction of a double is no better.
  const ms = Math.round(serial * dayMs)
  const day = Math.floor(ms / dayMs)
  const time = timeText(ms - day * dayMs)
  if (day === 0 && !date1904 && ms > 0) return time
  return [dayText(day, date1904), time].filter((part) => part !== '').join(' ')
}

/** Whether a number format shows days or times: `yyyy-mm-dd`, `m"月"d"日"`, `[h]:mm`. */
export function isDateFormat(format: string): boolean {
  const bare = format
    .split(';', 1)[0]!
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
  return /[ymdhs]/i.test(bare.replace(/general/i, '')) && !/[0#?]/.test(bare.replace(/\.0+/g, ''))
}

/** Formats that a workbook names by number alone; 27 to 36 and 50 to 58 are days in Chinese, Japanese and Korean editions. */
export function isDateFormatId(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
}

// Private:

function dayText(day: number, date1904: boolean): string {
  if (!date1904 && day === 60) return '1900-02-29'
  if (!date1904 && day === 0) return '1900-01-00'
  const days = date1904 ? day - 24_107 : day - 25_569 + (day < 60 ? 1 : 0)
  return new Date(days * dayMs).toISOString().slice(0, 10)
}

function timeText(ms: number): string {
  if (ms === 0) return ''
  const text = new Date(ms).toISOString().slice(11, 23)
  return text.endsWith('.000') ? text.slice(0, 8) : text
}
