import { describe, expect, test } from '@jest/globals'
import { givenCases, type Case } from './cases/given.ts'
import { parsePhone, readPhone } from './phone.ts'

interface PhoneCase extends Case {
  readonly e164: string | null
  readonly kind: string | null
}

describe('telephone numbers as the field writes them', () => {
  test.each(givenCases<PhoneCase>('C03_phones.json'))('$in', ({ in: raw, e164, kind }) => {
    expect(parsePhone(raw)).toMatchObject({ e164, kind })
  })

  test.each([
    ['88880000', '+8653288880000', 'PHONE_AREA_ASSUMED'],
    ['12345', '12345', null],
    ['110', '110', null],
    ['95588', '95588', null],
    ['400-000-0000', '4000000000', null],
    ['(0532) 8888 0000', '+8653288880000', null],
    ['053288880000', '+8653288880000', null],
    ['010-88880000', '+861088880000', null],
    ['0536-8880000', '+865368880000', null],
    ['+86 532 8888 0000', '+8653288880000', null],
    ['0086-13800000000', '+8613800000000', null],
    ['013800000000', '+8613800000000', null],
    ['138-0000-0000', '+8613800000000', null],
    ['13800000000.0', '+8613800000000', null],
    ['\u202D13800000000\u202C', '+8613800000000', null],
    ['1.38E+10', null, 'PHONE_EXCEL_NUMERIC'],
    ['1380000000', null, 'PHONE_UNREADABLE'],
    ['138000000000', null, 'PHONE_UNREADABLE'],
    ['12800000000', null, 'PHONE_UNREADABLE'],
    ['0532-88880000/13800000000', null, 'PHONE_UNREADABLE'],
    ['00000000000', null, 'FILLER'],
    ['无', null, 'FILLER'],
    ['找村委会', null, 'PHONE_UNREADABLE'],
    ['', null, null],
  ])('%s is %s', (raw, value, issue) => {
    expect(readPhone(raw)).toEqual({ value, issue })
  })

  test.each([['0532-88880000-801'], ['0532-88880000转801'], ['053288880000 ext 801']])('%s has an extension', (raw) => {
    expect(parsePhone(raw)).toMatchObject({ e164: '+8653288880000', extension: '801' })
  })
})
