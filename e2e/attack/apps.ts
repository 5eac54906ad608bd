/** At the outermost door of production: what an app may send is registered, and nothing else passes, however it is written. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RegisteredOperation } from '../../gateway/registered-operations.ts'
import { projectFolder } from '../../runner/project-folder.ts'
import { worst, type Attack } from './attack.ts'
import { ask, nothing, type Asked } from './reply.ts'
import type { Target } from './target.ts'

const file = resolve(projectFolder(), 'clients/generated/registered-operations.json')
const card = (JSON.parse(readFileSync(file, 'utf8')) as RegisteredOperation[]).find(({ name }) => name === 'PersonCard')

/** Who works through apps. */
const apps: readonly ((target: Target) => Asked)[] = [
  ({ ids }) => ({ who: 'mediator', purpose: 'MEDIATION', caseNumber: ids.caseNumber }),
  () => ({ who: 'grid-worker', purpose: 'GRID_EVENT' }),
  () => ({ who: 'citizen', purpose: 'SELF_ACCESS' }),
]

const text = card?.text ?? ''
const id = card?.id ?? ''

const sent: Readonly<Record<string, object>> = {
  'a document of its own': { query: 'query ($id: ID!) { person(id: $id) { name } }' },
  'its own under a registered name': {
    query: 'query PersonCard($id: ID!) { person(id: $id) { name } }',
    operationName: 'PersonCard',
  },
  'a registered one with a field more': { query: text.replace('ageBand', 'ageBand phone') },
  'a registered one with another operation behind it': {
    query: `${text} query More($id: ID!) { person(id: $id) { name } }`,
    operationName: 'More',
  },
  'a registered one with a fragment more': { query: `${text} fragment More on Person { phone }` },
  'a registered one with an alias': { query: text.replace('ageBand', 'a: ageBand') },
  'a registered one with a directive': { query: text.replace('ageBand', 'ageBand @include(if: true)') },
  'an id of nothing': { documentId: `sha256:${'0'.repeat(64)}` },
  'an id in other letters': { documentId: id.toUpperCase() },
  'an id under __proto__': { documentId: '__proto__' },
  'a list of ids': { documentId: [id] },
  'an id and a document': { documentId: id, query: '{ me { name } }' },
  'a document to be remembered': {
    query: text,
    extensions: { persistedQuery: { version: 1, sha256Hash: id.slice(7) } },
  },
  'the schema': { query: '{ __schema { types { name } } }' },
}

export const appAttacks: readonly Attack[] = Object.entries(sent).map(([name, body]) => ({
  name: `app: ${name}`,
  after: 'any question at all with the token out of an app',
  source: 'GraphQL write-ups on allow-lists of persisted documents and the ways around them',
  async run(target) {
    if (!card) throw new Error('the person card is not registered')
    const variables = { id: target.ids.person }
    const outcomes = []
    for (const app of apps)
      outcomes.push(
        nothing(await ask(target, { ...app(target), body: JSON.stringify({ ...body, variables }) }), target),
      )
    return worst(outcomes)
  },
}))
