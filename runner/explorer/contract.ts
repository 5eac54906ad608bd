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
  /** Type of the field in the graph: `Day`, `TitleState`. */
  readonly format: string
}

/** A line with how fresh and how good the data is now. */
export interface CatalogueItem extends Omit<CatalogueLine, 'sharing'> {
  readonly sharing: string
  readonly meaningZh: string | null
  readonly updateCycleHours: number | null
  readonly asOf: string | null
  /** LIVE, FRESH, STALE or UNAVAILABLE. */
  readonly freshness: string
  readonly quality: {
    readonly rows: number
    readonly looked: number
    readonly mapped: number
    readonly empty: number
    readonly remarked: number
    readonly quarantined: number
    readonly unlinked: number | null
  } | null
  readonly applicants: string
  readonly path: string
}

/** What the catalogue's page and its CSV file are narrowed by. */
export interface CatalogueChoice {
  readonly department: string | null
  readonly search: string | null
  readonly level: number | null
  readonly sharing: string | null
}

export interface ExplorerConfig {
  readonly endpoint: string
  /** False where no demo issuer runs: then a token is pasted. */
  readonly demoTokens: boolean
  readonly personas: readonly Persona[]
  readonly purposes: readonly PurposeChoice[]
  readonly examples: readonly Example[]
  /** Empty where tokens are real: then the schema is asked for with one. */
  readonly schemaSdl: string
}
