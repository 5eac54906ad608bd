/**
 * One HL7 v2 message: segments, fields, repetitions, components, subcomponents, with the separators that its own MSH declares, in the
 * character set that MSH-18 names. Empty and `""` are kept apart: empty says nothing, `""` says that there is nothing.
 *
 * An own reader: node-hl7-client 2.3.1 reads separators, repetitions and the five separator escapes right, but makes one character of each
 * byte of a hexadecimal escape (`\XB2E2\` is 测 in GB18030), knows no character set, and takes a message without a type or an identifier.
 * The tests write with it.
 */
import { decode } from '../text/decode.ts'
import { encodingOf, findEncoding, type FoundEncoding } from '../text/encoding.ts'
import type { Encoding } from '../open.ts'

export interface Separators {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
}

export interface Segment {
  readonly name: string
  /** As sent, still escaped; [0] is the name. In MSH the separator itself counts as field 1, so that numbers are those of the standard. */
  readonly fields: readonly string[]
}

export interface Hl7Message {
  readonly separators: Separators
  readonly encoding: Encoding
  /** `VXU^V04` */
  readonly type: string
  /** MSH-10. */
  readonly id: string
  /** MSH-3 and MSH-4: whose numbers MSH-10 counts in. */
  readonly sender: string
  readonly segments: readonly Segment[]
  /** Remarks on the message, e.g. an encoding that is not the declared one. */
  readonly remarks: readonly string[]
}

