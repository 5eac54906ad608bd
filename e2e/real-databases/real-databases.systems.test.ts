/**
 * Four departments on the servers that they really have (PENTAGRAPH_TEST_POSTGRES, PENTAGRAPH_TEST_MYSQL): each keeps the contract of every
 * department there, and says the same of the whole estate as on its stand-in, row for row and question for question.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from '../../adapters/open.ts'
import { generateEstate } from '../../samples/generate.ts'
import { startEmergencyServer } from '../../samples/servers/emergency.ts'
import type { StandIn } from '../../samples/servers/listener.ts'
import { approvalService } from '../../subgraphs/approval-service/approval-service.ts'
import { emergency } from '../../subgraphs/emergency/emergency.ts'
import { standIn as emergencyMap } from '../../subgraphs/emergency/stand-in.ts'
import { health } from '../../subgraphs/health/health.ts'
import { conformance } from '../../subgraphs/kit/conformance.ts'
import { department, type DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import { publicity } from '../../subgraphs/publicity/publicity.ts'
import { approvalLayout, healthLayout, publicityLayout, supervisionLayout } from './layouts.ts'
import { loadIntoMariadb, loadIntoPostgres, tablesIn, tablesOf, type Layout, type Loaded, type Tables } from './load.ts'
import { Side, type EntityQuestion } from './same-answers.ts'

const rooms = join(import.meta.dirname, '../../subgraphs')
const namesOf = (layout: Layout) => Object.keys(layout.tables)
const json = (path: string) => JSON.parse(readFileSync(join(rooms, path), 'utf8')) as Tables

/** What stands behind the REST interface, asked directly: the same records over the database itself. */
const approvalDatabase: DepartmentSpec = department({
  ...approvalService,
  system: { technology: 'sql', tables: { SX: {}, BJ: {}, GD: {} } },
})

conformance(publicity, async () => {
  const rows = tablesIn(join(rooms, 'publicity/rows/publicity.sql'), namesOf(publicityLayout))
  const loaded = await loadIntoMariadb(publicityLayout, rows)
  return { connection: loaded.connection, close: loaded.drop }
})

conformance(emergency, async () => {
  const rows = tablesIn(join(rooms, 'emergency/rows/emergency.sql'), namesOf(supervisionLayout))
  const loaded = await loadIntoPostgres(supervisionLayout, rows)
  const map = await emergencyMap(json('emergency/rows/map.json'))
  return {
    connection: { parts: { supervision: loaded.connection, map: { url: map.url, user: 'hub', secret: 'demo' } } },
    close: async () => {
      await map.close()
      await loaded.drop()
    },
  }
})

conformance(approvalDatabase, async () => {
  const loaded = await loadIntoMariadb(approvalLayout, json('approval-service/rows/approval-service.json'))
  return { connection: loaded.connection, close: loaded.drop }
})

const messages = { path: join(rooms, 'health/rows/messages') }
conformance(health, async () => {
  const rows = tablesIn(join(rooms, 'health/rows/health.sql'), namesOf(healthLayout))
  const loaded = await loadIntoMariadb(healthLayout, rows)
  return { connection: { parts: { register: loaded.connection, messages } }, close: loaded.drop }
})

let estate: string
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'real-databases-'))
  estate = join(folder, 'estate')
  await generateEstate({ persons: 1400, seed: 5, out: estate })
}, 120_000)
afterAll(() => rmSync(join(estate, '..'), { recursive: true, force: true }))

interface Story {
  readonly spec: DepartmentSpec
  readonly layout: Layout
  /** Tables of the spec that are not in the database. */
  readonly database: string
  readonly load: (layout: Layout, rows: Tables) => Promise<Loaded>
  /** The connection of the department, given that of its database. */
  readonly around: (database: Connection) => Promise<Connection>
  readonly questions: readonly string[]
  readonly entities: readonly EntityQuestion[]
}

let map: StandIn | null = null
afterAll(async () => {
  await map?.close()
})

