/**
 * The GraphQL types of one declared record, as classes for TypeGraphQL: the record itself, the enums of its code lists, its connection
 * and its filter.
 */
import 'reflect-metadata'
import { Directive, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { classifiedDirective } from '../../schema/classification.ts'
import type { CodeList } from '../../schema/code-list.ts'
import { PageInfo } from './connection.ts'
import type { RecordSpec } from './declaration.ts'
import { classificationOf, type FieldSpec } from './fields.ts'
import type { RecordModel } from './record-model.ts'

export type Class = new () => object

/** The class that stands for a declared record in a department's own TypeGraphQL resolvers: `@Mutation(() => objectType(MediationCase))`. */
export function objectType(record: RecordSpec): Class {
  const known = recordClasses.get(record)
  if (known) return known
  const made = named(record.name)
  recordClasses.set(record, made)
  return made
}

/** The enum of a code list, for a department's own TypeGraphQL resolvers. */
export function enumType(list: CodeList): object {
  const known = enums.get(list)
  if (known) return known
  const values = Object.fromEntries(Object.values(list.values).map((value) => [value, value]))
  const descriptions = Object.entries(list.meanings).map(([value, description]) => [value, { description }])
  registerEnumType(values, {
    name: list.name,
    description: list.description,
    valuesConfig: Object.fromEntries(descriptions) as never,
  })
  enums.set(list, values)
  return values
}

/** The type of a field as TypeGraphQL wants it. */
export function typeOf(field: FieldSpec): () => unknown {
  if (!field.list) return field.type
  const made = enumType(field.list)
  return () => made
}

/** `XConnection` and `XEdge` of a record X. */
export function connectionTypes(record: RecordSpec): { readonly connection: Class; readonly edge: Class } {
  const { name, classified } = record
  const edge = named(`${name}Edge`)
  const type = named(`${name}Connection`)
  ObjectType(`${name}Edge`, { description: `One ${name} in its list.` })(edge)
  Field(() => String, { description: 'Give it as `after` to go on from here.' })(edge.prototype, 'cursor')
  Field(() => objectType(record), { description: `The ${name}.` })(edge.prototype, 'node')
  ObjectType(`${name}Connection`, { description: `A page of ${name}.` })(type)
  Field(() => [edge], { description: 'The page with its cursors.' })(type.prototype, 'edges')
  Field(() => [objectType(record)], { description: 'The page.' })(type.prototype, 'nodes')
  Field(() => PageInfo, { description: 'Where the page stands.' })(type.prototype, 'pageInfo')
  Field(() => Int, { nullable: true, description: 'How many there are in all; null where that is not told.' })(
    type.prototype,
    'totalCount',
  )
  for (const part of [edge, type]) Directive(classifiedDirective(classified))(part)
  return { connection: type, edge }
}

/** `XFilter` of a record X; null when nothing of it can be filtered by. */
export function filterType(model: RecordModel): Class | null {
  const fields = model.values.filter(([, field]) => field.options.filter)
  if (fields.length === 0) return null
  const type = named(`${model.spec.name}Filter`)
  InputType(`${model.spec.name}Filter`, { description: `Conditions on ${model.spec.name}; all must hold.` })(type)
  const add = (name: string, of: () => unknown, field: FieldSpec, description: string) => {
    Field(of as never, { nullable: true, description })(type.prototype, name)
    Directive(classifiedDirective(classificationOf(model.spec.classified, field.options)))(type.prototype, name)
  }
  for (const [name, field] of fields) {
    if (field.scalar === 'day' || field.scalar === 'instant') {
      add(`${name}From`, typeOf(field), field, `${field.description} At or after.`)
      add(`${name}To`, typeOf(field), field, `${field.description} At or before.`)
    } else {
      const of = typeOf(field)
      add(name, field.scalar === 'code' ? () => [of()] : of, field, field.description)
    }
  }
  return type
}

/** A class without members: the decorators give it some. */
export function named(name: string): Class {
  return { [name]: class {} }[name] as Class
}

// Private:

const recordClasses = new Map<RecordSpec, Class>()
const enums = new Map<CodeList, object>()
