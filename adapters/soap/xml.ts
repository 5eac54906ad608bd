/**
 * An XML text as a tree of elements with all values text. fast-xml-parser takes it apart in order and untouched; entities are decoded here,
 * since it knows no characters by number (`&#x6D4B;`, as older servers write all Chinese) unless it also takes the entities of HTML. A
 * document type is refused outright: no message needs one, and entities are how XML attacks.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'

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
  for (const [found] of text.matchAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<!DOCTYPE/gi))
    if (/^<!doctype/i.test(found)) throw new XmlRefused('A document type')
  if (XMLValidator.validate(text) !== true) throw new XmlRefused('Not well-formed')
  const roots = rootsOf(text)
  const [root] = roots
  if (root === undefined || roots.length > 1) throw new XmlRefused('Not one root element')
  return root
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

const textKey = '#text'
const cdataKey = '#cdata'
const attributesKey = ':@'

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: cdataKey,
  textNodeName: textKey,
})

/** Whatever the parser makes of it, elements nested without end too: an answer that cannot be read. */
function rootsOf(text: string): Element[] {
  try {
    const nodes: unknown = parser.parse(text)
    return Array.isArray(nodes) ? nodes.map(elementOf).filter((element) => element !== null) : []
  } catch (error) {
    throw error instanceof XmlRefused ? error : new XmlRefused('Unreadable XML', { cause: error })
  }
}

function elementOf(node: unknown): Element | null {
  if (!isObject(node)) return null
  const tag = Object.keys(node).find((name) => name !== attributesKey)
  if (tag === undefined || tag === textKey || tag === cdataKey) return null
  const inside = Array.isArray(node[tag]) ? (node[tag] as readonly unknown[]) : []
  return {
    name: local(tag),
    attributes: attributesOf(node[attributesKey]),
    children: inside.map(elementOf).filter((element) => element !== null),
    text: inside.map(textOf).join(''),
  }
}

function attributesOf(given: unknown): Record<string, string> {
  if (!isObject(given)) return {}
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [local(name), decode(String(value))]))
}

function textOf(node: unknown): string {
  if (!isObject(node)) return ''
  const plain = node[textKey]
  if (plain !== undefined) return decode(String(plain))
  const cdata: unknown = node[cdataKey]
  return Array.isArray(cdata) ? cdata.map((part) => (isObject(part) ? String(part[textKey] ?? '') : '')).join('') : ''
}

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** In one pass, so that `&amp;lt;` stays `&lt;`. */
function decode(text: string): string {
  if (!text.includes('&')) return text
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

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
