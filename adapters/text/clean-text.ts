/**
 * The last step of every adapter, file or live: whatever leaves is well-formed Unicode without NUL and private-use forms, and what was
 * done is flagged. Blanks, invisible marks and width are left alone: what they mean is the readers' business.
 */
import type { ValueFlag } from '../adapter.ts'
import { standardise } from './private-use.ts'

interface CleanText {
  readonly text: string
  readonly flag: ValueFlag | null
}

const suspicious = /[\0\uE000-\uF8FF\uFFFD]/

export function cleanText(raw: string): CleanText {
  if (!suspicious.test(raw) && raw.isWellFormed()) return { text: raw, flag: null }
  const text = standardise(raw.toWellFormed().replaceAll('\0', ''))
  if (text.includes('\uFFFD')) return { text, flag: 'LOST_CHARACTER' }
  return { text, flag: raw.includes('\0') ? 'INVISIBLE_CHARACTER' : 'PRIVATE_USE_CHARACTER' }
}
