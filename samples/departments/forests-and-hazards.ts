/** 自然资源和规划局, the map office's layers of the open country: forest plots and geological hazards, as GeoJSON in degrees. */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, today } from '../population/calendar.ts'
import { cell, villageStem, type Grid } from '../population/city.ts'
import { pointIn, type Point } from '../population/points.ts'
import { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { GeoJsonFile } from '../write/geojson.ts'
import { padded } from './keys.ts'
import { ringRound } from './land.ts'
import type { Site } from './writer.ts'

const department = 'natural-resources'

export class ForestsAndHazards {
  readonly #truth: Truth
  readonly #seed: number
  readonly #maps: Readonly<Record<'LB' | 'DZZH', GeoJsonFile>>
  readonly #spoil: Spoiler

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    this.#seed = city.seed
    const map = (name: string) =>
      new GeoJsonFile(join(folder, `${name}_${compactDay(today)}.geojson`), 'urn:ogc:def:crs:EPSG::4490')
    this.#maps = { LB: map('LB'), DZZH: map('DZZH') }
    this.#spoil = new Spoiler(city.seed, truth, department, 'DZZH', true)
  }

  grid(grid: Grid): void {
    if (grid.dedicated) return
    if (!grid.urban) for (let at = 0; at < 4; at++) this.#plot(grid, at)
    if (grid.index % 10 === 0) this.#hazard(grid)
  }

  close(): Readonly<Record<string, number>> {
    for (const map of Object.values(this.#maps)) map.close()
    return { LB: this.#maps.LB.rows, DZZH: this.#maps.DZZH.rows }
  }

  // Private:

  /** Woods lie beside the village more often than in a grid. */
  #plot(grid: Grid, at: number): void {
    const index = grid.index * 4 + at
    const draw = new Draw(this.#seed, `${department}/LB`, index)
    const key = padded(`${grid.village.code}001`, (Number(grid.code.slice(12)) - 1) * 4 + at + 1, 4)
    const surveyed = today - draw.between(200, 2000)
    this.#maps.LB.write(
      {
        LBBM: key,
        SZ: draw.pick(['1', '2', '3', '4', '9']),
        LDQS: draw.pick(['1', '2', '2', '3']),
        LDMJ: (draw.between(50, 900) / 10).toFixed(1),
        HXDJ: draw.pick(['1', '2', '3']),
        CSDM: grid.village.code,
        DCRQ: dashedDay(surveyed),
        GXSJ: localTime(today - draw.int(300), 3600 * 9),
      },
      { type: 'Polygon', coordinates: [ringRound(outside(pointIn(grid, draw), at < 3 ? 4 : 0), 0.002, 0.0016)] },
    )
    this.#truth.record('ManagedObject', `L${index}`, { code: key }, { department, table: 'LB', key, role: 'self' })
  }

  #hazard(grid: Grid): void {
    const index = grid.index / 10
    const spoil = this.#spoil
    const type = ['01', '02', '03', '04'][index % 4] ?? '01'
    const key = padded(`370283${type}`, index + 1, 4)
    const draw = spoil.row(key, index, false)
    const { longitude, latitude } = pointIn(grid, draw)
    const text = (x: number, y: number) => `${x.toFixed(6)} ${y.toFixed(6)}`
    const given = spoil.any('point', '@longitude', text(longitude, latitude), {
      swapped: () => text(latitude, longitude),
      zero: () => null,
      blank: () => null,
      shifted: () => null,
    })
    this.#maps.DZZH.write(
      {
        ZHBH: key,
        ZHMC: `${villageStem(grid.village)}${['滑坡', '崩塌', '泥石流', '塌陷'][index % 4]}`,
        ZHLX: type,
        XQDJ: draw.pick(['1', '1', '2', '3']),
        WXHS: draw.int(30),
        ZLZT: draw.pick(['1', '1', '2', '3']),
        CSDM: grid.village.code,
        GXSJ: localTime(today - draw.int(200), 3600 * 9),
      },
      { type: 'Point', coordinates: given.split(' ').map(Number) },
    )
    this.#truth.record('ManagedObject', `Z${index}`, { code: key }, { department, table: 'DZZH', key, role: 'self' })
  }
}

// Private:

/** So many cells to the north: a village has its grids in the south of its block. */
function outside({ longitude, latitude }: Point, cells: number): Point {
  return { longitude, latitude: latitude + cells * cell.height }
}
