/**
 * The rights of a person at their own data, as a way to learn or to change what is another's: objections to looks, copies, requests to correct
 * and to delete, and the answers to them by those whose business they are not, by oneself, with forged ids, and again under the same key.
 */
import { got, refused, someone, worst, type Attack, type Outcome } from './attack.ts'
import { ask, noSecret, nothing, type Asked, type Reply } from './reply.ts'
import type { Target } from './target.ts'

const source = 'OWASP API security: broken object-level and function-level authorization; replays of idempotency keys'

const objectText = 'mutation ($i: ObjectToLookInput!) { objectToLook(input: $i) { id look { id } } }'
const answerText =
  'mutation ($id: ID!, $i: AnswerObjectionInput!) { answerObjection(id: $id, input: $i) { id reason record { subject } } }'
const copyText = 'mutation ($d: [String!]) { exportMyData(departments: $d) { number html } }'
const correctText =
  'mutation ($f: String!, $d: String, $t: String!, $k: String!) { requestPersonalDataCorrection(field: $f, department: $d, text: $t, idempotencyKey: $k) { number text } }'
const deleteText =
  'mutation ($t: String!, $k: String!) { requestPersonalDataDeletion(text: $t, idempotencyKey: $k) { number text } }'
const decideText =
  'mutation ($n: String!, $a: Boolean!, $t: String!) { answerPersonalDataRequest(number: $n, accept: $a, answer: $t) { number text } }'

const oneself: Asked = { who: 'citizen', purpose: 'SELF_ACCESS' }
const office: Asked = { who: 'data-officer', purpose: 'DATA_QUALITY' }
const review: Asked = { who: 'auditor', purpose: 'AUDIT_REVIEW' }
const forgedIds = ['', '0', '-1', '1e3', '999999999', '__proto__', 'constructor', "' OR 1=1 --", '１']

/** Nobody of these may use the rights of a person. */
const notOneself: Readonly<Record<string, (t: Target) => Asked>> = {
  'nobody at all': () => ({ purpose: 'SELF_ACCESS' }),
  'a citizen without a purpose': () => ({ who: 'citizen' }),
  'a grid worker': () => ({ who: 'grid-worker', purpose: 'GRID_EVENT' }),
  'a grid worker under the purpose of citizens': () => ({ who: 'grid-worker', purpose: 'SELF_ACCESS' }),
  'the mediator of the case': (t) => ({ who: 'mediator', purpose: 'MEDIATION', caseNumber: t.ids.caseNumber }),
  'a data officer': () => office,
  'an auditor': () => review,
  'a security administrator': () => ({ who: 'security-administrator', purpose: 'GRANT_ADMINISTRATION' }),
  'staff that names the person': (t) => ({
    who: { ...someone('double', 'housing', 'data-officer'), personId: t.ids.person },
    purpose: 'SELF_ACCESS',
  }),
}

export const rightsAttacks: readonly Attack[] = [...others(), ...answers(), ...forged(), ...replays()]

// Private:

let keys = 0
/** New for every change, and of this process only. */
const key = () => `rights-${process.pid}-${Date.now()}-${(keys += 1)}`

function right(name: string, run: (target: Target) => Promise<Outcome>): Attack {
  return {
    name: `rights: ${name}`,
    after: 'what only the person, or only who answers, may have or change',
    source,
    run,
  }
}

function others(): Attack[] {
  const texts: Readonly<Record<string, readonly [text: string, variables: (target: Target) => Promise<object>]>> = {
    'a look objected to': [
      objectText,
      async (t) => ({ i: { look: await lookOf(t), reason: 'x', idempotencyKey: key() } }),
    ],
    'a copy asked for': [copyText, () => Promise.resolve({ d: ['justice'] })],
    'a correction asked for': [correctText, () => Promise.resolve({ f: 'name', t: 'x', k: key() })],
    'a deletion asked for': [deleteText, () => Promise.resolve({ t: 'x', k: key() })],
  }
  return [
    ...Object.entries(texts).flatMap(([what, [query, variables]]) =>
      Object.entries(notOneself).map(([who, asked]) =>
        right(`${what} by ${who}`, async (target) =>
          nothing(await ask(target, { ...asked(target), query, variables: await variables(target) }), target),
        ),
      ),
    ),
    right('a look objected to by another citizen', async (target) => {
      const variables = { i: { look: await lookOf(target), reason: 'x', idempotencyKey: key() } }
      return nothing(await ask(target, { ...(await another(target)), query: objectText, variables }), target)
    }),
    right('a copy asked for by another citizen', async (target) => {
      const copy = await ask(target, { ...(await another(target)), query: copyText, variables: { d: null } })
      if (copy.data === null) return got(`no copy of the own data: ${copy.codes[0] ?? ''}`)
      return noSecret(copy, target)
    }),
  ]
}

