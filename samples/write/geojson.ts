/** GeoJSON as web GIS programs export it: one FeatureCollection, a feature a line. */
import { SequentialFile } from './file.ts'

export interface GeoJsonShape {
  readonly type: 'Point' | 'MultiPoint' | 'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon'
  readonly coordinates: readonly unknown[]
}

export class GeoJsonFile {
  readonly #file: SequentialFile
  rows = 0

  /** `system` is the name of the coordinate system (`urn:ogc:def:crs:EPSG::4490`), which files from before 2016 carry; null leaves it out. */
  constructor(path: string, system: string | null) {
    this.#file = new SequentialFile(path)
    const crs = system === null ? '' : `"crs":${JSON.stringify({ type: 'name', properties: { name: system } })},`
    this.#put(`{"type":"FeatureCollection",${crs}"features":[`)
  }

  /** A property that is a `bigint` is written as a number with all its digits. */
  write(properties: Readonly<Record<string, string | number | bigint | null>>, geometry: GeoJsonShape | null): void {
    const members = Object.entries(properties).map(
      ([name, value]) => `${JSON.stringify(name)}:${typeof value === 'bigint' ? value : JSON.stringify(value)}`,
    )
    const separator = this.rows === 0 ? '\n' : ',\n'
    this.#put(`${separator}{"type":"Feature","properties":{${members.join()}},"geometry":${JSON.stringify(geometry)}}`)
    this.rows++
  }

  close(): void {
    this.#put('\n]}\n')
    this.#file.close()
  }

  // Private:

  #put(text: string): void {
    this.#file.write(Buffer.from(text))
  }
}