/** Why a message cannot be read; codes of schema/issues.ts. */
export class UnreadableMessage extends Error {
  readonly code: 'MESSAGE_UNREADABLE' | 'ROW_UNDECODABLE'
  constructor(code: UnreadableMessage['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** The explicit null of HL7. */
export const EXPLICIT_NULL = '""'

/** `expected` holds where MSH-18 says nothing. Throws UnreadableMessage. */
export function parseMessage(bytes: Buffer, expected: Encoding): Hl7Message {
  const header = headerOf(bytes)
  const separators = separatorsOf(header)
  const declared = declaredEncoding(header.split(separators.field)[17], separators)
  const promised = declared ?? expected
  const found = encodingIn(bytes, promised)
  const text = decode(bytes.subarray(found.skip), found.encoding)
  if (text === null) throw new UnreadableMessage('ROW_UNDECODABLE', `not ${promised}`)
  const segments = segmentsOf(text, separators)
  const [msh] = segments
  const field = (n: number) => unescape(msh?.fields[n] ?? '', separators, found.encoding)
  const type = (msh?.fields[9] ?? '').split(separators.component)
  const [kind = '', trigger = ''] = type
  if (kind === '' || field(10) === '') throw new UnreadableMessage('MESSAGE_UNREADABLE', 'no type or no identifier')
  return {
    separators,
    encoding: found.encoding,
    type: trigger === '' ? kind : `${kind}^${trigger}`,
    id: field(10),
    sender: `${field(3)}|${field(4)}`,
    segments,
    remarks: found.remark === null ? [] : [found.remark],
  }
}

/** Fields of the header as far as it can be read at all, for an answer to a message that cannot; null when it is no HL7. */
export function readHeader(
  bytes: Buffer,
): { readonly separators: Separators; readonly fields: readonly string[] } | null {
  try {
    const header = headerOf(bytes)
    const separators = separatorsOf(header)
    return { separators, fields: headerFields(header, separators) }
  } catch {
    return null
  }
}

/** Takes escapes apart: separators, bytes in hexadecimal, line breaks; highlighting and what is unknown goes, as the standard asks. */
export function unescape(text: string, { escape, ...separators }: Separators, encoding: Encoding): string {
  if (!text.includes(escape)) return text
  let out = ''
  for (let at = 0; at < text.length;) {
    const start = text.indexOf(escape, at)
    const end = start < 0 ? -1 : text.indexOf(escape, start + 1)
    // A lone escape character is text: a path or a typist who knew no better.
    if (end < 0) return out + text.slice(at)
    const meaning = escapeMeaning(text.slice(start + 1, end), escape, separators, encoding)
    out += text.slice(at, start)
    if (meaning === null) {
      out += escape
      at = start + 1
    } else {
      out += meaning
      at = end + 1
    }
  }
  return out
}

// Private:

const CERTAIN_CHARACTERS = 5

function headerOf(bytes: Buffer): string {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const ends = [0x0d, 0x0a].map((end) => bytes.indexOf(end, start)).filter((at) => at >= 0)
  return bytes.subarray(start, ends.length === 0 ? bytes.length : Math.min(...ends)).toString('latin1')
}

/** Four characters after the field separator; the fifth of version 2.7 (truncation) is left alone. */
function separatorsOf(header: string): Separators {
  const field = header.charAt(3)
  const [component = '', repetition = '', escape = '', subcomponent = ''] = header.split(field)[1] ?? ''
  const all = [field, component, repetition, escape, subcomponent]
  const wrong = all.some((one) => !/^[!-~]$/.test(one) || /[0-9A-Za-z]/.test(one)) || new Set(all).size !== all.length
  if (!header.startsWith('MSH') || wrong) throw new UnreadableMessage('MESSAGE_UNREADABLE', 'no MSH with separators')
  return { field, component, repetition, escape, subcomponent }
}

/** In MSH the separator itself is field 1. */
function headerFields(line: string, { field }: Separators): string[] {
  const [name = '', ...rest] = line.split(field)
  return [name, field, ...rest]
}

const charsets: Readonly<Record<string, Encoding>> = {
  'unicode utf-8': 'utf-8',
  unicode: 'utf-8',
  'gb 18030-2000': 'gb18030',
  'cngb 2312-1980': 'gb18030',
}

/** The first character set of MSH-18; null when it is empty or says what no adapter reads: the bytes are then tried as expected. */
function declaredEncoding(raw: string | undefined, { repetition }: Separators): Encoding | null {
  const label = (raw ?? '').split(repetition)[0]?.trim().toLowerCase() ?? ''
  return charsets[label] ?? encodingOf(label)
}

/**
 * A message is short: the GBK bytes of one name in fifty thousand happen to be UTF-8 as well. What is promised holds unless more characters
 * than a name has speak against it.
 */
function encodingIn(bytes: Buffer, promised: Encoding): FoundEncoding {
  const found = findEncoding(bytes, promised)
  if (found.skip > 0 || found.encoding !== 'utf-8' || promised !== 'gb18030') return found
  let characters = 0
  for (const byte of bytes) if (byte >= 0xe0) characters++
  const certain = characters >= CERTAIN_CHARACTERS || decode(bytes, promised) === null
  return certain ? found : { encoding: promised, skip: 0, remark: null }
}

/** Segments end with CR; senders on other systems write LF or both. */
function segmentsOf(text: string, separators: Separators): Segment[] {
  const segments: Segment[] = []
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === '') continue
    const name = line.slice(0, 3)
    const behind = line.charAt(3)
    if (!/^[A-Z][A-Z0-9]{2}$/.test(name) || (behind !== '' && behind !== separators.field))
      throw new UnreadableMessage('MESSAGE_UNREADABLE', 'a line is no segment')
    segments.push({ name, fields: name === 'MSH' ? headerFields(line, separators) : line.split(separators.field) })
  }
  if (segments.filter((segment) => segment.name === 'MSH').length !== 1)
    throw new UnreadableMessage('MESSAGE_UNREADABLE', 'two headers')
  return segments
}

function escapeMeaning(
  sequence: string,
  escape: string,
  separators: Omit<Separators, 'escape'>,
  encoding: Encoding,
): string | null {
  switch (sequence) {
    case 'F':
      return separators.field
    case 'S':
      return separators.component
    case 'T':
      return separators.subcomponent
    case 'R':
      return separators.repetition
    case 'E':
      return escape
    case 'H':
    case 'N':
      return ''
    case '.br':
      return '\n'
    default:
      return /^X(?:[0-9A-Fa-f]{2})+$/.test(sequence) ? ofBytes(Buffer.from(sequence.slice(1), 'hex'), encoding) : null
  }
}

/** Bytes of the message's own character set; U+FFFD where they are none. */
const ofBytes = (bytes: Buffer, encoding: Encoding): string => decode(bytes, encoding) ?? '\uFFFD'
