/**
 * Base data that is entered once as a way to learn or to change what is not one’s own: forms of other grids, entries in others’ names, rows
 * written over unseen, dead letters and instructions that somebody else is to look at.
 */
import type { Principal } from '../../access/principal.ts'
import { got, refused, someone, worst, type Attack, type Outcome } from './attack.ts'
import { ask, hasValue, nothing, noSecret, same, type Asked, type Reply } from './reply.ts'
import type { Target } from './target.ts'

const objects = 'OWASP API security: broken object-level authorization and oracles by error codes'
const functions = 'OWASP API security: broken function-level authorization; segregation of duties (NIST SP 800-53 AC-5)'
const races = 'OWASP API security: lost updates and replayed requests; CWE-367'

const VALUE = '只给办理人看的地址'
const formText =
  'query ($s: ID!) { baseDataForm(subject: $s) { subject version items { item known { field value asOf } } } }'
const entryText =
  'mutation ($i: BaseDataInput!, $v: String!, $k: String!) { recordBaseData(input: $i, expectedVersion: $v, idempotencyKey: $k) { id deliveries { id department state version outcome reason } } }'

const worker: Asked = { who: 'grid-worker', purpose: 'BASE_DATA' }
const quality = (who: Principal | 'data-officer' | 'developer'): Asked => ({ who, purpose: 'DATA_QUALITY' })
const housing = someone('officer-housing', 'housing', 'data-officer')

export const baseDataAttacks: readonly Attack[] = [...visits(), ...overwrites(), ...steps(), ...readers()]

// Private:

let keys = 0
/** New for every change, and of this process only. */
const key = () => `base-data-${process.pid}-${Date.now()}-${(keys += 1)}`

function attack(name: string, after: string, source: string, run: (target: Target) => Promise<Outcome>): Attack {
  return { name: `base data: ${name}`, after, source, run }
}

/** Forms and entries by those who look after no grid, or another one. */
function visits(): Attack[] {
  const who: Readonly<Record<string, (t: Target) => Asked>> = {
    'a grid worker under another purpose': () => ({ who: 'grid-worker', purpose: 'GRID_EVENT' }),
    'a grid worker without a purpose': () => ({ who: 'grid-worker' }),
    'the worker of another grid': (t) => ({
      who: { ...t.principal('grid-worker'), subject: 'worker-elsewhere', grids: [t.demo.otherGrid.code] },
      purpose: 'BASE_DATA',
    }),
    'a worker of no grid': () => ({ who: someone('worker-0', 'political-legal', 'grid-worker'), purpose: 'BASE_DATA' }),
    'a mediator': () => ({ who: 'mediator', purpose: 'MEDIATION_INTAKE' }),
    'a report tool': () => ({ who: 'bi', purpose: 'ASSESSMENT' }),
    'a citizen': () => ({ who: 'citizen', purpose: 'SELF_ACCESS' }),
    'an officer of the department': () => quality(housing),
    'the big-data centre': () => quality('data-officer'),
    'a developer': () => quality('developer'),
  }
  return Object.entries(who).flatMap(([name, asked]) => [
    attack(`a form read by ${name}`, 'what departments say of a house', objects, async (target) => {
      const { house } = await visit(target)
      return nothing(await ask(target, { ...asked(target), query: formText, variables: { s: house } }), target)
    }),
    attack(`entered by ${name}`, 'a row of a department', functions, async (target) => {
      const { house, version } = await visit(target)
      return nothing(await enter(target, asked(target), house, version), target)
    }),
  ])
}

