import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { areaOf, areaStatus } from './areas.ts'
import { CITY_CODE, divisionOf, divisions, townOf, villageOf, villagesByName } from './divisions.ts'

describe('the divisions of the city', () => {
  test('are those of the list', () => {
    const lines = readFileSync(new URL('divisions-370283.csv', import.meta.url), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
    const levels: Readonly<Record<string, string>> = { city: 'CITY', town: 'TOWN', community: 'VILLAGE' }
    const listed = lines
      .map((line) => line.split(','))
      .map(([level = '', code, name]) => ({ level: levels[level], code, name }))
    expect(divisions.map(({ level, code, name }) => ({ level, code, name }))).toEqual(listed)
  })

  test('count 18 towns and 363 villages, each under another', () => {
    expect(divisions.filter(({ level }) => level === 'TOWN')).toHaveLength(18)
    expect(divisions.filter(({ level }) => level === 'VILLAGE')).toHaveLength(363)
    expect(divisions.filter(({ parent }) => parent !== null && divisionOf(parent) === null)).toEqual([])
  })

  test('are found from a grid code upwards', () => {
    expect(townOf('370283122222001')?.name).toBe('旧店镇')
    expect(villageOf('370283122222001')?.code).toBe('370283122222')
    expect(townOf(CITY_CODE)).toBeNull()
    expect(divisionOf(CITY_CODE)).toMatchObject({ level: 'CITY', name: '平度市', parent: null })
    expect(villageOf('370283122')).toBeNull()
    expect(divisionOf('370283999')).toBeNull()
  })

  test('of one name are told apart by their town', () => {
    expect(villagesByName('370283122', '石桥村').map(({ code }) => code)).toEqual(['370283122222'])
    expect(villagesByName('370283119', '石桥村民委员会').map(({ code }) => code)).toEqual(['370283119267'])
    expect(villagesByName('370283001', '石桥村')).toEqual([])
  })
})

describe('county codes', () => {
  test('that were abolished have an end and a successor', () => {
    const [code = '', name, , , to = '', successor] = readFileSync(
      new URL('cases/C07_area_370284.csv', import.meta.url),
      'utf8',
    )
      .trim()
      .split('\n')
      .at(-1)!
      .split(',')
    expect(areaOf(code)).toMatchObject({ name, to: Number(to.slice(0, 4)), successor })
    expect(areaOf('370226')).toMatchObject({ name: '平度县', to: 1989, successor: '370283' })
  })

  test.each([
    ['370283', 'CURRENT'],
    ['370226', 'ABOLISHED'],
    ['370284', 'ABOLISHED'],
    ['370290', 'UNKNOWN'],
  ])('%s is %s', (code, status) => {
    expect(areaStatus(code)).toBe(status)
  })
})
