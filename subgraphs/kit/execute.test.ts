/** One operation on a subgraph whose values mask themselves: their places are decided once, before the document runs. */
import { beforeAll, expect, test } from '@jest/globals'
import { Directive, Field, ObjectType, Query, Resolver } from 'type-graphql'
import type { Decision } from '../../access/decision.ts'
import type { AccessContext } from '../../access/principal.ts'
import { classifiedDirective, type Classified } from '../../schema/classification.ts'
import { OperationRunner } from './execute.ts'
import { federate, type FederatedSubgraph } from './federate.ts'
import type { GuardContext } from './guards.ts'
import { ReportCollector } from './report.ts'

const open = classifiedDirective({ level: 1, category: '公开', sharing: 'UNCONDITIONAL' })

@ObjectType({ description: 'A tenant.' })
@Directive(classifiedDirective({ level: 3, category: '人口', sharing: 'CONDITIONAL' }))
class Tenant {
  @Field(() => String, { nullable: true, description: 'Name.' })
  name!: string

  @Field(() => String, { nullable: true, description: 'Number.' })
  number!: string
}

@Resolver()
class TenantResolver {
  @Query(() => [Tenant], { nullable: true, description: 'All.' })
  @Directive(open)
  tenants(): object[] {
    return [{ name: '测甲', number: '1' }]
  }
}

let subgraph: FederatedSubgraph
beforeAll(async () => {
  subgraph = await federate<GuardContext>({
    name: 'street',
    resolvers: [TenantResolver],
    orphanedTypes: [Tenant],
    references: {},
    selfMasking: ['Tenant'],
  })
})

async function run(
  query: string,
  decide: ((place: Classified) => Decision) | null,
  more: { operationName?: string } = {},
) {
  const access = { traceId: 'test' } as AccessContext
  const context = { ...(decide && { decider: { decide } }), report: new ReportCollector() } as GuardContext
  const request = { query, variables: {}, access, signal: new AbortController().signal, ...more }
  const { data, errors = [] } = await new OperationRunner(subgraph, () => {}).run(request, context)
  return { data, errors: errors.map(({ path, extensions }) => [path?.join('.'), extensions?.['code']]) }
}

const allow: Decision = { verdict: 'ALLOW', grant: null }
const refuses = (coordinate: string) => (place: Classified) =>
  place.coordinate === coordinate ? ({ verdict: 'DENY', reason: 'NO_GRANT' } as const) : allow

test('what is allowed is read, and what is masked is left to the objects', async () => {
  const read = { data: { tenants: [{ name: '测甲', number: '1' }] }, errors: [] }
  expect(await run('{ tenants { name number } }', () => allow)).toEqual(read)
  expect(await run('{ tenants { name number } }', () => ({ verdict: 'MASK', grant: 'g' }))).toEqual(read)
})

test.each(['name', 'number'])('one refused place is refused beside others that are open: %s', async (field) => {
  expect(await run('{ tenants { name number } }', refuses(`Tenant.${field}`))).toEqual({
    data: { tenants: [{ name: '测甲', number: '1', [field]: null }] },
    errors: [[`tenants.0.${field}`, 'FIELD_DENIED']],
  })
})

test('what was graded anew and is masked is read behind its guard', async () => {
  let asked = 0
  await run('{ tenants { name } }', ({ coordinate }): Decision => {
    if (coordinate !== 'Tenant.name') return allow
    asked += 1
    return { verdict: 'MASK', grant: 'g', regraded: true }
  })
  // Once for the operation, and once for the value.
  expect(asked).toBe(2)
})

test('nothing is read where all that is asked is refused', async () => {
  expect(await run('{ tenants { name } }', refuses('Tenant.name'))).toEqual({
    data: { tenants: [{ name: null }] },
    errors: [['tenants.0.name', 'FIELD_DENIED']],
  })
})

test('without a decider nothing is read', async () => {
  expect(await run('{ tenants { name } }', null)).toEqual({
    data: { tenants: null },
    errors: [['tenants', 'DEPARTMENT_FAULT']],
  })
})

test('of several operations the one of the request runs; a name that is none of theirs runs nothing', async () => {
  const query = 'query Names { tenants { name } } query Numbers { tenants { number } }'
  const names = await run(query, refuses('Tenant.name'), { operationName: 'Numbers' })
  expect(names).toEqual({ data: { tenants: [{ number: '1' }] }, errors: [] })
  expect(await run(query, () => allow, { operationName: 'Others' })).toMatchObject({ data: null })
})
