/** What the case files give, and what should come of it. Persons are invented: sequence 000 of area 370283. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../../runner/project-folder.ts'

export interface NameCase {
  readonly in: string
  readonly norm?: string
  readonly masked?: string
  readonly flag?: string
}
export interface NumberCase {
  readonly in: string
  readonly valid: boolean
  readonly norm?: string | null
  readonly kind?: string
  readonly code?: string
}
export interface CodeCase {
  readonly in: string
  readonly valid: boolean | 'AMBIGUOUS'
}
export interface DayCase {
  readonly in: string
  readonly out: string | null
  readonly note?: string
}
export interface SharedNumber {
  readonly dept: string
  readonly key: string
  readonly name: string
  readonly idno: string
  readonly birth: string
}

export const names = json<NameCase>('C02_names.json')
export const numbers = json<NumberCase>('C01_id_numbers.json')
export const organisationCodes = json<CodeCase>('C04_org_codes.json')
/** A code of 18 characters, and the nine of before 2015 that stand inside it. */
export const shortCode = { whole: '92370283MC0000012H', inside: 'MC0000012' } as const
export const days = json<DayCase>('C05_dates.json')

/** Born in the summer time of 1986 to 1991. */
export const summerBirths = [
  { day: '1986-05-04', number: '370283198605040008' },
  { day: '1989-06-01', number: '370283198906010005' },
  { day: '1991-09-15', number: '37028319910915000X' },
] as const

/** Twenty of one name, none with a number. */
export const fillers = Array.from(
  { length: 20 },
  (_, at) => ['', '无', '000000000000000000', '111111111111111111', '待补'][at % 5] ?? '',
)

export const shared = csv('subgraphs/registry/cases/C09_same_id_two_people.csv')

/** Rows of the file that one department has. */
export const inDepartments = (dept: string): readonly SharedNumber[] => shared.filter((row) => row.dept === dept)

// Private:

function json<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(join(projectFolder(), 'schema/cases', name), 'utf8')) as T[]
}

function csv(path: string): SharedNumber[] {
  const [header = '', ...lines] = readFileSync(join(projectFolder(), path), 'utf8').trim().split('\n')
  const columns = header.trim().split(',')
  return lines.map((line) => {
    const values = line.trimEnd().split(',')
    return Object.fromEntries(columns.map((column, at) => [column, values[at] ?? ''])) as unknown as SharedNumber
  })
}
