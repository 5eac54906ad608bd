import { describe, expect, test } from '@jest/globals'
import { givenCases, type Case } from './cases/given.ts'
import { parseOrganisationCode, readOrganisationCode } from './organisation-code.ts'

interface CodeCase extends Case {
  readonly kind?: string
  readonly valid: boolean | 'AMBIGUOUS'
}

describe('codes as the field writes them', () => {
  test.each(givenCases<CodeCase>('C04_org_codes.json'))('$in: $note', ({ in: raw, kind, valid }) => {
    const code = parseOrganisationCode(raw)
    if (valid === 'AMBIGUOUS') expect(code).toMatchObject({ kind: 'AMBIGUOUS', valid: false, issue: 'ORG_AMBIGUOUS' })
    else expect(code).toMatchObject({ valid, ...(kind !== undefined && { kind }) })
  })

  test.each([
    '91370283MB00000198',
    '92370283MB00000195',
    '11370283MB0000019G',
    '54370283MB00000193',
    'N2370283MB0000019P',
  ])('%s fits in both checks', (raw) => {
    expect(parseOrganisationCode(raw)).toEqual({
      norm: raw,
      kind: 'USCC',
      valid: true,
      organisationCode: raw.slice(8, 17),
      innerValid: true,
      registeringArea: '370283',
      issue: null,
    })
  })

  test('the example of the standard fits', () => {
    expect(parseOrganisationCode('91350100M000100Y43')).toMatchObject({ valid: true, innerValid: true, issue: null })
  })

  test('the inner check is known, but no issue', () => {
    expect(parseOrganisationCode('91370283MB00000185')).toMatchObject({ valid: true, innerValid: false, issue: null })
  })

  test('an old code is found inside the credit code', () => {
    const old = parseOrganisationCode('mb000001-9')
    expect(old).toMatchObject({ kind: 'OLD_ORG_CODE', valid: true, norm: 'MB0000019' })
    expect(old.organisationCode).toBe(parseOrganisationCode('91370283MB00000198').organisationCode)
  })

  test.each([
    ['110108000000016', 'OLD_REGISTRATION', null],
    ['370283200000018', 'OLD_REGISTRATION', null],
    ['370283200000013', null, 'ORG_CHECKSUM'],
    ['370226550615002', 'AMBIGUOUS', 'ORG_AMBIGUOUS'],
    ['37028319800102000600', 'AMBIGUOUS', 'ORG_AMBIGUOUS'],
    ['370283198001020001', 'AMBIGUOUS', 'ORG_AMBIGUOUS'],
    ['9137O283MA00000T04', null, 'ORG_ALPHABET'],
    ['91370283MA00000T05', null, 'ORG_CHECKSUM'],
    ['MB0000018', null, 'ORG_CHECKSUM'],
    ['91370283MA00000', null, 'ORG_ALPHABET'],
    ['91370283MA000', null, 'ORG_CUT'],
    ['000000000000000000', null, 'FILLER'],
    ['无', null, 'FILLER'],
    ['', null, null],
  ])('%s is %s', (raw, kind, issue) => {
    expect(parseOrganisationCode(raw)).toMatchObject({ kind, issue })
  })
})

test('a person’s number never leaves as an organisation’s', () => {
  expect(readOrganisationCode('370283198001020006')).toEqual({ value: null, issue: 'ORG_AMBIGUOUS' })
  expect(readOrganisationCode('370283198001020001')).toEqual({ value: null, issue: 'ORG_AMBIGUOUS' })
  expect(readOrganisationCode(' 91370283mb00000198 ')).toEqual({ value: '91370283MB00000198', issue: null })
  expect(readOrganisationCode('91370283MB00000199')).toEqual({ value: null, issue: 'ORG_CHECKSUM' })
})
