/** The person card as somebody would write it who knows all six systems: point reads and DataLoaders, no graph, no rights, no audit. */
import DataLoader from 'dataloader'
import type { Call } from '../adapters/adapter.ts'
import type { EntityRow } from '../prisma/tables.ts'
import type { Hub } from '../runner/hub.ts'
import { parseLocalKey, type LocalKey } from '../schema/local-key.ts'
import type { Plain } from '../subgraphs/kit/declaration.ts'
import { ageBand } from '../subgraphs/registry/age-band.ts'
import { Loaders } from '../subgraphs/kit/loaders.ts'
import type { RecordModel } from '../subgraphs/kit/record-model.ts'

export function handWrittenCard(hub: Hub): (personId: string) => Promise<unknown> {
  const { sql } = hub.store
  const runtimes = new Map(hub.hosts.flatMap(({ spec, runtime }) => (runtime ? [[spec.name, runtime] as const] : [])))

  return async (personId) => {
    const call: Call = { signal: new AbortController().signal }
    const loaders = new Map([...runtimes].map(([name, runtime]) => [name, new Loaders(runtime.adapter, call)]))
    const entities = new DataLoader<string, EntityRow | null>(async (ids) => {
      const rows = await sql.selectFrom('Entity').selectAll().where('id', 'in', [...ids]).execute()
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => byId.get(id) ?? null)
    })
    const model = (department: string, record: string): RecordModel => needed(runtimes.get(department)?.models.get(record))
    const one = (department: string, record: string, key: unknown): Promise<Plain | null> =>
      typeof key === 'string' ? needed(loaders.get(department)).one(model(department, record), key) : Promise.resolve(null)
    const many = (department: string, record: string, field: string, value: string) => {
      const of = model(department, record)
      const column = of.spec.fields[field]
      return column?.kind === 'value' ? needed(loaders.get(department)).many(of, column.column, value) : Promise.resolve([])
    }

    const [person, links] = await Promise.all([
      entities.load(personId),
      sql.selectFrom('Link').select(['department', 'localKey']).where('entityId', '=', personId).orderBy('localKey').execute(),
    ])
    if (!person) return { person: null }
    const keys = new Map<string, LocalKey[]>()
    for (const { department, localKey } of links) keys.set(department, [...(keys.get(department) ?? []), parseLocalKey(localKey)])
    const inRole = async (department: string, record: string, role: string): Promise<Plain[]> => {
      const wanted = (keys.get(department) ?? []).filter((key) => key.record === record && key.role === role)
      return present(await Promise.all(wanted.map(({ key }) => one(department, record, key))))
    }

    const [grid, residence, resident, titles, parties, heads, orders, eventPersons] = await Promise.all([
      person.gridCode ? sql.selectFrom('Entity').selectAll().where('kind', '=', 'Grid').where('code', '=', person.gridCode).executeTakeFirst() : undefined,
      person.houseId ? entities.load(person.houseId) : null,
      inRole('public-security', 'Resident', 'self').then(([first]) => first),
      inRole('housing', 'PropertyTitle', 'owner'),
      inRole('justice', 'Party', 'person'),
      inRole('market-regulation', 'OrganisationHead', 'head'),
      inRole('approval-service', 'HotlineOrder', 'caller'),
      inRole('political-legal', 'GridEventPerson', 'person'),
    ])
    const household = await one('public-security', 'Household', resident?.['householdNumber'])
    const [members, events, dwellings, cases, organisations, gridEvents, homeGrid] = await Promise.all([
      household ? many('public-security', 'Resident', 'householdNumber', household.id) : [],
      residence
        ? sql.selectFrom('Entity').selectAll().where('kind', '=', 'Event').where('houseId', '=', residence.id).orderBy('id').limit(10).execute()
        : [],
      Promise.all(titles.map((title) => one('housing', 'Dwelling', title['dwellingNumber']))),
      Promise.all(parties.map((party) => one('justice', 'MediationCase', party['caseNumber']))).then(present),
      Promise.all(
        heads.map(async (head) => {
          const link = await sql
            .selectFrom('Link')
            .select('entityId')
            .where('department', '=', 'market-regulation')
            .where('kind', '=', 'Organisation')
            .where('localKey', '=', `OrganisationHead/organisation/${head.id}`)
            .executeTakeFirst()
          return link ? entities.load(link.entityId) : null
        }),
      ),
      Promise.all(eventPersons.map((taking) => one('political-legal', 'GridEvent', taking['eventNumber']))).then(present),
      residence?.gridCode ? sql.selectFrom('Entity').selectAll().where('kind', '=', 'Grid').where('code', '=', residence.gridCode).executeTakeFirst() : undefined,
    ])
    const [eventLinks, mediators, committees] = await Promise.all([
      events.length === 0
        ? []
        : sql
            .selectFrom('Link')
            .select(['entityId', 'localKey'])
            .where('entityId', 'in', events.map((event) => event.id))
            .where('department', '=', 'political-legal')
            .execute(),
      Promise.all(cases.map((of) => one('justice', 'Mediator', of['mediatorNumber']))),
      Promise.all(cases.map((of) => one('justice', 'MediationCommittee', of['committeeNumber']))),
    ])
    const details = new Map(
      await Promise.all(
        eventLinks.map(async ({ entityId, localKey }) => [entityId, await one('political-legal', 'GridEvent', parseLocalKey(localKey).key)] as const),
      ),
    )
    return {
      person: {
        id: person.id,
        ...pick(goldenOf(person), 'name', 'sex', 'birthDate'),
        ageBand: bandOf(goldenOf(person)['birthDate']),
        grid: grid ? { id: grid.id, ...pick(goldenOf(grid), 'code', 'name', 'kind') } : null,
        ...pick(resident, 'idNumber', 'phone'),
        resident: resident ? pick(resident, 'status', 'relationToHead', 'sex') : null,
        household: household && {
          ...pick(household, 'kind', 'size'),
          members: { nodes: members.slice(0, 10).map((member) => pick(member, 'name', 'sex', 'relationToHead')) },
        },
        residence: residence && {
          id: residence.id,
          ...pick(goldenOf(residence), 'address', 'addressCode'),
          grid: homeGrid ? pick(goldenOf(homeGrid), 'name') : null,
          events: {
            nodes: events.map((event) => {
              const detail = details.get(event.id)
              return {
                id: event.id,
                ...pick(goldenOf(event), 'number', 'category', 'state', 'reportedAt', 'dueAt'),
                gridEvent: detail ? pick(detail, 'title', 'channel', 'state', 'handlingUnit', 'reportedAt', 'dueAt') : null,
              }
            }),
          },
        },
        properties: {
          nodes: titles.slice(0, 5).map((title, at) => {
            const dwelling = dwellings[at]
            return {
              ...pick(title, 'certificate', 'state', 'ownerKind', 'registeredOn'),
              dwelling: dwelling ? pick(dwelling, 'building', 'unit', 'room', 'use', 'floorArea', 'areaUnit', 'completedOn') : null,
            }
          }),
        },
        mediationCases: {
          nodes: cases.slice(0, 5).map((of, at) => {
            const [mediator, committee] = [mediators[at], committees[at]]
            return {
              ...pick(of, 'number', 'kind', 'state', 'source', 'acceptedOn', 'dueAt'),
              mediator: mediator ? pick(mediator, 'mediatorName', 'kind') : null,
              committee: committee ? pick(committee, 'committeeName', 'kind') : null,
            }
          }),
        },
        headedOrganisations: {
          nodes: heads.slice(0, 5).map((head, at) => {
            const organisation = organisations[at]
            return {
              ...pick(head, 'role', 'since'),
              organisation: organisation ? pick(goldenOf(organisation), 'name', 'creditCode', 'kind', 'state', 'address') : null,
            }
          }),
        },
        hotlineOrders: {
          nodes: orders.slice(0, 5).map((order) => pick(order, 'number', 'category', 'state', 'handlingUnit', 'satisfaction', 'receivedAt', 'dueAt')),
        },
        gridEvents: {
          nodes: gridEvents
            .slice(0, 5)
            .map((event) => pick(event, 'number', 'title', 'category', 'state', 'channel', 'handlingUnit', 'reportedAt', 'dueAt')),
        },
      },
    }
  }
}

// Private:

function bandOf(birthDate: unknown): string | null {
  return typeof birthDate === 'string' ? ageBand(birthDate, Date.now()) : null
}

/** Values of a golden record. */
function goldenOf(row: EntityRow): Readonly<Record<string, unknown>> {
  const golden = JSON.parse(row.golden) as Readonly<Record<string, { readonly value: string } | undefined>>
  return Object.fromEntries(Object.entries(golden).map(([name, field]) => [name, field?.value ?? null]))
}

function pick(from: Readonly<Record<string, unknown>> | undefined, ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from?.[name] ?? null]))
}

function present(found: readonly (Plain | null)[]): Plain[] {
  return found.filter((plain) => plain !== null)
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the hub lacks a department or record that the card reads')
  return value
}
