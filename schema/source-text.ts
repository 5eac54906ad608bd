/**
 * What every reader does to a raw value before it looks at its meaning: wrappings of spreadsheets, full-width forms, invisible
 * characters, fillers. Facts from the field: Excel's leading apostrophe and `="…"`, tabs against number conversion, bidi marks of
 * copied web pages, zero-width spaces of chat programs.
 */

/**
 * Controls (but tab and line feed), soft hyphen, zero-width and bidi marks, blank fillers, tags, byte order mark and noncharacters.
 * Variation selectors stay: they choose the drawing of a name's character.
 */
const invisible =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\u2800\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\uFFFE\uFFFF\u{E0000}-\u{E007F}]/gu
/** Nearly every value of a source: ASCII, Chinese characters and marks, full-width forms. Nothing in it needs cleaning. */
const ordinary = /^[\x20-\x7E\u3001-\u3011\u4E00-\u9FFF\uFF01-\uFF5E]*$/
/** Has one width and one kind of space already. */
const halfAlready = /^[\x20-\x7E\u4E00-\u9FFF]*$/
const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g

/** Well-formed text in NFC without invisible characters. Half a surrogate pair becomes U+FFFD: it is a lost character. */
export function visibleText(raw: string): { readonly text: string; readonly cleaned: boolean } {
  if (ordinary.test(raw)) return { text: raw.trim(), cleaned: false }
  const broken = raw.replace(lineBreaks, '\n')
  const text = broken.replace(invisible, '')
  return {
    text: text
      .replace(/\p{Surrogate}/gu, '\uFFFD')
      .normalize('NFC')
      .trim(),
    cleaned: text !== broken,
  }
}

/** Full-width letters, digits, signs and spaces (U+FF01-FF5E, U+3000, NBSP) as ASCII. */
export function halfWidth(text: string): string {
  if (halfAlready.test(text)) return text
  return text
    .replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, ' ')
}

/** A number, code or date as plain ASCII where it can be: half width, visible, out of its spreadsheet wrapping. */
export function plainToken(raw: string): string {
  const text = /^[\x20-\x7E]*$/.test(raw) ? raw.trim() : halfWidth(visibleText(raw).text).trim()
  const formula = /^="(.*)"$/.exec(text)
  return (formula?.[1] ?? text).replace(/^["'`‘’]+|["'`‘’]+$/g, '').trim()
}

const fillers = new Set(
  (
    '无 暂无 没有 空 无此项 不详 不明 未知 未填 未填写 未登记 未录入 未提供 待补 待补充 待补录 待核实 待定 待查 同上 略 ' +
    'null (null) <null> [null] none nil undefined nan n/a #n/a'
  ).split(' '),
)

const longestFiller = Math.max(...[...fillers].map((word) => word.length))

/** Words and signs that people and programs write where there is no value. `0` is not among them: it may be one. */
export function isFiller(text: string): boolean {
  const word = halfWidth(text).trim()
  if (word.length <= longestFiller && fillers.has(word.toLowerCase())) return true
  return /^[-‐-―─_/\\.。、,，*+~～…]+$/u.test(word)
}
