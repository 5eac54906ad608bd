/**
 * How composition and planning grow with the number of departments: 10, 20 and 40 made-up ones, each with three records that hang on a
 * person, a house and an organisation, through the same kit as the real ones, and the city's own departments beside them. Composition
 * happens when a schema is published; a cold plan is what the first caller of an operation waits for.
 *
 * CPU of this process; each size is planned several times by a planner that has seen nothing, sizes in turn, and the median counts.
 */
import { composeServices } from '@apollo/composition'
import { operationFromDocument, Supergraph } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import { parse } from 'graphql'
import { compose } from '../runner/compose/compose.ts'
import type { NamedSdl } from '../runner/compose/faults.ts'
import { buildSubgraphs } from '../runner/compose/subgraphs.ts'
import { departments } from '../runner/departments.ts'
import { department, linkedMany, linkedOne, record, type DepartmentSpec } from '../subgraphs/kit/declaration.ts'
import { day, entity, organisationCode, personName, personNumber, text } from '../subgraphs/kit/fields.ts'
import type { Benchmark } from './benchmark.ts'
import { median } from './harness.ts'

const sizes = [10, 20, 40] as const
/** The query asks so many departments, whatever the size of the city. */
const ASKED = 12
const WARM_UP = 4

export const composePlan: Benchmark = async ({ rounds }) => {
  const made = new Map<number, { composeMs: number; supergraphSdl: string; asked: number }>()
  for (const size of sizes) {
    const subgraphs = await buildSubgraphs(Array.from({ length: size }, (_, at) => madeUp(at)))
    made.set(size, { ...composed(subgraphs), asked: Math.min(ASKED, size) })
  }
  const own = composed(await buildSubgraphs(departments))

  const planMs = new Map<number, number[]>(sizes.map((size) => [size, []]))
  // What nobody counts: the planner's own compilation, which would fall on whichever size comes first.
  for (let turn = 0; turn < WARM_UP; turn++) for (const size of sizes) plan(made.get(size))
  for (let round = 0; round < rounds; round++) {
    for (const size of round % 2 === 0 ? sizes : [...sizes].reverse()) planMs.get(size)?.push(plan(made.get(size)))
  }
  const at = (size: number) => median(planMs.get(size) ?? [])
  for (const size of sizes)
    console.log(`${size} departments: composed in ${ms(made.get(size)?.composeMs)}, cold plan ${ms(at(size))}`)
  console.log(`the city's ${departments.length}: composed in ${ms(own.composeMs)}`)
  return {
    composeMs: Object.fromEntries(sizes.map((size) => [size, Math.round(made.get(size)?.composeMs ?? 0)])),
    composeMsOfTheCity: Math.round(own.composeMs),
    planMs: Object.fromEntries(sizes.map((size) => [size, Math.round(at(size))])),
    planGrowth20To40: ratio(at(40), at(20)),
    composeGrowth20To40: ratio(made.get(40)?.composeMs ?? 0, made.get(20)?.composeMs ?? 1),
  }
}

// Private:

/** A department that knows persons, houses and organisations, as most of the real ones do. */
function madeUp(at: number): DepartmentSpec {
  const name = `department-${at}`
  const classified = { level: 2, category: '测试', sharing: 'CONDITIONAL' } as const
  const facts = { number: text('BH', 'Number (编号).'), since: day('RQ', 'Since when (日期).') }
  const Fact = record({
    name: `Fact${at}`,
    description: 'Something about a person (人员记录).',
    from: { table: 'RY', key: 'BH' },
    classified,
    fields: {
      ...facts,
      name: personName('XM', 'Name (姓名).', { level: 3 }),
      documentNumber: personNumber('ZJHM', 'Number (证件号码).', { level: 3 }),
      person: entity('Person', { number: 'documentNumber', name: 'name' }, 'The person (人).'),
    },
  })
  const Place = record({
    name: `Place${at}`,
    description: 'Something about a house (房屋记录).',
    from: { table: 'FW', key: 'BH' },
    classified,
    fields: {
      ...facts,
      addressCode: text('DZBM', 'Address code (地址编码).'),
      house: entity('House', { addressCode: 'addressCode' }, 'The house (房).'),
    },
  })
  const Firm = record({
    name: `Firm${at}`,
    description: 'Something about an organisation (单位记录).',
    from: { table: 'DW', key: 'BH' },
    classified,
    fields: {
      ...facts,
      creditCode: organisationCode('XYDM', 'Credit code (信用代码).'),
      organisation: entity('Organisation', { creditCode: 'creditCode' }, 'The organisation (组织).'),
    },
  })
  return department({
    name,
    title: '测试局',
    titleEn: `Department ${at}`,
    cycleHours: 24,
    system: { technology: 'sql', tables: { RY: {}, FW: {}, DW: {} } },
    records: [Fact, Place, Firm],
    extend: {
      Person: { [`facts${at}`]: linkedMany(Fact, 'person', 'What is known of the person (人员记录).') },
      House: { [`place${at}`]: linkedOne(Place, 'house', 'What is known of the house (房屋记录).') },
      Organisation: { [`firm${at}`]: linkedOne(Firm, 'organisation', 'What is known of the firm (单位记录).') },
    },
  })
}

function composed(subgraphs: readonly NamedSdl[]): { composeMs: number; supergraphSdl: string } {
  const services = subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl), url: `http://${name}.invalid` }))
  const [result, composeMs] = timed(() => composeServices(services))
  if (result.errors) throw new Error(result.errors.map((error) => error.message).join('\n'))
  // The rules of the house hold for made-up departments too, or they would measure something else.
  return { composeMs, supergraphSdl: compose(subgraphs).supergraphSdl }
}

function plan(of: { supergraphSdl: string; asked: number } | undefined): number {
  if (!of) throw new Error('no such size')
  const supergraph = Supergraph.build(of.supergraphSdl)
  const api = supergraph.apiSchema()
  const operation = operationFromDocument(api, parse(card(of.asked)), { operationName: 'Card' })
  const planner = new QueryPlanner(supergraph)
  const [built, planMs] = timed(() => planner.buildQueryPlan(operation))
  if (!built.node) throw new Error('planned nothing')
  return planMs
}

/** A person with what each department knows, the home with what each knows of it. */
function card(asked: number): string {
  const each = (text: (at: number) => string) => Array.from({ length: asked }, (_, at) => text(at)).join('\n')
  return `query Card($id: ID!) { person(id: $id) { id name
    ${each((at) => `facts${at}(first: 5) { nodes { number since } }`)}
    residence { id ${each((at) => `place${at} { number since }`)} } } }`
}

function timed<T>(work: () => T): [T, number] {
  const before = process.cpuUsage()
  const done = work()
  const { user, system } = process.cpuUsage(before)
  return [done, (user + system) / 1000]
}

const ms = (value: number | undefined) => `${Math.round(value ?? 0)} ms`
const ratio = (of: number, over: number) => Math.round((of / over) * 100) / 100
