/**
 * Which rows a request may reach, naively: a grid worker the persons who live in the own grids, a mediator the parties of the case that is
 * the own one, a citizen oneself, whoever compares data all, and nobody anybody without a purpose. Where a person lives is read from
 * the residents' register and the grid's own list of houses, not from what the hub made of them.
 */
import type { Asker, Oracle } from './oracle.ts'

export interface LinkRow {
  readonly department: string
  readonly kind: string
  readonly localKey: string
  readonly entityId: string
  /** The grid in which the record says that the entity is. */
  readonly saidGrid: string | null
}

export interface Facts {
  readonly links: readonly LinkRow[]
  /** Entities of the hub: id, kind, and the grid in which the departments put them. */
  readonly entities: readonly {
    readonly id: string
    readonly kind: string
    readonly gridCode: string | null
    readonly code: string | null
  }[]
  readonly participations: readonly { readonly eventId: string; readonly personId: string }[]
  /** Rows of a department's record by its name: field → value, the row's key as `id`. */
  records(name: string): readonly Readonly<Record<string, unknown>>[]
}

export class Rows {
  private readonly facts: Facts
  private readonly oracle: Oracle
  private readonly kinds = new Map<string, string>()
  private readonly grids = new Map<string, string | null>()
  /** Person → grid of the home. */
  private readonly homes = new Map<string, ReadonlySet<string>>()
  /** Person → house, by the residents' register. */
  private readonly dwellings = new Map<string, string>()
  /** `department:Record:key` → the entities that it names, with the role. */
  private readonly named = new Map<string, LinkRow[]>()
  private readonly parties = new Map<string, Set<string>>()

  constructor(facts: Facts, oracle: Oracle) {
    this.facts = facts
    this.oracle = oracle
    for (const { id, kind, gridCode } of facts.entities) {
      this.kinds.set(id, kind)
      this.grids.set(id, gridCode)
    }
    for (const link of facts.links) {
      const [record = '', , ...key] = link.localKey.split('/')
      const id = `${link.department}:${record}:${key.join('/')}`
      const known = this.named.get(id)
      if (known) known.push(link)
      else this.named.set(id, [link])
    }
    // The grid's own list of houses, then where the residents' register says that somebody lives.
    const gridOfHouse = new Map<string, string>()
    for (const row of facts.records('GridHouse')) {
      const house = this.entityOf(`political-legal:GridHouse:${String(row['id'])}`, 'self')
      if (house && typeof row['gridCode'] === 'string') gridOfHouse.set(house, row['gridCode'])
    }
    for (const resident of facts.records('Resident')) {
      const id = `public-security:Resident:${String(resident['id'])}`
      const who = this.entityOf(id, 'self')
      const house = this.entityOf(id, 'dwelling')
      const grid = house && (gridOfHouse.get(house) ?? this.grids.get(house))
      if (who && house) this.dwellings.set(who, house)
      if (who && grid) this.homes.set(who, new Set([...(this.homes.get(who) ?? []), grid]))
    }
    // Whom the register does not know is where another department says.
    const said = new Map<string, Set<string>>()
    for (const { kind, entityId, saidGrid } of facts.links) {
      if (kind === 'Person' && saidGrid !== null && !this.homes.has(entityId))
        said.set(entityId, new Set([...(said.get(entityId) ?? []), saidGrid]))
    }
    for (const [who, grids] of said) this.homes.set(who, grids)
    for (const { eventId, personId } of facts.participations) {
      const known = this.parties.get(eventId)
      if (known) known.add(personId)
      else this.parties.set(eventId, new Set([personId]))
    }
  }

  /** Persons whom the request reaches. */
  persons(asker: Asker): ReadonlySet<string> {
    const all = this.facts.entities.filter(({ kind }) => kind === 'Person').map(({ id }) => id)
    switch (this.oracle.scope(asker)) {
      case 'ALL':
        return new Set(all)
      case 'GRIDS':
        return new Set(all.filter((id) => this.gridsOf(asker).some((grid) => this.homes.get(id)?.has(grid))))
      case 'CASE':
        return new Set([...this.ownCases(asker)].flatMap((event) => [...(this.parties.get(event) ?? [])]))
      case 'SELF':
        return new Set(asker.personId === null ? [] : [asker.personId])
      default:
        return new Set()
    }
  }

  /** Null where the law says nothing of such a thing; false is a leak. */
  reaches(asker: Asker, type: string, id: string): boolean | null {
    const scope = this.oracle.scope(asker)
    if (type === 'Person') return this.person(asker, id)
    if (scope === 'GRIDS' && (type === 'House' || type === 'Event' || type === 'ManagedObject'))
      return this.gridsOf(asker).includes(this.grids.get(id) ?? '')
    if (scope === 'CASE' && type === 'Event') return this.ownCases(asker).has(id)
    // Whoever reaches a house reaches who is registered there: a mediator the homes of the parties.
    if (scope === 'CASE' && type === 'House') return this.homesOf(asker).has(id) || null
    if (publicRegisters.has(id.split(':')[1] ?? '')) return null
    if ((scope !== 'GRIDS' && scope !== 'CASE') || this.kinds.has(id)) return null
    const ofCase = scope === 'CASE' ? this.isOfStatedCase(asker, id) : null
    if (ofCase !== null) return ofCase
    const named = this.named.get(id) ?? []
    if (!named.some(({ kind }) => kind === 'Person')) return null
    return named.some((link) => this.reaches(asker, link.kind, link.entityId) === true)
  }

