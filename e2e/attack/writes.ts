/** Changes that are nobody’s to make, and what the answer to a change could tell: another’s case, another’s key, numbers hidden in free text. */
import { got, refused, worst, type Attack, type Outcome } from './attack.ts'
import { ask, nothing, type Asked, type Reply } from './reply.ts'
import type { Target } from './target.ts'

const levels = 'OWASP API security: broken function-level and object-level authorization'
const keys = 'Write-ups on idempotency keys that are shared between callers'
const texts = 'Write-ups on personal data in free text, past column masks'

const askers: Readonly<Record<string, (t: Target) => Asked>> = {
  'a report tool': () => ({ who: 'bi', purpose: 'ASSESSMENT' }),
  'an auditor': () => ({ who: 'auditor', purpose: 'AUDIT_REVIEW' }),
  'a developer': () => ({ who: 'developer', purpose: 'DATA_QUALITY' }),
  'a citizen': () => ({ who: 'citizen', purpose: 'SELF_ACCESS' }),
  'a worker of another grid': (t) => ({
    who: {
      ...t.principal('grid-worker'),
      subject: 'worker-elsewhere',
      grids: [t.demo.otherGrid.code],
      staffKey: t.demo.otherGrid.WGYBH,
    },
    purpose: 'GRID_EVENT',
  }),
  'a mediator of another case': (t) => ({
    who: { ...t.principal('mediator'), subject: 'other-mediator', staffKey: 'TJY99999' },
    purpose: 'MEDIATION',
    caseNumber: t.ids.caseNumber,
  }),
  'somebody without a purpose': () => ({ who: 'mediator' }),
}

/** Each names the record of the demo household; the selection asks for what the change would show. */
const changes: readonly (readonly [name: string, text: (t: Target) => string, butBy?: string])[] = [
  [
    'a case moved on',
    (t) =>
      `advanceMediationCase(id: "justice:MediationCase:${t.ids.caseNumber}", action: BEGIN, idempotencyKey: "attack-once-a1", expectedVersion: "1") { id content parties(first: 5) { nodes { idNumber } } }`,
  ],
  [
    'a party added to a case',
    (t) =>
      `addParty(caseId: "justice:MediationCase:${t.ids.caseNumber}", idempotencyKey: "attack-once-a2", input: { role: RESPONDENT, name: "测试" }) { id mediationCase { content } person { idNumber } }`,
  ],
  [
    'an agreement recorded',
    (t) =>
      `recordAgreement(caseId: "justice:MediationCase:${t.ids.caseNumber}", idempotencyKey: "attack-once-a3", expectedVersion: "1", input: { form: WRITTEN, content: "x", effectiveOn: "2026-01-01" }) { id content }`,
  ],
  [
    'an event moved on',
    (t) =>
      `advanceGridEvent(id: "political-legal:GridEvent:${t.demo.gridEvents[0] ?? ''}", action: VOID, idempotencyKey: "attack-once-a4", expectedVersion: "1") { id description }`,
  ],
  [
    'a person added to an event',
    (t) =>
      `addGridEventPerson(eventId: "political-legal:GridEvent:${t.demo.gridEvents[0] ?? ''}", idempotencyKey: "attack-once-a5", input: { role: CONCERNED, name: "测试", idNumber: "${t.demo.citizen.number}" }) { id person { name phone } }`,
  ],
  [
    'an order moved on',
    (t) =>
      `advanceHotlineOrder(id: "approval-service:HotlineOrder:${t.demo.orders[0] ?? ''}", action: CLOSE, idempotencyKey: "attack-once-a6", expectedVersion: "1") { id content callerPhone }`,
  ],
  [
    'an order handed in for the grid of others',
    (t) =>
      `submitHotlineOrder(idempotencyKey: "attack-once-a9", input: { title: "测试", category: NOISE, content: "x", callerPhone: "13800000000", gridCode: "${t.demo.grid.code}" }) { id callerPhone }`,
    // Anybody may for oneself.
    'a citizen',
  ],
  [
    'a court’s confirmation recorded',
    () =>
      'recordConfirmation(agreementId: "justice:MediationAgreement:XY2026000001", confirmation: CONFIRMED, idempotencyKey: "attack-once-a10", expectedVersion: "1") { id content }',
  ],
  [
    'a performance recorded',
    () =>
      'recordPerformance(agreementId: "justice:MediationAgreement:XY2026000001", performance: PERFORMED, idempotencyKey: "attack-once-a11", expectedVersion: "1") { id content }',
  ],
  [
    'an application to the court taken back',
    () =>
      'withdrawJudicialConfirmation(id: "court:JudicialConfirmation:1", idempotencyKey: "attack-once-a12", expectedVersion: "1") { id }',
  ],
  [
    'a case of the court taken',
    () =>
      'advanceCourtEntrustment(id: "court:CourtEntrustment:1", action: ACCEPT, idempotencyKey: "attack-once-a7", expectedVersion: "1") { id }',
  ],
  [
    'a confirmation applied for',
    (t) =>
      `applyForJudicialConfirmation(idempotencyKey: "attack-once-a8", input: { courtCode: "1", caseNumber: "${t.ids.caseNumber}", agreementNumber: "1", effectiveOn: "2026-01-01", subject: CIVIL, excluded: false, applicants: [{ name: "测试", idNumber: "${t.demo.citizen.number}", agrees: true }, { name: "试", agrees: true }] }) { id }`,
  ],
]

