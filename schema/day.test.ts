import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { givenCases, type Case } from './cases/given.ts'
import { ageOn, isDay, readDay } from './day.ts'

describe('days as the field writes them', () => {
  const cases = givenCases<Case & { out: string | null }>('C05_dates.json')
  test.each(cases)('$in', ({ in: raw, out }) => {
    expect(readDay(raw, { excelSerial: raw === '29221' }).value).toBe(out)
  })

  test.each([
    ['00000000', 'UNKNOWN_DATE'],
    ['0000-00-00 00:00:00', 'UNKNOWN_DATE'],
    ['无', 'UNKNOWN_DATE'],
    ['-', 'UNKNOWN_DATE'],
    ['不详', 'UNKNOWN_DATE'],
    ['1900-01-01', 'UNKNOWN_DATE'],
    ['1899-12-30 00:00:00', 'UNKNOWN_DATE'],
    ['9999-12-31', 'OPEN_ENDED'],
    ['99991231', 'OPEN_ENDED'],
    ['9999-12-31 23:59:59', 'OPEN_ENDED'],
    ['长期', 'OPEN_ENDED'],
    ['2999-12-31 00:00:00', 'OPEN_ENDED'],
    ['1980-01-01 12 或 1981-01-01', 'UNREADABLE_DATE'],
    ['20240230', 'IMPOSSIBLE_DATE'],
    ['20230229', 'IMPOSSIBLE_DATE'],
    ['19990230', 'IMPOSSIBLE_DATE'],
    ['198013', 'IMPOSSIBLE_DATE'],
    ['8024-01-01', 'IMPOSSIBLE_DATE'],
    ['民国69年1月1日', 'UNREADABLE_DATE'],
    ['农历腊月初八', 'UNREADABLE_DATE'],
    ['800101', 'UNREADABLE_DATE'],
    ['01/02/1980', 'UNREADABLE_DATE'],
    ['29221', 'UNREADABLE_DATE'],
    ['1706659200', 'UNREADABLE_DATE'],
    ['19800101至20000101', 'UNREADABLE_DATE'],
    ['1980-01-01 或 1981-01-01', 'UNREADABLE_DATE'],
  ])('%s is null with %s', (raw, issue) => {
    expect(readDay(raw)).toEqual({ value: null, issue })
  })

  test.each([
    ['', null],
    ['2024-2-3', '2024-02-03'],
    ['2024.2.3', '2024-02-03'],
    ['１９８０－０１－０１', '1980-01-01'],
    ["'19800101", '1980-01-01'],
    ['="19800101"', '1980-01-01'],
    ['1980年1月', '1980-01'],
    ['1980年元月1日', '1980-01-01'],
    ['公元1980年1月1日出生', '1980-01-01'],
    ['19800101.0', '1980-01-01'],
    ['1980-01-01 00:00:00.000+0800', '1980-01-01'],
    ['1980年', '1980'],
    ['1980-1', '1980-01'],
    ['20240131080000', '2024-01-31'],
    ['202401310800', '2024-01-31'],
    ['20240131 08:00:00', '2024-01-31'],
    ['2024-01-31 8时5分', '2024-01-31'],
    ['2024-01-31 下午 3:05', '2024-01-31'],
    ['2024-01-31T08:00:00.123+08:00', '2024-01-31'],
    ['二〇二四年十二月廿一日', '2024-12-21'],
    ['二○○○年二月二十九日', '2000-02-29'],
    ['贰零贰肆年叁月拾伍日', '2024-03-15'],
    ['一九九九年十月三十日', '1999-10-30'],
  ])('%s is %s', (raw, value) => {
    expect(readDay(raw)).toEqual({ value, issue: null })
  })

  test('an unknown day of a known month keeps the precision there is', () => {
    expect(readDay('1980-01-00')).toEqual({ value: '1980-01', issue: 'UNKNOWN_DATE' })
    expect(readDay('19800000')).toEqual({ value: '1980', issue: 'UNKNOWN_DATE' })
  })
})

