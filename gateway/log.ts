/**
 * The gateway's log: pino, with every string masked before it is written. Identity numbers (18 or 15 digits) and telephone numbers
 * must not reach a log even inside a message or a stack that a department sent.
 */
import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>

/** 18 digits (the last may be X), 15 digits, mobile and landline numbers; full-width digits and blanks between are no disguise. */
const numbers =
  /(?<![\dA-Za-z])(?:\d[\s-]?){17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)|(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d(?:[\s-]?\d){8}(?!\d)|(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)/g

export function maskText(text: string): string {
  const ascii = text.replace(/[０-９Ｘｘ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
  return ascii.replace(numbers, '***')
}

/** A copy with every string masked; errors become name, message, stack and cause. Deep and cyclic things are cut. */
export function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value)
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isSafeInteger(value)))
    return maskText(String(value))
  if (typeof value === 'number') return value > 1e10 ? maskNumber(value) : value
  if (typeof value !== 'object' || value === null) return value
  if (depth > 5) return '…'
  if (value instanceof Error) {
    const { name, message, stack, cause } = value
    return maskValue({ type: name, message, stack, ...(cause !== undefined && { cause }) }, depth + 1)
  }
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => maskValue(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [maskText(key), maskValue(item, depth + 1)]))
}

export function createLog(options: { readonly level?: string; readonly destination?: DestinationStream } = {}): Log {
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      serializers: { err: (error: unknown) => maskValue(error), error: (error: unknown) => maskValue(error) },
      formatters: { log: (entry) => maskValue(entry) as Record<string, unknown> },
      hooks: {
        logMethod(args, method) {
          // pino takes a bare error's message as it is.
          const [first, ...rest] = args as unknown[]
          const given = first instanceof Error ? [{ err: first }, rest[0] ?? first.message] : [first, ...rest]
          const masked = given.map((arg) => (typeof arg === 'string' ? maskText(arg) : arg))
          method.apply(this, masked as Parameters<typeof method>)
        },
      },
    },
    options.destination ?? pino.destination(2),
  )
}

// Private:

/** Times in milliseconds (13 digits) stay; a number that could be a telephone or an identity number does not. */
function maskNumber(value: number): number | string {
  const text = String(value)
  const masked = maskText(text)
  return masked === text ? value : masked
}
