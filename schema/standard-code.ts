/**
 * Codes whose shape a standard prescribes (部件编码, 不动产单元号). Blanks and small letters are ways of writing; a code of another shape is
 * null with CODE_SHAPE: several things without a code must not become one thing.
 */
import { flagged, nothing, unread, read, type Reading } from './reading.ts'
import { halfWidth, isFiller, visibleText } from './source-text.ts'

export function readStandardCode(raw: string, shape: RegExp): Reading<string> {
  const { text, cleaned } = visibleText(raw)
  if (text === '') return nothing
  if (isFiller(text)) return unread('FILLER')
  const code = halfWidth(text).replace(/\s+/g, '').toUpperCase()
  if (!shape.test(code)) return unread('CODE_SHAPE')
  return cleaned ? flagged(code, 'INVISIBLE_CHARACTER') : read(code)
}

/** GB/T 30428.2: division 6, major and minor class 2 + 2, sequence 6. */
export const componentCodeShape = /^\d{16}$/
/** GB/T 37346: county 6, cadastral area 3, sub-area 3, right type 2, sequence 5. */
export const parcelCodeShape = /^\d{12}[A-Z]{2}\d{5}$/
/** GB/T 37346: the parcel, then F and 8 digits of the building, or W where there is none. */
export const realEstateUnitShape = /^\d{12}[A-Z]{2}\d{5}[FW]\d{8}$/
