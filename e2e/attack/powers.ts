/** Rights by the door where rights are given: to oneself, in another’s name, more than one has, data that is never shared, by an emergency that is none. */
import type { Principal, Role } from '../../access/principal.ts'
import { ADMINISTRATION } from '../../access/purposes.ts'
import { got, refused, someone, worst, type Attack, type Outcome } from './attack.ts'
import { ask, hasValue, nothing, type Reply } from './reply.ts'
import type { Target } from './target.ts'

const source =
  'Segregation of duties: privilege escalation through administration (NIST SP 800-53 AC-5, OWASP API security BFLA)'

const applicant = someone('officer-justice', 'justice', 'data-officer')
const colleague = someone('officer-justice-2', 'justice', 'data-officer')
const stranger = someone('officer-education', 'education', 'data-officer')
const owner = someone('officer-housing', 'housing', 'data-officer')
const security = someone('security-1', 'public-security', 'security-administrator')
const system = someone('system-1', 'public-security', 'system-administrator')
const worker = someone('worker-1', 'political-legal', 'grid-worker')

const application = {
  department: 'housing',
  granteeRole: 'mediator',
  purpose: 'MEDIATION',
  legalBasis: '《中华人民共和国人民调解法》第二十二条',
  scenario: '调解房屋纠纷',
  fields: ['PropertyTitle.remark'],
  effect: 'PLAIN',
  rows: 'CASE',
  termDays: 30,
}
const applyText =
  'mutation ($k: String!, $i: GrantApplicationInput!) { applyForGrant(idempotencyKey: $k, input: $i) { id version state fields } }'
const breakText = 'mutation ($k: String!, $i: BreakGlassInput!) { breakGlass(idempotencyKey: $k, input: $i) { id } }'
const delegateText =
  'mutation ($k: String!, $i: DelegationInput!) { delegateGrant(idempotencyKey: $k, expectedVersion: "1", input: $i) { id } }'

export const powerAttacks: readonly Attack[] = [
  ...answers(),
  ...applications(),
  ...emergencies(),
  ...reviews(),
  ...delegations(),
  ...changes(),
  ...regradings(),
  ...purposeChanges(),
  ...readers(),
]

// Private:

let keys = 0
/** New for every change, and of this process only. */
const key = () => `attack-${process.pid}-${Date.now()}-${(keys += 1)}`

function power(name: string, run: (target: Target) => Promise<Outcome>): Attack {
  return { name: `powers: ${name}`, after: 'a right that nobody else gave', source, run }
}

function change(
  target: Target,
  who: Principal,
  query: string,
  variables: object,
  purpose: string = ADMINISTRATION,
): Promise<Reply> {
  return ask(target, { who, purpose, query, variables: { k: key(), ...variables } })
}

/** An application is filed as it should be; then the wrong ones answer it. */
function answers(): Attack[] {
  const text =
    'mutation ($k: String!, $id: ID!, $v: String!) { answerGrantApplication(idempotencyKey: $k, expectedVersion: $v, id: $id, decision: GRANT) { id grantId } }'
  const review =
    'mutation ($k: String!, $id: ID!, $v: String!) { acceptForReview(idempotencyKey: $k, expectedVersion: $v, id: $id) { id } }'
  const takeBack =
    'mutation ($k: String!, $id: ID!, $v: String!) { withdrawGrantApplication(idempotencyKey: $k, expectedVersion: $v, id: $id, reason: "x") { id } }'
  const wrong: readonly (readonly [string, Principal])[] = [
    ['by the applicant', applicant],
    ['by the applicant’s colleague', colleague],
    ['by the applicant as an officer of the owner', { ...applicant, department: 'housing' }],
    ['by an officer of a third department', stranger],
    ['by a security administrator', security],
    ['by a system administrator', system],
    ['by a worker of the owner', someone('worker-housing', 'housing', 'developer')],
  ]
  return [
    ...wrong.map(([who, principal]) =>
      power(`an application answered ${who}`, async (target) => {
        const filed = await change(target, applicant, applyText, { i: application })
        const { id, version } = (filed.data?.['applyForGrant'] ?? {}) as { id?: string; version?: string }
        if (id === undefined) return refused(filed.codes[0] ?? 'NOT FILED')
        const outcomes = []
        for (const query of [review, text])
          outcomes.push(nothing(await change(target, principal, query, { id, v: version }), target))
        return worst(outcomes)
      }),
    ),
    power('an application taken back by those whose it is not', async (target) => {
      const filed = await change(target, applicant, applyText, { i: application })
      const { id, version } = (filed.data?.['applyForGrant'] ?? {}) as { id?: string; version?: string }
      if (id === undefined) return got('no application to try it on')
      const outcomes = []
      for (const who of [owner, stranger, security, system, worker, target.principal('citizen')])
        outcomes.push(nothing(await change(target, who, takeBack, { id, v: version }), target))
      return worst(outcomes)
    }),
    power('an application, again under the same key with another content', async (target) => {
      const k = key()
      await change(target, applicant, applyText, { k, i: application })
      const again = await change(target, applicant, applyText, { k, i: { ...application, termDays: 300 } })
      return again.codes[0] === 'IDEMPOTENCY_KEY_REUSED' ? nothing(again, target) : got('another application')
    }),
  ]
}

