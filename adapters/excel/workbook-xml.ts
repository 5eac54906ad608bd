/**
 * An .xlsx (ECMA-376), read by a small reader of our own: the libraries at hand hold the whole workbook (944 MB for 200,000 rows of 20
 * columns) or make instants of days. Rows pass as a stream; only the shared strings and the merged ranges are held. The sheet is read
 * twice, since merged ranges stand behind the rows that they are about.
 */
import { FileRefused } from '../snapshot/file-source.ts'
import type { Cell, Merge, Sheet, SheetRow } from './cell.ts'
import { columnAt, mergeOf } from './reference.ts'
import { chooseSheet, type NamedSheet } from './choose-sheet.ts'
import { elements } from './pieces.ts'
import { isDateFormat, isDateFormatId } from './serial.ts'
import { attribute, plain, refuseDoctype, richText } from './xml-text.ts'
import { Zip } from './zip.ts'

/** In bytes, unpacked. */
export interface Limits {
  readonly sheet: number
  readonly strings: number
  readonly part: number
}
export const usualLimits: Limits = { sheet: 2 ** 30, strings: 2 ** 28, part: 2 ** 25 }

/** More merged ranges than any office draws by hand. */
const mostMerges = 200_000

export async function openWorkbookXml(path: string, wanted: string | undefined, limits: Limits): Promise<Sheet> {
  const zip = await Zip.open(path)
  try {
    const main = (await relations(zip, '', limits)).find(({ kind }) => kind === 'officeDocument')?.part
    if (main === undefined || !zip.has(main)) throw new FileRefused('NOT_A_WORKBOOK')
    const workbook = await partOf(zip, main, limits)
    const parts = await relations(zip, main, limits)
    const partOfKind = (kind: string) => parts.find((part) => part.kind === kind && zip.has(part.part))?.part
    const { chosen, others } = chooseSheet(sheetsOf(workbook, parts), wanted)
    const dates = await dateStyles(zip, partOfKind('styles'), limits)
    const strings = await sharedStrings(zip, partOfKind('sharedStrings'), limits)
    const { merges, hiddenColumns } = await aroundRows(zip, chosen.part, limits)
    return {
      date1904: /<(?:\w+:)?workbookPr\b[^>]*\sdate1904\s*=\s*["'](?:1|true)["']/.test(workbook),
      merges,
      hiddenColumns,
      others,
      rows: rowsOf(zip, chosen.part, strings, dates, limits),
      close: () => zip.close(),
    }
  } catch (error) {
    await zip.close()
    throw error
  }
}

// Private:

async function partOf(zip: Zip, name: string, limits: Limits): Promise<string> {
  const xml = await zip.text(name, limits.part)
  refuseDoctype(xml)
  return xml
}

interface Relation {
  readonly id: string
  /** `worksheet`, `styles`; a chart sheet is `chartsheet`. */
  readonly kind: string
  readonly part: string
}

function sheetsOf(workbook: string, parts: readonly Relation[]): (NamedSheet & { readonly part: string })[] {
  return [...workbook.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const id = attribute(attributes, '\\w+:id')
    const relation = parts.find((candidate) => candidate.id === id && candidate.kind === 'worksheet')
    if (relation === undefined) return []
    const hidden = /^(hidden|veryHidden)$/.test(attribute(attributes, 'state') ?? '')
    return [{ name: attribute(attributes, 'name') ?? '', hidden, part: relation.part }]
  })
}

