/** What a change of classification does to a place, and that no decision outlives it. */
import { describe, expect, test } from '@jest/globals'
import type { Classified } from '../schema/classification.ts'
import { createDecider } from './decide.ts'
import type { AccessContext, Grant, Principal } from './principal.ts'
import { regrade, type ClassificationChange } from './regrade.ts'

const certificate: Classified = {
  department: 'housing',
  coordinate: 'PropertyTitle.certificate',
  level: 3,
  sharing: 'CONDITIONAL',
  category: '房屋权属',
}
const estate: Classified = { ...certificate, coordinate: 'Estate.name', level: 1, sharing: 'UNCONDITIONAL' }
const change = (changes: Partial<ClassificationChange> = {}): ClassificationChange => ({
  department: 'housing',
  fields: ['PropertyTitle.certificate'],
  level: 4,
  sharing: 'CONDITIONAL',
  tighter: true,
  ...changes,
})

describe('a place', () => {
  test.each([
    ['by its coordinate', ['PropertyTitle.certificate'], 4],
    ['by its type', ['PropertyTitle.*'], 4],
    ['by its category', ['category:房屋权属'], 4],
    ['not by another', ['PropertyTitle.mortgage', 'Title.*', 'category:房屋'], 3],
  ])('is graded anew %s', (_how, fields, level) => {
    expect(regrade(certificate, [change({ fields })])).toMatchObject({ ...certificate, level })
  })

  test('of another department stays, and one that nothing names is the same object', () => {
    expect(regrade(certificate, [change({ department: 'justice' })])).toBe(certificate)
    expect(regrade(certificate, [])).toBe(certificate)
  })

  test('that is never shared stays so', () => {
    const never: Classified = { ...certificate, level: 4, sharing: 'NEVER' }
    expect(regrade(never, [change({ level: 1, sharing: 'UNCONDITIONAL' })])).toBe(never)
  })

  test('is never less protected by what one signature changed, and is by what two did', () => {
    const lower = { level: 1, sharing: 'UNCONDITIONAL' } as const
    expect(regrade(certificate, [change(lower)])).toMatchObject({ level: 3, sharing: 'CONDITIONAL' })
    expect(regrade(certificate, [change({ ...lower, tighter: false })])).toMatchObject(lower)
  })

  test('that two changes name has the stricter part of each', () => {
    const two = [change({ level: 4, sharing: 'UNCONDITIONAL' }), change({ level: 2, sharing: 'NEVER' })]
    expect(regrade(certificate, two)).toMatchObject({ level: 4, sharing: 'NEVER' })
    expect(regrade(certificate, two.reverse())).toMatchObject({ level: 4, sharing: 'NEVER' })
  })
})

describe('a decision', () => {
  const officer: Principal = {
    subject: 'o',
    department: 'justice',
    roles: ['data-officer'],
    grids: [],
    staffKey: null,
    personId: null,
  }
  const grants: readonly Grant[] = [
    {
      id: 'g',
      department: 'housing',
      grantee: { role: 'data-officer' },
      purpose: 'DATA_QUALITY',
      legalBasis: 'law',
      fields: ['category:房屋权属'],
      effect: 'PLAIN',
      rows: 'ALL',
      validFrom: 0,
      validTo: 10,
      approver: 'a',
    },
  ]
  const purposeFields = ['*']
  const context = (reclassified?: readonly ClassificationChange[], purpose: string | null = 'DATA_QUALITY') =>
    ({
      principal: officer,
      purpose: purpose === null ? null : { code: purpose, caseNumber: null },
      purposeFields,
      rowScope: 'ALL',
      grants,
      ...(reclassified && { reclassified }),
      policyVersion: '1',
      at: 5,
      traceId: 't',
    }) as AccessContext
  const decided = (place: Classified, reclassified?: readonly ClassificationChange[], purpose?: string | null) =>
    createDecider(context(reclassified, purpose)).decide(place)

  test('is made by the class of the moment, for the same grants and the same purpose', () => {
    expect(decided(certificate)).toEqual({ verdict: 'ALLOW', grant: 'g' })
    expect(decided(certificate, [change({ sharing: 'NEVER' })])).toEqual({ verdict: 'DENY', reason: 'NOT_SHARED' })
    expect(decided(certificate)).toEqual({ verdict: 'ALLOW', grant: 'g' })
  })

  test('is made anew where nobody states a purpose', () => {
    const closing = [change({ fields: ['Estate.name'], level: 1 })]
    expect(decided(estate, undefined, null)).toEqual({ verdict: 'ALLOW', grant: null })
    expect(decided(estate, closing, null)).toEqual({ verdict: 'DENY', reason: 'NO_PURPOSE' })
    expect(decided(estate, undefined, null)).toEqual({ verdict: 'ALLOW', grant: null })
  })

  test('to mask says that the class is a new one, so that a way to other data hides', () => {
    expect(decided(certificate, [change()])).toEqual({ verdict: 'MASK', grant: 'g', regraded: true })
  })

  test('can be asked for the grade', () => {
    expect(createDecider(context([change()])).gradeOf(certificate)).toMatchObject({ level: 4 })
    expect(createDecider(context()).gradeOf(certificate)).toBe(certificate)
  })
})