/** Versions that nobody has seen, things that are none, and an entry that comes a second time. */
function overwrites(): Attack[] {
  const tried = (name: string, run: (target: Target) => Promise<Outcome>) =>
    attack(name, 'a value that somebody else wrote', races, run)
  return [
    tried('a version that no form said', async (target) => {
      const { house } = await visit(target)
      return nothing(await enter(target, worker, house, '1'), target)
    }),
    tried('a version changed on the way', async (target) => {
      const { house, version } = await visit(target)
      const [body = '', digest = ''] = version.split('~')
      const [of, , versions] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string, number, object]
      const later = Buffer.from(JSON.stringify([of, Date.now() + 1e9, versions])).toString('base64url')
      return nothing(await enter(target, worker, house, `${later}~${digest}`), target)
    }),
    tried('a version of another house', async (target) => {
      const { house, other } = await visit(target)
      const read = await ask(target, { ...worker, query: formText, variables: { s: other } })
      const form = read.data?.['baseDataForm'] as { version: string } | null
      return form ? nothing(await enter(target, worker, house, form.version), target) : got('no other house')
    }),
    tried('a version that is old by now', async (target) => {
      const { house, version } = await visit(target)
      const values = (count: string) => [{ item: 'HOUSE_RESIDENT_COUNT', value: count }]
      // No household of the estate is so large: the first changes the row, in the same second as the second would.
      const first = outcomes(await enter(target, worker, house, version, values('21')))
      const second = outcomes(await enter(target, worker, house, version, values('22')))
      if (!second.every((one) => one === 'REFUSED CHANGED_SINCE')) return got('a row written over')
      return first.length > 0 ? refused('CHANGED_SINCE') : got('nothing was entered first')
    }),
    tried('another entry under a key that was used', async (target) => {
      const { house, version } = await visit(target)
      const used = key()
      await enter(target, worker, house, version, [{ item: 'HOUSE_USE', value: 'OWN' }], used)
      const again = await enter(target, worker, house, version, [{ item: 'HOUSE_USE', value: 'LET' }], used)
      return nothing(again, target)
    }),
    ...(
      [
        ['an item of another kind', [{ item: 'SHOP_NAME', value: '测试' }]],
        ['an item twice', [{ item: 'HOUSE_USE', value: 'OWN' }, { item: 'HOUSE_USE', value: 'LET' }]], // prettier-ignore
        ['a value that is none', [{ item: 'HOUSE_USE', value: "1'; drop table T_FWTZ; --" }]],
        ['nothing at all', []],
      ] as const
    ).map(([name, values]) =>
      tried(name, async (target) => {
        const { house, version } = await visit(target)
        return nothing(await enter(target, worker, house, version, values), target)
      }),
    ),
    tried('an unknown house and one out of reach', async (target) => {
      const outside = await target.store.sql
        .selectFrom('Entity')
        .select('id')
        .where('kind', '=', 'House')
        .where('mergedInto', 'is', null)
        .where('gridCode', '=', target.demo.otherGrid.code)
        .executeTakeFirst()
      const { version } = await visit(target)
      const [there, nowhere] = await Promise.all(
        [outside?.id ?? '', 'H-00000000000000000000'].map((id) => enter(target, worker, id, version)),
      )
      return there && nowhere ? worst([nothing(there, target), same(there, nowhere)]) : got('nothing to ask about')
    }),
  ]
}

/** An instruction stands in the queue of housing; then those act on it whose business it is not. */
function steps(): Attack[] {
  const what: Readonly<Record<string, string>> = {
    confirmed:
      'confirmBaseDataDelivery(id: $id, expectedVersion: $v, idempotencyKey: $k, receipt: "x") { id given { value } }',
    'given up':
      'giveUpBaseDataDelivery(id: $id, expectedVersion: $v, idempotencyKey: $k, reason: "x") { id given { value } }',
    'driven again': 'redriveBaseDataDelivery(id: $id, expectedVersion: $v, idempotencyKey: $k, reason: "x") { id given { value } }', // prettier-ignore
  }
  const wrong: readonly (readonly [string, (t: Target) => Asked])[] = [
    ['the worker', () => worker],
    ['the worker as an officer', (t) => quality({ ...housing, subject: t.principal('grid-worker').subject })],
    ['an officer of another department', () => quality(someone('officer-veterans', 'veterans', 'data-officer'))],
    ['the big-data centre', () => quality('data-officer')],
    ['a developer of the department', () => quality(someone('developer-housing', 'housing', 'developer'))],
    ['an officer under another purpose', () => ({ who: housing, purpose: 'HOTLINE' })],
    ['a citizen', () => ({ who: 'citizen', purpose: 'SELF_ACCESS' })],
  ]
  return Object.entries(what).flatMap(([name, text]) =>
    wrong.map(([who, asked]) =>
      attack(
        `an instruction ${name} by ${who}`,
        'that an entry is lost, or counts as done',
        functions,
        async (target) => {
          const made = await instruction(target)
          if (!made) return got('no instruction to try it on')
          const variables = { id: made.id, v: made.version, k: key() }
          const query = `mutation ($id: ID!, $v: String!, $k: String!) { ${text} }`
          return nothing(await ask(target, { ...asked(target), query, variables }), target)
        },
      ),
    ),
  )
}

