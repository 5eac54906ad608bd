/**
 * The answer to a message, original mode: AA when it is stored or was stored before, AE when sending it again may help, AR when it will
 * never be taken. ERR-3 has a code of HL7 table 0357. Nothing of the message's content is said back.
 */
import type { readHeader } from './message.ts'

type Verdict = 'AA' | 'AE' | 'AR'

export interface Outcome {
  readonly verdict: Verdict
  /** HL7 table 0357; null for AA. */
  readonly error: '100' | '101' | '103' | '200' | '202' | '205' | '207' | null
}
export const accepted: Outcome = { verdict: 'AA', error: null }

type Header = NonNullable<ReturnType<typeof readHeader>>

/** Null when the message has no identifier to answer to. `now` in milliseconds since 1970. */
export function acknowledge(header: Header | null, outcome: Outcome, now: number): Buffer | null {
  const id = (header?.fields[10] ?? '').slice(0, LONGEST_ECHO)
  if (header === null || id === '') return null
  const { field: f, component: c, repetition, escape, subcomponent } = header.separators
  const at = (n: number) => (header.fields[n] ?? '').slice(0, LONGEST_ECHO)
  const [, trigger = ''] = at(9).split(c)
  const time = clock(now)
  const type = trigger === '' ? 'ACK' : `ACK${c}${trigger}${c}ACK`
  const msh = [
    `MSH${f}${c}${repetition}${escape}${subcomponent}`,
    at(5),
    at(6),
    at(3),
    at(4),
    time,
    '',
    type,
    `${time}${String(answered++ % 1_000_000).padStart(6, '0')}`,
    at(11) || 'P',
    at(12) || '2.4',
  ]
  const segments = [msh.join(f), ['MSA', outcome.verdict, id].join(f)]
  if (outcome.error !== null) segments.push(['ERR', '', '', `${outcome.error}${c}${c}HL70357`, 'E'].join(f))
  return Buffer.from(`${segments.join('\r')}\r`, 'latin1')
}

// Private:

/** No identifier is longer; what is sent back is not for the sender to choose. */
const LONGEST_ECHO = 199

let answered = 0

/** The city's clock. */
const clock = (now: number) => new Date(now + 8 * 3_600_000).toISOString().slice(0, 19).replace(/[-:T]/g, '')
