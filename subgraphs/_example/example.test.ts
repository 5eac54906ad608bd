import { describe, expect, test } from '@jest/globals'
import { fileURLToPath } from 'node:url'
import { conformance } from '../kit/conformance.ts'
import { RecordModel } from '../kit/record-model.ts'
import { example, OldTree } from './example.ts'

conformance(example, { path: fileURLToPath(new URL('rows', import.meta.url)) })

describe('rules that the office would state', () => {
  test('a grade is read in both of its spellings; an unknown one is an issue, never a default', () => {
    const model = new RecordModel('example', OldTree)
    const row = {
      GSBH: 'GS001',
      SZ: '国槐',
      BHDJ: '一级',
      SL: '5百',
      XJ: null,
      WZ: null,
      JD: null,
      WD: null,
      XCRQ: null,
      YHR: null,
      YHRDH: null,
    }
    expect(model.plain(row)?.['protection']).toBe('FIRST')
    expect(model.plain({ ...row, BHDJ: '9' })?.['protection']).toBeNull()
    expect(model.issues({ ...row, BHDJ: '9' })).toEqual([
      { field: 'protection', code: 'UNKNOWN_CODE', raw: '9' },
      { field: 'age', code: 'NOT_A_NUMBER', raw: '5百' },
    ])
  })
})
