/**
 * A slice of the proof: 150 random operations, and every way to four types of four departments, asked by every fifth asker. The whole
 * is `npm run prove`. And the oracle itself, on cases that anybody can judge by hand.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { askersOf } from './askers.ts'
import { openCity, type City } from './city.ts'
import { doors } from './doors.ts'
import { judgesOf } from './facts.ts'
import { Oracle, type Asker } from './law/oracle.ts'
import { readClassification } from './law/classification.ts'
import { readRights, type Right } from './law/rights.ts'
import { isMaskOf } from './law/masks.ts'
import { matrixPart } from './matrix.ts'
import { overHttp } from './over-http.ts'
import { subjectOf, type ProofSubject, type Proved } from './part.ts'
import { randomPart } from './random.ts'
import { surfaces } from './surfaces.ts'

const SLICE = new Set(['Person', 'PropertyTitle', 'MarriageRegistration', 'HotlineOrder'])
const options = { operations: 150, seed: 20_261, progress: () => {} }

describe('the city', () => {
  let city: City
  let subject: ProofSubject
  beforeAll(async () => {
    city = await openCity()
    const judges = await judgesOf(city)
    const purposes = [...judges.oracle.rights.purposes].map(([code, { caseNeeded }]) => [code, caseNeeded] as const)
    const whole = await subjectOf(judges, await askersOf(city, new Map(purposes)))
    const some = whole.admitted.filter(({ name }, at) => at % 5 === 0 || name === 'data officer, DATA_QUALITY')
    subject = { ...whole, admitted: some }
  }, 120_000)
  afterAll(() => city.close())

  const found = ({ mismatches, leaks, lines }: Proved) =>
    mismatches + leaks === 0 ? [] : [`${mismatches} mismatches, ${leaks} leaks`, ...lines]

  test('random operations: 150 of them, each answer the oracle’s cut of the full answer', async () => {
    const proved = await randomPart.run(subject, options)
    expect(found(proved)).toEqual([])
    expect(proved.operations).toBe(150)
  }, 180_000)

  test('the matrix of four types: each field on each way', async () => {
    const proved = await matrixPart((type) => SLICE.has(type)).run(subject, options)
    expect(found(proved)).toEqual([])
    expect(proved.cells).toBeGreaterThan(1_500)
  }, 240_000)

  test('the departments’ own doors', async () => {
    const some = {
      ...subject,
      admitted: subject.admitted
        .slice(0, 6)
        .concat(subject.admitted.filter(({ name }) => name === 'data officer, DATA_QUALITY')),
    }
    expect(found(await doors.run(some, options))).toEqual([])
  }, 120_000)

  test('the same over HTTP, and nothing of the estate in log, audit and caches', async () => {
    expect(found(await overHttp.run(subject, options))).toEqual([])
    expect(found(await surfaces.run(subject, options))).toEqual([])
  }, 120_000)

  test('the judge sees what differs: a value too many, a value too few, a reason that is another', async () => {
    const { judges } = subject
    const asker = subject.admitted.find(({ name }) => name === 'data officer, DATA_QUALITY')
    if (!asker) throw new Error('no data officer')
    const { parse } = await import('graphql')
    const text = `{ w: person(id: "${city.test.ids.person}") { idNumber vehicles { totalCount } household { size } } }`
    const question = { text, document: parse(text), variables: {} }
    const { wholeQuestion } = await import('./whole-question.ts')
    const full = await city.full(asker, wholeQuestion(city.test.hub.gateway.supergraph.api, question))
    const { answer } = await city.ask(asker, question)
    if (!answer?.data) throw new Error('no answer')
    const judge = (changed: typeof answer) => judges.cutter.compare(asker, question, full, changed).mismatches.length
    expect(judge(answer)).toBe(0)
    expect(
      judge({ ...answer, data: { w: { ...(answer.data['w'] as object), idNumber: '370290197901010013' } } }),
    ).toBeGreaterThan(0)
    expect(judge({ ...answer, data: { w: null } })).toBeGreaterThan(0)
    expect(judge({ ...answer, errors: answer.errors.map((gap) => ({ ...gap, reason: 'NO_PURPOSE' })) })).toBe(
      answer.errors.length > 0 ? answer.errors.length : 0,
    )
  })
})

describe('the oracle', () => {
  const sdl = `
    enum join__Graph { HOUSING @join__graph(name: "housing", url: "") }
    type Title @join__type(graph: HOUSING) @classified(level: 2, category: "权属", sharing: CONDITIONAL) {
      state: String
      number: String @classified(level: 3, category: "权属", sharing: CONDITIONAL)
      lien: String @classified(level: 4, category: "权属", sharing: CONDITIONAL)
      secret: String @classified(level: 4, category: "权属", sharing: NEVER)
      code: String @classified(level: 1, category: "楼栋", sharing: UNCONDITIONAL)
    }`
  const asker: Asker = {
    subject: 'a',
    department: 'justice',
    roles: ['mediator'],
    grids: [],
    staffKey: null,
    personId: null,
    purpose: 'P',
    caseNumber: null,
  }
  const right = {
    id: 'g',
    department: 'housing',
    granteeDepartment: null,
    granteeRole: 'mediator',
    granteeSubject: null,
    purpose: 'P',
    fields: ['category:权属'],
    effect: 'PLAIN',
    rows: 'ALL',
    from: 0,
    to: 10,
    suspended: false,
    hours: [] as Right['hours'],
    usedUp: new Map() as Right['usedUp'],
    emergency: false,
  }
  const oracle = (over: Partial<typeof right> = {}, at = 5) =>
    new Oracle(
      readClassification(sdl),
      {
        regradings: [],
        grants: [{ ...right, ...over }],
        purposes: new Map([
          [
            'P',
            {
              code: 'P',
              caseNeeded: false,
              scopes: { mediator: 'CASE' },
              fields: ['*'],
              area: ['370283'],
              until: null,
            },
          ],
        ]),
      },
      at,
    )
  const shown = (verdict: ReturnType<Oracle['judge']>) => (verdict.shown === 'DENY' ? verdict.reason : verdict.shown)

  test.each([
    [
      'a plain grant of a category shows level 2 and 3',
      oracle(),
      asker,
      ['PLAIN', 'PLAIN', 'MASK', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'a masked one masks all of it',
      oracle({ effect: 'MASKED' }),
      asker,
      ['MASK', 'MASK', 'MASK', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'level 4 by its own coordinate only',
      oracle({ fields: ['Title.lien'] }),
      asker,
      ['NO_GRANT', 'NO_GRANT', 'PLAIN', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'an expired one',
      oracle({}, 10),
      asker,
      ['GRANT_EXPIRED', 'GRANT_EXPIRED', 'GRANT_EXPIRED', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'rows too narrow',
      oracle({ rows: 'SELF' }),
      asker,
      ['OUT_OF_SCOPE', 'OUT_OF_SCOPE', 'OUT_OF_SCOPE', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'no purpose',
      oracle(),
      { ...asker, purpose: null },
      ['NO_PURPOSE', 'NO_PURPOSE', 'NO_PURPOSE', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'own department',
      oracle({ granteeRole: 'nobody' }),
      { ...asker, department: 'housing' },
      ['PLAIN', 'PLAIN', 'NO_GRANT', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'one that rests',
      oracle({ suspended: true }),
      asker,
      ['GRANT_SUSPENDED', 'GRANT_SUSPENDED', 'GRANT_SUSPENDED', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'one out of its hours',
      oracle({ hours: [[{ days: 'EVERY_DAY', from: '00:00', to: '08:00' }]] }),
      asker,
      ['OUTSIDE_HOURS', 'OUTSIDE_HOURS', 'OUTSIDE_HOURS', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'one in its hours, on the eighth hour of a Thursday in Shanghai',
      oracle({
        hours: [
          [{ days: 'THURSDAY', from: '08:00', to: '08:01' }],
          [{ days: 'EVERY_DAY', from: '00:00', to: '24:00' }],
        ],
      }),
      asker,
      ['PLAIN', 'PLAIN', 'MASK', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'one that the asker has used up',
      oracle({ usedUp: new Map([['a', new Set(['1970-01-01'])]]) }),
      asker,
      ['VOLUME_USED_UP', 'VOLUME_USED_UP', 'VOLUME_USED_UP', 'NOT_SHARED', 'PLAIN'],
    ],
    [
      'one that somebody else has used up, or on another day',
      oracle({
        usedUp: new Map([
          ['b', new Set(['1970-01-01'])],
          ['a', new Set(['1970-01-02'])],
        ]),
      }),
      asker,
      ['PLAIN', 'PLAIN', 'MASK', 'NOT_SHARED', 'PLAIN'],
    ],
    ['one of an emergency', oracle({ emergency: true }), asker, ['PLAIN', 'PLAIN', 'NO_GRANT', 'NOT_SHARED', 'PLAIN']],
    [
      'a right of nobody',
      oracle({ granteeRole: null as unknown as string }),
      asker,
      ['NO_GRANT', 'NO_GRANT', 'NO_GRANT', 'NOT_SHARED', 'PLAIN'],
    ],
  ] as const)('%s', (_, judge, who, expected) => {
    const fields = ['state', 'number', 'lien', 'secret', 'code']
    expect(fields.map((field) => shown(judge.judge(who, `Title.${field}`)))).toEqual(expected)
  })

  test('reads a part of a right as its wholes let it be', async () => {
    const row = {
      ...{
        department: 'd',
        granteeDepartment: null,
        granteeRole: 'r',
        granteeSubject: null,
        purpose: 'P',
        fields: '[]',
      },
      ...{ effect: 'PLAIN', rows: 'ALL', validFrom: 0, validTo: 10, revokedAt: null, suspendedAt: null },
      ...{ hours: null, personsPerDay: null, emergencyId: null, parentId: null },
    }
    const grants = [
      { ...row, id: 'whole', validTo: 5, suspendedAt: 1, hours: '[{"days":"EVERY_DAY","from":"00:00","to":"01:00"}]' },
      { ...row, id: 'part', parentId: 'whole' },
      { ...row, id: 'taken back', revokedAt: 1 },
      { ...row, id: 'part of what was taken back', parentId: 'taken back' },
      { ...row, id: 'part of nothing', parentId: 'nothing' },
      { ...row, id: 'part of itself', parentId: 'part of itself' },
    ]
    const { grants: read } = await readRights((table) => Promise.resolve(table === 'AccessGrant' ? grants : []))
    const of = (id: string) => read.find((one) => one.id === id)
    expect(of('part')).toMatchObject({ to: 5, suspended: true })
    expect(of('part')?.hours).toHaveLength(1)
    for (const id of ['taken back', 'part of what was taken back', 'part of nothing', 'part of itself'])
      expect(of(id)).toMatchObject({ from: 0, to: 0 })
  })

  test.each([
    ['name', '欧阳志远', '欧***'],
    ['number', '370290197901010013', '3****************3'],
    ['phone', '+8618901000003', '189****0003'],
    ['plate', '鲁B12348', '鲁B1***8'],
    ['year', '1979-01-01', '1979'],
  ] as const)('shows a masked %s', (kind, plain, masked) => {
    expect(isMaskOf(kind, plain, masked)).toBe(true)
    expect(isMaskOf(kind, plain, plain)).toBe(false)
  })

  test('free text shows its words and no number', () => {
    expect(isMaskOf('text', '联系人电话18901000003。', '联系人电话189****0003。')).toBe(true)
    expect(isMaskOf('text', '联系人电话18901000003。', '联系人电话18901000003。')).toBe(false)
    expect(isMaskOf('text', '楼道堆物', '楼道堆物')).toBe(true)
  })
})
