/** The language of a page, and how it writes instants and days: in the city's own time, whatever the browser's. */
import { createContext, useContext } from 'react'
import type { Bilingual } from '../explorer/contract.ts'
import type { Language } from '../explorer/labels.ts'

export const LanguageContext = createContext<Language>('zh')

/** `say(text)`, and of an unknown text its code. */
export function useSay(): (text: Bilingual | undefined, otherwise?: string) => string {
  const language = useContext(LanguageContext)
  return (text, otherwise = '') => text?.[language] ?? otherwise
}

/** `2026-11-26 09:30`. */
export function minuteOf(instant: string): string {
  return minutes.format(new Date(instant)).replaceAll('/', '-')
}

// Private:

const minutes = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})
