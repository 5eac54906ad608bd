/** The operations of the apps as the hub registers them: each with the fragments that it uses, by an id that depends on nothing else. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  Kind,
  parse,
  visit,
  type DefinitionNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql'
import { normalText, operationId, type RegisteredOperation } from '../gateway/registered-operations.ts'

/** `folder` is clients/: one folder an app, in it documents. */
export function registeredOperations(folder: string): readonly RegisteredOperation[] {
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'generated')
    .flatMap(({ name: client }) =>
      readdirSync(join(folder, client))
        .filter((file) => file.endsWith('.graphql'))
        .flatMap((file) => parse(readFileSync(join(folder, client, file), 'utf8'), { noLocation: true }).definitions)
        .map((definition) => ({ client, definition })),
    )
  const fragments = new Map(
    found.flatMap(({ definition }) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  )
  return found
    .flatMap(({ client, definition }) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION) return []
      const document = { kind: Kind.DOCUMENT as const, definitions: [definition, ...usedBy(definition, fragments)] }
      return [{ id: operationId(document), name: nameOf(definition, client), client, text: normalText(document) }]
    })
    .sort((one, other) => (one.client + one.name < other.client + other.name ? -1 : 1))
}

// Private:

function nameOf({ name }: OperationDefinitionNode, client: string): string {
  if (!name) throw new Error(`${client} has an operation without a name`)
  return name.value
}

function usedBy(
  definition: DefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen = new Set<string>(),
): FragmentDefinitionNode[] {
  const used: FragmentDefinitionNode[] = []
  visit(definition, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value)
      if (!fragment || seen.has(name.value)) return
      seen.add(name.value)
      used.push(fragment, ...usedBy(fragment, fragments, seen))
    },
  })
  return used
}
