/**
 * What each form of dirt does to a value. A form that does not fit the value (no X to write small, no dot to replace, no room in the
 * column) gives null and waits for a value that it fits.
 */
import { compactDay, dashedDay, looseDay, serialDay } from './population/calendar.ts'
import { idCheck, oldIdNumber } from './numbers.ts'
import type { dirt, DirtKind } from './dirt.ts'

export type Forms<K extends DirtKind> = Readonly<Record<keyof (typeof dirt)[K] & string, () => string | null>>

/** `another` is the number of somebody else, for numbers that were given twice. */
export function personNumberForms(number: string, another: string): Forms<'personNumber'> {
  return {
    fifteenDigits: () => (number.startsWith('19', 6) ? oldIdNumber(number) : null),
    lowerCaseX: () => (number.endsWith('X') ? number.slice(0, 17) + 'x' : null),
    fullWidth: () => wide(number),
    apostrophe: () => `'${number}`,
    blanksInside: () => `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`,
    cutToSeventeen: () => number.slice(0, 17),
    zeros: () => '000000000000000000',
    nothing: () => '无',
    pending: () => '待补',
    wrongCheck: () => number.slice(0, 17) + (number.endsWith('X') ? '1' : String((Number(number.slice(17)) + 3) % 10)),
    thirtiethOfFebruary: () => checked(number.slice(0, 10) + '0230' + number.slice(14, 17)),
    sharedNumber: () => (another === number ? null : another),
    // A day of birth corrected by a year; nobody else has it, since area, sequence and day of the year are the person's own.
    secondNumber: () => checked(number.slice(0, 6) + String(Number(number.slice(6, 10)) - 1) + number.slice(10, 17)),
    spreadsheetZeros: () => (number.endsWith('000') ? null : number.slice(0, 15) + '000'),
  }
}

const dots = ['•', '‧', '・', '．'] as const

/** `unicode`: whether the system can hold a private-use character as such; `bytes`: the room in bytes, where it counts bytes. */
export function nameForms(name: string, nth: number, unicode: boolean, bytes: number | null): Forms<'name'> {
  return {
    privateUse: () => (unicode && name.includes('䶮') ? name.replaceAll('䶮', '\uE863') : null),
    otherDot: () => (name.includes('·') ? name.replaceAll('·', dots[nth % dots.length] ?? '•') : null),
    blankInside: () => (name.length === 2 ? `${name.charAt(0)} ${name.charAt(1)}` : null),
    fullWidthBlank: () => (name.length <= 4 ? `${name}　` : null),
    // One byte for the first dot, two for each Han character: the edge of an even column falls inside one.
    cutInsideCharacter: () =>
      bytes !== null && name.includes('·') && name.length * 2 > bytes ? name.replace('·', '.') : null,
  }
}

export function sexForms(sex: 'M' | 'F', usual: string): Forms<'sex'> {
  const unlessUsual = (text: string) => (text === usual ? null : text)
  return {
    letter: () => unlessUsual(sex),
    digit: () => unlessUsual(sex === 'M' ? '1' : '2'),
    blank: () => '',
  }
}

export function dateForms(day: number, usual: string, bytes: number | null): Forms<'date'> {
  const fits = (text: string) => (text === usual || (bytes !== null && wideLength(text) > bytes) ? null : text)
  const loose = looseDay(day)
  const [year = '', month = '', dayOfMonth = ''] = loose.split('-')
  return {
    compact: () => fits(compactDay(day)),
    loose: () => fits(loose),
    slashes: () => fits(dashedDay(day).replaceAll('-', '/')),
    chinese: () => fits(`${year}年${month}月${dayOfMonth}日`),
    serial: () => fits(serialDay(day)),
    thirtiethOfFebruary: () => fits(`${year}0230`),
    beginningOfTime: () => fits('1900-01-01'),
    endOfTime: () => fits('9999-12-31'),
    zeros: () => fits('00000000'),
    long: () => fits('长期'),
    republic: () => fits('民国七十年'),
    lunar: () => fits('农历正月初八'),
    blank: () => fits(''),
  }
}

export function fixedDateForms(day: number): Forms<'fixedDate'> {
  return {
    thirtiethOfFebruary: () => compactDay(day).slice(0, 4) + '0230',
    beginningOfTime: () => '19000101',
    endOfTime: () => '99991231',
    zeros: () => '00000000',
    blank: () => '',
  }
}

export function phoneForms(phone: string): Forms<'phone'> {
  const groups = `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`
  return {
    countryCode: () => `+86${phone}`,
    blanksInside: () => groups.replaceAll('-', ' '),
    dashes: () => groups,
    landline: () => `0532-8836${phone.slice(7)}`,
    landlineWithoutArea: () => `8836${phone.slice(7)}`,
    spreadsheet: () => `${phone.charAt(0)}.${phone.slice(1, 3)}E+10`,
    twoNumbers: () => `${phone}/8836${phone.slice(7)}`,
    nothing: () => '无',
  }
}

export const nothingForms: Forms<'nothing'> = {
  empty: () => '',
  wu: () => '无',
  dash: () => '-',
  null: () => 'NULL',
  zero: () => '0',
  blank: () => ' ',
}

/** `old` is the registration number, empty for units founded after 2015. */
export function creditCodeForms(code: string, inner: string, old: string): Forms<'creditCode'> {
  return {
    missing: () => '',
    inner: () => inner,
    oldNumber: () => (old === '' ? null : old),
    wrongCheck: () => code.slice(0, 17) + (code.endsWith('7') ? '8' : '7'),
    wrongLetter: () => (code.includes('0') ? code.slice(0, 8) + code.slice(8).replace('0', 'O') : null),
  }
}

export function wide(text: string): string {
  return text.replace(/[0-9A-Za-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
}

// Private:

function checked(first17: string): string {
  return first17 + idCheck(first17)
}

function wideLength(text: string): number {
  let length = 0
  for (const c of text) length += c.charCodeAt(0) < 0x80 ? 1 : 2
  return length
}
