/** One cell as the file holds it, whatever the container, and the text that leaves for it. */
import { serialText } from './serial.ts'

export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number; readonly isDate: boolean }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'error' }

export interface SheetRow {
  /** Counted from 1, as the sheet shows it. */
  readonly line: number
  readonly hidden: boolean
  /** By column from 0; empty cells are absent. */
  readonly cells: ReadonlyMap<number, Cell>
}

/** A rectangle of merged cells; rows from 1, columns from 0, both ends belong to it. */
export interface Merge {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

export interface Sheet {
  readonly date1904: boolean
  readonly merges: readonly Merge[]
  readonly hiddenColumns: ReadonlySet<number>
  /** Sheets with rows that are neither hidden nor this one. */
  readonly others: number
  readonly rows: AsyncIterable<readonly SheetRow[]>
  close(): Promise<void>
}

/** Null for an empty text and an error. `serial`: the column is declared to hold serial numbers of days. */
export function cellText(cell: Cell, serial: boolean, date1904: boolean): string | null {
  switch (cell.kind) {
    case 'text':
      return cell.text.trim() === '' ? null : cell.text
    case 'truth':
      return cell.value ? 'TRUE' : 'FALSE'
    case 'number':
      return (cell.isDate || serial ? serialText(cell.number, date1904) : null) ?? numberText(cell.number)
    case 'error':
      return null
  }
}

/**
 * The number as the spreadsheet shows it: 15 digits, never with an exponent. A number with more digits before the point has lost some
 * (a double holds 15 for sure): it keeps its exponent, so that no reader can take it for an identity number, a code or a key.
 */
export function numberText(number: number): string {
  if (!Number.isFinite(number)) return String(number)
  const [mantissa = '', exponent = '0'] = number.toExponential(14).split('e')
  const power = Number(exponent)
  if (power >= 15) return `${mantissa}E+${power}`
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  const text =
    power >= 0
      ? `${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`
      : `0.${'0'.repeat(Math.min(-power - 1, 30))}${digits}`
  const plain = text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
  return plain === '' || plain === '0' ? '0' : sign + plain
}
