/** Cuts one kind of element out of a stream of XML text, one by one; what lies between them is dropped. Elements of this kind do not nest. */
import { FileRefused } from '../snapshot/file-source.ts'
import { refuseDoctype } from './xml-text.ts'

export interface Element {
  readonly attributes: string
  readonly inside: string
}

/** Far above any row of 16,384 short cells: what is longer was never closed. */
const longestElement = 16 * 1024 * 1024

/** Throws FileRefused for an element without an end. */
export async function* elements(
  texts: AsyncIterable<string>,
  name: string,
): AsyncGenerator<Element[], void, undefined> {
  const start = new RegExp(`<(?:\\w+:)?${name}(?=[\\s/>])([^>]*)>`, 'g')
  const end = new RegExp(`</(?:\\w+:)?${name}\\s*>`, 'g')
  let rest = ''
  let head = ''
  for await (const text of texts) {
    rest += text
    if (head.length < 2000) {
      head += text.slice(0, 2000)
      refuseDoctype(head)
    }
    const found: Element[] = []
    let at = 0
    for (;;) {
      start.lastIndex = at
      const open = start.exec(rest)
      if (open === null) {
        // The beginning of a tag may stand at the very end.
        at = Math.max(at, rest.lastIndexOf('<'))
        break
      }
      const attributes = open[1] ?? ''
      if (attributes.endsWith('/')) {
        found.push({ attributes: attributes.slice(0, -1), inside: '' })
        at = start.lastIndex
        continue
      }
      end.lastIndex = start.lastIndex
      const close = end.exec(rest)
      if (close === null) {
        at = open.index
        break
      }
      found.push({ attributes, inside: rest.slice(start.lastIndex, close.index) })
      at = end.lastIndex
    }
    rest = rest.slice(Math.max(at, 0))
    if (rest.length > longestElement) throw new FileRefused('ELEMENT_TOO_LONG')
    if (found.length > 0) yield found
  }
  start.lastIndex = 0
  if (start.test(rest)) throw new FileRefused('FILE_TRUNCATED', `<${name}> has no end`)
}
