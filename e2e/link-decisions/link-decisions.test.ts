/**
 * The clerk's queue (关联校核) over HTTP: an officer sees both sides by the own rights, decides, splits and takes back; what was decided is what
 * everybody reads from then on; nobody else learns that a pair is there.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { staff } from '../grant-life/asking.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type Asked, type TestHub, type Who } from '../start-test-hub.ts'

let city: TestHub
beforeAll(async () => {
  city = await startTestHub()
})
afterAll(() => city.close())

const quality = { purpose: 'DATA_QUALITY' }
const officerOf = (department: string): Who => staff(`link-officer-${department}`, department, 'data-officer')

const side =
  'id version entity { __typename ... on Person { name birthDate } ... on House { address } } records { handle department record tier says { field value } }'
const shown = `id kind tier state version evidence { field score } decidedBy decidedAt reason decision first { ${side} } second { ${side} }`
const decision = 'id kind action actor actorDepartment reason undoes undoneBy first { id } second { id }'

interface Record_ {
  readonly handle: string
  readonly department: string
  readonly record: string | null
  readonly says: readonly { readonly field: string; readonly value: string | null }[]
}
interface Side {
  readonly id: string
  readonly version: string
  readonly entity: Readonly<Record<string, unknown>> | null
  readonly records: readonly Record_[]
}
interface Pair {
  readonly id: string
  readonly version: string
  readonly state: string
  readonly reason: string | null
  readonly decidedBy: string | null
  readonly first: Side
  readonly second: Side
}

async function queue(who: Who, asked: Asked = quality, args = '') {
  const answered = await city.ask(
    who,
    asked,
    `{ linkCandidates(first: 20${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { ${shown} } } }`,
  )
  return { ...answered, nodes: (lookAt(answered.data, 'linkCandidates.nodes') ?? []) as readonly Pair[] }
}
async function change(who: Who, asked: Asked, text: string, variables: object) {
  const { code, data, gaps } = await city.ask(who, asked, text, variables as never)
  const gap = gaps[0] as { readonly code: string; readonly reason?: string } | undefined
  return {
    code: code ?? gap?.code ?? null,
    reason: gap?.reason ?? null,
    value: (lookAt(data, 'done') ?? null) as Readonly<Record<string, unknown>> | null,
  }
}
const decide = (
  who: Who,
  name: 'acceptLinkCandidate' | 'rejectLinkCandidate',
  pair: Pair,
  key: string = randomUUID(),
) =>
  change(
    who,
    quality,
    `mutation Decide($id: ID!, $seen: String!, $key: String!) { done: ${name}(id: $id, expectedVersion: $seen, idempotencyKey: $key, reason: "核对过原始材料") { ${decision} } }`,
    { id: pair.id, seen: pair.version, key },
  )
const undo = (who: Who, id: unknown) =>
  change(
    who,
    quality,
    `mutation ($id: ID!, $key: String!) { done: undoLinkDecision(id: $id, reason: "看错了", idempotencyKey: $key) { ${decision} } }`,
    { id, key: randomUUID() },
  )
const split = (who: Who, of: Side, records: readonly string[]) =>
  change(
    who,
    quality,
    `mutation ($id: ID!, $records: [ID!]!, $seen: String!, $key: String!) { done: splitEntity(id: $id, records: $records, reason: "不是同一人", expectedVersion: $seen, idempotencyKey: $key) { ${decision} } }`,
    { id: of.id, records, seen: of.version, key: randomUUID() },
  )
const resolved = async (kind: 'person' | 'house', id: string) =>
  lookAt((await city.ask(centre, quality, `query ($id: ID!) { ${kind}(id: $id) { id } }`, { id })).data, `${kind}.id`)

const centre: Who = 'data-officer'
/** An officer whose department keeps a record of either side, and the oldest pair. */
async function somePair(
  kind = 'Person',
  department = 'public-security',
): Promise<{ readonly who: Who; readonly pair: Pair }> {
  const who = officerOf(department)
  const [pair] = (await queue(who, quality, `, kind: ${kind}`)).nodes
  if (!pair) throw new Error(`no open candidate of ${kind}`)
  return { who, pair }
}

