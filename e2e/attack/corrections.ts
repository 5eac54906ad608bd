/**
 * Requests for correction as a way to learn or to change what is not one’s own: by asking about values, by answering for others, by reading
 * what others wrote.
 */
import type { Principal } from '../../access/principal.ts'
import { got, refused, someone, worst, type Attack, type Outcome } from './attack.ts'
import { ask, hasValue, nothing, noSecret, same, type Asked, type Reply } from './reply.ts'
import type { Target } from './target.ts'

const objects = 'OWASP API security: broken object-level authorization and oracles by error codes'
const functions = 'OWASP API security: broken function-level authorization; segregation of duties (NIST SP 800-53 AC-5)'

const quality = (who: Principal | 'data-officer' | 'developer'): Asked => ({ who, purpose: 'DATA_QUALITY' })
const officer = someone('officer-political-legal', 'political-legal', 'data-officer')

const EVIDENCE = '只给办理人看的依据'
const requestText =
  'mutation ($k: String!, $i: CorrectionInput!) { requestCorrection(idempotencyKey: $k, input: $i) { id version proposed evidence } }'

export const correctionAttacks: readonly Attack[] = [...questions(), ...answers(), ...readers()]

// Private:

let keys = 0
/** New for every change, and of this process only. */
const key = () => `correction-${process.pid}-${Date.now()}-${(keys += 1)}`

function request(target: Target, asked: Asked, input: object): Promise<Reply> {
  const variables = { k: key(), i: { evidence: EVIDENCE, proposed: '测试', ...input } }
  return ask(target, { ...asked, query: requestText, variables })
}

/** Values that the asker may not read, told by what becomes of the request. */
function questions(): Attack[] {
  const worker: Asked = { who: 'grid-worker', purpose: 'GRID_EVENT' }
  const asks = (name: string, asked: (t: Target) => Asked, input: (t: Target) => object): Attack => ({
    name: `corrections: ${name}`,
    after: 'a value, or that there is one, by asking to have it corrected',
    source: objects,
    run: async (target) => nothing(await request(target, asked(target), input(target)), target),
  })
  const person = (field: string) => (t: Target) => ({ field, id: t.ids.person })
  return [
    asks('a number that shows masked', () => worker, person('Person.idNumber')),
    asks('a telephone without a grant', () => quality('developer'), person('Person.phone')),
    asks('a person, by a report tool', () => ({ who: 'bi', purpose: 'ASSESSMENT' }), person('Person.name')),
    asks('a person, without a purpose', () => ({ who: 'mediator' }), person('Person.name')),
    asks('a person, by an auditor', () => ({ who: 'auditor', purpose: 'AUDIT_REVIEW' }), person('Person.name')),
    asks(
      'a person of another grid',
      (t) => ({
        who: { ...t.principal('grid-worker'), subject: 'worker-elsewhere', grids: [t.demo.otherGrid.code] },
        purpose: 'GRID_EVENT',
      }),
      person('Person.name'),
    ),
    asks('what is never shared', () => worker, person('Resident.caseInvolvement')),
    asks('a field that is none', () => worker, person('__proto__.constructor')),
    asks('a field of corrections themselves', () => worker, person('Correction.evidence')),
    asks(
      'another’s record at one’s own person',
      () => ({ who: 'citizen', purpose: 'SELF_ACCESS' }),
      (t) => ({
        field: 'MediationCase.content',
        id: 'justice:MediationCase:JF2026000002',
        at: t.ids.person,
      }),
    ),
    {
      name: 'corrections: an unknown person and one out of reach',
      after: 'whether there is such a person',
      source: objects,
      async run(target) {
        const outside = await target.store.sql
          .selectFrom('Entity')
          .select('id')
          .where('kind', '=', 'Person')
          .where('mergedInto', 'is', null)
          .where('gridCode', '=', target.demo.otherGrid.code)
          .executeTakeFirst()
        const replies = [outside?.id ?? '', 'P-00000000000000000000'].map((id) =>
          request(target, worker, { field: 'Person.name', id }),
        )
        const [there, nowhere] = await Promise.all(replies)
        return there && nowhere ? worst([nothing(there, target), same(there, nowhere)]) : got('nobody to ask about')
      },
    },
  ]
}

