/** The keys of the demo household in the first six departments, for tokens, example queries and tests: `truth/demo.json`. */
import {
  addressCode,
  caseKey,
  dwellingKey,
  gridEventKey,
  householdKey,
  mediatorKey,
  orderKey,
  personKey,
  unitKey,
  workerKey,
} from './departments/keys.ts'
import type { City } from './population/city.ts'
import { demo } from './population/demo.ts'
import type { Dwelling, Person } from './population/model.ts'
import type { Neighbourhood } from './population/neighbourhood.ts'

export interface DemoPerson {
  readonly name: string
  readonly number: string
  readonly phone: string
  /** Row key in public security's RK. */
  readonly RYBH: string
}

export interface DemoHouse {
  /** Address code in public security's DZ, dwelling code in housing's FW. */
  readonly DZBM: string
  readonly FWBM: string
  readonly grid: string
}

export interface Demo {
  /** Known to every department that knows persons. */
  readonly citizen: DemoPerson
  readonly household: { readonly HH: string; readonly members: readonly DemoPerson[] }
  /** The home, with ten events, and a second property in the other grid. */
  readonly home: DemoHouse & { readonly events: readonly string[] }
  readonly secondProperty: DemoHouse
  readonly vehicle: { readonly plate: string }
  readonly company: { readonly ZTBM: string; readonly name: string; readonly creditCode: string }
  /** A case of the citizen's, with the staff key of the mediator in charge. */
  readonly mediation: { readonly TJYBH: string; readonly JFBH: string; readonly cases: readonly string[] }
  readonly orders: readonly string[]
  readonly gridEvents: readonly string[]
  readonly grid: { readonly code: string; readonly WGYBH: string }
  readonly otherGrid: { readonly code: string; readonly WGYBH: string }
}

export function demoFile(city: City, first: Neighbourhood): Demo {
  const members = first.persons.slice(0, demo.persons)
  const [citizen] = members
  const home = first.dwellings[demo.home]
  const second = first.dwellings[demo.secondDwelling]
  const company = first.organisations[demo.organisation]
  const vehicle = first.vehicles.find((v) => v.owner === citizen)
  if (!citizen || !home || !second || !company || !vehicle) throw new RangeError('the first neighbourhood is not whole')
  const atHome = first.happenings.filter((h) => h.house === home)
  const cases = atHome.filter((h) => h.mediation && h.reporter === citizen).map(caseKey)
  const other = city.grid(1)
  return {
    citizen: describe(citizen),
    household: { HH: householdKey(home), members: members.map(describe) },
    home: {
      ...place(home),
      events: atHome.map((h) => (h.gridEvent ? gridEventKey(h) : h.hotline ? orderKey(h) : caseKey(h))),
    },
    secondProperty: place(second),
    vehicle: { plate: vehicle.plate },
    company: { ZTBM: unitKey(company), name: company.name, creditCode: company.creditCode },
    mediation: { TJYBH: mediatorKey(first.grid), JFBH: cases[0] ?? '', cases },
    orders: atHome.filter((h) => h.hotline).map(orderKey),
    gridEvents: atHome.filter((h) => h.gridEvent).map(gridEventKey),
    grid: { code: first.grid.code, WGYBH: workerKey(first.grid) },
    otherGrid: { code: other.code, WGYBH: workerKey(other) },
  }
}

// Private:

function describe(person: Person): DemoPerson {
  return { name: person.name, number: person.number, phone: person.phone, RYBH: personKey(person.index) }
}

function place(dwelling: Dwelling): DemoHouse {
  return { DZBM: addressCode(dwelling), FWBM: dwellingKey(dwelling), grid: dwelling.grid.code }
}
