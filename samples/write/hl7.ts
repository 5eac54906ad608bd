/** HL7 v2 as hospitals write it: messages, and batch files with their counts. Written apart from the hub's reader on purpose. */
import { encodeGb18030 } from '../../adapters/text/encode-gb18030.ts'
import { SequentialFile } from './file.ts'

/** A field: text, components, or repetitions of components. */
export type Hl7Field = string | readonly string[] | { readonly repeated: readonly (readonly string[])[] }
export type Hl7Segment = readonly [name: string, ...fields: Hl7Field[]]

export interface Hl7Header {
  readonly institution: string
  /** yyyymmddhhmmss */
  readonly time: string
  /** `VXU^V04` */
  readonly type: string
  readonly id: string
  readonly charset: 'GB 18030-2000' | 'UNICODE UTF-8'
  /** Of a clinic whose system has separators of its own. */
  readonly odd?: boolean
}

const usual = { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' }
const odd = { ...usual, field: '#', component: '*' }

/** The message in the bytes of its character set; segments end with CR. */
export function hl7Message(header: Hl7Header, segments: readonly Hl7Segment[]): Uint8Array {
  const marks = header.odd ? odd : usual
  const { field, component, repetition, escape, subcomponent } = marks
  const msh = [
    `MSH${field}${component}${repetition}${escape}${subcomponent}`,
    'HIS',
    header.institution,
    'HUB',
    'WJJ',
    header.time,
    '',
    header.type.replace('^', component),
    header.id,
    'P',
    '2.5.1',
    ...['', '', '', '', ''],
    header.charset,
  ].join(field)
  const lines = segments.map(([name, ...fields]) => [name, ...fields.map((one) => fieldText(one, marks))].join(field))
  const text = [msh, ...lines, ''].join('\r')
  return header.charset === 'UNICODE UTF-8' ? new TextEncoder().encode(text) : encodeGb18030(text)
}

/** A file of batches of a few thousand messages each. */
export class Hl7BatchFile {
  readonly #file: SequentialFile
  #batches = 0
  #inBatch = 0
  messages = 0

  constructor(path: string) {
    this.#file = new SequentialFile(path)
    this.#line('FHS|^~\\&|HIS|WJJ|HUB|WJJ')
  }

  write(message: Uint8Array): void {
    if (this.#inBatch === 0) this.#line('BHS|^~\\&|HIS|WJJ|HUB|WJJ')
    this.#file.write(message)
    this.messages++
    if (++this.#inBatch === perBatch) this.#endBatch()
  }

  close(): void {
    if (this.#inBatch > 0) this.#endBatch()
    this.#line(`FTS|${this.#batches}`)
    this.#file.close()
  }

  // Private:

  #endBatch(): void {
    this.#line(`BTS|${this.#inBatch}`)
    this.#batches++
    this.#inBatch = 0
  }

  #line(text: string): void {
    this.#file.write(new TextEncoder().encode(`${text}\r`))
  }
}

// Private:

const perBatch = 5_000

type Marks = typeof usual

function fieldText(field: Hl7Field, marks: Marks): string {
  if (typeof field === 'string') return escaped(field, marks)
  if ('repeated' in field) return field.repeated.map((one) => components(one, marks)).join(marks.repetition)
  return components(field, marks)
}

const components = (parts: readonly string[], marks: Marks) =>
  parts
    .map((part) => escaped(part, marks))
    .join(marks.component)
    .replace(new RegExp(`\\${marks.component}+$`), '')

/** `""` is the explicit null and stays as it is. */
function escaped(text: string, { field, component, repetition, escape, subcomponent }: Marks): string {
  if (!/[|#^*~\\&]/.test(text)) return text
  const letters: Readonly<Record<string, string>> = {
    [field]: 'F',
    [component]: 'S',
    [repetition]: 'R',
    [escape]: 'E',
    [subcomponent]: 'T',
  }
  let out = ''
  for (const character of text) out += letters[character] ? `${escape}${letters[character]}${escape}` : character
  return out
}
