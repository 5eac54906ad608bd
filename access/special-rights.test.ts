/** What rights beside the usual ones open: the power of an administrator, and what was taken in an emergency. */
import { describe, expect, test } from '@jest/globals'
import type { Classified, Level, Sharing } from '../schema/classification.ts'
import { createDecider } from './decide.ts'
import { GRANT_ADMINISTRATION } from './powers.ts'
import type { AccessContext, Grant, Role } from './principal.ts'

const NOW = 1_800_000_000_000

function decided(role: Role, grants: readonly Grant[], place: Classified, purpose: string | null = 'P'): string {
  const context: AccessContext = {
    principal: { subject: 's', department: 'data-bureau', roles: [role], grids: [], staffKey: null, personId: null },
    purpose: purpose === null ? null : { code: purpose, caseNumber: null },
    rowScope: 'NONE',
    grants,
    purposeFields: ['*'],
    policyVersion: '1',
    at: NOW,
    traceId: 't',
  }
  const decision = createDecider(context).decide(place)
  return decision.verdict === 'DENY' ? decision.reason : decision.verdict
}

const place = (category: string, level: Level, sharing: Sharing, coordinate = 'Type.field'): Classified => ({
  department: 'policy',
  coordinate,
  level,
  sharing,
  category,
})
const grant = (changes: Partial<Grant>): Grant => ({
  id: 'g',
  department: 'policy',
  grantee: { department: 'data-bureau' },
  purpose: 'P',
  legalBasis: '法',
  fields: [`category:${GRANT_ADMINISTRATION}`],
  effect: 'PLAIN',
  rows: 'ALL',
  validFrom: NOW - 1,
  validTo: NOW + 1,
  approver: '数据局',
  ...changes,
})

describe('an administrator', () => {
  const own = (level: Level, sharing: Sharing = 'UNCONDITIONAL') => place(GRANT_ADMINISTRATION, level, sharing)
  const others = (level: Level, sharing: Sharing = 'UNCONDITIONAL') => place('房屋权属', level, sharing)

  test('has what the own power is about, with or without a purpose, and of the rest what everybody has', () => {
    for (const purpose of ['P', null]) {
      expect(decided('security-administrator', [], own(3), purpose)).toBe('ALLOW')
      expect(decided('security-administrator', [], others(1), purpose)).toBe('ALLOW')
    }
    expect(decided('security-administrator', [], others(2), null)).toBe('NO_PURPOSE')
    expect(decided('security-administrator', [], others(2))).toBe('NO_GRANT')
    expect(decided('auditor', [], own(2))).toBe('NO_GRANT')
    expect(decided('auditor', [], place('访问记录', 3, 'UNCONDITIONAL'))).toBe('ALLOW')
  })

  test('is granted nothing but that', () => {
    expect(decided('security-administrator', [grant({})], own(3, 'CONDITIONAL'))).toBe('ALLOW')
    expect(decided('system-administrator', [grant({})], own(3, 'CONDITIONAL'))).toBe('NO_GRANT')
    const titles = grant({ fields: ['category:房屋权属'] })
    expect(decided('security-administrator', [titles], others(3, 'CONDITIONAL'))).toBe('NO_GRANT')
    expect(decided('developer', [titles], others(3, 'CONDITIONAL'))).toBe('ALLOW')
  })
})

describe('a right that was taken in an emergency', () => {
  const opens = (level: Level, ...fields: string[]) =>
    decided('developer', [grant({ emergency: true, fields })], place('人口', level, 'CONDITIONAL'))

  test('opens what it names, and level 4 only by its own name: not even masked by a category', () => {
    expect([opens(3, 'category:人口'), opens(3, 'Type.*'), opens(3, 'Type.field')]).toEqual(['ALLOW', 'ALLOW', 'ALLOW'])
    expect([opens(4, 'category:人口'), opens(4, 'Type.*'), opens(4, 'Type.field')]).toEqual([
      'NO_GRANT',
      'NO_GRANT',
      'ALLOW',
    ])
  })

  test('any other grant shows level 4 masked by a category', () => {
    const usual = grant({ fields: ['category:人口'] })
    expect(decided('developer', [usual], place('人口', 4, 'CONDITIONAL'))).toBe('MASK')
    expect(decided('developer', [{ ...usual, emergency: false }], place('人口', 4, 'CONDITIONAL'))).toBe('MASK')
  })
})
