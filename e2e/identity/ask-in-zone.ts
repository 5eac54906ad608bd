/**
 * A hub of its own on an estate with the rows of the case files, asked over HTTP in whatever time zone this process has. Prints what came of each
 * case as one line of JSON; identity.test.ts starts it and judges.
 */
import { join } from 'node:path'
import type { Principal } from '../../access/principal.ts'
import { generateEstate } from '../../samples/generate.ts'
import { staff } from '../grant-life/asking.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, TEST_PERSONS, type TestHub } from '../start-test-hub.ts'
import { days, fillers, names, numbers, organisationCodes, shared, summerBirths } from './cases.ts'
import { putLegacyRows } from './legacy-rows.ts'

/** What came of one row: of an identifier only what tells it, since the answer is printed. */
export interface Observed {
  readonly zone: string
  readonly names: readonly { readonly person: string; readonly name: unknown; readonly masked: unknown }[]
  readonly foundByName: readonly string[]
  readonly foundByDots: readonly (readonly string[])[]
  readonly numbers: readonly {
    readonly person: string
    readonly again: string
    readonly number: unknown
    readonly birthDate: unknown
  }[]
  readonly shared: Readonly<Record<string, string>>
  readonly sharedCandidates: number
  readonly sharedConflicts: readonly string[]
  readonly ofTheOther: unknown
  /** The two of one number, by who they are and how the question stands: once a clerk took them for one, and once that was taken back. */
  readonly sharedDecided: { readonly same: SharedState; readonly undone: SharedState }
  readonly fillers: readonly string[]
  readonly births: readonly unknown[]
  readonly days: readonly { readonly register: unknown; readonly marriage: unknown }[]
  readonly codes: readonly { readonly organisation: string; readonly code: unknown }[]
  readonly shortCode: readonly string[]
  readonly points: readonly unknown[]
  /** What a list with unreadable dates in it lacks. */
  readonly listGaps: number
  /** Codes by department, key and field. */
  readonly issues: readonly string[]
}

interface SharedState {
  readonly refused: string | null
  readonly areOne: boolean
  readonly conflicts: readonly string[]
  readonly ofTheOther: unknown
}

const citizen = (personId: string): Principal => ({
  subject: `citizen-${personId}`,
  department: null,
  roles: ['citizen'],
  grids: [],
  staffKey: null,
  personId,
})

class Case {
  private readonly city: TestHub

  constructor(city: TestHub) {
    this.city = city
  }

  async observe(): Promise<Observed> {
    const residents = await this.entities('public-security', 'Person', 'Resident/self/')
    const parts = await this.entities('political-legal', 'Person', 'GridEventPerson/person/')
    const marriages = await this.entities('civil-affairs', 'Person', 'MarriageRegistration/person/')
    const traders = await this.entities('market-regulation', 'Organisation', 'SoleTrader/self/')
    const of = (map: ReadonlyMap<string, string>, key: string) => map.get(key) ?? 'NOBODY'
    const me = this.me.bind(this)
    return {
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      names: await each(names, async (_, at) => {
        const person = of(residents, `NAME${at}`)
        return { person, name: (await me(person, 'name'))?.['name'], masked: await this.masked(person) }
      }),
      foundByName: await this.found('测甲'),
      foundByDots: await each(['·', '・', '•', '.'], (dot) => this.found(`古丽米热${dot}艾比布力测试`)),
      numbers: await each(numbers, async (_, at) => {
        const person = of(residents, `NUMBER${at}`)
        const seen = await me(person, 'birthDate resident { idNumber }')
        return {
          person,
          again: of(parts, `NUMBER${at}`),
          number: lookAt(seen, 'resident.idNumber'),
          birthDate: seen?.['birthDate'],
        }
      }),
      shared: Object.fromEntries(await this.sharedPersons()),
      sharedCandidates: await this.candidates(of(residents, 'HK-1')),
      sharedConflicts: await this.conflicts(),
      ofTheOther: await this.ofTheOther(),
      sharedDecided: await this.decideShared(),
      fillers: fillers.map((_, at) => of(residents, `FILLER${at}`)),
      births: await each(summerBirths, (_, at) =>
        me(
          of(residents, `SUMMER${at}`),
          'birthDate ageBand resident { birthDate } socialInsurance(first: 5) { nodes { birthDate } } enrolments(first: 5) { nodes { birthDate } } provenance { field value source disagrees others { value } }',
        ),
      ),
      days: await each(days, async (_, at) => ({
        register: (await me(of(residents, `DAY${at}`), 'birthDate ageBand')) ?? null,
        marriage: lookAt(
          await me(of(marriages, `DAY${at}`), 'marriages(first: 5) { nodes { registeredOn } }'),
          'marriages.nodes.0.registeredOn',
        ),
      })),
      codes: await each(organisationCodes, async (_, at) => {
        const organisation = of(traders, `CODE${at}`)
        const { data } = await this.city.ask(
          'data-officer',
          { purpose: 'DATA_QUALITY' },
          `{ organisation(id: "${organisation}") { creditCode } }`,
        )
        return { organisation, code: lookAt(data, 'organisation.creditCode') }
      }),
      shortCode: [of(traders, 'WHOLE'), of(traders, 'SHORT')],
      points: await this.points(),
      listGaps: await this.listGaps(),
      issues: await this.issues(),
    }
  }

