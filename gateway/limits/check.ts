/**
 * The limits before validation and planning. Each refusal names the limit, what was asked and what is allowed. The document is
 * parsed here once with the token limit; what passed is remembered by its text, so a repeated operation is only weighed again when
 * its variables could change the outcome.
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

const REMEMBERED = 1_000

export function createLimitCheck(schema: GraphQLSchema, limits: Limits): LimitCheck {
  const passed = new Lru<string, true>(REMEMBERED)
  return (query, variables) => {
    const simple = Object.values(variables).every((value) => typeof value !== 'object' && typeof value !== 'number')
    if (simple && passed.get(query)) return null
    const tokens = countTokens(query, limits.tokens)
    if (tokens > limits.tokens) return tooCostly('tokens', tokens, limits)
    if (query.length > limits.characters) return tooCostly('characters', query.length, limits)
    const document = parsed(query)
    if (document === null) return null
    const refused = beyond(schema, document, variables, limits)
    if (!refused && simple) passed.set(query, true)
    return refused
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

function beyond(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  limits: Limits,
): GraphQLError | null {
  const measures = measure(document, variables)
  for (const name of measured) if (measures[name] > limits[name]) return tooCostly(name, measures[name], limits)
  const weights = weigh(schema, document, variables)
  if (weights.first > limits.first) return tooCostly('first', weights.first, limits)
  if (weights.cost > limits.cost) return tooCostly('cost', weights.cost, limits)
  return null
}

function tooCostly(limit: LimitName, value: number, limits: Limits): GraphQLError {
  return pentagraphError('QUERY_TOO_COSTLY', {
    limit,
    value: Number.isFinite(value) ? value : 'unbounded',
    max: limits[limit],
  })
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
