/**
 * Decisions on links as a way to learn who is whom, or to make two persons one: by officers of other departments, by staff who are no officers,
 * by citizens, with ids and handles that somebody else was given, and by the hub's own words about what is there.
 */
import { sealCursor } from '../../subgraphs/kit/connection.ts'
import { got, refused, someone, worst, type Attack, type Outcome } from './attack.ts'
import { ask, nothing, noSecret, same, type Asked } from './reply.ts'
import type { Target } from './target.ts'

const objects = 'OWASP API security: broken object-level authorization and oracles by error codes'
const functions = 'OWASP API security: broken function-level authorization'

const quality = (who: Asked['who']): Asked => ({ ...(who !== undefined && { who }), purpose: 'DATA_QUALITY' })
const officer = someone('link-officer', 'public-security', 'data-officer')
/** Keeps no record of any person or house: neither side is ever its own. */
const stranger = someone('link-officer-elsewhere', 'court', 'data-officer')

const wrong: Readonly<Record<string, Asked>> = {
  'an officer of a department without a record': quality(stranger),
  'a developer of the department': quality(someone('link-developer', 'public-security', 'developer')),
  'the officer under another purpose': { who: officer, purpose: 'GRANT_ADMINISTRATION' },
  'the officer without a purpose': { who: officer },
  'a grid worker': { who: 'grid-worker', purpose: 'GRID_EVENT' },
  'a mediator': { who: 'mediator' },
  'an auditor': { who: 'auditor', purpose: 'AUDIT_REVIEW' },
  'a security administrator': { who: 'security-administrator', purpose: 'GRANT_ADMINISTRATION' },
  'a citizen': { who: 'citizen', purpose: 'SELF_ACCESS' },
}

export const linkDecisionAttacks: readonly Attack[] = [...readers(), ...deciders(), ...splitters(), ...oracles()]

// Private:

let keys = 0
/** New for every decision, and of this process only. */
const key = () => `link-${process.pid}-${Date.now()}-${(keys += 1)}`

interface SeenSide {
  readonly id: string
  readonly version: string
  readonly records: readonly { readonly handle: string }[]
}
interface Seen {
  readonly id: string
  readonly version: string
  readonly first: SeenSide
}

/** A pair as its own officer sees it: what an attacker may have caught. */
async function seenPair(target: Target): Promise<Seen | null> {
  const query =
    '{ linkCandidates(first: 1, kind: Person) { nodes { id version first { id version records { handle } } } } }'
  const { data } = await ask(target, { ...quality(officer), query })
  return (data?.['linkCandidates'] as { nodes: Seen[] } | null)?.nodes[0] ?? null
}

async function seenConflict(target: Target): Promise<Seen | null> {
  const query = '{ linkConflicts(first: 1) { nodes { id version first { id version records { handle } } } } }'
  const { data } = await ask(target, { ...quality(officer), query })
  return (data?.['linkConflicts'] as { nodes: Seen[] } | null)?.nodes[0] ?? null
}

function readers(): Attack[] {
  const lists =
    '{ linkCandidates(first: 20) { totalCount nodes { id first { id records { handle department } } } } linkConflicts(first: 20) { totalCount nodes { id first { id } } } linkDecisions(first: 20) { totalCount nodes { id reason first { id } } } }'
  return Object.entries(wrong).map(([name, asked]) => ({
    name: `links: queues read by ${name}`,
    after: 'who may be whom, and which departments know them',
    source: objects,
    async run(target) {
      const pair = await seenPair(target)
      if (!pair) return got('no pair to try it on')
      const whole = await ask(target, { ...asked, query: lists })
      const side = await ask(target, {
        ...asked,
        query: 'query ($id: ID!) { linkSide(id: $id) { id records { handle department } } }',
        variables: { id: pair.first.id },
      })
      // The stranger has an own queue, of happenings; persons of others are never in it.
      const found = whole.text.includes(pair.id) || whole.text.includes(pair.first.id) ? got('a pair of others') : null
      return worst([found ?? noSecret(whole, target), nothing(side, target)])
    },
  }))
}

function deciders(): Attack[] {
  const steps: Readonly<Record<string, (target: Target) => Promise<{ text: string; variables: object } | null>>> = {
    'a candidate accepted': async (target) =>
      withPair(await seenPair(target), 'acceptLinkCandidate(id: $id, expectedVersion: $v, idempotencyKey: $k) { id }'),
    'a candidate rejected': async (target) =>
      withPair(
        await seenPair(target),
        'rejectLinkCandidate(id: $id, reason: "x", expectedVersion: $v, idempotencyKey: $k) { id }',
      ),
    'a conflict settled': async (target) =>
      withPair(
        await seenConflict(target),
        'settleLinkConflict(id: $id, verdict: SAME, reason: "x", expectedVersion: $v, idempotencyKey: $k) { id }',
      ),
    'a decision undone': async (target) => {
      const pair = await seenPair(target)
      if (!pair) return null
      const text =
        'mutation ($id: ID!, $v: String!, $k: String!) { rejectLinkCandidate(id: $id, reason: "x", expectedVersion: $v, idempotencyKey: $k) { id } }'
      const made = await ask(target, {
        ...quality(officer),
        query: text,
        variables: { id: pair.id, v: pair.version, k: key() },
      })
      const id = (made.data?.['rejectLinkCandidate'] as { id: string } | null)?.id
      const undo =
        'mutation ($id: ID!, $k: String!) { undoLinkDecision(id: $id, reason: "x", idempotencyKey: $k) { id } }'
      return id === undefined ? null : { text: undo, variables: { id } }
    },
  }
  return Object.entries(steps).flatMap(([what, prepare]) =>
    Object.entries(wrong).map(([name, asked]) => ({
      name: `links: ${what} by ${name}`,
      after: 'two persons made one, or kept two, by somebody who keeps neither',
      source: functions,
      async run(target: Target): Promise<Outcome> {
        const step = await prepare(target)
        if (!step) return got('nothing to try it on')
        const variables = { ...step.variables, k: key() }
        return nothing(await ask(target, { ...asked, query: step.text, variables }), target)
      },
    })),
  )
}

