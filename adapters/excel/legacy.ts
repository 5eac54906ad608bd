/**
 * An .xls (BIFF8, Excel 97-2003) through SheetJS, which knows its two hundred kinds of record. It holds the whole workbook: a sheet of this
 * format ends at 65,536 rows, and a file above the limit is refused. Days stay numbers (`cellDates` would put them into a zone).
 */
import { readFile, stat } from 'node:fs/promises'
import XLSX from '@e965/xlsx'
import { FileRefused } from '../snapshot/file-source.ts'
import type { Cell, Sheet, SheetRow } from './cell.ts'
import { chooseSheet } from './choose-sheet.ts'
import { isDateFormat } from './serial.ts'

/** A full sheet of 20 columns has 27 MB and takes 860 MB to read, in 4 s. */
export const longestLegacyFile = 32 * 1024 * 1024

export async function openLegacyWorkbook(path: string, wanted: string | undefined, limit: number): Promise<Sheet> {
  if ((await stat(path)).size > limit) throw new FileRefused('FILE_TOO_BIG')
  const bytes = await readFile(path)
  refuseBroken(bytes)
  const workbook = parse(bytes)
  const named = workbook.SheetNames.map((name, i) => ({
    name,
    hidden: (workbook.Workbook?.Sheets?.[i]?.Hidden ?? 0) !== 0,
  }))
  const { chosen, others } = chooseSheet(named, wanted)
  const sheet = workbook.Sheets[chosen.name]
  if (sheet === undefined) throw new FileRefused('SHEET_MISSING')
  return {
    date1904: workbook.Workbook?.WBProps?.date1904 ?? false,
    merges: (sheet['!merges'] ?? []).map(({ s, e }) => ({ top: s.r + 1, left: s.c, bottom: e.r + 1, right: e.c })),
    hiddenColumns: new Set((sheet['!cols'] ?? []).flatMap((column, i) => (column?.hidden ? [i] : []))),
    others,
    rows: rowsOf(sheet),
    close: () => Promise.resolve(),
  }
}

// Private:

/** The compound file says how long its streams are; a shorter one broke off. An .xlsx with a password is a compound file as well. */
function refuseBroken(bytes: Buffer): void {
  let streams: readonly { readonly name: string; readonly size: number; readonly content: unknown }[]
  try {
    streams = XLSX.CFB.read(bytes, { type: 'buffer' }).FileIndex as unknown as typeof streams
  } catch (error) {
    throw new FileRefused('FILE_TRUNCATED', error instanceof Error ? error.message : '')
  }
  if (streams.some(({ name }) => name === 'EncryptedPackage')) throw new FileRefused('FILE_ENCRYPTED')
  const book = streams.find(({ name }) => name === 'Workbook')
  // `Book` is a workbook of Excel 95, whose texts are in a code page of their own.
  if (book === undefined)
    throw new FileRefused(streams.some(({ name }) => name === 'Book') ? 'WORKBOOK_TOO_OLD' : 'NOT_A_WORKBOOK')
  const length = (book.content as { readonly length: number } | undefined)?.length ?? 0
  if (length < book.size) throw new FileRefused('FILE_TRUNCATED')
}

function parse(bytes: Buffer): XLSX.WorkBook {
  try {
    return XLSX.read(bytes, {
      type: 'buffer',
      dense: true,
      cellDates: false,
      cellNF: true,
      cellHTML: false,
      cellText: false,
      // Only with it are hidden columns told.
      cellStyles: true,
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    throw new FileRefused(/password|encrypt/i.test(message) ? 'FILE_ENCRYPTED' : 'FILE_UNREADABLE', message)
  }
}

const batchSize = 500

async function* rowsOf(sheet: XLSX.WorkSheet): AsyncGenerator<SheetRow[], void, undefined> {
  const data = (sheet['!data'] ?? []) as readonly (readonly (XLSX.CellObject | undefined)[] | undefined)[]
  const facts = sheet['!rows'] ?? []
  for (let first = 0; first < data.length; first += batchSize) {
    yield data.slice(first, first + batchSize).flatMap((row, i) => {
      if (row === undefined) return []
      const cells = new Map<number, Cell>()
      for (const [column, given] of row.entries()) {
        const cell = given && cellOf(given)
        if (cell) cells.set(column, cell)
      }
      return [{ line: first + i + 1, hidden: facts[first + i]?.hidden ?? false, cells }]
    })
  }
}

function cellOf({ t, v, z }: XLSX.CellObject): Cell | null {
  switch (t) {
    case 's':
      return { kind: 'text', text: String(v ?? '') }
    case 'n':
      return typeof v === 'number'
        ? { kind: 'number', number: v, isDate: typeof z === 'string' && isDateFormat(z) }
        : null
    case 'b':
      return { kind: 'truth', value: v === true }
    case 'e':
      return { kind: 'error' }
    default:
      return null
  }
}
