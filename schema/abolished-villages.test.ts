import { expect, test } from '@jest/globals'
import { readVillageCode, successorOf } from './abolished-villages.ts'
import { divisionOf, divisions } from './divisions.ts'

test('every village took in one other, and no abolished code is a living one', () => {
  const villages = divisions.filter(({ level }) => level === 'VILLAGE')
  const before = villages.map(({ code }) => code.slice(0, 9) + String(500 + (Number(code.slice(9)) % 400)))
  expect(new Set(before).size).toBe(villages.length)
  expect(before.filter((code) => divisionOf(code) !== null)).toEqual([])
  expect(before.map((code) => successorOf(code)?.code)).toEqual(villages.map(({ code }) => code))
})

test.each([
  ['370283001001', '370283001001', null],
  ['370283001001001', '370283001001', null],
  ['370283001501', '370283001001', 'AREA_ABOLISHED'],
  ['３７０２８３００１５０１', '370283001001', 'AREA_ABOLISHED'],
  ['3702830015010100012', '370283001001', 'AREA_ABOLISHED'],
  ['370283999999', '370283999999', 'AREA_UNKNOWN'],
  ['37028300', null, 'AREA_UNKNOWN'],
  ['无', null, 'FILLER'],
  [' ', null, null],
])('%s is the village %s (%s)', (raw, value, issue) => {
  expect(readVillageCode(raw)).toEqual({ value, issue })
})
