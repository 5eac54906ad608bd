/**
 * Reads free text. What leaves here is well-formed Unicode in NFC without controls, so that no store or JSON reader can trip over it.
 * A character that an earlier conversion lost cannot be won back: it is flagged, never guessed. Repairing bytes that were decoded
 * wrongly is the adapters' task, since only they see the bytes.
 */
import type { IssueCode } from './issues.ts'
import { flagged, nothing, read, unread, type Reading } from './reading.ts'
import { isFiller, visibleText } from './source-text.ts'

export interface TextOptions {
  /** For texts in which 无 is an answer, e.g. "other illnesses". */
  readonly keepFillers?: boolean
}

/** Question marks in place of characters, U+FFFD, and what U+FFFD or raw memory look like after one more wrong decoding. */
const lost = /\uFFFD|\?{2,}|锟斤拷|锟斤|斤拷|烫烫烫|屯屯屯|锘縼?/u
const privateUse = /\p{Private_Use}/u

/** Text without its surrounding space. A filler is null with FILLER; where only losses are left, null with LOST_CHARACTER. */
export function readText(raw: string, options: TextOptions = {}): Reading<string> {
  const { text, cleaned } = visibleText(raw)
  if (text === '') return cleaned ? unread('INVISIBLE_CHARACTER') : nothing
  if (!options.keepFillers && isFiller(text)) return unread('FILLER')
  if (lost.test(text)) return isOnlyLosses(text) ? unread('LOST_CHARACTER') : flagged(text, 'LOST_CHARACTER')
  const remark = remarkOn(text, cleaned)
  return remark === null ? read(text) : flagged(text, remark)
}

// Private:

function isOnlyLosses(text: string): boolean {
  return text.replace(/[\uFFFD?\s锟斤拷烫屯锘縼\p{P}]/gu, '') === ''
}

function remarkOn(text: string, cleaned: boolean): IssueCode | null {
  if (privateUse.test(text)) return 'PRIVATE_USE_CHARACTER'
  return cleaned ? 'INVISIBLE_CHARACTER' : null
}