/** A request is filed as it should be; then those answer it whose business it is not. */
function answers(): Attack[] {
  const steps: Readonly<Record<string, string>> = {
    answered: 'answerCorrection(id: $id, expectedVersion: $v, idempotencyKey: $k, decision: ACCEPT) { id evidence }',
    refused:
      'answerCorrection(id: $id, expectedVersion: $v, idempotencyKey: $k, decision: REFUSE, reasons: "x") { id evidence }',
    confirmed: 'confirmCorrection(id: $id, expectedVersion: $v, idempotencyKey: $k, receipt: "x") { id evidence }',
    'tried again': 'retryCorrection(id: $id, expectedVersion: $v, idempotencyKey: $k) { id evidence }',
    'taken back': 'withdrawCorrection(id: $id, expectedVersion: $v, idempotencyKey: $k) { id evidence }',
  }
  const wrong: readonly (readonly [string, (t: Target) => Asked])[] = [
    ['the one who asked', () => ({ who: 'grid-worker', purpose: 'GRID_EVENT' })],
    ['the one who asked, as an officer', (t) => quality({ ...officer, subject: t.principal('grid-worker').subject })],
    ['an officer of another department', () => quality(someone('officer-housing', 'housing', 'data-officer'))],
    ['the big-data centre', () => quality('data-officer')],
    ['a worker of the owner', () => quality(someone('developer-pl', 'political-legal', 'developer'))],
    ['an officer under another purpose', () => ({ who: officer, purpose: 'GRID_EVENT' })],
    ['a security administrator', () => ({ who: 'security-administrator', purpose: 'GRANT_ADMINISTRATION' })],
    ['a citizen', () => ({ who: 'citizen', purpose: 'SELF_ACCESS' })],
  ]
  const marked = 'markCorrectionRead(id: $id, expectedVersion: $v) { id evidence }'
  const tried = (name: string, text: string, asked: (t: Target) => Asked): Attack => ({
    name: `corrections: one ${name}`,
    after: 'a value at the source that nobody whose business it is has looked at',
    source: functions,
    async run(target) {
      const filed = await file(target)
      if (filed === null) return got('no request to try it on')
      const used = text.includes('$k') ? '($id: ID!, $v: String!, $k: String!)' : '($id: ID!, $v: String!)'
      const variables = { ...filed, ...(text.includes('$k') && { k: key() }) }
      return nothing(await ask(target, { ...asked(target), query: `mutation ${used} { ${text} }`, variables }), target)
    },
  })
  return [
    ...Object.entries(steps).flatMap(([what, text]) =>
      wrong
        // Taking back is the asker's.
        .filter(([who]) => what !== 'taken back' || !who.startsWith('the one who asked'))
        .map(([who, asked]) => tried(`${what} by ${who}`, text, asked)),
    ),
    tried('marked as read by somebody else', marked, () => quality(officer)),
  ]
}

function readers(): Attack[] {
  const lists =
    '{ corrections(first: 50) { nodes { id proposed evidence atSource { value } } } myCorrections(first: 50) { nodes { id proposed evidence } } }'
  const who: Readonly<Record<string, Asked>> = {
    'another officer': quality(someone('officer-veterans', 'veterans', 'data-officer')),
    'the big-data centre': quality('data-officer'),
    'a developer': quality('developer'),
    'another grid worker': { who: someone('worker-2', 'political-legal', 'grid-worker'), purpose: 'GRID_EVENT' },
    'a citizen': { who: 'citizen', purpose: 'SELF_ACCESS' },
    'an auditor': { who: 'auditor', purpose: 'AUDIT_REVIEW' },
  }
  const tried = (name: string, run: (target: Target) => Promise<Outcome>): Attack => ({
    name: `corrections: ${name}`,
    after: 'what somebody wrote of a value',
    source: objects,
    run,
  })
  return Object.entries(who).map(([name, asked]) =>
    tried(`read by ${name}`, async (target) => {
      const filed = await file(target)
      if (filed === null) return got('no request to try it on')
      const one = `query ($id: ID!) { correction(id: $id) { id proposed evidence } }`
      const replies = [
        await ask(target, { ...asked, query: lists }),
        await ask(target, { ...asked, query: one, variables: { id: filed.id } }),
      ]
      const found = hasValue((replies[1]?.data ?? {})['correction']) ? got('another’s request') : refused('NOT_FOUND')
      return worst([...replies.map((reply) => noSecret(reply, target, [EVIDENCE])), found])
    }),
  )
}

/** A request of the demo grid's worker on a house of the grid; one at a time is open, so the one before is taken back. */
async function file(target: Target): Promise<{ readonly id: string; readonly v: string } | null> {
  const asked: Asked = { who: 'grid-worker', purpose: 'GRID_EVENT' }
  const query =
    '{ houses(first: 5) { nodes { id gridLedger { id } } } myCorrections(first: 50, filter: { states: [OPEN] }) { nodes { id version } } }'
  const { data } = await ask(target, { ...asked, query })
  const houses =
    (data?.['houses'] as { nodes: { id: string; gridLedger: { id: string } | null }[] } | null)?.nodes ?? []
  const open = (data?.['myCorrections'] as { nodes: { id: string; version: string }[] } | null)?.nodes ?? []
  const [known] = open
  if (known) return { id: known.id, v: known.version }
  const house = houses.find(({ gridLedger }) => gridLedger !== null)
  if (!house?.gridLedger) return null
  const input = { field: 'GridHouse.residentCount', id: house.gridLedger.id, at: house.id, proposed: '77' }
  const filed = (await request(target, asked, input)).data?.['requestCorrection'] as {
    id: string
    version: string
  } | null
  return filed ? { id: filed.id, v: filed.version } : null
}
