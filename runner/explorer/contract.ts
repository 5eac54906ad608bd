/** What the server tells the explorer page, and what the page may show. No value of a person is in here. */

/** A text in the two languages of the page. */
export interface Bilingual {
  readonly zh: string
  readonly en: string
}

export interface Persona {
  /** As `npm run token -- NAME` knows it. */
  readonly name: string
  readonly title: Bilingual
  /** Codes of the purposes that this persona would use; the first one is proposed. */
  readonly purposes: readonly string[]
  /** A case that this persona works on, when the purposes ask for one. */
  readonly caseNumber?: string
}

export interface PurposeChoice {
  readonly code: string
  readonly name: string
  readonly caseNeeded: boolean
}

export interface Example {
  readonly title: Bilingual
  readonly explanation: Bilingual
  readonly persona: string
  readonly purpose: string | null
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
}

export interface DepartmentStatus {
  readonly name: string
  readonly title: string
  readonly technology: string
  readonly state: 'up' | 'slow' | 'down'
  readonly records: number | null
  readonly linked: number | null
  readonly quarantined: number | null
  /** Instant (ISO) that the data stems from; null for a live system. */
  readonly asOf: string | null
}

/** One classified place of the graph, as its owner publishes it. */
export interface CatalogueLine {
  readonly department: string
  readonly departmentTitle: string
  /** `PropertyTitle.certificate` */
  readonly coordinate: string
  readonly meaning: string
  readonly level: number
  readonly category: string
  readonly sharing: 'UNCONDITIONAL' | 'CONDITIONAL' | 'NEVER'
}

export interface ExplorerConfig {
  readonly endpoint: string
  /** False where no demo issuer runs: then a token is pasted. */
  readonly demoTokens: boolean
  readonly personas: readonly Persona[]
  readonly purposes: readonly PurposeChoice[]
  readonly examples: readonly Example[]
  readonly schemaSdl: string
}
