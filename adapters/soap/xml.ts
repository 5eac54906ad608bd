/**
 * An XML text as a tree of elements with all values text. Read here in one go: a library that also offers to guess types, to repair and to
 * stream takes ten times as long, and lists of a register come in megabytes at every linking. What is not well-formed is refused, and so is
 * a document type: no message needs one, and entities are how XML attacks.
 */

export interface Element {
  /** Without prefix: which one a server takes is its own affair. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** The text right inside, blanks kept. */
  readonly text: string
}

export class XmlRefused extends Error {}

/** The root element. Throws XmlRefused for what is not one whole document. */
export function parseXml(text: string): Element {
  return new Reading(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')).root()
}

export const child = (parent: Element | undefined, name: string): Element | undefined =>
  parent?.children.find((element) => element.name === name)

/** Down a dotted path of first children; the element itself for an empty path. */
export function at(parent: Element, path: string): Element | undefined {
  return path === '' ? parent : path.split('.').reduce<Element | undefined>(child, parent)
}

/** True for `xsi:nil`. */
export const isNil = (element: Element): boolean => /^\s*(true|1)\s*$/.test(element.attributes['nil'] ?? '')

/** For text inside an element; what XML 1.0 cannot hold is not asked for in the first place. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}

/** Whether XML 1.0 has these characters at all. */
export const isXmlText = (text: string): boolean =>
  text.isWellFormed() && !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text)

// Private:

/** Nested deeper it is no message; who walks through the tree may do so step by step. */
const DEEPEST = 200

const name = '[A-Za-z_\\u0080-\\uFFFF][\\w.\\-:\\u0080-\\uFFFF]*'
const startTag = new RegExp(`<(${name})((?:\\s+${name}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, 'y')
const endTag = new RegExp(`</(${name})\\s*>`, 'y')
const attribute = new RegExp(`(${name})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'g')
/** Passed over whole: the declaration and other instructions, and comments, in which two hyphens are their end. */
const instruction = /<\?[^?]*(?:\?(?!>)[^?]*)*\?>/y
const comment = /<!--(?:(?!--)[^])*-->/y
const CDATA = '<![CDATA['

const none: Readonly<Record<string, string>> = {}

interface Open {
  readonly tag: string
  readonly element: {
    readonly name: string
    readonly attributes: Element['attributes']
    children: Element[]
    text: string
  }
}

class Reading {
  private readonly text: string
  private readonly open: Open[] = []
  private found: Element | null = null
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  root(): Element {
    const { text } = this
    while (this.at < text.length) {
      const next = text.indexOf('<', this.at)
      const end = next < 0 ? text.length : next
      if (end > this.at) this.write(text.slice(this.at, end))
      this.at = end
      if (next >= 0) this.mark(text.charCodeAt(next + 1))
    }
    if (this.open.length > 0) throw new XmlRefused('A document that breaks off')
    if (this.found === null) throw new XmlRefused('Not one root element')
    return this.found
  }

  // Private:

  /** Whatever begins with `<`. */
  private mark(second: number): void {
    if (second === SLASH) return this.end()
    if (second === QUESTION) return void this.take(instruction)
    if (second !== EXCLAMATION) return this.start()
    if (!this.text.startsWith(CDATA, this.at)) return void this.take(comment)
    const end = this.text.indexOf(']]>', this.at)
    const within = this.open.at(-1)
    if (end < 0 || within === undefined) throw new XmlRefused('Not well-formed')
    within.element.text += this.text.slice(this.at + CDATA.length, end)
    this.at = end + 3
  }

  private start(): void {
    const [, tag = '', given = '', empty] = this.take(startTag)
    const element = { name: local(tag), attributes: given === '' ? none : attributesOf(given), children: [], text: '' }
    const parent = this.open.at(-1)
    if (parent === undefined && this.found !== null) throw new XmlRefused('Not one root element')
    if (this.open.length >= DEEPEST) throw new XmlRefused('Elements without end')
    if (parent === undefined) this.found = element
    else parent.element.children.push(element)
    if (empty === '') this.open.push({ tag, element })
  }

  private end(): void {
    const [, tag] = this.take(endTag)
    if (this.open.pop()?.tag !== tag) throw new XmlRefused('Not well-formed')
  }

  private write(text: string): void {
    const within = this.open.at(-1)
    if (within === undefined && text.trim() !== '') throw new XmlRefused('Text outside the root element')
    if (text.includes(']]>')) throw new XmlRefused('Not well-formed')
    if (within !== undefined) within.element.text += decode(text)
  }

  private take(shape: RegExp): RegExpExecArray {
    shape.lastIndex = this.at
    const found = shape.exec(this.text)
    if (found === null) throw new XmlRefused('Not well-formed')
    this.at = shape.lastIndex
    return found
  }
}

const [EXCLAMATION, SLASH, QUESTION] = [0x21, 0x2f, 0x3f]

function attributesOf(given: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  const names = new Set<string>()
  for (const [, name = '', double, single] of given.matchAll(attribute)) {
    if (names.has(name)) throw new XmlRefused('Not well-formed')
    names.add(name)
    attributes[local(name)] = decode((double ?? single ?? '').replace(/[\t\n]/g, ' '))
  }
  return attributes
}

const named = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
])
const other = /&(?!(?:lt|gt|quot|apos|amp);)/

/** As if in one pass, so that `&amp;lt;` stays `&lt;`: the ampersand comes last. A document inside a document is nearly all such marks. */
function decode(text: string): string {
  if (!text.includes('&')) return text
  if (!other.test(text)) return [...named].reduce((so, [name, sign]) => so.replaceAll(`&${name};`, sign), text)
  return text.replace(/&([^;&]*)(;?)/g, (_, name: string, end: string) => {
    const known = named.get(name) ?? byNumber(name)
    if (known === null || end === '') throw new XmlRefused('An unknown entity')
    return known
  })
}

function byNumber(name: string): string | null {
  const [, hex, digits] = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name) ?? []
  const code = hex === undefined ? Number(digits) : parseInt(hex, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : null
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)
