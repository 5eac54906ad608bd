import { describe, expect, test } from '@jest/globals'
import { givenCases, type Case } from './cases/given.ts'
import { readPersonNumber } from './person-number.ts'

interface NumberCase extends Case {
  readonly valid: boolean
  readonly norm?: string | null
  readonly kind?: string
  readonly birthDate?: string
  readonly areaStatus?: string
  readonly code?: string
}

describe('numbers as the field writes them', () => {
  test.each(givenCases<NumberCase>('C01_id_numbers.json'))('$in: $note', ({ in: raw, note: _, code, ...right }) => {
    expect(readPersonNumber(raw)).toMatchObject({ ...right, ...(code !== undefined && { issue: code }) })
  })

  test.each([
    ['11010519491231002X', '1949-12-31', 'FEMALE', 'UNKNOWN'],
    ['370226195506150024', '1955-06-15', 'FEMALE', 'ABOLISHED'],
    ['370283190001010012', '1900-01-01', 'MALE', 'CURRENT'],
  ])('%s', (raw, birthDate, sex, areaStatus) => {
    expect(readPersonNumber(raw)).toEqual({
      norm: raw,
      kind: 'RESIDENT_ID',
      valid: true,
      birthDate,
      sex,
      areaStatus,
      issue: null,
    })
  })

  test.each([
    ['370283199002300012', 'ID_IMPOSSIBLE_DATE'],
    ['370283198001020001', 'ID_CHECKSUM'],
    ['370283198001020000', 'EXCEL_NUMERIC_ID'],
    ['3.70283E+17', 'EXCEL_NUMERIC_ID'],
    ['3.70283198001020E+17', 'EXCEL_NUMERIC_ID'],
    ['37028319800102000', 'ID_CUT'],
    ['3702831980010200066', 'ID_CUT'],
    ['000000000000000000', 'ID_FILLER'],
    ['111111111111111', 'ID_FILLER'],
    ['123456789012345678', 'ID_FILLER'],
    ['12345678901234567X', 'ID_FILLER'],
    ['370283000000000000', 'ID_FILLER'],
    ['待补', 'ID_FILLER'],
    ['-', 'ID_FILLER'],
    ['NULL', 'ID_FILLER'],
    ['测试', 'ID_UNKNOWN_KIND'],
    ['991234567890123', 'ID_UNKNOWN_KIND'],
    ['370283801332000', 'ID_IMPOSSIBLE_DATE'],
  ])('%s is no key: %s', (raw, issue) => {
    expect(readPersonNumber(raw)).toMatchObject({ valid: false, birthDate: null, sex: null, issue })
  })

  test('fillers have no norm, so that they cannot become keys', () => {
    for (const raw of ['', '无', '000000000000000000', '111111111111111111', '待补', '/', 'NULL', '３.７Ｅ＋１７']) {
      expect(readPersonNumber(raw).norm).toBeNull()
    }
  })

  test.each([
    ['370283 19800105 0002'],
    ["'370283198001050002"],
    ['="370283198001050002"'],
    ['\t370283198001050002'],
    ['\u202A370283198001050002\u202C'],
    ['3702831980\u200B01050002'],
    ['370283-19800105-0002'],
    ['\uFEFF370283198001050002 '],
    ['370283198001050002.0'],
  ])('%j is read through its wrapping', (raw) => {
    expect(readPersonNumber(raw)).toMatchObject({ norm: '370283198001050002', valid: true, issue: null })
  })
})

test.each(['Х', 'х', 'Χ', '×', 'Ｘ', 'ｘ'])('%s at the end is an X', (sign) => {
  expect(readPersonNumber(`37028319500211000${sign}`)).toMatchObject({ norm: '37028319500211000X', valid: true })
})

describe('numbers of 15 digits', () => {
  test('are brought to 18', () => {
    expect(readPersonNumber('370226550615002')).toEqual({
      norm: '370226195506150024',
      kind: 'RESIDENT_ID',
      valid: true,
      birthDate: '1955-06-15',
      sex: 'FEMALE',
      areaStatus: 'ABOLISHED',
      issue: 'ID_UPGRADED',
    })
  })

  test('with sequences 996 to 999 belong to people born before 1900', () => {
    expect(readPersonNumber('370283950211996')).toMatchObject({ valid: true, birthDate: '1895-02-11', sex: 'FEMALE' })
    expect(readPersonNumber('370283950211995')).toMatchObject({ valid: true, birthDate: '1995-02-11' })
  })
})

test('numeric cells lost their last digits, even where the check fits', () => {
  expect(readPersonNumber('370283198001010000').valid).toBe(true)
  expect(readPersonNumber('370283198001010000', { numericCell: true })).toMatchObject({
    valid: false,
    issue: 'EXCEL_NUMERIC_ID',
  })
  expect(readPersonNumber('37028319800102000X', { numericCell: true }).issue).toBe('ID_CHECKSUM')
})

test('nobody is born tomorrow', () => {
  const number = '370283200002290008'
  expect(readPersonNumber(number, { today: '2000-02-28' })).toMatchObject({ valid: false, issue: 'ID_IMPOSSIBLE_DATE' })
  expect(readPersonNumber(number, { today: '2000-02-29' }).valid).toBe(true)
})

test.each([
  ['810000198001010006', 'RESIDENCE_PERMIT_HK'],
  ['83000019800101000X', 'RESIDENCE_PERMIT_TW'],
  ['E00000000', 'PASSPORT_CN'],
  ['EA0000000', 'PASSPORT_CN'],
  ['h00000000', 'HKMO_PASS'],
  ['00000000', 'TW_PASS'],
  ['军字第00000000号', 'MILITARY_ID'],
  ['A000000000', 'BIRTH_CERTIFICATE'],
  ['USA000000000000', 'FOREIGNER_PERMANENT_RESIDENCE'],
])('%s is a %s', (raw, kind) => {
  expect(readPersonNumber(raw)).toMatchObject({ kind, valid: true, issue: null })
})

test('an area that is in no list is a remark only', () => {
  expect(readPersonNumber('370290198001010012')).toMatchObject({ valid: true, areaStatus: 'UNKNOWN', issue: null })
})
