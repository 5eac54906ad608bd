/**
 * How every piece of data is graded (GB/T 43697-2024 levels, Order 809 sharing types). Level and sharing are data, not code:
 * they stand in each declaration, travel in the supergraph as `@classified`, and `access/decide.ts` is the only reader.
 */

/** 1 harmless or public · 2 internal or weak identifier · 3 identifies or affects a person or firm · 4 sensitive. */
export type Level = 1 | 2 | 3 | 4

/** 无条件共享 · 有条件共享 · 不予共享. Unconditional means free between departments, not public. */
export type Sharing = 'UNCONDITIONAL' | 'CONDITIONAL' | 'NEVER'

export interface Classification {
  readonly level: Level
  /** The catalogue's category in the department's own words, e.g. 房屋权属. Grants may name it. */
  readonly category: string
  readonly sharing: Sharing
}

/** A classification with its place: what a decision is made on. One object per place, so that decisions can be kept by identity. */
export interface Classified extends Classification {
  /** Department that answers for the data, e.g. `housing`; `registry` for the hub's golden records. */
  readonly department: string
  /** Where it stands in the graph, e.g. `PropertyTitle.certificate`, `Person.properties`, `PropertyTitleFilter.state`. */
  readonly coordinate: string
}

/** The directive that carries a classification in every subgraph's SDL and in the supergraph. */
export const classifiedSdl = `directive @classified(level: Int!, category: String!, sharing: Sharing!) on FIELD_DEFINITION | OBJECT | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
enum Sharing { UNCONDITIONAL CONDITIONAL NEVER }`

export const classifiedLink = 'https://pentagraph.example/classified/v1.0'

/** `@classified(…)` as it is written in SDL. */
export function classifiedDirective(c: Classification): string {
  return `@classified(level: ${c.level}, category: ${JSON.stringify(c.category)}, sharing: ${c.sharing})`
}
