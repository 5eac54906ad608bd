/** Row keys as the systems give them, and the texts that more than one of them writes. All follow from indexes. */
import { villageStem, type Grid } from '../population/city.ts'
import { compactDay, dayNumber } from '../population/calendar.ts'
import type { Dwelling, Happening, Organisation } from '../population/model.ts'

export const padded = (prefix: string, index: number, digits: number) => prefix + String(index).padStart(digits, '0')

/** 12 digits of the village and 8 of the dwelling. */
export const addressCode = (dwelling: Dwelling) => padded(dwelling.grid.village.code, dwelling.index + 1, 8)
export const personKey = (index: number) => padded('RY', index + 1, 10)
export const householdKey = (dwelling: Dwelling) => padded('HH', dwelling.index + 1, 10)
export const dwellingKey = (dwelling: Dwelling) => padded('FW', dwelling.index + 1, 10)
export const estateKey = (grid: Grid) => padded('XQ', grid.index + 1, 6)
export const unitKey = (organisation: Organisation) =>
  padded(organisation.kind === 'trader' ? 'GT' : 'QY', organisation.index + 1, 8)

/** The registration number of before the credit codes of October 2015; none for younger units. */
export function oldNumber(organisation: Organisation): string {
  return organisation.foundedOn < dayNumber(2015, 10, 1) ? organisation.registrationNumber : ''
}

const yearOf = (happening: Happening) => compactDay(happening.day).slice(0, 4)
export const orderKey = (happening: Happening) => padded(`GD${yearOf(happening)}`, happening.index + 1, 8)
export const gridEventKey = (happening: Happening) => padded(`SJ${compactDay(happening.day)}`, happening.index + 1, 6)
export const caseKey = (happening: Happening) => padded(`JF${yearOf(happening)}`, happening.index + 1, 6)
export const complaintKey = (happening: Happening) => padded(`TS${yearOf(happening)}`, happening.index + 1, 6)

/** One committee a village, named after its first grid. */
export const committeeKey = (grid: Grid) => padded('TWH', grid.villageGrid + 1, 5)
export const mediatorKey = (grid: Grid) => padded('TJY', grid.index + 1, 5)
export const workerKey = (grid: Grid) => padded('WGY', grid.index + 1, 5)

/** Who typed the row: technical columns that nobody reads. */
export const typist = (index: number) => padded('lr', index % 40, 3)

/** The address in full, as public security keeps it. */
export function fullAddress(dwelling: Dwelling): string {
  return `山东省青岛市平度市${dwelling.grid.town.name}${localAddress(dwelling)}`
}

/** From the village on. */
export function localAddress(dwelling: Dwelling): string {
  const { grid, flat } = dwelling
  const village = villageStem(grid.village)
  if (flat === null) return `${village}${dwelling.door}号`
  return `${village}${grid.street}${dwelling.door}号${grid.estate}${flat.building}号楼${flat.entrance}单元${flat.room}室`
}

/** As people write it who know where it is. */
export function shortAddress(dwelling: Dwelling): string {
  const { grid, flat } = dwelling
  return flat === null
    ? `${villageStem(grid.village)}${dwelling.door}`
    : `${grid.estate}${flat.building}-${flat.entrance}-${flat.room}`
}

/** A village that was merged into the present one in 2020: no list has its code any more. */
export function abolishedVillage(grid: Grid): { readonly code: string; readonly name: string } {
  return {
    code: grid.village.code.slice(0, 9) + String(500 + (Number(grid.village.code.slice(9)) % 400)).padStart(3, '0'),
    name: `前${villageStem(grid.village)}`,
  }
}
