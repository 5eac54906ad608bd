/**
 * The ground plan: towns, villages and grids of the city, and which neighbourhood lies in which grid. A neighbourhood (140 persons,
 * 50 dwellings, 9 organisations, 40 events) is the unit in which everything is made; seven of them are one grid of 980 persons.
 * Grid codes: 12 digits of the village, 3 of the sequence; 001-899 basic, 901-999 dedicated (a school, a market, a park).
 */
import { divisions, type Division } from '../../schema/divisions.ts'
import { Draw } from '../random.ts'
import { demo } from './demo.ts'
import { signboard } from './names.ts'

export const perNeighbourhood = { persons: 140, dwellings: 50, organisations: 9, events: 40 } as const
const neighbourhoodsPerGrid = 7
/** Grids are cells of one lattice, so that every place lies in one at most; a village has a block of cells, its dedicated grids at the end. */
export const cell = { width: 0.006, height: 0.004 } as const
const cellsAcross = 7
const blocksAcross = 20
/** The real city has about 1.4 million persons in 18 town-level units. */
const personsPerTown = 77_000

export interface Grid {
  readonly index: number
  readonly code: string
  readonly name: string
  readonly dedicated: boolean
  readonly village: Division
  readonly town: Division
  /** Blocks of flats with streets; villages have houses with numbers. */
  readonly urban: boolean
  /** Index of the village's first grid: one mediation committee serves the village. */
  readonly villageGrid: number
  /** First house number that is free for this grid in its village. */
  readonly firstNumber: number
  readonly street: string
  readonly estate: string
  /** The south-west corner: CGCS2000, degrees. */
  readonly longitude: number
  readonly latitude: number
}

export class City {
  readonly persons: number
  readonly seed: number
  readonly neighbourhoods: number
  readonly basicGrids: number
  readonly dedicatedGrids: number
  readonly towns: readonly Division[]
  readonly villages: readonly Division[]
  readonly #townOf = new Map<string, Division>()

  constructor(persons: number, seed: number) {
    this.persons = persons
    this.seed = seed
    this.neighbourhoods = Math.ceil(persons / perNeighbourhood.persons)
    this.basicGrids = Math.max(2, Math.ceil(this.neighbourhoods / neighbourhoodsPerGrid))
    this.dedicatedGrids = Math.ceil(this.basicGrids / 20)
    const allTowns = divisions.filter((d) => d.level === 'TOWN')
    this.towns = allTowns.slice(0, Math.max(1, Math.min(allTowns.length, Math.round(persons / personsPerTown))))
    const villages: Division[] = []
    for (const town of this.towns) {
      const inTown = divisions.filter((d) => d.level === 'VILLAGE' && d.parent === town.code)
      for (const village of inTown) this.#townOf.set(village.code, town)
      villages.push(...alternating(inTown))
    }
    this.villages = villages
  }

  gridOf(neighbourhood: number): number {
    return Math.floor(neighbourhood / neighbourhoodsPerGrid)
  }

  firstNeighbourhood(grid: number): number {
    return grid * neighbourhoodsPerGrid
  }

  grid(index: number): Grid {
    return this.#describe(index, index % this.villages.length, Math.floor(index / this.villages.length) + 1, false)
  }

  /** The villages get their grids in turn, so the first two are the same in every size. Dedicated grids stand beside every twentieth. */
  dedicated(index: number): Grid {
    const at = index * 20
    return this.#describe(
      this.basicGrids + index,
      at % this.villages.length,
      901 + Math.floor(at / this.villages.length),
      true,
    )
  }

  town(village: Division): Division {
    const town = this.#townOf.get(village.code)
    if (town === undefined) throw new RangeError('a village of another city')
    return town
  }

  #describe(index: number, villageIndex: number, sequence: number, dedicated: boolean): Grid {
    const village = this.villages[villageIndex]
    if (village === undefined) throw new RangeError('no such grid')
    const town = this.town(village)
    const draw = new Draw(index < 2 ? demo.seed : this.seed, 'grid', index)
    const estate = draw.pick(signboard.first) + draw.pick(signboard.second)
    return {
      index,
      code: village.code + String(sequence).padStart(3, '0'),
      name: dedicated
        ? villageStem(village) + draw.pick(['中心小学', '农贸市场', '工业园', '中心医院']) + '专属网格'
        : `${villageStem(village)}第${sequence}网格`,
      dedicated,
      village,
      town,
      urban: isUrban(village),
      villageGrid: villageIndex,
      firstNumber: (sequence - 1) * neighbourhoodsPerGrid * perNeighbourhood.dwellings + 1,
      street:
        draw.pick(['红旗', '人民', '青岛', '扬州', '福州', '杭州', '常州', '郑州', '泉州', '天津']) +
        draw.pick(['路', '街', '大街']),
      estate: estate + draw.pick(['小区', '花园', '家园', '新村', '嘉苑']),
      ...cornerOf(villageIndex, dedicated ? cellsAcross ** 2 - (sequence - 900) : sequence - 1),
    }
  }
}

/** The village's name without the words for its committee, whose form varies within the one list. */
export function villageStem(village: Division): string {
  return village.name.replace(/(居民委员会|村民委员会|居委会|委会)$/, '').replace(/村民$/, '村')
}

// Private:

/** Residents' committees have 001-199, villagers' committees 200 and above. */
function isUrban(village: Division): boolean {
  return Number(village.code.slice(9)) < 200
}

function cornerOf(village: number, place: number): { readonly longitude: number; readonly latitude: number } {
  const column = (village % blocksAcross) * cellsAcross + (place % cellsAcross)
  const row = Math.floor(village / blocksAcross) * cellsAcross + Math.floor(place / cellsAcross)
  return { longitude: sixDecimals(119.5 + column * cell.width), latitude: sixDecimals(36.45 + row * cell.height) }
}

function sixDecimals(value: number): number {
  return Number(value.toFixed(6))
}

/** Town and country in turn, so that a small estate has both. */
function alternating(villages: readonly Division[]): Division[] {
  const urban = villages.filter(isUrban)
  const rural = villages.filter((village) => !isUrban(village))
  return Array.from({ length: Math.max(urban.length, rural.length) }, (_, i) => [urban[i], rural[i]])
    .flat()
    .filter((village) => village !== undefined)
}