/** Filed as it should be; then those answer whose business it is not. */
function answers(): Attack[] {
  const mediator = (t: Target) => t.principal('mediator').subject
  const wrong: Readonly<Record<string, (t: Target) => Asked>> = {
    ...notOneself,
    'the person': () => oneself,
    'another citizen': (t) => ({
      who: { ...t.principal('citizen'), subject: 'another', personId: 'P-none' },
      purpose: 'SELF_ACCESS',
    }),
    'a system administrator': () => ({ who: 'system-administrator', purpose: 'GRANT_ADMINISTRATION' }),
    'an officer of another department': () => ({
      who: someone('officer-housing', 'housing', 'data-officer'),
      purpose: 'DATA_QUALITY',
    }),
  }
  const onlyAuditors: Readonly<Record<string, (t: Target) => Asked>> = {
    'the one who looked': (t) => ({ ...review, who: { ...t.principal('auditor'), subject: mediator(t) } }),
    'the person, as an auditor': (t) => ({
      ...review,
      who: { ...t.principal('auditor'), subject: t.principal('citizen').subject },
    }),
    'an auditor under another purpose': () => ({ who: 'auditor', purpose: 'GRANT_ADMINISTRATION' }),
  }
  const onlyOfficers: Readonly<Record<string, (t: Target) => Asked>> = {
    'the officer under another purpose': () => ({ who: 'data-officer', purpose: 'GRID_EVENT' }),
    'a developer of the same office': () => ({
      who: someone('developer-office', 'approval-service', 'developer'),
      purpose: 'DATA_QUALITY',
    }),
  }
  const objections = Object.entries({ ...wrong, ...onlyAuditors }).filter(([who]) => who !== 'an auditor')
  const requests = Object.entries({ ...wrong, ...onlyOfficers }).filter(([who]) => who !== 'a data officer')
  return [
    ...objections.map(([who, asked]) =>
      right(`an objection answered by ${who}`, async (target) => {
        const variables = { id: await objectionOf(target), i: { decision: 'REJECTED', answer: 'x' } }
        return nothing(await ask(target, { ...asked(target), query: answerText, variables }), target)
      }),
    ),
    ...requests.map(([who, asked]) =>
      right(`a request for correction answered by ${who}`, async (target) => {
        const variables = { n: await requestOf(target, 'name'), a: true, t: 'x' }
        return nothing(await ask(target, { ...asked(target), query: decideText, variables }), target)
      }),
    ),
    right('a deletion accepted while departments keep records', async (target) => {
      const filed = await ask(target, { ...oneself, query: deleteText, variables: { t: 'x', k: `${KEPT}-deletion` } })
      const n = numberIn(filed, 'requestPersonalDataDeletion')
      return nothing(await ask(target, { ...office, query: decideText, variables: { n, a: true, t: 'x' } }), target)
    }),
  ]
}

function forged(): Attack[] {
  const each = async (target: Target, asked: Asked, query: string, variables: (id: string) => object) => {
    const outcomes: Outcome[] = []
    for (const id of forgedIds)
      outcomes.push(nothing(await ask(target, { ...asked, query, variables: variables(id) }), target))
    return worst(outcomes)
  }
  return [
    right('a look that is none', (t) =>
      each(t, oneself, objectText, (look) => ({ i: { look, reason: 'x', idempotencyKey: key() } })),
    ),
    right('an objection that is none', (t) =>
      each(t, review, answerText, (id) => ({ id, i: { decision: 'UPHELD', answer: 'x' } })),
    ),
    right('a request that is none', (t) => each(t, office, decideText, (n) => ({ n, a: true, t: 'x' }))),
    right('a field that cannot be contested', (t) => each(t, oneself, correctText, (f) => ({ f, t: 'x', k: key() }))),
    right('records of a department that is none', (t) =>
      each(t, oneself, correctText, (d) => ({ f: 'RECORD', d, t: 'x', k: key() })),
    ),
  ]
}