/** The glass is broken by whoever may; then those review it whose business it is not. */
function reviews(): Attack[] {
  const text =
    'mutation ($k: String!, $id: ID!) { reviewBreakGlass(idempotencyKey: $k, expectedVersion: "1", id: $id, verdict: JUSTIFIED, note: "x") { id } }'
  const onDuty = someone('on-duty', 'emergency', 'data-officer')
  const opened = [{ department: 'registry', fields: ['category:居住'] }]
  return [
    power('an emergency reviewed by whoever broke the glass, or by those who may not', async (target) => {
      const i = { purpose: 'EMERGENCY_RESCUE', reason: '燃气泄漏', opened }
      const broken = await change(target, onDuty, breakText, { i })
      const { id } = (broken.data?.['breakGlass'] ?? {}) as { id?: string }
      if (id === undefined) return got('no emergency to try it on')
      const outcomes = []
      for (const who of [
        onDuty,
        { ...security, subject: onDuty.subject },
        system,
        stranger,
        worker,
        target.principal('citizen'),
        target.principal('auditor'),
      ])
        outcomes.push(nothing(await change(target, who, text, { id }), target))
      return worst(outcomes)
    }),
    power('an emergency that is none, reviewed', async (target) => {
      const outcomes = []
      for (const id of ['', 'constructor', 'emergency:0'])
        outcomes.push(nothing(await change(target, security, text, { id }), target))
      return worst(outcomes)
    }),
  ]
}

function applications(): Attack[] {
  const odd = (name: string, input: object, who = applicant, purpose = ADMINISTRATION as string): Attack =>
    power(`an application ${name}`, async (target) =>
      nothing(await change(target, who, applyText, { i: { ...application, ...input } }, purpose), target),
    )
  return [
    odd('for what is never shared', { department: 'public-security', fields: ['Resident.caseInvolvement'] }),
    odd('for everything', { fields: ['*'] }),
    odd('for everything of a type that is none', { fields: ['Nothing.*'] }),
    odd('for fields of another department', { fields: ['Resident.idNumber'] }),
    odd('for a category that is none', { fields: ['category:%'] }),
    odd('for level 4 by its category', {
      department: 'civil-affairs',
      purpose: 'SPECIAL_SERVICE',
      fields: ['category:残疾信息'],
    }),
    odd('for __proto__', { department: '__proto__', fields: ['__proto__.constructor'] }),
    odd('for ever', { termDays: 100_000 }),
    odd('for a day less than none', { termDays: -1 }),
    odd('for more rows than the purpose has', { rows: 'ALL' }),
    odd('for an administrator', { granteeRole: 'security-administrator' }),
    odd('for a role that is none', { granteeRole: 'root' }),
    odd('for a purpose that is none', { purpose: 'ANYTHING' }),
    odd('by an administrator', {}, security),
    odd('under a purpose that is for reading', {}, applicant, 'DATA_QUALITY'),
    odd('without a legal basis', { legalBasis: ' ' }),
  ]
}

