/** Random valid operations over a schema, from a seed. Aliases are of a form that no field has, so that the stock gateway is right too. */
import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'

/** Values to choose from, by argument name. */
type ArgumentValues = Readonly<Record<string, readonly string[]>>

const MAX_DEPTH = 6

export function randomOperation(schema: GraphQLSchema, seed: number, values: ArgumentValues): string {
  const random = mulberry32(seed)
  let aliases = 0
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T

  const fieldText = (field: GraphQLField<unknown, unknown>, depth: number): string | null => {
    const type = getNamedType(field.type)
    const args = field.args.flatMap((argument) => {
      const known = values[argument.name]
      const needed = String(argument.type).endsWith('!')
      return known && (needed || random() < 0.5) ? [`${argument.name}: ${pick(known)}`] : []
    })
    const inner = isLeafType(type) ? '' : selection(type, depth + 1)
    if (inner === null) return null
    const alias = args.length > 0 || field.args.length > 0 || random() < 0.2 ? `a${aliases++}: ` : ''
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${inner === '' ? '' : ` { ${inner} }`}`
  }

  const selection = (type: GraphQLNamedType, depth: number): string | null => {
    const parts: string[] = []
    if (random() < 0.3) parts.push('__typename')
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields()).filter((f) => depth < MAX_DEPTH || isLeafType(getNamedType(f.type)))
      const count = 1 + Math.floor(random() * 4)
      for (let i = 0; i < count && fields.length > 0; i++) {
        const text = fieldText(pick(fields), depth)
        if (text !== null) parts.push(random() < 0.1 ? `... on ${type.name} { ${text} }` : text)
      }
    }
    if (isAbstractType(type) && (isUnionType(type) || random() < 0.6)) {
      for (const possible of schema.getPossibleTypes(type)) {
        const inner = random() < 0.8 && depth < MAX_DEPTH ? selection(possible, depth + 1) : null
        if (inner !== null) parts.push(`... on ${possible.name} { ${inner} }`)
      }
    }
    if (isEnumType(type)) return null
    return parts.length > 0 ? parts.join(' ') : '__typename'
  }

  return `{ ${selection(schema.getQueryType() as GraphQLNamedType, 0) ?? '__typename'} }`
}

/** A small seeded generator (public domain, Tommy Ettinger). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
