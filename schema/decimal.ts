/**
 * Reads numbers. A decimal stays text with the source's digits (a float would change the last ones of a BIGINT or DECIMAL(20,0));
 * only an integer that a float holds exactly becomes a number.
 */
import { nothing, read, unread, type Reading } from './reading.ts'
import { isFiller, plainToken } from './source-text.ts'

/** Longest number of any legacy column (Oracle NUMBER has 38 digits); also keeps exponents from blowing up. */
const MAX_DIGITS = 60
const MAX_RAW = 1000

/** Canonical decimal text: `-?digits(.digits)?` without leading zeros. Stars and hashes mean that the column was too narrow. */
export function readDecimal(raw: string): Reading<string> {
  if (raw.length > MAX_RAW) return unread('NOT_A_NUMBER')
  const text = plainToken(raw)
    .replace(/，/g, ',')
    .replace(/\s+/g, '')
    .replace(/^[¥￥]|元$/g, '')
    .replace(/^[−–—](?=\d)/, '-')
  if (text === '') return nothing
  if (/^[*#]+$/.test(text)) return unread('OVERFLOW')
  if (isFiller(text)) return unread('FILLER')
  const bracketed = /^\((.+)\)$/.exec(text)
  const trailing = /^([\d.,]+)-$/.exec(text)
  const signed = bracketed ? `-${bracketed[1]}` : trailing ? `-${trailing[1]}` : text
  const match = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(signed)
  const whole = match?.[2]?.replaceAll(',', '') ?? ''
  const fraction = match?.[3] ?? ''
  if (!match || whole + fraction === '') return unread('NOT_A_NUMBER')
  const exponent = Number(match[4] ?? 0)
  if (whole.length + fraction.length + Math.abs(exponent) > MAX_DIGITS) return unread('OVERFLOW')
  return read(canonical(match[1] === '-', whole, fraction, exponent))
}

/** A safe integer; a fraction of zeros is none. */
export function readInteger(raw: string): Reading<number> {
  const decimal = readDecimal(raw)
  if (decimal.value === null) return decimal.issue === null ? nothing : unread(decimal.issue)
  if (!/^-?\d+(\.0*)?$/.test(decimal.value)) return unread('NOT_A_NUMBER')
  const value = Number(decimal.value)
  return Number.isSafeInteger(value) ? read(value) : unread('OVERFLOW')
}

/** Whether the text is a decimal as `readDecimal` gives it. */
export function isDecimal(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.length <= MAX_DIGITS + 2
}

// Private:

/** The point is moved in the text, so that no digit changes. */
function canonical(negative: boolean, whole: string, fraction: string, exponent: number): string {
  const digits = (whole + fraction).padStart(whole.length + Math.max(0, -exponent) + fraction.length, '0')
  const point = digits.length - fraction.length + exponent
  const padded = digits.padEnd(point, '0')
  const integer = padded.slice(0, point).replace(/^0+(?=\d)/, '') || '0'
  const rest = padded.slice(point)
  const text = rest === '' ? integer : `${integer}.${rest}`
  return negative && /[1-9]/.test(text) ? `-${text}` : text
}
