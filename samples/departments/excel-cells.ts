/** Cells of workbooks that clerks fill by hand: what a spoilt value looks like once a spreadsheet has had it. */
import { dashedDay } from '../population/calendar.ts'
import type { Person } from '../population/model.ts'
import type { Spoiler } from '../spoiler.ts'
import type { ExcelValue } from '../write/excel.ts'

/** A day as a date cell; other forms as text, and serial numbers and `yyyymmdd` as the numbers that they are. */
export function dayCell(spoil: Spoiler, column: string, day: number): ExcelValue {
  const usual = dashedDay(day)
  const text = spoil.date(column, day, usual)
  if (text === usual) return { day: usual }
  return /^\d{5}$|^[1-9]\d{7}$/.test(text) ? Number(text) : text
}

/** A number whose last digits a spreadsheet took is a numeric cell; all others are text. */
export function numberCell(spoil: Spoiler, column: string, one: Person, another: Person): ExcelValue {
  const text = spoil.number(column, one, another)
  return text !== one.number && /^[1-9]\d{14}000$/.test(text) ? Number(text) : text
}
