import { describe, expect, test } from '@jest/globals'
import { Ctx, Directive, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql'
import type { Decider, Decision } from '../../access/decision.ts'
import type { AccessContext } from '../../access/principal.ts'
import { classifiedDirective, type Classified } from '../../schema/classification.ts'
import { OperationRunner } from './execute.ts'
import { federate, type FederatedSubgraph } from './federate.ts'
import type { GuardContext } from './guards.ts'
import { ReportCollector } from './report.ts'

const publicData = classifiedDirective({ level: 1, category: '公开', sharing: 'UNCONDITIONAL' })
const personal = classifiedDirective({ level: 3, category: '人口', sharing: 'CONDITIONAL' })

@ObjectType({ description: 'A place.' })
@Directive(publicData)
class Place {
  @Field(() => String, { description: 'Name.' })
  name!: string
}

const sensitive = classifiedDirective({ level: 4, category: '残疾信息', sharing: 'CONDITIONAL' })

@ObjectType({ description: 'A certificate.' })
@Directive(sensitive)
class Certificate {
  @Field(() => String, { nullable: true, description: 'Grade.' })
  grade!: string
}

@ObjectType({ description: 'A neighbour.' })
@Directive('@key(fields: "id")')
class Neighbour {
  @Field(() => ID)
  id!: string

  @Field(() => String, { nullable: true, description: 'Number.' })
  @Directive(personal)
  number!: string
}

const counted = { batches: 0 }

@Resolver(() => Neighbour)
class NeighbourResolver {
  @Query(() => [Neighbour], { nullable: true, description: 'All.' })
  @Directive(publicData)
  neighbours(): object[] {
    return [{ id: '1', number: 'n1' }]
  }

  @FieldResolver(() => Place, {
    nullable: true,
    description: 'Where the neighbour lives; the place is public, that one lives there is not.',
  })
  @Directive(personal)
  home(@Root() neighbour: Neighbour, @Ctx() _context: GuardContext): object {
    return { name: `home of ${neighbour.id}` }
  }

  @FieldResolver(() => Certificate, { nullable: true, description: 'A certificate of disability.' })
  @Directive(sensitive)
  certificate(): object {
    return { grade: '1' }
  }
}

async function street(
  batch: (keys: readonly string[]) => Promise<readonly (object | null | Error)[]>,
): Promise<FederatedSubgraph> {
  return federate<GuardContext>({
    name: 'street',
    resolvers: [NeighbourResolver],
    orphanedTypes: [Neighbour, Place, Certificate],
    references: {
      Neighbour: (representations) => {
        counted.batches += 1
        return batch(representations.map((one) => String(one['id'])))
      },
    },
    selfMasking: [],
  })
}

const decided = (verdict: (place: Classified) => Decision): Decider => ({
  decide: verdict,
  gradeOf: (place) => place,
})
const open = decided(() => ({ verdict: 'ALLOW', grant: null }))
const access = { traceId: 'test' } as AccessContext

async function entities(subgraph: FederatedSubgraph, ids: readonly string[], selection: string, decider = open) {
  const report = new ReportCollector()
  const answer = await new OperationRunner(subgraph, () => {}).run(
    {
      query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Neighbour ${selection} } }`,
      variables: { r: ids.map((id) => ({ __typename: 'Neighbour', id })) },
      access,
      signal: new AbortController().signal,
    },
    { decider, report } as GuardContext,
  )
  return { ...answer, found: answer.data?.['_entities'] }
}

describe('entities of one fetch', () => {
  test('are resolved by one batch, in the order asked', async () => {
    const subgraph = await street(async (keys) => keys.map((id) => ({ id, number: `n${id}` })))
    counted.batches = 0
    const { found } = await entities(subgraph, ['2', '1', '2'], '{ id number }')
    expect(found).toEqual([
      { id: '2', number: 'n2' },
      { id: '1', number: 'n1' },
      { id: '2', number: 'n2' },
    ])
    expect(counted.batches).toBe(1)
  })

  test('one that fails costs itself only', async () => {
    const subgraph = await street(async (keys) =>
      keys.map((id) => (id === '2' ? new TypeError('bad cast') : { id, number: `n${id}` })),
    )
    const { found, errors } = await entities(subgraph, ['1', '2', '3'], '{ id }')
    expect(found).toEqual([{ id: '1' }, null, { id: '3' }])
    expect(errors).toMatchObject([
      { path: ['_entities', 1], extensions: { code: 'DEPARTMENT_FAULT', department: 'street' } },
    ])
    expect(JSON.stringify(errors)).not.toContain('bad cast')
  })

  test('a batch that answers one short is refused, never glued to others', async () => {
    const subgraph = await street(async (keys) => keys.slice(1).map((id) => ({ id, number: `n${id}` })))
    const { data, errors } = await entities(subgraph, ['1', '2'], '{ id number }')
    expect(data).toBeNull()
    expect(errors).toMatchObject([{ extensions: { code: 'DEPARTMENT_FAULT' } }])
  })
})

describe('guards', () => {
  test('a field without a classification stops the process', async () => {
    @ObjectType({ description: 'Unclassified.' })
    class Bare {
      @Field(() => String, { description: 'Secret.' })
      secret!: string
    }
    await expect(
      federate({
        name: 'bare',
        resolvers: [NeighbourResolver],
        orphanedTypes: [Neighbour, Place, Bare],
        references: {},
        selfMasking: [],
      }),
    ).rejects.toThrow('Bare.secret')
  })

  test('a denied field is null with its reason, its catalogue entry and nothing else', async () => {
    const subgraph = await street(async (keys) => keys.map((id) => ({ id, number: `n${id}` })))
    const noNumbers = decided((place) =>
      place.coordinate === 'Neighbour.number'
        ? { verdict: 'DENY', reason: 'NO_GRANT' }
        : { verdict: 'ALLOW', grant: null },
    )
    const { found, errors } = await entities(subgraph, ['1'], '{ id number }', noNumbers)
    expect(found).toEqual([{ id: '1', number: null }])
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'FIELD_DENIED',
      reason: 'NO_GRANT',
      department: 'street',
      catalogue: '/catalogue/street/Neighbour/number',
    })
  })

  test('a masked value that masks nothing itself is hidden, and so is a link that tells more than its target', async () => {
    const subgraph = await street(async (keys) => keys.map((id) => ({ id, number: `n${id}` })))
    const masked = decided((place) => ({ verdict: place.level === 3 ? 'MASK' : 'ALLOW', grant: null }))
    const { found, report } = await entities(subgraph, ['1'], '{ id number home { name } }', masked)
    expect(found).toEqual([{ id: '1', number: null, home: null }])
    expect(report.masked).toEqual(['Neighbour.number', 'Neighbour.home'])
  })

  test('a masked door to a sensitive record does not tell that there is one', async () => {
    const subgraph = await street(async (keys) => keys.map((id) => ({ id })))
    const masked = decided(() => ({ verdict: 'MASK', grant: 'g' }))
    const { found } = await entities(subgraph, ['1'], '{ certificate { __typename } }', masked)
    expect(found).toMatchObject([{ certificate: null }])
  })

  test('nobody gets in without a context that the gateway made', async () => {
    const subgraph = await street(async () => [])
    const runner = new OperationRunner(subgraph, () => {})
    const request = { query: '{ neighbours { id } }', variables: {}, access, signal: new AbortController().signal }
    const { data, errors } = await runner.run(request, { report: new ReportCollector() } as GuardContext)
    expect(data).toMatchObject({ neighbours: null })
    expect(errors?.[0]?.extensions?.['code']).not.toBeUndefined()
  })
})
