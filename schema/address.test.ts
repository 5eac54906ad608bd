import { describe, expect, test } from '@jest/globals'
import { addressForMatching, normaliseAddress, parseAddress } from './address.ts'
import { givenCases, type Case } from './cases/given.ts'

test('the given addresses come out right', () => {
  const [wide, short, lettered, broken] = givenCases<Case & { out: string }>('C06_addresses.json')
  expect(normaliseAddress(wide?.in ?? '')).toBe(wide?.out)
  expect(parseAddress(short?.in ?? '')).toMatchObject({
    confidence: 'LOW',
    levels: { road: '试验路', unit: '3单元', room: '201室' },
  })
  expect(addressForMatching(short?.in ?? '').usable).toBe(false)
  expect(parseAddress(lettered?.in ?? '').levels.door).toBe('12号甲')
  expect(addressForMatching(lettered?.in ?? '').norm).not.toBe(addressForMatching('试验路12号').norm)
  expect(normaliseAddress(broken?.in ?? '')).toBe('试验路12号3单元')
})

describe('levels', () => {
  test.each([
    [
      '山东省青岛市平度市东阁街道试验社区居民委员会试验路１２号样例小区3号楼2单元5层501室',
      {
        province: '山东省',
        prefecture: '青岛市',
        county: '平度市',
        town: '东阁街道',
        village: '试验社区居民委员会',
        road: '试验路',
        door: '12号',
        estate: '样例小区',
        building: '3号楼',
        unit: '2单元',
        floor: '5层',
        room: '501室',
      },
    ],
    ['平度市旧店镇石桥村25号', { county: '平度市', town: '旧店镇', village: '石桥村', door: '25号' }],
    ['山东平度市南村镇试验街5号', { province: '山东', county: '平度市', town: '南村镇', road: '试验街', door: '5号' }],
    ['青岛市市北区试验路7号', { prefecture: '青岛市', county: '市北区', road: '试验路', door: '7号' }],
    ['青岛路12号', { road: '青岛路', door: '12号' }],
    ['平度经济开发区试验路3号', { town: '平度经济开发区', road: '试验路', door: '3号' }],
    ['样例花园三期12栋B座', { estate: '样例花园三期', building: '12栋' }],
    ['试验路12号院3#楼2单元501', { road: '试验路', door: '12号院', building: '3号楼', unit: '2单元', room: '501' }],
    ['试验路12号之二', { road: '试验路', door: '12号之二' }],
    ['试验小区3号楼东单元502', { estate: '试验小区', building: '3号楼', unit: '东单元', room: '502' }],
    ['人民路120号A座1203户', { road: '人民路', door: '120号', building: 'A座', room: '1203户' }],
  ])('%s', (raw, levels) => {
    expect(parseAddress(raw).levels).toEqual(levels)
  })

  test.each([
    ['试验路12号对面小卖部', 'LOW'],
    ['平度市', 'NONE'],
    ['无', 'NONE'],
    ['', 'NONE'],
    ['平度市东阁街道试验路12号', 'HIGH'],
  ])('%s is understood: %s', (raw, confidence) => {
    expect(parseAddress(raw).confidence).toBe(confidence)
  })
})

describe('matching', () => {
  test.each([
    ['平度市试验路1号', '试验路１号'],
    ['山东省青岛市平度市东阁街道试验路12号3单元201室', '试验路12号 三单元 201'],
    ['样例小区3栋2单元501', '样例小区3号楼2单元501户'],
    ['旧店镇石桥村村民委员会25号', '平度市旧店镇石桥村25号'],
  ])('%s and %s are one', (one, other) => {
    expect(addressForMatching(one).norm).toBe(addressForMatching(other).norm)
    expect(addressForMatching(one).usable).toBe(true)
  })

  test.each([
    ['试验路12号', '试验路12号甲'],
    ['试验路12号', '试验路120号'],
    ['试验路1号', '试验街1号'],
    ['样例小区3号楼', '样例小区3号楼2单元'],
  ])('%s and %s are two', (one, other) => {
    expect(addressForMatching(one).norm).not.toBe(addressForMatching(other).norm)
  })

  test('an address without door or building links nothing', () => {
    expect(addressForMatching('平度市旧店镇石桥村')).toMatchObject({ usable: false })
  })
})