function readers(): Attack[] {
  const list =
    '{ baseDataDeliveries(first: 50) { nodes { id note given { value } } } myBaseDataEntries(first: 50) { nodes { id deliveries { id given { value } } } } }'
  const one = 'query ($id: ID!) { baseDataEntry(id: $id) { id subject deliveries { id note given { value } } } }'
  const who: Readonly<Record<string, Asked>> = {
    'another officer': quality(someone('officer-veterans', 'veterans', 'data-officer')),
    'the big-data centre': quality('data-officer'),
    'another grid worker': { who: someone('worker-2', 'political-legal', 'grid-worker'), purpose: 'BASE_DATA' },
    'a citizen': { who: 'citizen', purpose: 'SELF_ACCESS' },
    'an auditor': { who: 'auditor', purpose: 'AUDIT_REVIEW' },
  }
  return Object.entries(who).map(([name, asked]) =>
    attack(`read by ${name}`, 'what a worker found in a house', objects, async (target) => {
      const made = await instruction(target)
      if (!made) return got('no entry to read')
      const replies = [
        await ask(target, { ...asked, query: list }),
        await ask(target, { ...asked, query: one, variables: { id: made.entry } }),
      ]
      const found = hasValue((replies[1]?.data ?? {})['baseDataEntry']) ? got('another’s entry') : refused('NOT_FOUND')
      return worst([...replies.map((reply) => noSecret(reply, target, [VALUE])), found])
    }),
  )
}

const houses = new WeakMap<Target, Promise<{ readonly house: string; readonly other: string }>>()

/** A house of the demo grid of which both the grid's ledger and housing know, as its form says now. */
async function visit(target: Target) {
  let found = houses.get(target)
  if (!found) houses.set(target, (found = housesOf(target)))
  const { house, other } = await found
  const { data } = await ask(target, { ...worker, query: formText, variables: { s: house } })
  return { house, other, version: (data?.['baseDataForm'] as { version: string } | null)?.version ?? '' }
}

async function housesOf(target: Target) {
  const query = '{ houses(first: 50) { nodes { id gridLedger { id } dwelling { id } } } }'
  const { data } = await ask(target, { who: 'grid-worker', purpose: 'GRID_EVENT', query })
  const nodes =
    (data?.['houses'] as { nodes: { id: string; gridLedger: object | null; dwelling: object | null }[] } | null)
      ?.nodes ?? []
  const [house, other] = nodes.filter(({ gridLedger, dwelling }) => gridLedger !== null && dwelling !== null)
  if (!house || !other) throw new Error('no house of the grid is known to both departments')
  return { house: house.id, other: other.id }
}

function enter(
  target: Target,
  asked: Asked,
  subject: string,
  version: string,
  values: readonly { readonly item: string; readonly value: string }[] = [{ item: 'HOUSE_USE', value: 'LET' }],
  used = key(),
): Promise<Reply> {
  return ask(target, { ...asked, query: entryText, variables: { i: { subject, values }, v: version, k: used } })
}

interface Made {
  readonly id: string
  readonly department: string
  readonly state: string
  readonly version: string
  readonly outcome: string
  readonly reason: string | null
}

function deliveriesOf(reply: Reply): readonly Made[] {
  return (reply.data?.['recordBaseData'] as { deliveries: readonly Made[] } | null)?.deliveries ?? []
}

function outcomes(reply: Reply): string[] {
  return deliveriesOf(reply).map(({ outcome, reason }) => `${outcome} ${reason ?? ''}`.trim())
}

const made = new WeakMap<
  Target,
  Promise<{ readonly entry: string; readonly id: string; readonly version: string } | null>
>()

/** One for all attacks: none of them may change it. */
function instruction(target: Target) {
  let known = made.get(target)
  if (!known) made.set(target, (known = makeInstruction(target)))
  return known
}

async function makeInstruction(target: Target) {
  const { house, version } = await visit(target)
  const reply = await enter(target, worker, house, version, [{ item: 'HOUSE_ADDRESS', value: VALUE }])
  const entry = (reply.data?.['recordBaseData'] as { id: string } | null)?.id
  const waiting = deliveriesOf(reply).find(({ state }) => state === 'INSTRUCTED')
  return entry === undefined || !waiting ? null : { entry, id: waiting.id, version: waiting.version }
}
