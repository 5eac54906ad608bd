/** What the departments are told about the levels of an entity's values (kit/identity.ts) is how the registry shows them. */
import { expect, test } from '@jest/globals'
import { classificationIn } from '../kit/guards.ts'
import { buildSchema, isObjectType, type GraphQLSchema } from 'graphql'
import { readFileSync } from 'node:fs'
import { shownLevels } from '../kit/identity.ts'

/** Values that are shown as something else: where a thing lies, as its grid or its house. */
const shownAs: Readonly<Record<string, string>> = { gridCode: 'grid', addressCode: 'house' }

test.each(
  Object.entries(shownLevels).flatMap(([kind, levels]) =>
    Object.entries(levels ?? {}).map(([value, level]) => [kind, value, level] as const),
  ),
)('%s.%s is shown at level %d', (kind, value, level) => {
  const type = registry().getType(kind)
  const field = isObjectType(type) ? type.getFields()[shownAs[value] ?? value] : undefined
  expect(classificationIn([field?.astNode])?.level).toBe(level)
})

// Private:

let schema: GraphQLSchema | null = null

function registry(): GraphQLSchema {
  const sdl = readFileSync('schema/subgraphs/registry.graphql', 'utf8')
  return (schema ??= buildSchema(sdl, { assumeValidSDL: true }))
}
