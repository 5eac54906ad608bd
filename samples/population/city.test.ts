import { describe, expect, test } from '@jest/globals'
import { addressCode, fullAddress } from '../departments/keys.ts'
import { Draw } from '../random.ts'
import { cell, City } from './city.ts'
import { findPerson } from './find-person.ts'
import { neighbourhood } from './neighbourhood.ts'
import { pointIn } from './points.ts'

const town = new City(5000, 1)
const whole = new City(1_400_000, 1)

describe('the ground plan', () => {
  test('the whole city has its 18 towns with all villages, about 1,500 grids, no code twice', () => {
    expect(whole.towns).toHaveLength(18)
    expect(whole.villages).toHaveLength(363)
    const codes = [
      ...Array.from({ length: whole.basicGrids }, (_, i) => whole.grid(i).code),
      ...Array.from({ length: whole.dedicatedGrids }, (_, i) => whole.dedicated(i).code),
    ]
    expect(codes.length).toBeGreaterThan(1450)
    expect(codes.length).toBeLessThan(1550)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.every((code) => /^370283\d{9}$/.test(code))).toBe(true)
  })

  test('no two grids overlap, and all lie in the city', () => {
    const corners = [
      ...Array.from({ length: whole.basicGrids }, (_, i) => whole.grid(i)),
      ...Array.from({ length: whole.dedicatedGrids }, (_, i) => whole.dedicated(i)),
    ].map(({ longitude, latitude }) => ({ longitude, latitude }))
    expect(new Set(corners.map(({ longitude, latitude }) => `${longitude} ${latitude}`)).size).toBe(corners.length)
    for (const { longitude, latitude } of corners) {
      const [column, row] = [(longitude - 119.5) / cell.width, (latitude - 36.45) / cell.height]
      expect([column - Math.round(column), row - Math.round(row)].every((off) => Math.abs(off) < 1e-6)).toBe(true)
      expect(longitude + cell.width <= 120.4 && latitude + cell.height <= 37.1).toBe(true)
    }
  })

  test('a point of a dwelling lies within its grid, not on the border', () => {
    for (const { grid } of neighbourhood(whole, 77).dwellings) {
      const point = pointIn(grid, new Draw(1, 'test', grid.index))
      const [east, north] = [point.longitude - grid.longitude, point.latitude - grid.latitude]
      expect([east > 0, east < cell.width, north > 0, north < cell.height]).toEqual([true, true, true, true])
    }
  })

  test('a town stays in one town, with streets and villages', () => {
    expect(town.towns).toHaveLength(1)
    const kinds = Array.from({ length: town.basicGrids }, (_, i) => town.grid(i).urban)
    expect(new Set(kinds)).toEqual(new Set([true, false]))
  })

  test('the first two grids are the same whatever the size and the seed', () => {
    const other = new City(140, 77)
    expect([other.grid(0), other.grid(1)]).toEqual([whole.grid(0), whole.grid(1)])
    expect(town.grid(1).code).toBe(whole.grid(1).code)
  })
})

describe('a neighbourhood', () => {
  test('is the same whenever it is made', () => {
    expect(neighbourhood(whole, 4321)).toEqual(neighbourhood(whole, 4321))
  })

  test('no two dwellings share an address or its code', () => {
    const dwellings = Array.from({ length: 35 }, (_, i) => neighbourhood(town, i).dwellings).flat()
    expect(new Set(dwellings.map(addressCode)).size).toBe(dwellings.length)
    expect(new Set(dwellings.map(fullAddress)).size).toBe(dwellings.length)
  })

  test('households hang together: one head each, children younger than the head', () => {
    for (let i = 0; i < 20; i++) {
      for (const { residents } of neighbourhood(town, i).dwellings) {
        const [head, ...others] = residents
        if (head === undefined) continue
        expect(head.relation).toBe('02')
        expect(others.some((p) => p.relation === '02')).toBe(false)
        for (const child of others.filter((p) => p.relation === '20' || p.relation === '30'))
          expect(child.bornYear).toBeGreaterThan(head.bornYear + 15)
        for (const parent of others.filter((p) => p.relation.startsWith('5')))
          expect(parent.bornYear).toBeLessThan(head.bornYear - 15)
      }
    }
  })

  test('a person is found by number without any list', () => {
    for (const person of neighbourhood(whole, 9999).persons) expect(findPerson(whole, person.number)).toEqual(person)
    const last = neighbourhood(whole, 9999).persons.at(-1)
    expect(findPerson(town, last?.number ?? '')).toBeNull()
  })
})
