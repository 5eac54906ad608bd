/** Inputs from the field with the outcome that is right, one JSON file a kind. For tests only. */
import { readFileSync } from 'node:fs'

export interface Case {
  readonly in: string
  readonly note?: string
}

export function givenCases<C extends Case>(file: string): readonly C[] {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as readonly C[]
}
