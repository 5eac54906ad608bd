/**
 * The bytes of a request body as the one JSON text that they must be: UTF-8 as RFC 8259 asks, without a mark at the front, no member twice,
 * and in its texts only what every system behind can hold. Whatever two readers could read differently is refused, not repaired.
 */
import type { GraphQLError } from 'graphql'
import { hasDuplicateMembers } from '../../access/duplicate-members.ts'
import { pentagraphError } from '../../schema/errors.ts'

/** What is wrong with a body, as the answer's `problem` says it. */
export type BodyProblem = 'charset' | 'encoding' | 'nesting' | 'duplicateMembers' | 'characters' | 'json'

/** The text, ready for JSON.parse. Throws BAD_REQUEST with a `problem`. */
export function bodyText(bytes: Uint8Array, contentType: string): string {
  if (!isUtf8(contentType)) throw badBody('charset')
  const text = decoded(bytes)
  // JSON.parse would take neither; said here by its name.
  if (text === null || text.startsWith(BYTE_ORDER_MARK)) throw badBody('encoding')
  if (holdsOddCharacters(text)) throw badBody('characters')
  if (nesting(text) > MAX_NESTING) throw badBody('nesting')
  if (hasDuplicates(text)) throw badBody('duplicateMembers')
  return text
}

export function badBody(problem: BodyProblem): GraphQLError {
  return pentagraphError('BAD_REQUEST', { problem })
}

// Private:

const BYTE_ORDER_MARK = '\uFEFF'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Every charset that the header names; two of them are one too many even when they agree. */
function isUtf8(contentType: string): boolean {
  const named = [...contentType.matchAll(/;\s*charset\s*=\s*"?([^";\s]*)"?/gi)].map(([, name = '']) =>
    name.toLowerCase(),
  )
  return named.length === 0 || (named.length === 1 && named[0] === 'utf-8')
}

/** Null for bytes that are no UTF-8: cut off, overlong, halves of pairs, GBK. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** An escape of NUL or of half a pair: databases behind end a text at the one and cannot store the other. */
function holdsOddCharacters(text: string): boolean {
  const pairs = text.replace(/\\\\/g, '').replace(/\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}/gi, '')
  return /\\u(?:0000|d[89a-f][0-9a-f]{2})/i.test(pairs)
}

/** Lists and objects in each other; more than any limit of variables lets through. Deeper ones are dear to parse. */
const MAX_NESTING = 128

function nesting(text: string): number {
  let depth = 0
  let deepest = 0
  let inText = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    // Outside a text there is none in JSON.
    if (character === '\\') at += 1
    else if (character === '"') inText = !inText
    else if (inText) continue
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1))
    else if (character === '}' || character === ']') depth -= 1
  }
  return deepest
}

/** What is no JSON has none: the parser says so. */
function hasDuplicates(text: string): boolean {
  try {
    return hasDuplicateMembers(text)
  } catch {
    return false
  }
}
