import { describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec } from '../kit/declaration.ts'
import { classificationOf } from '../kit/fields.ts'
import { Dwelling, housing, ManagedEstate, PropertyTitle, RentalRegistration } from './housing.ts'

conformance(housing, { path: join(import.meta.dirname, 'rows') })

describe('what housing says of itself', () => {
  test('an owner’s name and number are conditional and of level 3, the estate’s name is free', () => {
    const grade = (field: { options: object }, record: { classified: Parameters<typeof classificationOf>[0] }) =>
      classificationOf(record.classified, field.options)
    expect(grade(PropertyTitle.fields.ownerName, PropertyTitle)).toEqual({
      level: 3,
      category: '房屋权属',
      sharing: 'CONDITIONAL',
    })
    expect(grade(PropertyTitle.fields.ownerNumber, PropertyTitle).level).toBe(3)
    expect(grade(Dwelling.fields.estateName, Dwelling)).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    expect(grade(Dwelling.fields.maintenanceFund, Dwelling)).toEqual({
      level: 3,
      category: '维修资金',
      sharing: 'CONDITIONAL',
    })
  })

  test('a lease without end has no last day', () => {
    for (const endless of ['长期', '9999-12-31'])
      expect(RentalRegistration.fields.to.read(endless)).toEqual({ value: null, issue: 'OPEN_ENDED' })
  })

  test('stars are an overflow, not an area', () => {
    expect(Dwelling.fields.floorArea.read('************')).toEqual({ value: null, issue: 'OVERFLOW' })
  })

  test('a filler in place of an owner’s number is no number', () => {
    for (const filler of ['000000000000000000', '待补', '无'])
      expect(PropertyTitle.fields.ownerNumber.identityKind?.(filler) ?? null).toBeNull()
  })

  test('dwellings and what hangs on persons are not listed: the registry opens the house or the person', () => {
    const roots = housing.records.filter((record) => record.root).map((record) => record.name)
    expect(roots).toEqual([ManagedEstate.name])
  })

  test('nothing leads from a list that is open to all to a person', () => {
    const fields: FieldsSpec = ManagedEstate.fields
    expect(Object.values(fields).filter((field) => field.kind === 'one' || field.kind === 'many')).toEqual([])
  })
})
