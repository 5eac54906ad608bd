/** What a sample workbook holds, for both containers (xlsx.ts, xls.ts): one sheet with a title, header rows and rows of cells as people type them. */

/** Text; a number in a numeric cell; a day under a date format; an error; nothing. */
export type ExcelValue = string | number | { readonly day: string } | { readonly error: true } | null

export interface ExcelSheet {
  readonly name: string
  /** Above the header, over its whole width. */
  readonly title?: string
  /** One list a header row; an empty text is a cell covered by its neighbour's merge, or none. */
  readonly header: readonly (readonly string[])[]
  /** In header rows counted from 0: `[row, column, lastRow, lastColumn]`. */
  readonly headerMerges?: readonly HeaderMerge[]
  /** Columns from 0 that somebody hid. */
  readonly hiddenColumns?: readonly number[]
}
export type HeaderMerge = readonly [row: number, column: number, lastRow: number, lastColumn: number]

export interface ExcelFile {
  /** Rows of the sheet so far, header and title included. */
  readonly lines: number
  write(values: readonly ExcelValue[], hidden?: boolean): void
  close(): void
}

/** A sheet with two header rows: groups over their parts, a group without parts over both rows. */
export function groupedSheet(
  name: string,
  title: string,
  given: readonly (readonly [group: string, parts: readonly string[]])[],
): ExcelSheet {
  const above: string[] = []
  const below: string[] = []
  const headerMerges: HeaderMerge[] = []
  for (const [group, parts] of given) {
    const at = above.length
    if (parts.length === 0) headerMerges.push([0, at, 1, at])
    else if (parts.length > 1) headerMerges.push([0, at, 0, at + parts.length - 1])
    above.push(group, ...parts.slice(1).map(() => ''))
    below.push(...(parts.length === 0 ? [''] : parts))
  }
  return { name, title, header: [above, below], headerMerges }
}

/** Merged ranges of title and header, with lines counted from 0. */
export function mergesOf(sheet: ExcelSheet): HeaderMerge[] {
  const above = sheet.title === undefined ? 0 : 1
  const width = Math.max(...sheet.header.map((row) => row.length))
  return [
    ...(above === 1 && width > 1 ? [[0, 0, 0, width - 1] as const] : []),
    ...(sheet.headerMerges ?? []).map(
      ([top, left, bottom, right]) => [top + above, left, bottom + above, right] as const,
    ),
  ]
}

/** Days since the last of 1899, as Excel counts from March 1900 on. */
export function serialOf(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 25_569
}

/** Control characters that neither container can hold are no text that anybody typed. */
export const typed = (text: string): string => text.replace(/[\0-\x08\x0B\x0C\x0E-\x1F]/g, '')
