import { describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import type { Plain } from '../kit/declaration.ts'
import { conformance } from '../kit/conformance.ts'
import { classificationOf } from '../kit/fields.ts'
import { ConsumerComplaint, Licence, marketRegulation, OrganisationHead, SoleTrader } from './market-regulation.ts'

conformance(marketRegulation, { path: join(import.meta.dirname, 'rows') })

const asked = (rowScope: RowScope, grids: readonly string[] = []): AccessContext => ({
  principal: {
    subject: 'someone',
    department: 'political-legal',
    roles: ['grid-worker'],
    grids,
    staffKey: null,
    personId: null,
  },
  purpose: { code: 'GRID_EVENT', caseNumber: null },
  rowScope,
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'test',
  at: 0,
  traceId: 'test',
})

describe('what market regulation says of itself', () => {
  test('who heads a firm is published, the number of the document is not', () => {
    expect(classificationOf(OrganisationHead.classified, OrganisationHead.fields.headName.options)).toMatchObject({
      level: 1,
      sharing: 'UNCONDITIONAL',
    })
    expect(classificationOf(OrganisationHead.classified, OrganisationHead.fields.idNumber.options)).toMatchObject({
      level: 3,
      sharing: 'CONDITIONAL',
    })
  })

  test('a sole trader under the owner’s identity number has no code to give away', () => {
    expect(SoleTrader.fields.creditCode.read('37028319551123000X')).toEqual({ value: null, issue: 'ORG_AMBIGUOUS' })
  })

  test('a wrong check character makes no code', () => {
    expect(SoleTrader.fields.creditCode.read('92370283MB00000196').value).toBeNull()
    expect(SoleTrader.fields.creditCode.read('92370283MB00000195').value).toBe('92370283MB00000195')
  })

  test('licences stand under their holder', () => {
    expect(Licence.fields.holderNumber.column).toBe('@parent')
  })

  test('a complaint is open in the own grids only; who works on another case or without purpose has none', () => {
    const complaint = { id: 'TS1', gridCode: '370283001001001' } as Plain
    const open = (scope: RowScope, grids?: readonly string[]) =>
      ConsumerComplaint.rows?.(complaint, asked(scope, grids), 'root')
    expect([
      open('ALL'),
      open('GRIDS', ['370283001001001']),
      open('GRIDS', ['370283001001002']),
      open('CASE'),
      open('SELF'),
      open('NONE'),
    ]).toEqual([true, true, false, false, false, false])
  })

  test('the numbers in a complaint are hidden where it is shown masked', () => {
    const { mask } = ConsumerComplaint.fields.content.options
    expect(mask?.('联系人 370283198506120002，电话13800000002')).not.toMatch(/\d{9}/)
  })
})
