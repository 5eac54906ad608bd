import { describe, expect, test } from '@jest/globals'
import { GraphQLError } from 'graphql'
import { join } from 'node:path'
import { FamilyRelation } from '../../schema/codes/family-relation.ts'
import { Sex } from '../../schema/codes/sex.ts'
import { conformance } from '../kit/conformance.ts'
import { classificationOf } from '../kit/fields.ts'
import { CameraPoint, Household, publicSecurity, Resident, StandardAddress, Vehicle } from './public-security.ts'
import { outcome } from './resolvers.ts'

conformance(publicSecurity, { path: join(import.meta.dirname, 'rows') })

const widthOf = (table: string) => {
  const { system } = publicSecurity
  if (system.technology !== 'fixed-width') throw new Error('not a fixed-width system')
  return system.tables[table]?.columns.reduce((sum, [, bytes]) => sum + bytes, 0)
}

describe('what public security says of itself', () => {
  test('the rows are as long as the border gate sends them', () => {
    expect(['RK', 'HK', 'DZ', 'SXT', 'CL'].map(widthOf)).toEqual([372, 154, 517, 282, 174])
  })

  test('case involvement leaves for nobody', () => {
    const { caseInvolvement } = Resident.fields
    expect(classificationOf(Resident.classified, caseInvolvement.options)).toEqual({
      level: 4,
      category: '涉案信息',
      sharing: 'NEVER',
    })
  })

  test('the identity number is a value, never a key', () => {
    for (const record of [Resident, Household, Vehicle]) expect(['ZJHM', 'SYRZJHM']).not.toContain(record.from.key)
  })

  test('a number plate is no code by which the hub knows a vehicle', () => {
    expect(Object.values(Vehicle.fields.self.values)).not.toContain('plate')
  })

  test('nobody is listed or filtered: people are reached through the hub, ethnic group not even there', () => {
    for (const record of [Resident, Household, Vehicle]) {
      expect('root' in record).toBe(false)
      for (const field of Object.values(record.fields)) expect('options' in field && field.options.filter).toBeFalsy()
    }
    expect([StandardAddress.root, CameraPoint.root]).toEqual(['standardAddresses', 'cameraPoints'])
  })

  test('the relation is to the head: a wife is WIFE, a second daughter a DAUGHTER', () => {
    expect([FamilyRelation.values['12'], FamilyRelation.values['32'], FamilyRelation.values['02']]).toEqual([
      'WIFE',
      'DAUGHTER',
      'HEAD',
    ])
  })

  test('an address or a camera with its axes swapped stands where it stands; zero is nowhere', () => {
    for (const { longitude, latitude } of [StandardAddress.fields, CameraPoint.fields]) {
      expect(longitude.read('36.79', '119.96')).toEqual({ value: '119.96', issue: 'POINT_SWAPPED' })
      expect(latitude.read('119.96', '36.79')).toEqual({ value: '36.79', issue: null })
      expect(longitude.read('0', '0')).toEqual({ value: null, issue: 'POINT_ZERO' })
    }
  })

  test('sex in letters is read, an unknown code is no sex', () => {
    expect(Resident.fields.sex.read('F').value).toBe('FEMALE')
    expect(Resident.fields.sex.read('7')).toEqual({ value: null, issue: 'UNKNOWN_CODE' })
    expect(Object.keys(Sex.values)).not.toContain('7')
  })
})

describe('verifying an identity', () => {
  const codeOf = (answer: Readonly<Record<string, unknown>>) => {
    try {
      return outcome(answer)
    } catch (error) {
      return error instanceof GraphQLError ? error.extensions['code'] : error
    }
  }

  test('yes is yes, no is no, and nothing else comes through', () => {
    expect(codeOf({ code: '200', result: '1' })).toBe(true)
    expect(codeOf({ code: '200', result: '0' })).toBe(false)
    expect(codeOf({ code: 200, result: 1, name: '测甲' })).toBe(true)
  })

  test('a used-up quota or a fault is never taken for a no', () => {
    expect(codeOf({ code: '429', msg: '超出调用次数' })).toBe('DEPARTMENT_UNAVAILABLE')
    expect(codeOf({ code: '500' })).toBe('DEPARTMENT_FAULT')
    expect(codeOf({ code: '200' })).toBe('DEPARTMENT_FAULT')
    expect(codeOf({})).toBe('DEPARTMENT_FAULT')
  })
})