function emergencies(): Attack[] {
  const never = [{ department: 'public-security', fields: ['Resident.caseInvolvement'] }]
  const some = [{ department: 'public-security', fields: ['Resident.phone'] }]
  const broken = (name: string, who: Principal, input: object, purpose = ADMINISTRATION as string): Attack =>
    power(`glass broken ${name}`, async (target) =>
      nothing(
        await change(
          target,
          who,
          breakText,
          { i: { purpose: 'GRID_EVENT', reason: '救人', opened: some, ...input } },
          purpose,
        ),
        target,
      ),
    )
  return [
    broken('for what is never shared', { ...worker, grids: [] }, { opened: never }),
    broken('for everything', worker, { opened: [{ department: 'public-security', fields: ['*'] }] }),
    broken('without a reason', worker, { reason: ' ' }),
    broken('for no department', worker, { opened: [] }),
    broken('twice for one department', worker, { opened: [...some, ...some] }),
    broken('for one’s own statistics', someone('bi-1', 'political-legal', 'bi'), { purpose: 'ASSESSMENT' }),
    broken('by a developer', someone('developer-1', 'housing', 'developer'), { purpose: 'DATA_QUALITY' }),
    broken('by a security administrator', security, {}),
    broken('by a system administrator', system, {}),
    broken('for oneself as a citizen', worker, { purpose: 'SELF_ACCESS' }),
    broken('under a purpose that is for reading', worker, {}, 'GRID_EVENT'),
  ]
}

function delegations(): Attack[] {
  const part = { grantId: 'mediation:housing:plain', role: 'mediator', fields: ['PropertyTitle.state'], termDays: 10 }
  const handed = (name: string, who: Principal, input: object): Attack =>
    power(`a right handed on ${name}`, async (target) =>
      nothing(await change(target, who, delegateText, { i: { ...part, ...input } }), target),
    )
  return [
    handed('with more than is in it', applicant, { fields: ['Resident.idNumber'] }),
    handed('with what is never shared', applicant, { fields: ['Resident.caseInvolvement'] }),
    handed('with all rows', applicant, { rows: 'ALL' }),
    handed('for longer than it lasts', applicant, { termDays: 10_000 }),
    handed('by another department', stranger, {}),
    handed('by its owner, to oneself', owner, { role: 'data-officer', subject: owner.subject }),
    handed('to an administrator', applicant, { role: 'auditor' }),
    handed('that does not exist', applicant, { grantId: 'constructor' }),
  ]
}

/** Of grants that are others’. */
function changes(): Attack[] {
  const texts: Readonly<Record<string, string>> = {
    renewed:
      'mutation ($k: String!, $id: ID!) { renewGrant(idempotencyKey: $k, expectedVersion: "1", id: $id, reason: "x", termDays: 300) { id } }',
    'taken back':
      'mutation ($k: String!, $id: ID!) { revokeGrant(idempotencyKey: $k, expectedVersion: "1", id: $id, reason: "x") { id } }',
    suspended:
      'mutation ($k: String!, $id: ID!) { suspendGrant(idempotencyKey: $k, expectedVersion: "1", id: $id, reason: "x") { id } }',
    resumed:
      'mutation ($k: String!, $id: ID!) { resumeGrant(idempotencyKey: $k, expectedVersion: "1", id: $id, reason: "x") { id } }',
  }
  return Object.entries(texts).map(([what, query]) =>
    power(`a grant ${what} by those whom it does not concern`, async (target) => {
      const outcomes = []
      for (const who of [
        stranger,
        system,
        worker,
        someone('bi-1', 'political-legal', 'bi'),
        target.principal('citizen'),
        target.principal('auditor'),
      ])
        outcomes.push(nothing(await change(target, who, query, { id: 'mediation:housing:plain' }), target))
      return worst(outcomes)
    }),
  )
}

