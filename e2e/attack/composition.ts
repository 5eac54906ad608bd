/**
 * A department publishes a schema that would open what is closed. It is refused when the supergraph is composed, before any gateway serves
 * it: each line is tried against the registry's real schema.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { compositionFaults } from '../../runner/compose/faults.ts'
import { projectFolder } from '../../runner/project-folder.ts'
import { classifiedLink, classifiedSdl } from '../../schema/classification.ts'
import { got, refused, type Attack } from './attack.ts'

const renamed = 'Apollo Router and Federation advisories: renamed and namespaced directives'
const transitive = 'Apollo Federation advisories: access control on transitive fields (@requires, @fromContext)'
const polymorphic = 'Apollo Federation advisories: access control on interfaces and polymorphic types'

const closed = '@classified(level: 3, category: "人口", sharing: CONDITIONAL)'
const open = '@classified(level: 1, category: "公开", sharing: UNCONDITIONAL)'
const federation = 'https://specs.apollo.dev/federation/v2.9'
const imports = '"@key", "@requires", "@external", "@shareable", "@inaccessible", "@composeDirective"'

const schema = (links: string, rest: string) => `extend schema ${links} @composeDirective(name: "@classified")\n${rest}`
const usual = `@link(url: "${federation}", import: [${imports}]) @link(url: "${classifiedLink}", import: ["@classified"])`
const person = (fields: string, keys = '@key(fields: "id") @key(fields: "ref", resolvable: false)') =>
  `${classifiedSdl}\ntype Person ${keys} { id: ID! ref: String ${fields} }`

interface Published {
  readonly name: string
  readonly source: string
  readonly sdl: string
}

const published: readonly Published[] = [
  {
    name: '@requires of a graded field under another name',
    source: renamed,
    sdl: schema(
      `@link(url: "${federation}", import: ["@key", "@external", {name: "@requires", as: "@needs"}, "@composeDirective"]) @link(url: "${classifiedLink}", import: ["@classified"])`,
      person(`name: String @external "Initial." initial: String @needs(fields: "name") ${open}`),
    ),
  },
  {
    name: '@requires by the namespace',
    source: renamed,
    sdl: schema(
      usual,
      person(`name: String @external "Initial." initial: String @federation__requires(fields: "name") ${open}`),
    ),
  },
  {
    name: 'federation linked under another name',
    source: renamed,
    sdl: schema(
      `@link(url: "${federation}", as: "fed", import: ["@key", "@external"]) @link(url: "${classifiedLink}", import: ["@classified"])`,
      person(`name: String @external "Initial." initial: String @fed__requires(fields: "name") ${open}`),
    ),
  },
  {
    name: '@classified under another name',
    source: renamed,
    sdl: schema(
      `@link(url: "${federation}", import: [${imports}]) @link(url: "${classifiedLink}", import: [{name: "@classified", as: "@graded"}])`,
      `directive @graded(level: Int!, category: String!, sharing: Sharing!) on FIELD_DEFINITION | OBJECT enum Sharing { UNCONDITIONAL CONDITIONAL NEVER }
       type Person @key(fields: "id") { id: ID! "Number." number: String @graded(level: 4, category: "人口", sharing: NEVER) }`,
    ),
  },
  {
    name: '@classified linked under another name',
    source: renamed,
    sdl: schema(
      `@link(url: "${federation}", import: [${imports}]) @link(url: "${classifiedLink}", as: "g")`,
      `type Person @key(fields: "id") { id: ID! "Number." number: String @g__classified(level: 4, category: "人口", sharing: NEVER) }`,
    ),
  },
  {
    name: 'a second resolvable key by the namespace',
    source: renamed,
    sdl: schema(
      usual,
      person(
        `"Cases." cases: Int ${closed}`,
        `@federation__key(fields: "id") @federation__key(fields: "ref") ${closed}`,
      ),
    ),
  },
  {
    name: 'a second resolvable key by an extension',
    source: renamed,
    sdl: schema(
      usual,
      `${person(`"Cases." cases: Int ${closed}`, '@key(fields: "id")')}\nextend type Person @key(fields: "ref")`,
    ),
  },
  {
    name: 'a field that is not graded, by an extension',
    source: renamed,
    sdl: schema(usual, `${person(`"Cases." cases: Int ${closed}`)}\nextend type Person { "Number." number: String }`),
  },
  {
    name: 'a field made from a graded one',
    source: transitive,
    sdl: schema(usual, person(`name: String @external "Initial." initial: String @requires(fields: "name") ${open}`)),
  },
  {
    name: 'a field made from a graded one, in an extension',
    source: transitive,
    sdl: schema(
      usual,
      `${person('name: String @external')}\nextend type Person { "Initial." initial: String @requires(fields: "name") ${open} }`,
    ),
  },
  {
    name: 'a field made from one deep in another',
    source: transitive,
    sdl: schema(
      usual,
      `${person(`card: Card @external "Initial." initial: String @requires(fields: "card { holder { number } }") ${open}`)}
       type Card ${open} { "Holder." holder: Holder } type Holder ${open} { "Number." number: String ${closed} }`,
    ),
  },
  {
    name: 'a field made from one in a fragment',
    source: transitive,
    sdl: schema(
      usual,
      `${person(`card: Card @external "Initial." initial: String @requires(fields: "card { ... on Card { number } }") ${open}`)}
       type Card ${open} { "Number." number: String ${closed} }`,
    ),
  },
  {
    name: 'a chain of fields, the last one open',
    source: transitive,
    sdl: schema(
      usual,
      person(
        `name: String @external "One." one: String @requires(fields: "name") ${closed} "Two." two: String @requires(fields: "one") ${open}`,
      ),
    ),
  },
  {
    name: 'a value handed on by context',
    source: transitive,
    sdl: schema(
      `@link(url: "${federation}", import: [${imports}, "@context", "@fromContext"]) @link(url: "${classifiedLink}", import: ["@classified"])`,
      `${person(`name: String @external "Card." card: Card ${open}`, '@key(fields: "id") @context(name: "p")')}
       type Card ${open} @key(fields: "id") { id: ID! "Initial." initial(of: String @fromContext(field: "$p { name }")): String }`,
    ),
  },
  {
    name: 'a grade on an interface only',
    source: polymorphic,
    sdl: schema(
      usual,
      `${classifiedSdl}\ninterface Named { "Number." number: String ${closed} } type Clerk implements Named { "Number." number: String }`,
    ),
  },
  {
    name: 'an interface as an object',
    source: polymorphic,
    sdl: schema(
      `@link(url: "${federation}", import: [${imports}, "@interfaceObject"]) @link(url: "${classifiedLink}", import: ["@classified"])`,
      `${classifiedSdl}\ntype Named @interfaceObject @key(fields: "id") { id: ID! "Number." number: String ${open} }`,
    ),
  },
  {
    name: 'another department’s field taken over',
    source: renamed,
    sdl: schema(
      `@link(url: "${federation}", import: [${imports}, "@override"]) @link(url: "${classifiedLink}", import: ["@classified"])`,
      person(`"Name." name: String @override(from: "registry") ${open}`),
    ),
  },
  {
    name: 'a field provided on the way',
    source: transitive,
    sdl: schema(
      `@link(url: "${federation}", import: [${imports}, "@provides"]) @link(url: "${classifiedLink}", import: ["@classified"])`,
      `${person('name: String @external')}\ntype Card ${open} { "Holder." holder: Person @provides(fields: "name") }`,
    ),
  },
]

const registry = {
  name: 'registry',
  sdl: readFileSync(resolve(projectFolder(), 'schema/subgraphs/registry.graphql'), 'utf8'),
}

export const compositionAttacks: readonly Attack[] = published.map(({ name, source, sdl }) => ({
  name: `schema: ${name}`,
  after: 'a protected value by a field that is not protected, for everybody',
  source,
  run() {
    const faults = compositionFaults([registry, { name: 'hostile', sdl }]).filter((line) =>
      line.startsWith('hostile: '),
    )
    return Promise.resolve(faults.length === 0 ? got('a schema that is published') : refused('NOT PUBLISHED'))
  },
}))