test('the queue is told in pages, for the own department only', async () => {
  const who = officerOf('civil-affairs')
  const all = await queue(who)
  expect(all.gaps).toEqual([])
  const total = lookAt(all.data, 'linkCandidates.totalCount')
  expect(total).toBeGreaterThan(3)
  for (const { first, second } of all.nodes)
    expect([...first.records, ...second.records].map((record) => record.department)).toContain('civil-affairs')
  const ids: string[] = []
  for (let after = ''; ;) {
    const { data } = await city.ask(
      who,
      quality,
      `query ($after: String) { linkCandidates(first: 3, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } } }`,
      { after },
    )
    ids.push(...(lookAt(data, 'linkCandidates.nodes') as { id: string }[]).map(({ id }) => id))
    if (lookAt(data, 'linkCandidates.pageInfo.hasNextPage') !== true) break
    after = String(lookAt(data, 'linkCandidates.pageInfo.endCursor'))
  }
  expect(ids.slice(0, 20)).toEqual(all.nodes.map(({ id }) => id))
  expect(new Set(ids).size).toBe(total)
})

test('each field of a side is decided by the officer’s own rights, in the entity and in every record', async () => {
  const { who, pair } = await somePair()
  const own = await city.ask(who, quality, 'query ($id: ID!) { person(id: $id) { name birthDate } }', {
    id: pair.first.id,
  })
  const { name, birthDate } = pair.first.entity as { name: string; birthDate: string }
  expect({ name, birthDate }).toEqual(lookAt(own.data, 'person'))
  for (const { says } of pair.first.records)
    for (const { field, value } of says) if (field === 'name') expect(value).toBe(name)
  // Names of records are the department's own business; keys of its system nobody's.
  for (const { record, department: of, handle } of [...pair.first.records, ...pair.second.records]) {
    if (record !== null) expect(lookAt(who, 'department')).toBe(of)
    expect(handle).toMatch(/^[\w-]{8}\.[\w-]{43}$/)
  }
})

test('whoever is no officer of a department that keeps either finds nothing', async () => {
  const { pair } = await somePair()
  const strangers: readonly [Who, Asked][] = [
    ['developer', quality],
    ['grid-worker', { purpose: 'GRID_EVENT' }],
    ['auditor', { purpose: 'AUDIT_REVIEW' }],
    ['citizen', { purpose: 'SELF_ACCESS' }],
    ['security-administrator', { purpose: 'GRANT_ADMINISTRATION' }],
    ['data-officer', { purpose: 'GRANT_ADMINISTRATION' }],
  ]
  for (const [who, asked] of strangers) {
    const { nodes, gaps, code } = await queue(who, asked)
    expect([nodes, code ?? gaps[0]?.code]).toEqual([[], 'FIELD_DENIED'])
    const text = `mutation ($id: ID!, $seen: String!, $key: String!) { done: acceptLinkCandidate(id: $id, expectedVersion: $seen, idempotencyKey: $key) { id } }`
    const tried = await change(who, asked, text, { id: pair.id, seen: pair.version, key: randomUUID() })
    expect(tried).toMatchObject({ code: 'FIELD_DENIED', value: null })
  }
  const none = officerOf('no-such-department')
  expect((await queue(none)).nodes).toEqual([])
  expect(await decide(none, 'acceptLinkCandidate', pair)).toMatchObject({ code: 'NOT_FOUND', value: null })
})