/** What a part refers to; '' is the package itself, which refers to the workbook. Writers put the parts where they like. */
async function relations(zip: Zip, part: string, limits: Limits): Promise<readonly Relation[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`
  if (!zip.has(name)) throw new FileRefused('NOT_A_WORKBOOK')
  const xml = await partOf(zip, name, limits)
  return [...xml.matchAll(/<(?:\w+:)?Relationship\s([^>]*)>/g)].map(([, attributes = '']) => {
    const target = attribute(attributes, 'Target') ?? ''
    return {
      id: attribute(attributes, 'Id') ?? '',
      kind: (attribute(attributes, 'Type') ?? '').split('/').at(-1) ?? '',
      part: target.startsWith('/') ? target.slice(1) : folder + target.replace(/^\.\//, ''),
    }
  })
}

/** Numbers of the cell styles that show a day. */
async function dateStyles(zip: Zip, part: string | undefined, limits: Limits): Promise<ReadonlySet<number>> {
  if (part === undefined) return new Set()
  const xml = await partOf(zip, part, limits)
  const own = new Map(
    [...xml.matchAll(/<(?:\w+:)?numFmt\s([^>]*)>/g)].map(([, attributes = '']) => [
      Number(attribute(attributes, 'numFmtId')),
      attribute(attributes, 'formatCode') ?? '',
    ]),
  )
  const styles = /<(?:\w+:)?cellXfs\b[^>]*>([\s\S]*?)<\/(?:\w+:)?cellXfs>/.exec(xml)?.[1] ?? ''
  const dates = new Set<number>()
  for (const [i, [, attributes = '']] of [...styles.matchAll(/<(?:\w+:)?xf\b([^>]*)>/g)].entries()) {
    const id = Number(attribute(attributes, 'numFmtId') ?? '0')
    const format = own.get(id)
    if (format === undefined ? isDateFormatId(id) : isDateFormat(format)) dates.add(i)
  }
  return dates
}

async function sharedStrings(zip: Zip, part: string | undefined, limits: Limits): Promise<readonly string[]> {
  const strings: string[] = []
  if (part === undefined) return strings
  for await (const batch of elements(zip.texts(part, limits.strings), 'si'))
    for (const { inside } of batch) strings.push(richText(inside))
  return strings
}

async function aroundRows(zip: Zip, part: string, limits: Limits) {
  const merges: Merge[] = []
  const hiddenColumns = new Set<number>()
  let rest = ''
  let ended = false
  for await (const text of zip.texts(part, limits.sheet)) {
    rest += text
    for (const [, name, attributes = ''] of rest.matchAll(/<(?:\w+:)?(mergeCell|col)\s([^>]*)>/g)) {
      if (name === 'mergeCell') {
        const merge = mergeOf(attribute(attributes, 'ref') ?? '')
        if (merge !== null) merges.push(merge)
      } else if (/\shidden\s*=\s*["'](?:1|true)/.test(` ${attributes}`)) {
        const last = Math.min(Number(attribute(attributes, 'max')), 16_384)
        for (let column = Number(attribute(attributes, 'min')); column <= last; column++) hiddenColumns.add(column - 1)
      }
    }
    if (merges.length > mostMerges) throw new FileRefused('FILE_TOO_BIG', 'Too many merged ranges')
    ended ||= /<\/(?:\w+:)?(?:worksheet|sheetData)\s*>|<(?:\w+:)?sheetData\s*\/>/.test(rest)
    rest = rest.slice(Math.max(rest.lastIndexOf('<'), 0))
  }
  if (!ended) throw new FileRefused('FILE_TRUNCATED', 'The sheet has no end')
  return { merges, hiddenColumns }
}

async function* rowsOf(
  zip: Zip,
  part: string,
  strings: readonly string[],
  dates: ReadonlySet<number>,
  limits: Limits,
): AsyncGenerator<SheetRow[], void, undefined> {
  let line = 0
  for await (const batch of elements(zip.texts(part, limits.sheet), 'row')) {
    yield batch.map(({ attributes, inside }) => {
      line = Number(attribute(attributes, 'r') ?? line + 1)
      return {
        line,
        hidden: /\shidden\s*=\s*["'](?:1|true)/.test(attributes),
        cells: cellsOf(inside, strings, dates),
      }
    })
  }
}

const cellPattern = /<(?:\w+:)?c(?=[\s/>])([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c\s*>)/g
const valuePattern = /<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<\//

function cellsOf(xml: string, strings: readonly string[], dates: ReadonlySet<number>): Map<number, Cell> {
  const cells = new Map<number, Cell>()
  let column = -1
  for (const [, attributes = '', inside = ''] of xml.matchAll(cellPattern)) {
    const reference = /(?:^|\s)r=["']([A-Z]+)\d+["']/.exec(attributes)?.[1]
    column = reference === undefined ? column + 1 : columnAt(reference)
    const cell = cellOf(attributes, inside, strings, dates)
    if (cell !== null) cells.set(column, cell)
  }
  return cells
}

function cellOf(
  attributes: string,
  inside: string,
  strings: readonly string[],
  dates: ReadonlySet<number>,
): Cell | null {
  const type = /(?:^|\s)t=["'](\w+)["']/.exec(attributes)?.[1] ?? 'n'
  if (type === 'inlineStr') return { kind: 'text', text: richText(inside) }
  const value = valuePattern.exec(inside)?.[1]
  if (value === undefined || value === '') return null
  switch (type) {
    case 's':
      return { kind: 'text', text: strings[Number(value)] ?? '\uFFFD' }
    case 'n': {
      const number = Number(value)
      if (Number.isNaN(number)) return { kind: 'text', text: plain(value) }
      const style = /(?:^|\s)s=["'](\d+)["']/.exec(attributes)?.[1]
      return { kind: 'number', number, isDate: style !== undefined && dates.has(Number(style)) }
    }
    case 'b':
      return { kind: 'truth', value: value === '1' || value === 'true' }
    case 'e':
      return { kind: 'error' }
    default:
      // `str` is the text of a formula, `d` a day as text: what stands there.
      return { kind: 'text', text: plain(value) }
  }
}
