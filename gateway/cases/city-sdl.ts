/** The SDL of a small invented city of five subgraphs: every shape of federation that the hub uses, and a few that it avoids. */
import { classifiedLink, classifiedSdl } from '../../schema/classification.ts'

const link = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable", "@inaccessible", "@composeDirective", "@provides"])
  @link(url: "${classifiedLink}", import: ["@classified"])
  @composeDirective(name: "@classified")
${classifiedSdl}
scalar LocalRef @inaccessible
`
const pageInfo = `type PageInfo @shareable { hasNextPage: Boolean! endCursor: String }`
const open = '@classified(level: 1, category: "公开", sharing: UNCONDITIONAL)'
const person = '@classified(level: 2, category: "人口", sharing: UNCONDITIONAL)'
const number = '@classified(level: 3, category: "证件", sharing: CONDITIONAL)'
const dispute = '@classified(level: 3, category: "调解", sharing: CONDITIONAL)'
const estate = '@classified(level: 2, category: "房屋权属", sharing: CONDITIONAL)'

export const citySdl: Readonly<Record<string, string>> = {
  registry: `${link}${pageInfo}
    type Query {
      person(id: ID!): Person ${person}
      persons(first: Int, after: String, filter: PersonFilter, order: PersonOrder, number: String ${number}): PersonConnection ${person}
      personByNumber(number: String! ${number}): Person ${person}
      search(text: String!, kinds: [String!]): [Found!] ${person}
      events(first: Int): [Event!] ${open}
      strict: Strict! ${open}
    }
    input PersonFilter { name: String ${person} idNumber: String ${number} any: [PersonFilter!] }
    enum PersonOrder { NAME ID_NUMBER ${number} }
    type PersonConnection ${person} { edges: [PersonEdge!]! nodes: [Person!]! pageInfo: PageInfo! totalCount: Int }
    type PersonEdge ${person} { cursor: String! node: Person! }
    union Found = Person | House
    type Person @key(fields: "id") @key(fields: "ref") {
      id: ID!  ref: LocalRef @inaccessible
      name: String ${person}
      nickname(style: String): String ${person}
      birthYear: Int ${person}
      house: House ${person}
      unlabelled: String
      justiceRef: LocalRef @inaccessible
      securityRef: LocalRef @inaccessible
      housingRef: LocalRef @inaccessible
    }
    type House @key(fields: "id") {
      id: ID!  address: String ${person}  area(unit: String): Int ${open}
      built: Built @shareable ${open}
    }
    type Built ${open} @shareable { year: Int }
    type Event @key(fields: "id") { id: ID! title: String ${open} kind: EventKind ${open} reporter: Person ${open} }
    enum EventKind { LAMP NOISE }
    type Strict ${open} { open: String! secret: String! ${number} inner: Strict }
  `,
  justice: `${link}${pageInfo}
    type Query { mediationCase(id: ID!): MediationCase ${dispute} }
    type Mutation { openCase(title: String!): MediationCase ${dispute} }
    type Person @key(fields: "id") @key(fields: "ref", resolvable: false) {
      id: ID! @external ref: LocalRef justiceRef: LocalRef @external
      mediationCases(first: Int, after: String): CaseConnection @requires(fields: "justiceRef") ${dispute}
    }
    type CaseConnection ${dispute} { nodes: [MediationCase!]! pageInfo: PageInfo! totalCount: Int }
    type MediationCase ${dispute} { id: ID! title: String  opened: String!  parties: [Person!]  fee(currency: String): Int }
  `,
  housing: `${link}
    type Person @key(fields: "id") @key(fields: "ref", resolvable: false) {
      id: ID! @external ref: LocalRef housingRef: LocalRef @external
      properties(first: Int): [Property!] @requires(fields: "housingRef") ${estate}
    }
    interface Property { id: ID! certificate: String owner: Person }
    type Flat implements Property ${estate} { id: ID! certificate: String ${number} owner: Person rooms: Int }
    type Shop implements Property ${estate} { id: ID! certificate: String owner: Person frontage: Int }
    type House @key(fields: "id") {
      id: ID!  area(unit: String): Int @external
      tax: Int @requires(fields: "area(unit: \\"SQM\\")") ${estate}
      built: Built @shareable ${open}
    }
    type Built ${open} @shareable { year: Int storeys: Int }
  `,
  security: `${link}
    type Person @key(fields: "id") @key(fields: "ref", resolvable: false) {
      id: ID! @external ref: LocalRef securityRef: LocalRef @external birthYear: Int @external
      idNumber: String @requires(fields: "securityRef") ${number}
      household: Household @requires(fields: "securityRef") ${person}
      elderly: Boolean @requires(fields: "birthYear") ${person}
    }
    type Household ${person} { id: ID! members: [Person!]! size: Int }
  `,
  market: `${link}
    type Query { organisations(first: Int): [Organisation!] ${open} }
    type Organisation @key(fields: "id") { id: ID! name: String ${open} kind: OrganisationKind ${open} head: Person ${person} }
    enum OrganisationKind { COMPANY SOLE_TRADER }
    type Person @key(fields: "id") @key(fields: "ref", resolvable: false) { id: ID! @external ref: LocalRef heads: [Organisation!] ${open} }
    type Event @key(fields: "id") { id: ID! place: Organisation ${open} }
  `,
}
