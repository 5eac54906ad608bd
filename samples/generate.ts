/**
 * Makes the legacy estate: the departments' systems and the truth beside them, neighbourhood by neighbourhood, so that a whole city takes
 * no more memory than a village. It is written into a folder of its own and renamed when complete: a half-written estate is never
 * taken for a whole one.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { Agriculture } from './departments/agriculture.ts'
import { ApprovalService } from './departments/approval-service.ts'
import { Court } from './departments/court.ts'
import { Emergency } from './departments/emergency.ts'
import { Environment } from './departments/environment.ts'
import { Health } from './departments/health.ts'
import { CivilAffairs } from './departments/civil-affairs.ts'
import { Housing } from './departments/housing.ts'
import { Education } from './departments/education.ts'
import { PartyOrganisation } from './departments/party-organisation.ts'
import { HumanResources } from './departments/human-resources.ts'
import { Justice } from './departments/justice.ts'
import { MarketRegulation } from './departments/market-regulation.ts'
import { NaturalResources } from './departments/natural-resources.ts'
import { Petitions } from './departments/petitions.ts'
import { MedicalInsurance } from './departments/medical-insurance.ts'
import { PoliticalLegal } from './departments/political-legal.ts'
import { Publicity } from './departments/publicity.ts'
import { PublicSecurity } from './departments/public-security.ts'
import { UrbanManagement } from './departments/urban-management.ts'
import { Veterans } from './departments/veterans.ts'
import type { DepartmentWriter, Site } from './departments/writer.ts'
import { demoFile } from './demo-file.ts'
import { writeFaults } from './faults.ts'
import { mostPersons } from './numbers.ts'
import { dashedDay, thisYear, today } from './population/calendar.ts'
import { City, perNeighbourhood } from './population/city.ts'
import { neighbourhood, type Neighbourhood } from './population/neighbourhood.ts'
import { Truth } from './truth.ts'

export interface EstateOptions {
  /** At least one neighbourhood, 140; at most as many as there are different identity numbers, 1.8 million. */
  readonly persons: number
  readonly seed: number
  /** Folder of the estate; replaced when it is there. */
  readonly out: string
  /** Told after every neighbourhood. */
  readonly onProgress?: (done: number, of: number) => void
}

/** What `estate.json` holds. */
export interface EstateSummary {
  readonly persons: number
  readonly seed: number
  /** Day that the data stems from. */
  readonly asOf: string
  /** Folders by department, relative to the estate, and the rows of each table. */
  readonly departments: Readonly<
    Record<string, { readonly folder: string; readonly tables: Readonly<Record<string, number>> }>
  >
  /** How many of each entity the truth knows, and how many values were spoilt, by kind and form. */
  readonly truth: {
    readonly entities: Readonly<Record<string, number>>
    readonly spoilt: Readonly<Record<string, number>>
  }
  /** Bytes by file, relative to the estate. */
  readonly files: Readonly<Record<string, number>>
}

const writers: Readonly<Record<string, new (site: Site) => DepartmentWriter>> = {
  'public-security': PublicSecurity,
  housing: Housing,
  justice: Justice,
  'market-regulation': MarketRegulation,
  'approval-service': ApprovalService,
  'political-legal': PoliticalLegal,
  education: Education,
  'party-organisation': PartyOrganisation,
  publicity: Publicity,
  emergency: Emergency,
  'human-resources': HumanResources,
  'urban-management': UrbanManagement,
  'natural-resources': NaturalResources,
  environment: Environment,
  agriculture: Agriculture,
  health: Health,
  petitions: Petitions,
  veterans: Veterans,
  'medical-insurance': MedicalInsurance,
  'civil-affairs': CivilAffairs,
  court: Court,
}

/** Whose systems an estate holds. */
export const estateDepartments: readonly string[] = Object.keys(writers)

/** Throws RangeError for sizes that cannot be made; leaves nothing behind when it fails. */
export async function generateEstate({ persons, seed, out, onProgress }: EstateOptions): Promise<EstateSummary> {
  if (!Number.isInteger(persons) || persons < perNeighbourhood.persons || persons > mostPersons) {
    throw new RangeError(`persons must be a whole number from ${perNeighbourhood.persons} to ${mostPersons}`)
  }
  if (!Number.isInteger(seed)) throw new RangeError('seed must be a whole number')
  const target = resolve(out)
  const partial = `${target}.partial-${process.pid}`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(join(partial, 'truth'), { recursive: true })
  try {
    const summary = await write(new City(persons, seed), partial, onProgress)
    writeFileSync(join(partial, 'estate.json'), JSON.stringify(summary, null, 2) + '\n')
    rmSync(target, { recursive: true, force: true })
    mkdirSync(dirname(target), { recursive: true })
    renameSync(partial, target)
    return summary
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    throw error
  }
}

// Private:

async function write(city: City, root: string, onProgress: EstateOptions['onProgress']): Promise<EstateSummary> {
  const truth = new Truth(join(root, 'truth'))
  const departments = Object.entries(writers).map(([name, Writer]) => {
    const folder = join(root, name)
    mkdirSync(folder)
    return new Writer({ folder, city, truth })
  })
  for (let index = 0; index < city.neighbourhoods; index++) {
    const one = neighbourhood(city, index)
    if (index === 0)
      writeFileSync(join(root, 'truth', 'demo.json'), JSON.stringify(demoFile(city, one), null, 2) + '\n')
    for (const grid of gridsToOpen(city, index)) openGrid(city, grid, one, departments)
    for (const department of departments) department.neighbourhood(one)
    truth.settle()
    onProgress?.(index + 1, city.neighbourhoods)
    // Lets signals and timers through: the work itself never waits.
    if (index % 20 === 19) await new Promise((go) => setImmediate(go))
  }
  const tables = departments.map(
    (department) => [department.department, { folder: department.department, tables: department.close() }] as const,
  )
  truth.close()
  writeFaults(root)
  return {
    persons: city.persons,
    seed: city.seed,
    asOf: dashedDay(today),
    departments: Object.fromEntries(tables),
    truth: truth.counts,
    files: sizes(root),
  }
}

/** The grid that begins with this neighbourhood; after the last one those that nobody lives in. */
function gridsToOpen(city: City, index: number): number[] {
  const grids: number[] = []
  const grid = city.gridOf(index)
  if (city.firstNeighbourhood(grid) === index) grids.push(grid)
  if (index === city.neighbourhoods - 1) for (let next = grid + 1; next < city.basicGrids; next++) grids.push(next)
  return grids
}

function openGrid(city: City, index: number, one: Neighbourhood, departments: readonly DepartmentWriter[]): void {
  const adults = one.persons.filter((p) => p.bornYear <= thisYear - 25)
  const worker = adults[(index * 3 + 8) % adults.length]
  const mediator = adults[(index * 3 + 21) % adults.length]
  if (worker === undefined || mediator === undefined) throw new RangeError('a neighbourhood without adults')
  const grids = [city.grid(index)]
  if (index % 20 === 0) grids.push(city.dedicated(index / 20))
  for (const grid of grids) for (const department of departments) department.grid(grid, { worker, mediator }, one)
}

function sizes(root: string): Record<string, number> {
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = found.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(paths.map((path) => [relative(root, path), statSync(path).size]))
}
