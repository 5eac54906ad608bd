/**
 * Shapefiles as a GIS program exports them: .shp, .shx and .dbf row by row, a .prj and a .cpg beside them. The layout of the bytes follows
 * ESRI's description of July 1998: heads and counts big-endian, coordinates little-endian, outer rings clockwise, holes the other way.
 */
import { writeFileSync } from 'node:fs'
import { DbfFile, type DbfColumn } from './dbf.ts'
import { SequentialFile } from './file.ts'

export type Place = readonly [x: number, y: number]
/** A point, or the rings of a polygon, each ending where it begins; null is a null shape. */
export type Shape = Place | readonly (readonly Place[])[] | null

export interface ShapefileOptions {
  readonly shape: 'point' | 'polygon'
  readonly columns: readonly DbfColumn[]
  /** See DbfFile. */
  readonly languageByte: number
  /** yyyymmdd */
  readonly day: string
  /** Well-known text of the coordinate system; survey offices often leave it out. */
  readonly projection: string | null
  /** Label of the text's encoding; null writes no .cpg. */
  readonly codePage: string | null
}

const POINT = 1
const POLYGON = 5
const headLength = 100

export class ShapefileFile {
  readonly #shapes: SequentialFile
  readonly #index: SequentialFile
  readonly #attributes: DbfFile
  readonly #type: number
  readonly #box = new Box()
  #count = 0

  /** `path` has no ending. */
  constructor(path: string, { shape, columns, languageByte, day, projection, codePage }: ShapefileOptions) {
    this.#type = shape === 'point' ? POINT : POLYGON
    this.#shapes = new SequentialFile(`${path}.shp`)
    this.#index = new SequentialFile(`${path}.shx`)
    this.#attributes = new DbfFile(`${path}.dbf`, columns, languageByte, day)
    if (projection !== null) writeFileSync(`${path}.prj`, projection)
    if (codePage !== null) writeFileSync(`${path}.cpg`, codePage)
    for (const file of [this.#shapes, this.#index]) file.write(new Uint8Array(headLength))
  }

  get rows(): number {
    return this.#attributes.rows
  }

  /** A deleted row keeps its shape too. */
  write(values: Readonly<Record<string, string>>, shape: Shape, deleted = false): void {
    this.#attributes.write(values, deleted)
    const content = contentOf(shape, this.#type, this.#box)
    const head = new DataView(new ArrayBuffer(8))
    head.setInt32(0, this.#shapes.length / 2)
    head.setInt32(4, content.byteLength / 2)
    this.#index.write(bytes(head))
    head.setInt32(0, ++this.#count)
    this.#shapes.write(bytes(head))
    this.#shapes.write(bytes(content))
  }

  close(): void {
    for (const file of [this.#shapes, this.#index]) {
      file.patch(0, bytes(headOf(this.#type, file.length, this.#box)))
      file.close()
    }
    this.#attributes.close()
  }
}

// Private:

class Box {
  xMin = Infinity
  yMin = Infinity
  xMax = -Infinity
  yMax = -Infinity

  add([x, y]: Place): void {
    this.xMin = Math.min(this.xMin, x)
    this.yMin = Math.min(this.yMin, y)
    this.xMax = Math.max(this.xMax, x)
    this.yMax = Math.max(this.yMax, y)
  }

  writeTo(view: DataView, at: number): void {
    const sides = [this.xMin, this.yMin, this.xMax, this.yMax]
    sides.forEach((side, i) => view.setFloat64(at + i * 8, Number.isFinite(side) ? side : 0, true))
  }
}

function headOf(type: number, length: number, box: Box): DataView {
  const head = new DataView(new ArrayBuffer(headLength))
  head.setInt32(0, 9994)
  head.setInt32(24, length / 2)
  head.setInt32(28, 1000, true)
  head.setInt32(32, type, true)
  box.writeTo(head, 36)
  return head
}

function contentOf(shape: Shape, type: number, whole: Box): DataView {
  if (shape === null) return new DataView(new ArrayBuffer(4))
  if (isPlace(shape)) {
    const view = new DataView(new ArrayBuffer(20))
    view.setInt32(0, type, true)
    writePlace(view, 4, shape)
    whole.add(shape)
    return view
  }
  const places = shape.flat()
  const own = new Box()
  const view = new DataView(new ArrayBuffer(44 + shape.length * 4 + places.length * 16))
  view.setInt32(0, type, true)
  view.setInt32(36, shape.length, true)
  view.setInt32(40, places.length, true)
  let first = 0
  shape.forEach((ring, i) => {
    view.setInt32(44 + i * 4, first, true)
    first += ring.length
  })
  places.forEach((place, i) => {
    writePlace(view, 44 + shape.length * 4 + i * 16, place)
    own.add(place)
    whole.add(place)
  })
  own.writeTo(view, 4)
  return view
}

function isPlace(shape: NonNullable<Shape>): shape is Place {
  return typeof shape[0] === 'number'
}

function writePlace(view: DataView, at: number, [x, y]: Place): void {
  view.setFloat64(at, x, true)
  view.setFloat64(at + 8, y, true)
}

const bytes = (view: DataView) => new Uint8Array(view.buffer)