describe('days that were made instants', () => {
  test.each([
    ['315648000000', '1980-01-02'],
    ['-315648000000', '1960-01-01'],
    // Local midnight in summer time is 15:00Z of the day before.
    ['612630000000', '1989-06-01'],
    ['1989-05-31T15:00:00.000Z', '1989-06-01'],
    ['1986-05-03T16:00:00Z', '1986-05-04'],
    ['1991-09-14T16:00:00Z', '1991-09-15'],
    ['1979-12-31T16:00:00+00:00', '1980-01-01'],
    ['1706659200000', '2024-01-31'],
  ])('%s is the day %s in Asia/Shanghai', (raw, day) => {
    expect(readDay(raw)).toEqual({ value: day, issue: null })
  })
})

describe('serial numbers of Excel, where the column says so', () => {
  test.each([
    ['29221', '1980-01-01', null],
    ['45292', '2024-01-01', null],
    ['45292.75', '2024-01-01', null],
    ['59', '1900-02-28', null],
    ['60', null, 'IMPOSSIBLE_DATE'],
    ['61', '1900-03-01', null],
    ['1', null, 'UNKNOWN_DATE'],
    ['0', null, 'UNKNOWN_DATE'],
    ['1980', null, 'UNREADABLE_DATE'],
    ['19800101', '1980-01-01', null],
    ['198001', '1980-01', null],
    ['1980-01-01', '1980-01-01', null],
    ['长期', null, 'OPEN_ENDED'],
  ])('%s', (raw, value, issue) => {
    expect(readDay(raw, { excelSerial: true })).toEqual({ value, issue })
  })
})

test('ages change on the birthday', () => {
  expect(ageOn('1989-06-01', '2024-05-31')).toBe(34)
  expect(ageOn('1989-06-01', '2024-06-01')).toBe(35)
  expect(ageOn('2000-02-29', '2023-02-28')).toBe(22)
  expect(ageOn('2000-02-29', '2023-03-01')).toBe(23)
  expect(ageOn('1980', '2024-06-01')).toBeNull()
  expect(ageOn('1980-05', '2024-06-01')).toBe(44)
  expect(ageOn('2024-06-02', '2024-06-01')).toBeNull()
})

test('only a day that exists is one', () => {
  expect(['2024-01-31', '2024-01', '2024'].every(isDay)).toBe(true)
  expect(['2024-02-30', '2024-1-1', '20240101', '2024-01-31T00:00:00', ''].some(isDay)).toBe(false)
})

test('the zone of the process plays no part', () => {
  const program = `
    const { readDay } = await import(${JSON.stringify(new URL('./day.ts', import.meta.url).href)})
    const { readInstant } = await import(${JSON.stringify(new URL('./instant.ts', import.meta.url).href)})
    const raws = ['1989-06-01', '1989-06-01T00:00:00', '612630000000', '1986-05-04', '1991/9/15 0:00', '1989-05-31T15:00:00Z']
    console.log(JSON.stringify(raws.map((raw) => [readDay(raw).value, readInstant(raw).value])))`
  const answers = ['UTC', 'Asia/Shanghai', 'America/New_York'].map((TZ) => runTypeScript(program, TZ))
  expect(answers[0]).toContain('"1989-06-01","1989-06-01T00:00:00+08:00"')
  expect(new Set(answers).size).toBe(1)
})

/** esbuild is the project's own way to run TypeScript. */
function runTypeScript(program: string, zone: string): string {
  const bundle = execFileSync('node_modules/.bin/esbuild', ['--bundle', '--format=esm', '--platform=node'], {
    input: program.replaceAll(/file:\/\//g, ''),
    encoding: 'utf8',
  })
  return execFileSync(process.execPath, ['--input-type=module'], {
    input: bundle,
    encoding: 'utf8',
    env: { ...process.env, TZ: zone },
  })
}