function splitters(): Attack[] {
  const text =
    'mutation ($id: ID!, $r: [ID!]!, $v: String!, $k: String!) { splitEntity(id: $id, records: $r, reason: "x", expectedVersion: $v, idempotencyKey: $k) { id } }'
  const tried = (name: string, asked: Asked, given: (pair: Seen) => object): Attack => ({
    name: `links: ${name}`,
    after: 'a person taken apart by somebody whose business it is not',
    source: functions,
    async run(target) {
      const pair = await seenPair(target)
      if (!pair) return got('no pair to try it on')
      const { id, version, records } = pair.first
      const variables = { id, r: records.map(({ handle }) => handle), v: version, k: key(), ...given(pair) }
      return nothing(await ask(target, { ...asked, query: text, variables }), target)
    },
  })
  return [
    ...Object.entries(wrong).map(([name, asked]) => tried(`an entity split by ${name}`, asked, () => ({}))),
    tried('an entity split by the local key of a record', quality(officer), () => ({ r: ['Resident/self/1'] })),
    tried('an entity split by a handle of another one', quality(officer), ({ id }) => ({ r: [id] })),
    tried('an entity split into nothing', quality(officer), () => ({ r: [] })),
  ]
}

/** What is there and what is not must look the same to whoever may not know. */
function oracles(): Attack[] {
  const accept =
    'mutation ($id: ID!, $k: String!) { acceptLinkCandidate(id: $id, expectedVersion: "x", idempotencyKey: $k) { id } }'
  return [
    {
      name: 'links: a pair that is there and one that is not',
      after: 'whether two persons are alike',
      source: objects,
      async run(target) {
        const pair = await seenPair(target)
        if (!pair) return got('no pair to try it on')
        const none = Buffer.from('P-00000000000000000000~P-11111111111111111111').toString('base64url')
        const [there, nowhere] = await Promise.all(
          [pair.id, none].map((id) =>
            ask(target, { ...quality(stranger), query: accept, variables: { id, k: key() } }),
          ),
        )
        return there && nowhere ? worst([nothing(there, target), same(there, nowhere)]) : got('nobody answered')
      },
    },
    {
      name: 'links: a person who is there and one who is not, by records',
      after: 'whether the hub knows a person, by one that another department keeps',
      source: objects,
      async run(target) {
        const pair = await seenPair(target)
        if (!pair) return got('no pair to try it on')
        const query = 'query ($id: ID!) { linkSide(id: $id) { id } }'
        const [there, nowhere] = await Promise.all(
          [pair.first.id, 'P-00000000000000000000'].map((id) =>
            ask(target, { ...quality(stranger), query, variables: { id } }),
          ),
        )
        return there && nowhere ? worst([nothing(there, target), same(there, nowhere)]) : got('nobody answered')
      },
    },
    {
      name: 'links: cursors that are none',
      after: 'rows by a condition of the attacker’s own',
      source: 'OWASP: injection',
      async run(target) {
        const outcomes: Outcome[] = []
        for (const after of ["0 ' OR 1=1 --", '0 a b c', 'x P-1 P-2', "1 a') or true --"]) {
          const query = 'query ($a: String) { linkCandidates(first: 1, after: $a) { nodes { id } } }'
          const reply = await ask(target, { ...quality(officer), query, variables: { a: sealCursor(after) } })
          outcomes.push(noSecret(reply, target))
          if (/sql|syntax/i.test(reply.text)) outcomes.push(got('words of the store'))
        }
        return worst(outcomes)
      },
    },
    {
      name: 'links: the queue narrowed to a department that keeps a record quietly',
      after: 'that a school or a court knows a person',
      source: objects,
      async run(target) {
        const [quiet] = await target.store.sql
          .selectFrom('Link')
          .innerJoin('Candidate', 'Candidate.first', 'Link.entityId')
          .select('Link.department')
          .where('Link.identity', 'like', '%"values":{}}')
          .where('Candidate.state', '=', 'OPEN')
          .where('Link.department', '!=', 'public-security')
          .execute()
        if (!quiet) return refused('NOTHING QUIET')
        const query =
          'query ($d: String) { linkCandidates(first: 20, department: $d) { nodes { first { records { department says { field } } } second { records { department says { field } } } } } }'
        const reply = await ask(target, { ...quality(officer), query, variables: { d: quiet.department } })
        type Side = { records: { department: string; says: object[] }[] }
        const nodes = (reply.data?.['linkCandidates'] as { nodes: { first: Side; second: Side }[] } | null)?.nodes ?? []
        const untold = nodes.some(
          ({ first, second }) =>
            ![...first.records, ...second.records].some(({ department }) => department === quiet.department),
        )
        return untold ? got('a record that is kept quietly') : noSecret(reply, target)
      },
    },
  ]
}

function withPair(pair: Seen | null, step: string): { text: string; variables: object } | null {
  if (!pair) return null
  return {
    text: `mutation ($id: ID!, $v: String!, $k: String!) { ${step} }`,
    variables: { id: pair.id, v: pair.version },
  }
}