  // Private:

  private async entities(department: string, kind: string, prefix: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.city.hub.store.sql
      .selectFrom('Link')
      .select(['localKey', 'entityId'])
      .where('department', '=', department)
      .where('kind', '=', kind)
      .where('localKey', 'like', `${prefix}%`)
      .execute()
    return new Map(rows.map(({ localKey, entityId }) => [localKey.slice(prefix.length), entityId]))
  }

  private async me(person: string, fields: string): Promise<Readonly<Record<string, unknown>> | null> {
    const { data } = await this.city.ask(citizen(person), { purpose: 'SELF_ACCESS' }, `{ me { ${fields} } }`)
    return lookAt(data, 'me') as Readonly<Record<string, unknown>> | null
  }

  private async masked(person: string): Promise<unknown> {
    const { data } = await this.city.ask(
      'data-officer',
      { purpose: 'DATA_QUALITY' },
      `{ person(id: "${person}") { name } }`,
    )
    return lookAt(data, 'person.name')
  }

  private async found(text: string): Promise<readonly string[]> {
    const { data } = await this.city.ask(
      'grid-worker',
      { purpose: 'GRID_EVENT' },
      `{ search(text: ${JSON.stringify(text)}, kinds: [Person], first: 100) { ... on Person { id } } }`,
    )
    return ((lookAt(data, 'search.*.id') ?? []) as string[]).sort()
  }

  private async sharedPersons(): Promise<readonly (readonly [string, string])[]> {
    const places: Readonly<Record<string, readonly [string, string]>> = {
      civil: ['civil-affairs', 'MarriageRegistration/person/'],
      health: ['health', 'FamilyDoctorContract/person/'],
      police: ['public-security', 'Resident/self/'],
      hr: ['human-resources', 'InsuredPerson/self/'],
    }
    return each(shared, async ({ dept, key }) => {
      const [department, prefix] = places[dept] ?? ['', '']
      return [key, (await this.entities(department, 'Person', prefix)).get(key) ?? 'NOBODY'] as const
    })
  }

  private async conflicts(): Promise<readonly string[]> {
    const keys = ['FamilyDoctorContract/person/H-7001', 'Resident/self/HK-1']
    const rows = await this.city.hub.store.sql
      .selectFrom('Conflict')
      .select(['code', 'state', 'localKey'])
      .where('localKey', 'in', keys)
      .execute()
    return rows.map(({ code, state }) => `${code} ${state}`)
  }

  /** What shows under the one to whom the police give the number. */
  private async ofTheOther(): Promise<unknown> {
    const residents = await this.entities('public-security', 'Person', 'Resident/self/')
    return this.me(
      residents.get('HK-1') ?? 'NOBODY',
      'name familyDoctor { personName } marriages(first: 5) { nodes { id } } events(first: 1) { totalCount }',
    )
  }

  /** A clerk of the health bureau settles the conflict as one person, by mistake, and takes it back. */
  private async decideShared(): Promise<Observed['sharedDecided']> {
    const clerk = staff('link-officer-health', 'health', 'data-officer')
    const quality = { purpose: 'DATA_QUALITY' }
    const asked = '{ linkConflicts(first: 100) { nodes { id version first { id } second { id } } } }'
    const found = lookAt((await this.city.ask(clerk, quality, asked)).data, 'linkConflicts.nodes')
    const before = new Map(await this.sharedPersons())
    const two = [before.get('H-7001'), before.get('HK-1')].sort().join()
    const [conflict] = (
      (found ?? []) as readonly {
        readonly id: string
        readonly version: string
        readonly first: { readonly id: string }
        readonly second: { readonly id: string }
      }[]
    ).filter(({ first, second }) => [first.id, second.id].sort().join() === two)
    const change = async (text: string, variables: Readonly<Record<string, unknown>>) => {
      const { data, code, gaps } = await this.city.ask(clerk, quality, text, variables as never)
      const refused = code ?? gaps[0]?.code ?? null
      const people = new Map(await this.sharedPersons())
      const state: SharedState = {
        refused,
        areOne: people.get('H-7001') === people.get('HK-1'),
        conflicts: await this.conflicts(),
        ofTheOther: await this.ofTheOther(),
      }
      return { state, id: lookAt(data, 'done.id') }
    }
    const same = await change(
      'mutation ($id: ID!, $seen: String!) { done: settleLinkConflict(id: $id, verdict: SAME, reason: "误认为同一人", expectedVersion: $seen, idempotencyKey: "shared-number-1") { id } }',
      { id: conflict?.id ?? '', seen: conflict?.version ?? '' },
    )
    const undone = await change(
      'mutation ($id: ID!) { done: undoLinkDecision(id: $id, reason: "号码录错", idempotencyKey: "shared-number-2") { id } }',
      { id: same.id ?? '' },
    )
    return { same: same.state, undone: undone.state }
  }

