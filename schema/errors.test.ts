import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { denyReasons } from '../access/decision.ts'
import { errorCodes, pentagraphError } from './errors.ts'

const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')
const section = (title: string) => page.split(/^## /m).find((part) => part.startsWith(title)) ?? ''
const firstCells = (text: string) => [...text.matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1] ?? '')

const refusing = Object.entries(errorCodes).filter(([, kind]) => kind.status !== null)
const explaining = Object.entries(errorCodes).filter(([, kind]) => kind.status === null)

describe('docs/errors.md', () => {
  test('lists every code that refuses a request, and no other', () => {
    expect(firstCells(section('The whole request')).sort()).toEqual(refusing.map(([code]) => code).sort())
  })

  test('lists every code that explains a gap, and no other', () => {
    expect(firstCells(section('One gap')).sort()).toEqual(explaining.map(([code]) => code).sort())
  })

  test.each(refusing)('gives the status of %s', (code, kind) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${code}\``)) ?? ''
    expect(row.split('|')[2]?.trim()).toBe(String(kind.status))
  })

  test('lists every reason of a refusal, and no other', () => {
    expect(firstCells(section('Reasons')).sort()).toEqual([...denyReasons].sort())
  })
})

describe('pentagraphError', () => {
  test('carries its code and details, and hides the cause from the client', () => {
    const error = pentagraphError('FIELD_DENIED', { reason: 'NO_GRANT' }, new Error('password=secret'))
    expect(error.extensions).toEqual({ code: 'FIELD_DENIED', reason: 'NO_GRANT' })
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(error.originalError?.message).toBe('password=secret')
  })
})
