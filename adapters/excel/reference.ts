/** Names of cells: `C7` is column 2, row 7; `A1:C2` a range. */
import type { Merge } from './cell.ts'

export function columnAt(letters: string): number {
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

export function mergeOf(range: string): Merge | null {
  const [, left, top, right, bottom] = /^\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)$/.exec(range) ?? []
  if (left === undefined || right === undefined) return null
  return { top: Number(top), left: columnAt(left), bottom: Number(bottom), right: columnAt(right) }
}
