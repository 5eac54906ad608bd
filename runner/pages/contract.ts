/** What the server tells the pages of citizens and officers before they ask the hub: where it is, and who may sign in here. No value of a person. */
import type { Bilingual } from '../explorer/contract.ts'

export interface PagePersona {
  /** As `npm run token -- NAME` knows it. */
  readonly name: string
  readonly title: Bilingual
}

export interface DepartmentName {
  readonly name: string
  readonly title: string
}

export interface PagesConfig {
  readonly endpoint: string
  /** Empty where no demo issuer runs: then a token is pasted. */
  readonly personas: readonly PagePersona[]
  readonly departments: readonly DepartmentName[]
}
