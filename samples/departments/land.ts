/** Parcels and real-estate units by the numbers of GB/T 37346: which parcel a dwelling stands on, and how the map office draws it. */
import { ways } from '../../adapters/coordinates/system.ts'
import type { Dwelling, Organisation } from '../population/model.ts'
import { perNeighbourhood, type Grid } from '../population/city.ts'
import type { Point } from '../population/points.ts'
import { padded } from './keys.ts'

/** A dwelling of a neighbourhood that lies in the next grid has a parcel of its own there. */
const annex = 5_000
const firms = 20_000

/** In a village each house has its own parcel, in town all flats of a building share one. */
export function parcelCode({ grid, flat, door }: Dwelling, isAnnex: boolean): string {
  if (flat === null) return codeOf(grid, 'JC', door)
  return codeOf(grid, 'GB', sequenceOf(grid) * 10 + flat.building + (isAnnex ? annex : 0))
}

/** 28 characters: the parcel, the building, the unit in it. */
export function unitNumber(dwelling: Dwelling, isAnnex: boolean): string {
  const { flat } = dwelling
  const building = flat === null ? 'F00010001' : `F${padded('', flat.building, 4)}${flat.entrance}${flat.room}`
  return parcelCode(dwelling, isAnnex) + building
}

/** Land without a building, of one firm in each neighbourhood. */
export function firmParcelCode({ grid, index }: Organisation): string {
  return codeOf(grid, 'GB', firms + Math.floor(index / perNeighbourhood.organisations))
}
export const landOnly = 'W00000000'

export type Corner = readonly [x: number, y: number]

/** A ring round a point, anticlockwise, in degrees of the given width and height. */
export function ringRound({ longitude, latitude }: Point, width: number, height: number): Corner[] {
  const [west, south, east, north] = [
    longitude - width / 2,
    latitude - height / 2,
    longitude + width / 2,
    latitude + height / 2,
  ].map((half) => Number(half.toFixed(7))) as [number, number, number, number]
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}

/** The ring as the cadastre has it: metres of zone 40, to the millimetre. */
export function inMetres(ring: readonly Corner[]): Corner[] {
  return ring.map((corner) => {
    const [x, y] = ways['EPSG:4528'].fromDegrees(corner)
    return [Number(x.toFixed(3)), Number(y.toFixed(3))]
  })
}

// Private:

/** County 6, cadastral area (the town's digits), sub-area (the village's), right type 2, sequence 5. */
function codeOf({ code }: Grid, type: 'GB' | 'JC', sequence: number): string {
  return padded(code.slice(0, 12) + type, sequence, 5)
}

function sequenceOf({ code }: Grid): number {
  return Number(code.slice(12))
}