  /** Whether the record names the asker. */
  isOwn(asker: Asker, record: string): boolean {
    return (this.named.get(record) ?? []).some(({ kind, entityId }) => kind === 'Person' && entityId === asker.personId)
  }

  /** The code with which a stated case is refused, or null. */
  caseRefusal(asker: Asker): string | null {
    const purpose = asker.purpose === null ? undefined : this.oracle.rights.purposes.get(asker.purpose)
    if (!purpose?.caseNeeded) return null
    if (this.oracle.scope(asker) === 'CASE') return this.ownCases(asker).size > 0 ? null : 'CASE_UNKNOWN'
    const persons = this.persons(asker)
    const cases = [
      `civil-affairs:SocialAssistance:${asker.caseNumber}`,
      `approval-service:Application:${asker.caseNumber}`,
    ]
    const whose = cases.flatMap((id) => this.named.get(id) ?? []).filter(({ kind }) => kind === 'Person')
    return whose.some(({ entityId }) => persons.has(entityId)) ? null : 'CASE_UNKNOWN'
  }

  // Private:

  /**
   * The grids of the asker that are still grids, and those before them whose whole ground went into one of them (decision 24): merged or given
   * another code, by a record of the grid centre that names one successor only.
   */
  private gridsOf({ grids }: Asker): readonly string[] {
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const areas = this.facts.records('GridArea')
    const changes = this.facts.records('GridChange')
    const hasEnded = (code: string) =>
      areas.some((area) => area['code'] === code && typeof area['validTo'] === 'string' && area['validTo'] < today)
    const held = grids.filter((code) => !hasEnded(code))
    for (const code of held)
      for (const change of changes) {
        const before = String(change['oldCode'])
        const into = new Set(changes.filter((one) => one['oldCode'] === before).map((one) => one['newCode']))
        const whole = change['kind'] === 'MERGED' || change['kind'] === 'RENUMBERED'
        if (change['newCode'] === code && whole && into.size === 1 && hasEnded(before) && !held.includes(before))
          held.push(before)
      }
    return held
  }

  private homesOf(asker: Asker): ReadonlySet<string> {
    const key = JSON.stringify(asker)
    let known = this.homeSets.get(key)
    if (!known) {
      const persons = this.persons(asker)
      const homes = [...this.dwellings].filter(([person]) => persons.has(person)).map(([, house]) => house)
      this.homeSets.set(key, (known = new Set(homes)))
    }
    return known
  }

  private readonly homeSets = new Map<string, ReadonlySet<string>>()

  /**
   * In the registers of mediation and of the court a mediator has the own case that is stated, and all own ones where none is (decision 14,
   * 3), with what stands in them; also what the court sent to that very mediator before it is any case. Null: the record is of no case.
   */
  private isOfStatedCase({ staffKey, department, caseNumber }: Asker, id: string): boolean | null {
    const [owner, record = '', ...key] = id.split(':')
    if (!recordsOfCases.has(`${owner}:${record}`)) return null
    if (staffKey === null || department !== 'justice') return false
    this.cases ??= new Map(this.facts.records('MediationCase').map((row) => [String(row['id']), Object.values(row)]))
    const row = this.facts.records(record).find((one) => one['id'] === key.join(':')) ?? {}
    const number = record === 'MediationCase' ? row['id'] : row['caseNumber']
    const stated = caseNumber === null || number === caseNumber
    if (owner === 'court') return row['mediatorNumber'] === staffKey && (stated || !number)
    return stated && this.cases.get(String(number))?.includes(staffKey) === true
  }

  private cases: Map<string, readonly unknown[]> | null = null

  private entityOf(record: string, role: string): string | null {
    const [, name = ''] = record.split(':')
    return this.named.get(record)?.find(({ localKey }) => localKey.startsWith(`${name}/${role}/`))?.entityId ?? null
  }

  private readonly personSets = new Map<string, ReadonlySet<string>>()

  private person(asker: Asker, id: string): boolean {
    const key = JSON.stringify(asker)
    let known = this.personSets.get(key)
    if (!known) this.personSets.set(key, (known = this.persons(asker)))
    return known.has(id)
  }

  /** The event of the stated case, where the mediation register names the asker as its mediator. */
  private ownCases({ caseNumber, staffKey, department }: Asker): ReadonlySet<string> {
    if (caseNumber === null || staffKey === null || department !== 'justice') return new Set()
    const mine = this.facts
      .records('MediationCase')
      .some((row) => row['id'] === caseNumber && Object.values(row).includes(staffKey))
    if (!mine) return new Set()
    const links = this.named.get(`justice:MediationCase:${caseNumber}`) ?? []
    return new Set(
      links
        .filter(({ kind, localKey }) => kind === 'Event' && localKey.startsWith('MediationCase/self/'))
        .map(({ entityId }) => entityId),
    )
  }
}

// Private:

/** Records about persons that are published by law: who heads an organisation stands in the register of organisations. */
const publicRegisters: ReadonlySet<string> = new Set(['OrganisationHead'])

const recordsOfCases: ReadonlySet<string> = new Set([
  ...['MediationCase', 'Party', 'MediationAgreement', 'MediationStep'].map((name) => `justice:${name}`),
  ...['CourtEntrustment', 'JudicialConfirmation'].map((name) => `court:${name}`),
])