  /** Pairs with the person that wait for a clerk. */
  private async candidates(person: string): Promise<number> {
    const rows = await this.city.hub.store.sql
      .selectFrom('Candidate')
      .select(['first', 'second'])
      .where('state', '=', 'OPEN')
      .where((eb) => eb.or([eb('first', '=', person), eb('second', '=', person)]))
      .execute()
    return rows.length
  }

  private async points(): Promise<readonly unknown[]> {
    const events = await this.entities('urban-management', 'Event', 'UrbanCase/self/')
    const objects = await this.entities('public-security', 'ManagedObject', 'CameraPoint/self/')
    const officer = { purpose: 'DATA_QUALITY' }
    const lamp = async (query: string) => (await this.city.ask('data-officer', officer, query)).data
    return [
      ...(await each(['GCJ', 'SWAPPED', 'ZERO'], (key) =>
        lamp(`{ event(id: "${events.get(`LAMP-${key}`)}") { grid { code } urbanCase { longitude latitude } } }`),
      )),
      await lamp(
        `{ managedObject(id: "${objects.get('37028300001310009901')}") { longitude latitude grid { code } } }`,
      ),
    ]
  }

  private async listGaps(): Promise<number> {
    const list = '{ persons(first: 100) { nodes { id birthDate ageBand } } }'
    const { data, gaps } = await this.city.ask('grid-worker', { purpose: 'GRID_EVENT' }, list)
    const nodes = (lookAt(data, 'persons.nodes') ?? []) as readonly unknown[]
    return gaps.length + nodes.filter((node) => node === null).length + (100 - nodes.length)
  }

  private async issues(): Promise<readonly string[]> {
    const asked = [
      ['public-security', 'publicSecurityDataIssues', 'Resident'],
      ['market-regulation', 'marketRegulationDataIssues', 'SoleTrader'],
      ['civil-affairs', 'civilAffairsDataIssues', 'MarriageRegistration'],
      ['urban-management', 'urbanManagementDataIssues', 'UrbanCase'],
    ] as const
    const found: string[] = []
    for (const [department, field, record] of asked)
      for (let after: string | null = ''; after !== null;) {
        const developer: Principal = {
          ...citizen(''),
          subject: `developer-${department}`,
          department,
          roles: ['developer'],
          personId: null,
        }
        const { data } = await this.city.ask(
          developer,
          { purpose: 'DATA_QUALITY' },
          `{ page: ${field}(record: "${record}", first: 100, after: ${JSON.stringify(after)}) { nodes { key field code } endCursor hasNextPage } }`,
        )
        const page = lookAt(data, 'page') as {
          nodes: { key: string | null; field: string | null; code: string }[]
          endCursor: string | null
          hasNextPage: boolean
        } | null
        found.push(...(page?.nodes ?? []).map(({ key, field: of, code }) => `${department} ${key} ${of} ${code}`))
        after = page?.hasNextPage ? page.endCursor : null
      }
    return found.filter((issue) => / (NAME|NUMBER|DAY|CODE|FILLER|LAMP-)\w+ /.test(issue))
  }
}

async function each<T, R>(items: readonly T[], ask: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const found: R[] = []
  for (const [at, item] of items.entries()) found.push(await ask(item, at))
  return found
}

const city = await startTestHub({
  before: async (data) => {
    const out = join(data, 'estate')
    await generateEstate({ persons: TEST_PERSONS, seed: 1, out })
    await putLegacyRows(out)
    return {}
  },
})
try {
  process.stdout.write(`${JSON.stringify(await new Case(city).observe())}\n`)
} finally {
  await city.close()
}
