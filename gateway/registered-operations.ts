/**
 * In production an app sends operations only that the city has seen: those of clients/, registered by `npm run generate`. Whoever
 * writes queries for a living (developers, BI tools, officers) is free within a budget (gateway/usage). A registered operation may also
 * be asked for by its id alone, as the GraphQL-over-HTTP appendix on persisted documents has it: `{ "documentId": "sha256:…" }`.
 */
import { createHash } from 'node:crypto'
import { Kind, parse, print, type DefinitionNode, type DocumentNode, type GraphQLError } from 'graphql'
import type { AccessContext, Role } from '../access/principal.ts'
import { pentagraphError } from '../schema/errors.ts'
import { Lru } from './lru.ts'

export interface RegisteredOperation {
  /** `sha256:` and 64 hex digits, of the normal text. */
  readonly id: string
  readonly name: string
  /** Folder of clients/. */
  readonly client: string
  readonly text: string
}

/** Roles whose people work through apps. */
const appRoles: ReadonlySet<Role> = new Set(['grid-worker', 'mediator', 'citizen'])

export class RegisteredOperations {
  private readonly byId: ReadonlyMap<string, RegisteredOperation>
  private readonly ids = new Lru<string, string>(REMEMBERED)

  constructor(operations: readonly RegisteredOperation[]) {
    for (const { id, name, text } of operations)
      if (id !== operationId(parse(text))) throw new Error(`the registered operation ${name} is not what its id says`)
    this.byId = new Map(operations.map((operation) => [operation.id, operation]))
  }

  /** The text of an id; null for one that is not registered. */
  textOf(id: string): string | null {
    return this.byId.get(id)?.text ?? null
  }

  /** Null when the principal may send this text. */
  check(query: string, { principal }: AccessContext): GraphQLError | null {
    if (!principal.roles.every((role) => appRoles.has(role))) return null
    return this.byId.has(this.idOf(query) ?? '') ? null : pentagraphError('OPERATION_NOT_REGISTERED')
  }

  // Private:

  private idOf(query: string): string | null {
    const known = this.ids.get(query)
    if (known !== undefined) return known
    try {
      return this.ids.set(query, operationId(parse(query, { noLocation: true })))
    } catch {
      return null
    }
  }
}

/** The same for the same operation, however it is laid out and in whichever order its fragments stand. */
export function operationId(document: DocumentNode): string {
  return `sha256:${createHash('sha256').update(normalText(document)).digest('hex')}`
}

export function normalText(document: DocumentNode): string {
  return document.definitions
    .toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1))
    .map((definition) => print(definition))
    .join('\n\n')
}

// Private:

const REMEMBERED = 1_000

function rank(definition: DefinitionNode): string {
  const name = 'name' in definition && definition.name && 'value' in definition.name ? definition.name.value : ''
  return `${definition.kind === Kind.OPERATION_DEFINITION ? 0 : 1} ${name}`
}
