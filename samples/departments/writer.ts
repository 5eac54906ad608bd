/** What the generator asks of a department: its files, fed neighbourhood by neighbourhood. */
import type { City, Grid } from '../population/city.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import type { Person } from '../population/model.ts'
import type { Truth } from '../truth.ts'

export interface Site {
  /** Folder of the department's drop. */
  readonly folder: string
  readonly city: City
  readonly truth: Truth
}

/** Staff that a grid needs, living in the grid's first neighbourhood. */
export interface GridStaff {
  readonly worker: Person
  readonly mediator: Person
}

export interface DepartmentWriter {
  readonly department: string
  /** Once for each grid, before its first neighbourhood. */
  grid(grid: Grid, staff: GridStaff, first: Neighbourhood): void
  neighbourhood(neighbourhood: Neighbourhood): void
  /** Rows by table. */
  close(): Readonly<Record<string, number>>
}

export const person = (p: Person) => ({ name: p.name, number: p.number })
