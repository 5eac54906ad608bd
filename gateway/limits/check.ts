/**
 * The limits before validation and planning. Each refusal names the limit, what was asked and what is allowed; what passes has its cost
 * told, for budgets. The document is parsed here once with the token limit; what passed is remembered by its text, so a repeated
 * operation is only weighed again when its variables could change the outcome.
 */
import { Lexer, parse, Source, TokenKind, type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql'
import { pentagraphError } from '../../schema/errors.ts'
import { Lru } from '../lru.ts'
import { weigh } from './cost.ts'
import type { LimitName, Limits } from './limits.ts'
import { measure } from './measure.ts'

export interface LimitCheck {
  /** Null when the operation may go on; also when it cannot be parsed, which Apollo Server says better. */
  (query: string, variables: Readonly<Record<string, unknown>>): GraphQLError | null
}

export interface Weighing {
  readonly refused: GraphQLError | null
  /** Estimated fields of the answer (cost.ts). */
  readonly cost: number
}

const REMEMBERED = 1_000
/** What cannot be parsed has cost the parsing. */
const UNPARSED: Weighing = { refused: null, cost: 1 }

export function createLimitCheck(schema: GraphQLSchema, limits: Limits): LimitCheck {
  const weighing = createWeighing(schema, limits)
  return (query, variables) => weighing(query, variables).refused
}

export function createWeighing(
  schema: GraphQLSchema,
  limits: Limits,
): (query: string, variables: Readonly<Record<string, unknown>>) => Weighing {
  const passed = new Lru<string, Weighing>(REMEMBERED)
  return (query, variables) => {
    const simple = Object.values(variables).every((value) => typeof value !== 'object' && typeof value !== 'number')
    const known = simple ? passed.get(query) : undefined
    if (known) return known
    const tokens = countTokens(query, limits.tokens)
    if (tokens > limits.tokens) return tooCostly('tokens', tokens, limits)
    if (query.length > limits.characters) return tooCostly('characters', query.length, limits)
    const document = parsed(query)
    if (document === null) return UNPARSED
    const weighed = weighedIn(schema, document, variables, limits)
    if (!weighed.refused && simple) passed.set(query, weighed)
    return weighed
  }
}

// Private:

const measured = [
  'depth',
  'selections',
  'aliases',
  'duplicates',
  'directives',
  'rootFields',
  'listItems',
  'inputDepth',
  'inputValues',
] as const

function weighedIn(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  limits: Limits,
): Weighing {
  const measures = measure(document, variables)
  for (const name of measured) if (measures[name] > limits[name]) return tooCostly(name, measures[name], limits)
  const weights = weigh(schema, document, variables)
  if (weights.first > limits.first) return tooCostly('first', weights.first, limits)
  if (weights.cost > limits.cost) return tooCostly('cost', weights.cost, limits)
  return { refused: null, cost: weights.cost }
}

function tooCostly(limit: LimitName, value: number, limits: Limits): Weighing {
  const refused = pentagraphError('QUERY_TOO_COSTLY', {
    limit,
    value: Number.isFinite(value) ? value : 'unbounded',
    max: limits[limit],
  })
  return { refused, cost: 0 }
}

function parsed(query: string): DocumentNode | null {
  try {
    return parse(query, { noLocation: true })
  } catch {
    return null
  }
}

/** Counts on to ten times the limit, so that the refusal can say how far the document goes; stops at what is no token. */
function countTokens(query: string, max: number): number {
  const lexer = new Lexer(new Source(query))
  let count = 0
  try {
    while (lexer.advance().kind !== TokenKind.EOF && count < max * 10) count += 1
  } catch {
    return count
  }
  return count
}
