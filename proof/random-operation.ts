/**
 * Random valid operations over the published graph, from a seed: fields, lists, links over several departments, unions, inline and named
 * fragments, aliases (also to the names that departments require), conditions and look-ups, with arguments from the estate's own values.
 * Variables carry what names somebody. Made as a tree, so that a failing one can be cut down to its smallest form.
 */
import fc from 'fast-check'
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'

/** Values that really stand in the city, to ask with. */
export interface AskableValues {
  /** Ids by type, of records and entities. */
  ids(type: string): readonly string[]
  readonly texts: readonly string[]
  readonly numbers: readonly string[]
  /** Values of a record's field, for conditions. */
  values(type: string, field: string): readonly string[]
  readonly recordNames: readonly string[]
  /** A moment that is over, as an Instant: what was logged before it stays the same while it is read twice. */
  readonly over: string
}

export interface Picked {
  readonly kind: 'field' | 'inline' | 'named'
  readonly name: string
  readonly alias: string | null
  readonly args: string
  readonly below: readonly Picked[] | null
}

export interface RandomOperation {
  readonly picked: readonly Picked[]
  readonly variables: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>
}

const MAX_DEPTH = 7
/** Fields of one operation: enough to cross departments, few enough to be planned in a moment. */
const MAX_FIELDS = 14

export function randomOperation(schema: GraphQLSchema, seed: number, values: AskableValues): RandomOperation {
  const [draw] = fc.sample(fc.gen(), { seed, numRuns: 1 })
  if (!draw) throw new Error('nothing drawn')
  return new Maker(schema, values, (below) => draw(fc.nat, { max: below - 1 })).make()
}

/** As text: named fragments last. */
export function printOperation({ picked, variables }: RandomOperation): string {
  const fragments: string[] = []
  const print = (all: readonly Picked[]): string =>
    all
      .map(({ kind, name, alias, args, below }) => {
        const inner = below ? ` { ${print(below)} }` : ''
        if (kind === 'inline') return `... on ${name}${inner}`
        if (kind === 'named') {
          const fragment = `f${fragments.length}`
          fragments.push(`fragment ${fragment} on ${name}${inner}`)
          return `...${fragment}`
        }
        return `${alias === null ? '' : `${alias}: `}${name}${args}${inner}`
      })
      .join(' ')
  const body = print(picked)
  const text = [body, ...fragments].join(' ')
  const used = Object.entries(variables).filter(([name]) => new RegExp(`\\$${name}\\b`).test(text))
  const definitions = used.map(([name, { type }]) => `$${name}: ${type}`).join(', ')
  return [`query${definitions === '' ? '' : ` (${definitions})`} { ${body} }`, ...fragments].join(' ')
}

export function variablesOf({ variables }: RandomOperation, text: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, { value }]) =>
      new RegExp(`\\$${name}\\b`).test(text) ? [[name, value]] : [],
    ),
  )
}

/** Each way to leave out one part, largest first. */
export function* smaller(operation: RandomOperation): Generator<RandomOperation> {
  for (const picked of without(operation.picked)) if (picked.length > 0) yield { ...operation, picked }
}

// Private:

function* without(all: readonly Picked[]): Generator<readonly Picked[]> {
  for (let at = 0; at < all.length; at++) yield [...all.slice(0, at), ...all.slice(at + 1)]
  for (const [at, one] of all.entries()) {
    if (!one.below) continue
    for (const below of without(one.below))
      if (below.length > 0) yield [...all.slice(0, at), { ...one, below }, ...all.slice(at + 1)]
  }
}

class Maker {
  private readonly schema: GraphQLSchema
  private readonly values: AskableValues
  private readonly draw: (below: number) => number
  private readonly variables: Record<string, { type: string; value: unknown }> = {}
  private fields = 0
  private aliases = 0

  constructor(schema: GraphQLSchema, values: AskableValues, draw: (below: number) => number) {
    this.schema = schema
    this.values = values
    this.draw = draw
  }

