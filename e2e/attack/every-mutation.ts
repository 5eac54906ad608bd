/**
 * Every mutation of the graph with forged ids, by those who may change nothing. Made from the schema that clients see, so that one that is added
 * is attacked too; what only the one mutation has to fear stands in the lists of its room, and none may be without such an attack.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql'
import { loadSupergraph } from '../../gateway/supergraph.ts'
import { projectFolder } from '../../runner/project-folder.ts'
import { got, refused, worst, type Attack, type Outcome } from './attack.ts'
import { ask, nothing, type Asked } from './reply.ts'
import type { Target } from './target.ts'

const { api } = loadSupergraph(readFileSync(resolve(projectFolder(), 'schema/supergraph.graphql'), 'utf8'))
const mutations = Object.values(api.getMutationType()?.getFields() ?? {})

const askers: readonly Asked[] = [
  {},
  { who: 'citizen' },
  { who: 'mediator' },
  { who: 'bi', purpose: 'ASSESSMENT' },
  { who: 'system-administrator', purpose: 'GRANT_ADMINISTRATION' },
]

export const everyMutationAttacks: readonly Attack[] = mutations.map((field) => ({
  name: `every mutation: ${field.name}`,
  after: 'a change by somebody who may make none',
  source: 'OWASP API security: broken function-level authorization',
  async run(target) {
    const outcomes: Outcome[] = []
    // As a body of its own: a mutation that only this list tries counts as untried.
    const body = JSON.stringify({ query: `mutation { ${fieldWith(field)} }` })
    for (const asked of askers) outcomes.push(nothing(await ask(target, { ...asked, body }), target))
    return worst(outcomes)
  },
}))

/** After all other attacks: whether each mutation was tried by an attack that knows it. */
export function everyMutationTried({ mutations: tried }: Target): Outcome {
  const untried = mutations.filter(({ name }) => !tried.has(name)).map(({ name }) => name)
  return untried.length > 0
    ? got(`mutations without an attack: ${untried.join(', ')}`)
    : refused(`${mutations.length} MUTATIONS`)
}

// Private:

function fieldWith({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const given = args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${valueOf(arg.type)}`)
  const selection = isLeafType(getNamedType(type)) ? '' : ' { kind: __typename }'
  return `${name}${given.length > 0 ? `(${given.join(', ')})` : ''}${selection}`
}

/** Well-formed, and of nothing that there is. */
function valueOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return valueOf(type.ofType)
  if (isListType(type)) return `[${valueOf(type.ofType)}]`
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'NONE'
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField)
    return `{ ${fields.map((field) => `${field.name}: ${valueOf(field.type)}`).join(', ')} }`
  }
  return literals[type.name] ?? '"forged:Forged:1"'
}

const literals: Readonly<Record<string, string>> = { Boolean: 'true', Int: '1', Float: '1', Date: '"2026-01-01"' }
