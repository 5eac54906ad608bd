/** The little XML that a spreadsheet program writes: attributes, entities, runs of text. A document type is refused: no workbook has one. */
import { FileRefused } from '../snapshot/file-source.ts'

export function attribute(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  return found === null ? null : plain(found[1] ?? found[2] ?? '')
}

/** Text without entities; `_x000D_` is how a workbook writes what XML cannot hold. */
export function plain(xml: string): string {
  const text = xml.includes('&') ? xml.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, entityText) : xml
  return text.includes('_x')
    ? text.replace(/_x([0-9A-F]{4})_/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : text
}

/** All runs of a rich text joined; the phonetic guide of East Asian editions (`rPh`) is not part of it. */
export function richText(xml: string): string {
  let text = ''
  for (const [, run = ''] of withoutGuide(xml).matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<\/(?:\w+:)?t>/g))
    text += plain(run)
  return text
}

export function refuseDoctype(xml: string): void {
  if (/<!DOCTYPE/i.test(xml.slice(0, 2000))) throw new FileRefused('DOCTYPE_REFUSED')
}

// Private:

const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function entityText(whole: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return names[name] ?? whole
  const code = hex === undefined ? Number(decimal) : parseInt(hex, 16)
  return code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code)
}

const withoutGuide = (xml: string): string =>
  xml.includes('rPh') ? xml.replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, '') : xml
