/**
 * A department in a process of its own that was taken over: it answers over HTTP with what nobody asked it. Behind the real gateway over the
 * small city of gateway/cases, where every other department answers well.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { City } from '../../gateway/cases/ask.ts'
import { citySubgraphs, someone } from '../../gateway/cases/city.ts'
import { remoteSubgraph } from '../../gateway/remote-subgraph.ts'
import type { Subgraph } from '../../access/subgraph-call.ts'
import { got, refused, type Attack, type Outcome } from './attack.ts'

const pollution = 'Prototype pollution advisories (GraphQL tools that merge by response name)'
const merging = 'Federation write-ups on a subgraph that is not trusted'

/** From the right answer, as JSON text, to what is sent. */
type Spoil = (right: string) => string

const forged = 'FORGED-BY-JUSTICE'
/** Puts members into every entity of the answer. */
const into =
  (members: string): Spoil =>
  (right) =>
    right
      .replaceAll('{"__typename":"Person"', `{${members},"__typename":"Person"`)
      .replaceAll('{"mediationCases"', `{${members},"mediationCases"`)

const spoils: readonly (readonly [name: string, source: string, spoil: Spoil])[] = [
  ['a name of its own', merging, into(`"name":"${forged}"`)],
  ['another id', merging, into('"id":"P-2"')],
  ['another’s field', merging, into(`"idNumber":"${forged}"`)],
  ['another’s ref', merging, into('"securityRef":"security:P-9","housingRef":"housing:P-9"')],
  ['a type of its own', merging, into('"house":{"__typename":"House","id":"H-9","address":"FORGED-BY-JUSTICE"}')],
  ['__proto__ in an entity', pollution, into('"__proto__":{"polluted":"FORGED-BY-JUSTICE"}')],
  ['constructor in an entity', pollution, into('"constructor":{"prototype":{"polluted":"FORGED-BY-JUSTICE"}}')],
  [
    '__proto__ around the answer',
    pollution,
    (right) => right.replace('{', '{"__proto__":{"polluted":"FORGED-BY-JUSTICE"},'),
  ],
  [
    '__proto__ in the data',
    pollution,
    (right) => right.replace('"data":{', '"data":{"__proto__":{"polluted":"FORGED-BY-JUSTICE"},'),
  ],
  ['toString and hasOwnProperty', pollution, into('"toString":"FORGED-BY-JUSTICE","hasOwnProperty":1,"valueOf":null')],
  [
    'a list for an entity',
    merging,
    (right) => right.replace('"_entities":[{', '"_entities":[[{').replace(/\}\]\}/, '}]]}'),
  ],
  [
    'one entity too many',
    merging,
    (right) => right.replace('"_entities":[', `"_entities":[{"mediationCases":{"nodes":[{"title":"${forged}"}]}},`),
  ],
  ['no entity', merging, (right) => right.replace(/"_entities":\[.*\]/, '"_entities":[]')],
  [
    'an error that tells',
    merging,
    () =>
      JSON.stringify({
        data: null,
        errors: [
          {
            message: forged,
            path: ['_entities', 0],
            extensions: {
              code: 'FIELD_DENIED',
              reason: `${forged} in a sentence`,
              catalogue: `javascript:alert('${forged}')`,
              department: forged,
              http: { status: 200, headers: { x: forged } },
            },
          },
        ],
      }),
  ],
  [
    'an error with a path of its own',
    merging,
    (right) =>
      right.replace(
        '{"data"',
        `{"errors":[{"message":"${forged}","path":["__proto__","polluted","${forged}"],"extensions":{"code":"${forged}"}}],"data"`,
      ),
  ],
  [
    'extensions of its own',
    merging,
    (right) =>
      right.replace(
        '{"data"',
        `{"extensions":{"report":{"persons":[1,null],"masked":["${forged}"],"staleSince":{}},"tracing":"${forged}"},"data"`,
      ),
  ],
]

const query =
  '{ person(id: "P-1") { id name idNumber house { address } household { size } mediationCases(first: 2) { nodes { id } } } }'

export const hostileDepartmentAttacks: readonly Attack[] = spoils.map(([name, source, spoil]) => ({
  name: `department: ${name}`,
  after: 'another department’s field, another person’s data, or everybody’s objects',
  source,
  run: () => behind(spoil),
}))

// Private:

async function behind(spoil: Spoil): Promise<Outcome> {
  const subgraphs = citySubgraphs()
  const right = await new City(subgraphs).ask(query)
  const justice = subgraphs.get('justice')
  if (!justice) throw new Error('the small city has no justice')
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      const asked = JSON.parse(body) as { query: string; variables: Record<string, unknown> }
      const answer = justice.execute({ ...asked, access: someone, signal: AbortSignal.timeout(10_000) })
      void answer.then(({ data }) => response.end(spoil(JSON.stringify({ data }))))
    })
  })
  const address = await listening(server)
  const remote = remoteSubgraph({ name: 'justice', url: address, sign: null })
  try {
    const told = await new City(new Map<string, Subgraph>([...subgraphs, ['justice', remote]])).ask(query)
    if (JSON.stringify(told).includes(forged)) return got('a value that the department made up')
    if ('polluted' in {} || typeof {}.toString !== 'function') return got('a member of every object')
    const others = (answer: typeof told) =>
      JSON.stringify({ ...(answer.data?.['person'] as object), mediationCases: null })
    return others(told) === others(right) ? refused('NOT MERGED') : got('what the other departments say, changed')
  } finally {
    await remote.close()
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`))
  })
}
