/**
 * Every list at the root of the graph, with every value that stands in it, read by somebody who may see no number of another person: none
 * comes back, whatever the field is called. Made from the schema that clients see, so a list that is added is swept too.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { getNamedType, isLeafType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql'
import { readPlaces } from '../../gateway/places.ts'
import { graphEntries, loadSupergraph } from '../../gateway/supergraph.ts'
import { projectFolder } from '../../runner/project-folder.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import { got, type Attack } from './attack.ts'
import { ask, noSecret, type Asked } from './reply.ts'
import type { Target } from './target.ts'

const askers: readonly (readonly [string, (target: Target) => Asked])[] = [
  ['a citizen', () => ({ who: 'citizen', purpose: 'SELF_ACCESS' })],
  ['a report tool', () => ({ who: 'bi', purpose: 'ASSESSMENT' })],
  ['an auditor', () => ({ who: 'auditor', purpose: 'AUDIT_REVIEW' })],
  [
    'a developer of a department without persons',
    (t) => ({
      who: { ...t.principal('developer'), subject: 'developer-petitions', department: 'petitions' },
      purpose: 'DATA_QUALITY',
    }),
  ],
]

const entities = new Set(['Person', 'House', 'Event', 'Organisation', 'ManagedObject', 'Grid'])

const supergraph = loadSupergraph(readFileSync(resolve(projectFolder(), 'schema/supergraph.graphql'), 'utf8'))
const places = readPlaces(
  supergraph.document,
  new Map(graphEntries(supergraph.document).map(({ value, name }) => [value, name])),
)

export const sweepAttacks: readonly Attack[] = listsOf(supergraph.api.getQueryType() ?? null).map(
  ({ field, selection }) => ({
    name: `sweep: ${field}`,
    after: 'a number or a telephone of somebody that a list gives along',
    source: 'OWASP API security: excessive data exposure, broken object property level authorization',
    async run(target) {
      let last = null
      for (const [who, asker] of askers) {
        const reply = await ask(target, {
          ...asker(target),
          query: `{ ${field}(first: 20) { nodes { ${selection} } } }`,
        })
        const own = who === 'a citizen' ? [target.demo.citizen.number, target.demo.citizen.phone] : []
        const text = own.reduce(
          (whole, value) => whole.replaceAll(value, '').replaceAll(value.replace(/^\+?86/, ''), ''),
          reply.text,
        )
        const number = (text.match(/\d{17}[\dXx]/g) ?? []).find((one) => readPersonNumber(one).valid)
        const phone = /(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)/.test(text)
        if (number !== undefined || phone) return got(`${number === undefined ? 'a telephone' : 'a number'}, by ${who}`)
        last = noSecret({ ...reply, text }, target)
        if ('got' in last) return last
      }
      return last ?? got('nobody asked')
    },
  }),
)

// Private:

/** Root fields that give a page of records, with the values of the record and of what hangs directly on it. */
function listsOf(query: GraphQLObjectType | null): readonly { readonly field: string; readonly selection: string }[] {
  return Object.values(query?.getFields() ?? {}).flatMap((field) => {
    const connection = getNamedType(field.type)
    const nodes = isObjectType(connection) ? connection.getFields()['nodes'] : undefined
    const record = nodes && getNamedType(nodes.type)
    if (!record || !isObjectType(record) || field.args.some(({ name }) => name === 'record')) return []
    const own = leaves(record)
    const beside = Object.values(record.getFields()).flatMap((inner) => {
      const type = getNamedType(inner.type)
      // Entities have hundreds of fields of twenty departments; the other lists reach those.
      if (!isObjectType(type) || inner.args.length > 0 || entities.has(type.name) || entities.has(record.name))
        return []
      return [`${inner.name} { __typename ${leaves(type).join(' ')} }`]
    })
    return [{ field: field.name, selection: ['__typename', ...own, ...beside].join(' ') }]
  })
}

function leaves(type: GraphQLObjectType): string[] {
  // Lines that are printed on notice boards are no secret, though they are telephones.
  const open = (field: string) => places.field(type.name, field)?.place?.sharing === 'UNCONDITIONAL'
  return Object.values(type.getFields())
    .filter((field) => isPlain(field) && !open(field.name))
    .map(({ name }) => name)
}

function isPlain({ type, args }: GraphQLField<unknown, unknown>): boolean {
  return isLeafType(getNamedType(type)) && args.every(({ defaultValue }) => defaultValue !== undefined)
}
