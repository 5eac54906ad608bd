import { describe, expect, test } from '@jest/globals'
import { readCode, type CodeList } from '../code-list.ts'
import { CameraIndustry, CameraType, parseCameraCode } from './camera.ts'
import { ComponentMajor } from './component-major.ts'
import { CreditCodePrefix } from './credit-code-prefix.ts'
import { DocumentKind } from './document-kind.ts'
import { Education } from './education.ts'
import { EthnicGroup } from './ethnic-group.ts'
import { FamilyRelation } from './family-relation.ts'
import { IndustrySection } from './industry-section.ts'
import { MaritalStatus } from './marital-status.ts'
import { PoliticalStatus } from './political-status.ts'
import { Sex } from './sex.ts'

const lists: readonly CodeList[] = [
  CameraIndustry,
  CameraType,
  ComponentMajor,
  CreditCodePrefix,
  DocumentKind,
  Education,
  EthnicGroup,
  FamilyRelation,
  IndustrySection,
  MaritalStatus,
  PoliticalStatus,
  Sex,
]

describe.each(lists.map((list) => [list.name, list] as const))('%s', (_, list) => {
  test('says what each value means, and means nothing else', () => {
    expect(Object.keys(list.meanings).sort()).toEqual([...new Set(Object.values(list.values))].sort())
  })
  test('holds names that GraphQL takes', () => {
    expect(Object.values(list.values).filter((value) => !/^[A-Z][A-Z0-9_]*$/.test(value))).toEqual([])
  })
  test('makes no value of an unknown code', () => {
    expect(readCode(list, '§')).toEqual({ value: null, issue: 'UNKNOWN_CODE' })
    expect(readCode(list, 'constructor')).toEqual({ value: null, issue: 'UNKNOWN_CODE' })
    expect(readCode(list, ' ')).toEqual({ value: null, issue: null })
  })
})

test.each<[CodeList, string, string]>([
  [Sex, '1', 'MALE'],
  [Sex, '女', 'FEMALE'],
  [Sex, 'M', 'MALE'],
  [MaritalStatus, '2', 'MARRIED'],
  [MaritalStatus, '20', 'MARRIED'],
  [EthnicGroup, '03', 'HUI'],
  [FamilyRelation, '28', 'SON_IN_LAW'],
  [FamilyRelation, '38', 'DAUGHTER_IN_LAW'],
  [CreditCodePrefix, '92', 'SOLE_TRADER'],
  [IndustrySection, 'K', 'REAL_ESTATE'],
])('%s %s is %s', (list, code, value) => {
  expect(readCode(list, code).value).toBe(value)
})

test('a device code holds industry and type', () => {
  const code = parseCameraCode('37028300001310000001')
  expect(code).toEqual({ area: '370283', industry: '00', type: '131', network: '0', serial: '000001' })
  expect([readCode(CameraIndustry, code?.industry ?? '').value, readCode(CameraType, code?.type ?? '').value]).toEqual([
    'SECURITY_ROAD',
    'CAMERA',
  ])
  expect(parseCameraCode('3702830000131')).toBeNull()
})
