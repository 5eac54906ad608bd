import { describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { conformance } from '../kit/conformance.ts'
import { classificationOf } from '../kit/fields.ts'
import { ArchiveBundle, cityArchives } from './city-archives.ts'

conformance(cityArchives, { path: join(import.meta.dirname, 'rows') })

describe('what the archives say of themselves', () => {
  test('a title may name people', () => {
    expect(classificationOf(ArchiveBundle.classified, ArchiveBundle.fields.title.options).level).toBe(3)
  })

  test('a grade that is in no list is an issue, never open', () => {
    expect(ArchiveBundle.fields.secrecy.read('3')).toEqual({ value: null, issue: 'UNKNOWN_CODE' })
  })
})