  make(): RandomOperation {
    const query = this.schema.getQueryType() as GraphQLObjectType
    const roots = 1 + this.draw(2)
    const picked = Array.from({ length: roots }, () =>
      this.field(this.pick(Object.values(query.getFields())), 0, new Set()),
    )
    return { picked: picked.filter((one) => one !== null), variables: this.variables }
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.draw(items.length)] as T
  }

  private chance(percent: number): boolean {
    return this.draw(100) < percent
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number, names: Set<string>): Picked | null {
    const type = getNamedType(field.type)
    this.fields++
    const args = this.arguments(field)
    if (args === null) return null
    const below = isLeafType(type) ? null : this.selection(type, depth + 1)
    if (below !== null && below.length === 0) return null
    let alias: string | null = null
    if (names.has(field.name) || args !== '' || this.chance(15)) alias = `a${this.aliases++}`
    // The name of a field that departments require: an alias that looks like what is sent to them.
    if (alias !== null && this.chance(15)) {
      const required = this.pick([
        'housingRef',
        'justiceRef',
        'healthRef',
        'ref',
        'name',
        'idNumber',
        'publicSecurityRef',
      ])
      if (!names.has(required) && required !== field.name) alias = required
    }
    const name = alias ?? field.name
    if (names.has(name)) alias = `a${this.aliases++}`
    names.add(alias ?? field.name)
    return { kind: 'field', name: field.name, alias, args, below }
  }

  private selection(type: GraphQLNamedType, depth: number, names = new Set<string>()): readonly Picked[] {
    if (isUnionType(type)) {
      const some = type.getTypes().filter(() => this.chance(50))
      const chosen = some.length > 0 ? some : [this.pick(type.getTypes())]
      return chosen.flatMap((possible) => {
        // Apart: two members' fields of one name need not be of one type.
        const below = this.selection(possible, depth + 1, names)
        return below.length > 0
          ? [
              {
                kind: this.chance(50) ? 'inline' : 'named',
                name: possible.name,
                alias: null,
                args: '',
                below,
              } as Picked,
            ]
          : []
      })
    }
    if (!isObjectType(type)) return []
    const all = Object.values(type.getFields())
    const room = depth < MAX_DEPTH && this.fields < MAX_FIELDS
    const open = room ? all : all.filter((field) => isLeafType(getNamedType(field.type)))
    const connection = /Connection$|DataIssuePage$/.test(type.name)
    const count = connection ? 1 + this.draw(2) : 1 + this.draw(4)
    const picked: Picked[] = []
    for (let at = 0; at < count && open.length > 0; at++) {
      const wanted = connection && this.chance(70) ? open.find(({ name }) => name === 'nodes') : undefined
      const field = wanted ?? this.pick(open)
      const one = this.field(field, depth, names)
      if (one === null) continue
      picked.push(
        this.chance(12)
          ? { kind: this.chance(50) ? 'inline' : 'named', name: type.name, alias: null, args: '', below: [one] }
          : one,
      )
    }
    if (picked.length === 0 && !names.has('__typename'))
      return [{ kind: 'field', name: '__typename', alias: null, args: '', below: null }]
    return picked
  }

  private arguments(field: GraphQLField<unknown, unknown>): string | null {
    const given: string[] = []
    for (const argument of field.args) {
      const needed =
        (isNonNullType(argument.type) && argument.defaultValue === undefined) ||
        argument.name === 'kinds' ||
        isOfPeriod(getNamedType(argument.type))
      if (!needed && !this.chance(argument.name === 'first' ? 80 : 35)) continue
      const value = this.argument(field, argument)
      if (value === null && needed) return null
      if (value !== null) given.push(`${argument.name}: ${value}`)
    }
    return given.length > 0 ? `(${given.join(', ')})` : ''
  }

  private argument(field: GraphQLField<unknown, unknown>, argument: GraphQLArgument): string | null {
    const { name } = argument
    const type = getNamedType(argument.type)
    if (name === 'first') return String(1 + this.draw(4))
    if (name === 'after') return '""'
    if (name === 'id') {
      const ids = this.values.ids(getNamedType(field.type).name)
      return ids.length > 0 ? this.variable('ID!', this.pick(ids)) : null
    }
    if (name === 'number') return this.variable('String!', this.pick(this.values.numbers))
    if (name === 'record') return JSON.stringify(this.pick(this.values.recordNames))
    if (name === 'text') return this.variable('String!', this.pick(this.values.texts))
    if (isEnumType(type)) {
      const value = this.pick(type.getValues()).name
      return isListType(getNullableType(argument.type)) ? `[${value}]` : value
    }
    if (isInputObjectType(type)) {
      const target = getNamedType(field.type).name.replace(/Connection$/, '')
      const fields = Object.values(type.getFields()).filter((one) => isEnd(one) || this.chance(40))
      const parts = fields.flatMap((one) => {
        const value = this.condition(target, one.name, one.type)
        return value === null ? [] : [`${one.name}: ${value}`]
      })
      return parts.length > 0 ? `{ ${parts.join(', ')} }` : null
    }
    return null
  }

  private condition(target: string, field: string, type: GraphQLInputType): string | null {
    const named = getNamedType(type)
    const list = isListType(getNullableType(type))
    const known = this.values.values(target, field.replace(/(From|To)$/, ''))
    let value: string | null = null
    if (isEnumType(named)) value = this.pick(named.getValues()).name
    else if (isEnd({ name: field, type })) value = this.variable('Instant!', this.values.over)
    else if (known.length > 0 && named.name !== 'Int' && named.name !== 'Boolean')
      value = this.variable(`${named.name}!`, this.pick(known))
    else if (named.name === 'Boolean') value = this.chance(50) ? 'true' : 'false'
    return value === null ? null : list ? `[${value}]` : value
  }

  private variable(type: string, value: unknown): string {
    const name = `v${Object.keys(this.variables).length}`
    this.variables[name] = { type, value }
    return `$${name}`
  }
}

/** What is found by when it was written grows while it is asked for. */
function isOfPeriod(type: GraphQLNamedType): boolean {
  return isInputObjectType(type) && Object.values(type.getFields()).some(isEnd)
}

function isEnd({ name, type }: { readonly name: string; readonly type: GraphQLInputType }): boolean {
  return name === 'to' && getNamedType(type).name === 'Instant'
}