const stories: readonly Story[] = [
  {
    spec: publicity,
    layout: publicityLayout,
    database: 'publicity/publicity.db',
    load: loadIntoMariadb,
    around: (database) => Promise.resolve(database),
    questions: [
      '{ volunteerActivities(first: 50, filter: { state: [OVER] }) { totalCount nodes { id number activityName startsAt endsAt pointsPerHour } } }',
      '{ volunteerActivities(first: 5, filter: { startsAtFrom: "2026-06-01T00:00:00+08:00", startsAtTo: "2026-12-31T23:59:59+08:00" }) { totalCount pageInfo { hasNextPage } nodes { number startsAt } } }',
      '{ pointsMerchants(first: 50) { totalCount nodes { merchantName creditCode joinedOn state } } }',
    ],
    entities: [
      {
        kind: 'Person',
        of: 40,
        selection: `{ volunteerPoints volunteerRecord { volunteerNumber volunteerName sex registeredOn serviceHours pointsBalance verification
          verifiedAt services(first: 5) { totalCount nodes { hours checkedOutAt activity { activityName } } } }
          pointsEntries(first: 9) { totalCount nodes { number kind points balance at merchant { merchantName } } } }`,
      },
      {
        kind: 'Organisation',
        of: 20,
        selection: '{ pointsMerchant { merchantName } sponsoredActivities(first: 5) { nodes { number } } }',
      },
    ],
  },
  {
    spec: emergency,
    layout: supervisionLayout,
    database: 'emergency/supervision.db',
    load: loadIntoPostgres,
    around: async (database) => {
      map ??= await startEmergencyServer({ database: join(estate, 'emergency/map.db') })
      return { parts: { supervision: database, map: { url: map.url, user: 'hub', secret: 'demo' } } }
    },
    questions: [
      '{ safetyEnterprises(first: 50, filter: { riskColour: [YELLOW, ORANGE] }) { totalCount nodes { id enterpriseName riskAssessedOn handlesChemicals longitude latitude } } }',
      '{ safetyHazards(first: 50, filter: { dueAtFrom: "2026-06-01T00:00:00+08:00" }) { totalCount nodes { number grade state foundAt dueAt enterprise { enterpriseName } } } }',
      '{ shelters(first: 5) { totalCount nodes { shelterName longitude latitude } } }',
    ],
    entities: [
      {
        kind: 'Organisation',
        of: 30,
        selection: `{ safetyRecord { riskColour } safetyHazards(first: 5) { nodes { number state } }
          chemicalStocks(first: 5) { nodes { chemical amount permittedAmount unit countedOn } } }`,
      },
    ],
  },
  {
    spec: approvalDatabase,
    layout: approvalLayout,
    database: 'approval-service/approval-service.db',
    load: loadIntoMariadb,
    around: (database) => Promise.resolve(database),
    questions: [
      '{ hotlineOrders(first: 50, filter: { state: [HANDLING, CLOSED] }) { totalCount nodes { id number content receivedAt dueAt version } } }',
      '{ applications(first: 20, filter: { state: [GRANTED] }) { totalCount nodes { number applicantName matter { matterName } } } }',
    ],
    entities: [
      {
        kind: 'Person',
        of: 30,
        selection: '{ applications(first: 5) { nodes { number } } hotlineOrders(first: 5) { nodes { number title } } }',
      },
    ],
  },
  {
    spec: health,
    layout: healthLayout,
    database: 'health/health.db',
    load: loadIntoMariadb,
    around: (database) =>
      Promise.resolve({ parts: { register: database, messages }, snapshots: join(estate, '../messages') }),
    questions: ['{ healthInstitutions(first: 50) { totalCount nodes { id institutionName creditCode kind grade } } }'],
    entities: [{ kind: 'Person', of: 30, selection: '{ familyDoctor { state signedOn } }' }],
  },
]

describe.each(stories.map((story) => [story.spec.name, story] as const))('%s on its real database', (_, story) => {
  let loaded: Loaded
  let real: Side
  let standIn: Side
  const tables = namesOf(story.layout)

  beforeAll(async () => {
    const path = join(estate, story.database)
    loaded = await story.load(story.layout, tablesOf(path, tables))
    standIn = await Side.open(story.spec, await story.around({ path }))
    real = await Side.open(story.spec, await story.around(loaded.connection))
  }, 120_000)
  afterAll(async () => {
    await standIn.close()
    await real.close()
    await loaded.drop()
  })

  test.each(tables)('%s gives the same rows in the same order', async (table) => {
    const rows = await standIn.rows(table)
    expect(rows.length).toBeGreaterThan(0)
    expect(await real.rows(table)).toEqual(rows)
  })

  test('the registry is told the same of it', async () => {
    const told = await standIn.identities()
    expect(told.length).toBeGreaterThan(0)
    expect(await real.identities()).toEqual(told)
  })

  test('questions are answered alike', async () => {
    for (const question of story.questions) {
      const answer = await standIn.answer(question)
      expect(await real.answer(question)).toEqual(answer)
      expect(JSON.stringify(answer)).toMatch(/"nodes":\[\{/)
    }
    for (const question of story.entities) {
      const answer = await standIn.about(question)
      expect(await real.about(question)).toEqual(answer)
      expect(JSON.stringify(answer).length).toBeGreaterThan(500)
    }
  })
})
