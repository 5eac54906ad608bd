/** Which sheet of a workbook is the table's. A hidden sheet is somebody's scratch paper or an old list: it is read only when it is named. */
import { FileRefused } from '../snapshot/file-source.ts'

export interface NamedSheet {
  readonly name: string
  readonly hidden: boolean
}

/** `wanted` is a name, with `*` for the part that changes; without it the first sheet that is shown. Throws FileRefused. */
export function chooseSheet<S extends NamedSheet>(
  sheets: readonly S[],
  wanted: string | undefined,
): { readonly chosen: S; readonly others: number } {
  const chosen =
    wanted === undefined ? sheets.find((sheet) => !sheet.hidden) : sheets.find((sheet) => fits(sheet.name, wanted))
  if (chosen === undefined) throw new FileRefused('SHEET_MISSING')
  return { chosen, others: sheets.filter((sheet) => !sheet.hidden && sheet !== chosen).length }
}

// Private:

function fits(name: string, wanted: string): boolean {
  const [before = '', after] = wanted.split('*', 2)
  const given = name.trim()
  if (after === undefined) return given === before
  return given.length >= wanted.length - 1 && given.startsWith(before) && given.endsWith(after)
}
