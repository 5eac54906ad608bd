/**
 * `npm run schema:check [-- --base COMMIT|FOLDER]`: what must not be published without somebody saying so. The rules of the house, and
 * against the base: breaking changes and changed plans of the clients' operations. One line a fault. A break or a plan that is meant
 * stands in schema/accepted-changes.txt with its reason; a rule has no exception. Exits 1 when a fault is left.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compose } from './compose/compose.ts'
import { readOperations } from './compose/plans.ts'
import { faultsAgainst, ruleFaults } from './compose/schema-faults.ts'
import { buildSubgraphs } from './compose/subgraphs.ts'
import { departments } from './departments.ts'
import { readBase } from './schema-base.ts'

const { values } = parseArgs({ options: { base: { type: 'string' } } })
const subgraphs = await buildSubgraphs(departments)
const rules = ruleFaults(subgraphs)
// What breaks a rule does not compose; there is nothing to compare then.
const changes = rules.length > 0 ? [] : changesAgainstBase()
const left = [...rules, ...changes]
for (const line of left) console.log(line)
console.log(left.length === 0 ? `schema:check passed, ${subgraphs.length} subgraphs` : `${left.length} fault(s)`)
process.exit(left.length === 0 ? 0 : 1)

function changesAgainstBase(): string[] {
  const base = readBase(values.base ?? process.env['PENTAGRAPH_SCHEMA_BASE'])
  if (base === null) {
    console.log('No earlier schema to compare with: the rules alone were checked.')
    return []
  }
  console.log(`Compared with ${base.name}`)
  const files = readdirSync('clients', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.graphql'),
  )
  const operations = readOperations(files.sort().map((name) => readFileSync(join('clients', name), 'utf8')))
  const accepted = new Set(readFileSync('schema/accepted-changes.txt', 'utf8').split('\n'))
  const found = faultsAgainst(base, compose(subgraphs), operations)
  for (const line of found) if (accepted.has(line)) console.log(`accepted: ${line}`)
  return found.filter((line) => !accepted.has(line))
}