describe('what is decided', () => {
  test('is one person for everybody at once, split again by handles, and taken back', async () => {
    const { who, pair } = await somePair()
    const key = randomUUID()
    const accepted = await decide(who, 'acceptLinkCandidate', pair, key)
    expect(accepted).toMatchObject({
      code: null,
      value: { action: 'ACCEPT', reason: '核对过原始材料', undoneBy: null },
    })
    expect((await decide(who, 'acceptLinkCandidate', pair, key)).value).toMatchObject({ id: accepted.value?.['id'] })
    expect(await resolved('person', pair.first.id)).toBe(await resolved('person', pair.second.id))
    const closed = (await queue(who, quality, ', state: ACCEPTED')).nodes.find(({ id }) => id === pair.id)
    expect(closed).toMatchObject({
      decidedBy: lookAt(who, 'subject'),
      reason: '核对过原始材料',
      decision: accepted.value?.['id'],
    })

    const id = String(await resolved('person', pair.first.id))
    const { data } = await city.ask(who, quality, `query ($id: ID!) { linkSide(id: $id) { ${side} } }`, { id })
    const now = lookAt(data, 'linkSide') as Side
    const isOwn = ({ department }: Record_) => department === lookAt(who, 'department')
    const going = pair.second.records.some(isOwn) ? pair.first.records : pair.second.records
    const parted = await split(
      who,
      now,
      going.map(({ handle }) => handle),
    )
    expect(parted).toMatchObject({ code: null, value: { action: 'SPLIT' } })
    await city.hub.registry.link(AbortSignal.timeout(60_000))
    expect(await resolved('person', String(lookAt(parted.value, 'second.id')))).not.toBe(id)

    expect(await undo(who, accepted.value?.['id'])).toMatchObject({ code: 'WRITE_REFUSED', reason: 'LATER_DECISIONS' })
    expect(await undo(who, parted.value?.['id'])).toMatchObject({ code: null, value: { action: 'UNDO' } })
    expect(await resolved('person', String(lookAt(parted.value, 'second.id')))).toBe(id)
    expect(await undo(who, accepted.value?.['id'])).toMatchObject({ code: null })
    expect(await resolved('person', pair.first.id)).not.toBe(await resolved('person', pair.second.id))
    const open = await queue(who, quality, ', kind: Person')
    expect(open.nodes.map((one) => one.id)).toContain(pair.id)

    const listed = await city.ask(who, quality, `{ linkDecisions(first: 10) { nodes { ${decision} } } }`)
    expect((lookAt(listed.data, 'linkDecisions.nodes') as { action: string }[]).map(({ action }) => action)).toEqual([
      'UNDO',
      'UNDO',
      'SPLIT',
      'ACCEPT',
    ])
  })

  test('rejected it is not asked again, whatever is linked since', async () => {
    const { who, pair } = await somePair('House')
    expect(await decide(who, 'rejectLinkCandidate', pair)).toMatchObject({ code: null, value: { action: 'REJECT' } })
    await city.hub.registry.link(AbortSignal.timeout(60_000))
    expect((await queue(who)).nodes.map(({ id }) => id)).not.toContain(pair.id)
    expect(await decide(who, 'acceptLinkCandidate', pair)).toMatchObject({ code: 'TRANSITION_NOT_PERMITTED' })
  })

  test('a conflict is settled with its reason', async () => {
    const row = await city.hub.store.sql
      .selectFrom('Conflict')
      .selectAll()
      .where('state', '=', 'OPEN')
      .executeTakeFirstOrThrow()
    const who = officerOf(row.department)
    const { data } = await city.ask(
      who,
      quality,
      `{ linkConflicts(first: 20) { totalCount nodes { id code version first { ${side} } second { id } } } }`,
    )
    const [conflict] = lookAt(data, 'linkConflicts.nodes') as { id: string; code: string; version: string }[]
    expect(conflict?.code).toBe('ID_SHARED')
    const settled = await change(
      who,
      quality,
      `mutation ($id: ID!, $seen: String!, $key: String!) { done: settleLinkConflict(id: $id, verdict: DIFFERENT, reason: "号码录错", expectedVersion: $seen, idempotencyKey: $key) { ${decision} } }`,
      { id: conflict?.id, seen: conflict?.version, key: randomUUID() },
    )
    expect(settled).toMatchObject({ code: null, value: { action: 'REJECT', reason: '号码录错' } })
    const { data: left } = await city.ask(
      who,
      quality,
      '{ linkConflicts(first: 20, state: SETTLED) { nodes { id decidedBy } } }',
    )
    expect(lookAt(left, 'linkConflicts.nodes')).toContainEqual({ id: conflict?.id, decidedBy: lookAt(who, 'subject') })
  })

  test('stands in the audit with the persons whom it is about', async () => {
    const { who, pair } = await somePair()
    const accepted = await decide(who, 'acceptLinkCandidate', pair)
    expect(accepted.code).toBeNull()
    const { data } = await city.ask(
      'auditor',
      { purpose: 'AUDIT_REVIEW' },
      '{ auditRecords(first: 20) { nodes { subject operationName personCount } } }',
    )
    const records = lookAt(data, 'auditRecords.nodes') as {
      subject: string
      operationName: string
      personCount: number
    }[]
    const mine = records.find(
      ({ subject, operationName }) => subject === lookAt(who, 'subject') && operationName === 'Decide',
    )
    expect(mine?.personCount).toBe(1)
    await undo(who, accepted.value?.['id'])
  })
})
