import { describe, expect, test } from '@jest/globals'
import { isDecimal, readDecimal, readInteger } from './decimal.ts'

describe('decimals keep the digits of the source', () => {
  test.each([
    ['9023393775362049', '9023393775362049'],
    ['9007199254740993', '9007199254740993'],
    ['12345678901234568.10', '12345678901234568.10'],
    ['0.1', '0.1'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+5', '5'],
    ['-0.0', '0.0'],
    ['0012.50', '12.50'],
    ['1,234,567.80', '1234567.80'],
    ['１，２３４．５', '1234.5'],
    ['¥1,234.00', '1234.00'],
    ['1234.5元', '1234.5'],
    ['(1,234.00)', '-1234.00'],
    ['123.4-', '-123.4'],
    ['－5', '-5'],
    ['1.5E+3', '1500'],
    ['1.25e-3', '0.00125'],
    ['123E-1', '12.3'],
    ['0', '0'],
  ])('%s is %s', (raw, value) => {
    expect(readDecimal(raw)).toEqual({ value, issue: null })
    expect(isDecimal(value)).toBe(true)
  })

  test.each([
    ['', null],
    ['********', 'OVERFLOW'],
    ['####', 'OVERFLOW'],
    ['1E+900', 'OVERFLOW'],
    ['无', 'FILLER'],
    ['-', 'FILLER'],
    ['1,23', 'NOT_A_NUMBER'],
    ['12.5万', 'NOT_A_NUMBER'],
    ['1.2.3', 'NOT_A_NUMBER'],
    ['12abc', 'NOT_A_NUMBER'],
    ['0x10', 'NOT_A_NUMBER'],
    ['.', 'FILLER'],
    ['Infinity', 'NOT_A_NUMBER'],
  ])('%s is null with %s', (raw, issue) => {
    expect(readDecimal(raw)).toEqual({ value: null, issue })
  })
})

test.each([
  ['42', 42, null],
  ['42.00', 42, null],
  ['-7', -7, null],
  ['9007199254740991', 9007199254740991, null],
  ['9007199254740993', null, 'OVERFLOW'],
  ['4.5', null, 'NOT_A_NUMBER'],
  ['***', null, 'OVERFLOW'],
  ['', null, null],
])('the integer %s is %s', (raw, value, issue) => {
  expect(readInteger(raw)).toEqual({ value, issue })
})