/** The same key with another content, and the same answer turned round. */
function replays(): Attack[] {
  const reused = (name: string, query: string, variables: (target: Target, text: string) => Promise<object>): Attack =>
    right(`${name}, again under the same key with another content`, async (target) => {
      await ask(target, { ...oneself, query, variables: await variables(target, 'one') })
      const again = await ask(target, { ...oneself, query, variables: await variables(target, 'another') })
      return again.codes[0] === 'IDEMPOTENCY_KEY_REUSED'
        ? nothing(again, target)
        : got(`${again.codes[0] ?? 'no'} refusal`)
    })
  return [
    reused('an objection', objectText, async (t, reason) => {
      await objectionOf(t)
      return { i: { look: await lookOf(t), reason, idempotencyKey: `${KEPT}-objection` } }
    }),
    reused('a correction', correctText, (_t, t) => Promise.resolve({ f: 'birthDate', t, k: `${KEPT}-correction` })),
    reused('a deletion', deleteText, (_t, t) => Promise.resolve({ t, k: `${KEPT}-deletion-2` })),
    right('another’s key for a deletion', async (target) => {
      const mine = await ask(target, { ...oneself, query: deleteText, variables: { t: 'x', k: `${KEPT}-deletion` } })
      const other = await another(target)
      const theirs = await ask(target, { ...other, query: deleteText, variables: { t: 'x', k: `${KEPT}-deletion` } })
      const number = numberIn(theirs, 'requestPersonalDataDeletion')
      if (number !== '' && number === numberIn(mine, 'requestPersonalDataDeletion')) return got('another’s request')
      return refused(theirs.codes[0] ?? 'ANOTHER REQUEST')
    }),
    right('an answer to a request turned round', async (target) => {
      const n = await requestOf(target, 'sex')
      const decided = await ask(target, { ...office, query: decideText, variables: { n, a: false, t: 'x' } })
      if (numberIn(decided, 'answerPersonalDataRequest') === '') return got(`no answer: ${decided.codes[0] ?? ''}`)
      return nothing(await ask(target, { ...office, query: decideText, variables: { n, a: true, t: 'x' } }), target)
    }),
  ]
}

/** Of this process: what is filed once is found again under the same key. */
const KEPT = `rights-${process.pid}`
const REASON = '我没有申请'

/** A look of the mediator's at the citizen: the index by person follows the audit in batches, so it may take a while. */
async function lookOf(target: Target): Promise<string> {
  const card = { who: 'mediator', purpose: 'MEDIATION', caseNumber: target.ids.caseNumber } as const
  const looks = async () => {
    const query = '{ whoLookedAtMe(first: 50) { nodes { id purpose } } }'
    const { data } = await ask(target, { ...oneself, query })
    const nodes = (data?.['whoLookedAtMe'] as { nodes: { id: string; purpose: string }[] } | null)?.nodes ?? []
    return nodes.findLast(({ purpose }) => purpose === 'MEDIATION')?.id
  }
  const query = 'query ($id: ID!) { person(id: $id) { name } }'
  if ((await looks()) === undefined) await ask(target, { ...card, query, variables: { id: target.ids.person } })
  for (let tries = 0; tries < 50; tries += 1) {
    const found = await looks()
    if (found !== undefined) return found
    await new Promise((resume) => setTimeout(resume, 200))
  }
  throw new Error('no look of the mediator is told')
}

/** One at a time is open: the same is found again. */
async function objectionOf(target: Target): Promise<string> {
  const open = await ask(target, { ...oneself, query: '{ myObjections(first: 50) { nodes { id state } } }' })
  const nodes = (open.data?.['myObjections'] as { nodes: { id: string; state: string }[] } | null)?.nodes ?? []
  const known = nodes.find(({ state }) => state === 'OPEN')
  if (known) return known.id
  const variables = { i: { look: await lookOf(target), reason: REASON, idempotencyKey: `${KEPT}-objection` } }
  const made = await ask(target, { ...oneself, query: objectText, variables })
  const id = (made.data?.['objectToLook'] as { id?: string } | null)?.id
  if (id === undefined) throw new Error(`no objection to try it on: ${made.codes.join(', ')}`)
  return id
}

async function requestOf(target: Target, field: string): Promise<string> {
  const variables = { f: field, t: '写错了', k: `${KEPT}-${field}` }
  const number = numberIn(
    await ask(target, { ...oneself, query: correctText, variables }),
    'requestPersonalDataCorrection',
  )
  if (number === '') throw new Error('no request to try it on')
  return number
}

function numberIn({ data }: Reply, field: string): string {
  return (data?.[field] as { number?: string } | null | undefined)?.number ?? ''
}

/** A citizen of another grid. */
async function another(target: Target): Promise<Asked> {
  const { id } = await target.store.sql
    .selectFrom('Entity')
    .select('id')
    .where('kind', '=', 'Person')
    .where('mergedInto', 'is', null)
    .where('gridCode', '=', target.demo.otherGrid.code)
    .executeTakeFirstOrThrow()
  return { who: { ...target.principal('citizen'), subject: 'citizen-elsewhere', personId: id }, purpose: 'SELF_ACCESS' }
}