export const writeAttacks: readonly Attack[] = [
  ...changes.flatMap(([name, text, butBy]) =>
    Object.entries(askers)
      .filter(([who]) => who !== butBy)
      .map(([who, asker]): Attack => ({
        name: `change: ${name}, by ${who}`,
        after: 'a change in another’s record, and the record in the answer',
        source: levels,
        run: async (target) =>
          nothing(await ask(target, { ...asker(target), query: `mutation { ${text(target)} }` }), target),
      })),
  ),
  {
    name: 'change: two in one operation, the second denied',
    after: 'a change that stays though the operation is refused',
    source: levels,
    async run(target) {
      const all = changes.map(([, text], i) => `m${i}: ${text(target)}`).join('\n')
      return nothing(await ask(target, { ...askers['a developer']?.(target), query: `mutation { ${all} }` }), target)
    },
  },
  {
    name: 'change: another’s idempotency key',
    after: 'the record that somebody else entered under the same key',
    source: keys,
    async run(target) {
      const worker = target.principal('grid-worker')
      const open = (subject: string) =>
        ask(target, {
          who: { ...worker, subject },
          purpose: 'GRID_EVENT',
          query:
            'mutation ($i: ReportGridEventInput!) { reportGridEvent(idempotencyKey: "shared-key", input: $i) { id number } }',
          variables: {
            i: { title: '路灯不亮', category: 'STREET_LAMP', description: '同一键', gridCode: target.demo.grid.code },
          },
        })
      const [one, other] = [await open('worker-one'), await open('worker-two')]
      const number = (reply: Reply) =>
        (reply.data?.['reportGridEvent'] as { number?: string } | null | undefined)?.number
      if (number(one) !== undefined && number(one) === number(other)) return got('another’s record')
      return refused(number(one) === undefined ? (one.codes[0] ?? 'EMPTY') : 'ANOTHER RECORD')
    },
  },
  {
    name: 'change: a number hidden in free text',
    after: 'a number that a mask of columns does not meet, in every form of it',
    source: texts,
    run: hiddenInText,
  },
]

// Private:

/** A mediator writes numbers into a case; an officer who sees its text masked reads it. */
async function hiddenInText(target: Target): Promise<Outcome> {
  const { number } = target.demo.citizen
  const old = number.slice(0, 6) + number.slice(8, 17)
  const wide = (text: string) => text.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
  const spelt = (text: string) => text.replace(/\d/g, (d) => '〇一二三四五六七八九'.charAt(Number(d)))
  const forms = [
    number,
    old,
    wide(number),
    wide(old),
    number.replace(/.$/, 'x'),
    number.replace(/(.{6})/g, '$1 '),
    number.replace(/(.{4})/g, '$1-'),
    `'${number}`,
    `身份证${number}号`,
    `${number}，${old}`,
    spelt(number),
  ]
  const outcomes: Outcome[] = []
  for (const [i, form] of forms.entries()) {
    const opened = await ask(target, {
      who: 'mediator',
      purpose: 'MEDIATION_INTAKE',
      query:
        'mutation ($k: String!, $i: OpenMediationCaseInput!) { openMediationCase(idempotencyKey: $k, input: $i) { id } }',
      variables: {
        k: `hidden-${i}`,
        i: {
          title: '楼道堆物纠纷',
          kind: 'NEIGHBOURS',
          source: 'APPLICATION',
          content: `当事人${form}反映`,
          gridCode: target.demo.grid.code,
        },
      },
    })
    const id = (opened.data?.['openMediationCase'] as { id?: string } | null | undefined)?.id
    if (id === undefined) {
      outcomes.push(nothing(opened, target))
      continue
    }
    const read = await ask(target, {
      who: 'data-officer',
      purpose: 'DATA_QUALITY',
      query: 'query ($id: ID!) { mediationCase(id: $id) { content title } }',
      variables: { id },
    })
    // Every way to write a digit is brought to one, and what stands between digits falls out.
    const digits = read.text
      .normalize('NFKC')
      .replace(/[〇一二三四五六七八九]/g, (d) => String('〇一二三四五六七八九'.indexOf(d)))
      .replace(/(?<=\d)[^\d"{}:]{1,2}(?=\d)/g, '')
    outcomes.push(
      digits.includes(number.slice(0, 17)) || digits.includes(old)
        ? got(`a number in form ${i}`)
        : refused(read.codes[0] ?? 'MASKED'),
    )
  }
  return worst(outcomes)
}
