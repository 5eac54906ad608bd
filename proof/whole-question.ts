/** The same question with what each object is added to it, for the full answer: its type, its id where it has one, what an issue is of. */
import {
  getNamedType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql'
import type { Question } from './city.ts'
import { WHAT, WHO } from './cut.ts'

export function wholeQuestion(schema: GraphQLSchema, question: Question): Question {
  const types = new TypeInfo(schema)
  const document = visit(
    question.document,
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave: (node, _key, parent) => {
          const type = getNamedType(types.getParentType() ?? types.getType())
          const root = parent && !Array.isArray(parent) && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
          if (root || !type) return undefined
          const added = [selection(`${WHAT}: __typename`)]
          if (isObjectType(type) && type.getFields()['id']) added.push(selection(`${WHO}: id`))
          if (isObjectType(type) && /DataIssue$/.test(type.name))
            added.push(selection('proofRecord: record'), selection('proofField: field'))
          if (type.name === 'FieldProvenance') added.push(selection('proofField: field'))
          if (!isObjectType(type) && !isUnionType(type)) return undefined
          return { ...node, selections: [...node.selections, ...added] }
        },
      },
    }),
  )
  return { ...question, text: '', document }
}

// Private:

const made = new Map<string, SelectionNode>()

function selection(text: string): SelectionNode {
  let node = made.get(text)
  if (!node) {
    const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions
    node = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections[0] : undefined
    if (!node) throw new Error(text)
    made.set(text, node)
  }
  return node
}
