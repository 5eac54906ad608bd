/** The person card as somebody would write it who knows all twelve systems: point reads and DataLoaders, no graph, no rights, no audit. */
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
      const rows = await sql
        .selectFrom('Entity')
        .selectAll()
        .where('id', 'in', [...ids])
        .execute()
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => byId.get(id) ?? null)
    })
    const model = (department: string, record: string): RecordModel =>
      needed(runtimes.get(department)?.models.get(record))
    const one = (department: string, record: string, key: unknown): Promise<Plain | null> =>
      typeof key === 'string'
        ? needed(loaders.get(department)).one(model(department, record), key)
        : Promise.resolve(null)
    const many = (department: string, record: string, field: string, value: string) => {
      const of = model(department, record)
      const column = of.spec.fields[field]
      return column?.kind === 'value'
        ? needed(loaders.get(department)).many(of, column.column, value)
        : Promise.resolve([])
    }
    const ids = new DataLoader<readonly [department: string, kind: string, localKey: string], string | null, string>(
      async (wanted) => {
        const rows = await sql
          .selectFrom('Link')
          .select(['department', 'kind', 'localKey', 'entityId'])
          .where(
            'localKey',
            'in',
            wanted.map(([, , localKey]) => localKey),
          )
          .execute()
        const found = new Map(rows.map((row) => [`${row.department} ${row.kind} ${row.localKey}`, row.entityId]))
        return wanted.map((of) => found.get(of.join(' ')) ?? null)
      },
      { cacheKeyFn: (of) => of.join(' ') },
    )
    const entityOf = async (department: string, kind: string, localKey: string): Promise<EntityRow | null> => {
      const id = await ids.load([department, kind, localKey])
      return id === null ? null : entities.load(id)
    }
    const linksOf = async (entityIds: readonly string[]) => {
      const rows = await sql
        .selectFrom('Link')
        .select(['entityId', 'department', 'localKey'])
        .where('entityId', 'in', [...entityIds])
        .execute()
      const linked = new Map<string, { readonly department: string; readonly key: LocalKey }[]>()
      for (const { entityId, department, localKey } of rows) {
        const ofEntity = linked.get(entityId) ?? []
        linked.set(entityId, [...ofEntity, { department, key: parseLocalKey(localKey) }])
      }
      return linked
    }

    const [person, links] = await Promise.all([
      entities.load(personId),
      sql
        .selectFrom('Link')
        .select(['department', 'localKey'])
        .where('entityId', '=', personId)
        .orderBy('localKey')
        .execute(),
    ])
    if (!person) return { person: null }
    const keys = new Map<string, LocalKey[]>()
    for (const { department, localKey } of links)
      keys.set(department, [...(keys.get(department) ?? []), parseLocalKey(localKey)])
    const inRole = async (department: string, record: string, role: string): Promise<Plain[]> => {
      const wanted = (keys.get(department) ?? []).filter((key) => key.record === record && key.role === role)
      return present(await Promise.all(wanted.map(({ key }) => one(department, record, key))))
    }

    const [grid, residence, resident, titles, parties, heads, orders, eventPersons] = await Promise.all([
      person.gridCode
        ? sql
            .selectFrom('Entity')
            .selectAll()
            .where('kind', '=', 'Grid')
            .where('code', '=', person.gridCode)
            .executeTakeFirst()
        : undefined,
      person.houseId ? entities.load(person.houseId) : null,
      inRole('public-security', 'Resident', 'self').then(([first]) => first),
      inRole('housing', 'PropertyTitle', 'owner'),
      inRole('justice', 'Party', 'person'),
      inRole('market-regulation', 'OrganisationHead', 'head'),
      inRole('approval-service', 'HotlineOrder', 'caller'),
      inRole('political-legal', 'GridEventPerson', 'person'),
    ])
    const [insured, work, [membership], medical, [veteran], rights, land] = await Promise.all([
      inRole('human-resources', 'InsuredPerson', 'self'),
      inRole('human-resources', 'EmploymentRecord', 'worker'),
      inRole('party-organisation', 'PartyMember', 'member'),
      inRole('medical-insurance', 'MedicalInsuredPerson', 'self'),
      inRole('veterans', 'VeteranRecord', 'veteran'),
      inRole('natural-resources', 'RealEstateRight', 'holder'),
      inRole('agriculture', 'LandContract', 'contractor'),
    ])
    const insurances = await Promise.all(
      medical.slice(0, 5).map((of) => many('medical-insurance', 'MedicalInsurance', 'holderNumber', of.id)),
    )
    const household = await one('public-security', 'Household', resident?.['householdNumber'])
    const [members, events, dwellings, cases, organisations, gridEvents, homeGrid] = await Promise.all([
      household ? many('public-security', 'Resident', 'householdNumber', household.id) : [],
      residence
        ? sql
            .selectFrom('Entity')
            .selectAll()
            .where('kind', '=', 'Event')
            .where('houseId', '=', residence.id)
            .orderBy('id')
            .limit(10)
            .execute()
        : [],
      Promise.all(titles.map((title) => one('housing', 'Dwelling', title['dwellingNumber']))),
      Promise.all(parties.map((party) => one('justice', 'MediationCase', party['caseNumber']))).then(present),
      Promise.all(
        heads.map((head) => entityOf('market-regulation', 'Organisation', `OrganisationHead/organisation/${head.id}`)),
      ),
      Promise.all(eventPersons.map((taking) => one('political-legal', 'GridEvent', taking['eventNumber']))).then(
        present,
      ),
      residence?.gridCode
        ? sql
            .selectFrom('Entity')
            .selectAll()
            .where('kind', '=', 'Grid')
            .where('code', '=', residence.gridCode)
            .executeTakeFirst()
        : undefined,
    ])
    const [linked, mediators, committees, partiesOfCases] = await Promise.all([
      linksOf([...present([residence]), ...events, ...present(organisations)].map(({ id }) => id)),
      Promise.all(cases.map((of) => one('justice', 'Mediator', of['mediatorNumber']))),
      Promise.all(cases.map((of) => one('justice', 'MediationCommittee', of['committeeNumber']))),
      Promise.all(cases.map((of) => many('justice', 'Party', 'caseNumber', of.id).then((all) => all.slice(0, 5)))),
    ])
    const inRoleOf = (entity: EntityRow | null, department: string, record: string, role: string): Promise<Plain[]> => {
      const wanted = (entity ? (linked.get(entity.id) ?? []) : []).filter(
        ({ department: of, key }) => of === department && key.record === record && key.role === role,
      )
      return Promise.all(wanted.map(({ key }) => one(department, record, key.key))).then(present)
    }
    const [[dwelling], [standardAddress], [gridLedger], takingPart, details, firms] = await Promise.all([
      inRoleOf(residence, 'housing', 'Dwelling', 'self'),
      inRoleOf(residence, 'public-security', 'StandardAddress', 'self'),
      inRoleOf(residence, 'political-legal', 'GridHouse', 'house'),
      Promise.all(
        partiesOfCases.map((all) =>
          Promise.all(all.map((party) => entityOf('justice', 'Person', `Party/person/${party.id}`))),
        ),
      ),
      Promise.all(
        events.map((event) =>
          Promise.all([
            inRoleOf(event, 'political-legal', 'GridEvent', 'self'),
            inRoleOf(event, 'justice', 'MediationCase', 'self'),
            inRoleOf(event, 'approval-service', 'HotlineOrder', 'self'),
          ]),
        ),
      ),
      Promise.all(
        organisations.map((organisation) =>
          Promise.all([
            inRoleOf(organisation, 'market-regulation', 'Company', 'self'),
            inRoleOf(organisation, 'market-regulation', 'Licence', 'holder'),
          ]),
        ),
      ),
    ])
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
          dwelling: dwelling
            ? pick(dwelling, 'building', 'unit', 'room', 'use', 'floorArea', 'areaUnit', 'completedOn', 'dangerGrade')
            : null,
          dangerRating: dwelling?.['dangerGrade'] ?? null,
          standardAddress: standardAddress
            ? pick(standardAddress, 'code', 'town', 'village', 'street', 'fullAddress', 'state')
            : null,
          gridLedger: gridLedger ? pick(gridLedger, 'use', 'residentCount') : null,
          events: {
            nodes: events.map((event, at) => {
              const [[gridEvent], [mediationCase], [order]] = details[at] ?? [[], [], []]
              return {
                id: event.id,
                ...pick(goldenOf(event), 'number', 'category', 'state', 'reportedAt', 'dueAt'),
                gridEvent: gridEvent
                  ? pick(gridEvent, 'title', 'channel', 'state', 'handlingUnit', 'reportedAt', 'dueAt')
                  : null,
                mediationCase: mediationCase
                  ? pick(mediationCase, 'number', 'kind', 'state', 'acceptedOn', 'dueAt')
                  : null,
                hotlineOrder: order
                  ? pick(order, 'number', 'category', 'state', 'handlingUnit', 'receivedAt', 'dueAt')
                  : null,
              }
            }),
          },
        },
        properties: {
          nodes: titles.slice(0, 5).map((title, at) => {
            const dwelling = dwellings[at]
            return {
              ...pick(title, 'certificate', 'state', 'ownerKind', 'registeredOn'),
              dwelling: dwelling
                ? pick(dwelling, 'building', 'unit', 'room', 'use', 'floorArea', 'areaUnit', 'completedOn')
                : null,
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
              parties: {
                nodes: (partiesOfCases[at] ?? []).map((party, nth) => {
                  const taking = takingPart[at]?.[nth]
                  return {
                    ...pick(party, 'role'),
                    person: taking ? { id: taking.id, ...pick(goldenOf(taking), 'name') } : null,
                  }
                }),
              },
            }
          }),
        },
        headedOrganisations: {
          nodes: heads.slice(0, 5).map((head, at) => {
            const organisation = organisations[at]
            const [[company], licences] = firms[at] ?? [[], []]
            return {
              ...pick(head, 'role', 'since'),
              organisation: organisation
                ? {
                    ...pick(goldenOf(organisation), 'name', 'creditCode', 'kind', 'state', 'address'),
                    company: company ? pick(company, 'companyName', 'kind', 'industry', 'foundedOn', 'state') : null,
                    licences: {
                      nodes: licences
                        .slice(0, 5)
                        .map((licence) => pick(licence, 'licenceNumber', 'kind', 'scope', 'validTo', 'state')),
                    },
                  }
                : null,
            }
          }),
        },
        hotlineOrders: {
          nodes: orders
            .slice(0, 5)
            .map((order) =>
              pick(order, 'number', 'category', 'state', 'handlingUnit', 'satisfaction', 'receivedAt', 'dueAt'),
            ),
        },
        gridEvents: {
          nodes: gridEvents
            .slice(0, 5)
            .map((event) =>
              pick(event, 'number', 'title', 'category', 'state', 'channel', 'handlingUnit', 'reportedAt', 'dueAt'),
            ),
        },
        socialInsurance: { nodes: insured.slice(0, 5).map((of) => pick(of, 'scheme', 'state')) },
        employments: { nodes: work.slice(0, 5).map((of) => pick(of, 'kind', 'from', 'occupation')) },
        partyMembership: membership ? pick(membership, 'kind', 'joinedOn') : null,
        medicalInsurance: {
          nodes: medical.slice(0, 5).map((of, at) => ({
            id: `medical-insurance:MedicalInsuredPerson:${of.id}`,
            insurances: {
              nodes: (insurances[at] ?? []).slice(0, 5).map((one) => pick(one, 'type', 'state', 'paidUpTo')),
            },
          })),
        },
        veteranRecord: veteran ? pick(veteran, 'isVeteran', 'dischargedOn') : null,
        realEstateRights: {
          nodes: rights.slice(0, 5).map((of) => pick(of, 'certificateNumber', 'kind', 'state', 'registeredOn')),
        },
        landContracts: {
          nodes: land.slice(0, 5).map((of) => pick(of, 'number', 'villageCode', 'contractedMu', 'from', 'to')),
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

function pick(
  from: Readonly<Record<string, unknown>> | undefined,
  ...names: readonly string[]
): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from?.[name] ?? null]))
}

function present<T>(found: readonly (T | null)[]): T[] {
  return found.filter((one) => one !== null)
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the hub lacks a department or record that the card reads')
  return value
}