/** Data made less protected than its department declared it. */
function regradings(): Attack[] {
  const text =
    'mutation ($k: String!, $i: ClassificationChangeInput!) { changeClassification(idempotencyKey: $k, input: $i) { id version state } }'
  const step = (name: string) =>
    `mutation ($k: String!, $id: ID!, $v: String!) { ${name}(idempotencyKey: $k, expectedVersion: $v, id: $id, reason: "x") { id state } }`
  const looser = {
    department: 'housing',
    fields: ['PropertyTitle.certificate'],
    level: 1,
    sharing: 'UNCONDITIONAL',
    legalBasis: 'x',
    reason: 'x',
  }
  const nobody = [
    stranger,
    system,
    security,
    worker,
    someone('housing-developer', 'housing', 'developer'),
    someone('bi-1', 'housing', 'bi'),
  ]
  const proposed = async (target: Target) => {
    const reply = await change(target, owner, text, { i: looser })
    return (reply.data?.['changeClassification'] ?? null) as { id: string; version: string; state: string } | null
  }
  return [
    power('data graded down by those whose it is not', async (target) => {
      const outcomes = []
      for (const who of [...nobody, target.principal('citizen'), target.principal('auditor')])
        outcomes.push(nothing(await change(target, who, text, { i: looser }), target))
      return worst(outcomes)
    }),
    power('what is never shared graded as shared, by its own officer', async (target) => {
      const input = { ...looser, department: 'justice', fields: ['CommunityCorrection.idNumber'] }
      return nothing(await change(target, applicant, text, { i: input }), target)
    }),
    power('the hub’s own administration closed', async (target) =>
      nothing(await change(target, owner, text, { i: { ...looser, department: 'policy', sharing: 'NEVER' } }), target),
    ),
    power('data graded down by one signature, or signed by those who may not', async (target) => {
      const made = await proposed(target)
      if (made?.state !== 'PROPOSED') return got(`a change that is ${made?.state ?? 'nowhere'}`)
      const at = { id: made.id, v: made.version }
      const outcomes: Outcome[] = []
      for (const name of ['signClassificationChange', 'refuseClassificationChange'])
        for (const who of [owner, stranger, system, worker, target.principal('citizen'), target.principal('auditor')])
          outcomes.push(nothing(await change(target, who, step(name), at), target))
      for (const who of [stranger, system, worker, target.principal('citizen')])
        outcomes.push(nothing(await change(target, who, step('retractClassificationChange'), at), target))
      return worst(outcomes)
    }),
  ]
}

/** A purpose made as wide as somebody would like to have it. */
function purposeChanges(): Attack[] {
  const text =
    'mutation ($k: String!, $i: PurposeInput!) { definePurpose(idempotencyKey: $k, expectedVersion: "0", input: $i) { code } }'
  const wide = {
    code: 'ANYTHING',
    name: 'x',
    notice: 'x',
    noticeDelayDays: 0,
    caseNeeded: false,
    cases: [],
    fields: ['*'],
    area: ['370283'],
    roles: [{ role: 'developer', rows: 'ALL' }],
    reason: 'x',
  }
  return [
    power('a purpose made by those who would use it', async (target) => {
      const outcomes = []
      for (const who of [owner, applicant, system, worker, target.principal('citizen'), target.principal('auditor')])
        outcomes.push(nothing(await change(target, who, text, { i: wide }), target))
      return worst(outcomes)
    }),
    power('the purposes that nobody may change, changed', async (target) => {
      const outcomes = []
      for (const code of ['SELF_ACCESS', ADMINISTRATION])
        outcomes.push(nothing(await change(target, security, text, { i: { ...wide, code } }), target))
      return worst(outcomes)
    }),
  ]
}

function readers(): Attack[] {
  const list =
    '{ grants(first: 50) { totalCount nodes { id } } grantApplications(first: 50) { totalCount nodes { id } } emergencies(first: 50) { totalCount nodes { id } } }'
  const twoRoles: readonly (readonly Role[])[] = [
    ['security-administrator', 'auditor'],
    ['system-administrator', 'security-administrator'],
    ['system-administrator', 'auditor'],
    ['security-administrator', 'data-officer'],
  ]
  return [
    power('the lists of grants, by a citizen', async (target) => {
      const reply = await ask(target, { who: 'citizen', purpose: 'SELF_ACCESS', query: list })
      return hasValue(Object.values(reply.data ?? {}).map((one) => (one as { nodes?: unknown } | null)?.nodes))
        ? got('others’ grants')
        : refused(reply.codes[0] ?? 'EMPTY')
    }),
    power('the lists of applications and emergencies, by an officer of a department that has none', async (target) => {
      const who = someone('officer-veterans', 'veterans', 'data-officer')
      const reply = await ask(target, { who, purpose: ADMINISTRATION, query: list })
      const { grantApplications, emergencies } = (reply.data ?? {}) as Record<string, { nodes?: unknown } | null>
      return hasValue([grantApplications?.nodes, emergencies?.nodes])
        ? got('others’ applications')
        : refused(reply.codes[0] ?? 'EMPTY')
    }),
    ...twoRoles.map((roles) =>
      power(`two powers in one token: ${roles.join(' and ')}`, async (target) => {
        const who = someone('both', 'public-security', ...roles)
        return nothing(await ask(target, { who, purpose: ADMINISTRATION, query: list }), target)
      }),
    ),
  ]
}
