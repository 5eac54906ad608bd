/** What changed since a follower last asked (变更订阅): entities by id, each once, at its latest change. */
import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, Directive, Field, ID, Info, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql'
import type { Classified } from '../../../schema/classification.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { openCursor, page, pageSize, sealCursor, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { denied } from '../../kit/guards.ts'
import { entityKinds, type EntityKind } from '../../kit/identity.ts'
import { positionText, readFeed, readPosition, type Change } from '../change-feed.ts'
import {
  catalogue,
  classified,
  events,
  grids,
  houses,
  managedObjects,
  organisations,
  place,
  population,
} from '../classified.ts'
import { wantsRefs, type RegistryRequest } from '../request.ts'
import { EntityKindEnum, SearchHit } from './search.ts'

const ChangeKind = { CHANGED: 'CHANGED', MERGED: 'MERGED', DELETED: 'DELETED' } as const
registerEnumType(ChangeKind, {
  name: 'ChangeKind',
  description: 'What became of an entity.',
  valuesConfig: {
    CHANGED: { description: 'It is new, or what the hub knows of it changed (新增或变更).' },
    MERGED: { description: 'It turned out to be another one, which goes on; the id keeps resolving (合并).' },
    DELETED: { description: 'It was deleted for good: whoever keeps a copy has to delete it too (删除).' },
  },
})

@ObjectType({ description: 'The latest change of one entity (变更).' })
@Directive(classified(catalogue))
export class EntityChange {
  @Field(() => ID, { description: 'Id of the entity that changed.' })
  id!: string

  @Field(() => EntityKindEnum, { description: 'What it is (类型).' })
  kind!: EntityKind

  @Field(() => ChangeKind, { description: 'What became of it (变更类型).' })
  change!: Change['change']

  @Field(() => InstantScalar, { description: 'When the hub saw it (变更时间).' })
  changedAt!: string

  @Field(() => SearchHit, {
    nullable: true,
    description: 'The entity as it is now; the one that goes on where it was merged, null where it was deleted.',
  })
  entity!: object | null
}

export const EntityChangeConnection = connectionOf('EntityChange', () => EntityChange, catalogue)

/** A kind is followed by whoever is given its list. */
const followed: Readonly<Record<EntityKind, Classified>> = {
  Person: place('Query.persons', population),
  House: place('Query.houses', houses),
  Event: place('Query.events', events),
  ManagedObject: place('Query.managedObjects', managedObjects),
  Organisation: place('Query.organisations', organisations),
  Grid: place('Query.grids', grids),
}

@Resolver()
export class ChangesResolver {
  @Query(() => EntityChangeConnection, {
    nullable: true,
    description:
      'Entities within reach that changed after the cursor, the longest ago first; each stands here once, at its latest change (变更订阅). Ask again with `endCursor`, which is there on an empty page too. What left the reach of the request is not told of, and a page may hold fewer than `first` and still have a next one.',
  })
  @Directive(classified(catalogue))
  async changes(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('kinds', () => [EntityKindEnum], {
      nullable: true,
      description: 'Only these kinds; without it all that the request may follow. One that it may not is refused.',
    })
    kinds: EntityKind[] | null,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Page<EntityChange>> {
    const size = pageSize(args)
    const after = readPosition(openCursor(args.after))
    // Left out without a word, a follower would take it for a kind in which nothing happens.
    for (const kind of kinds ?? []) requireOpen(request, followed[kind])
    const wanted = entityKinds.filter(
      (kind) => kinds?.includes(kind) ?? request.decider.decide(followed[kind]).verdict !== 'DENY',
    )
    const everybody = request.access.rowScope === 'ALL'
    const found = await readFeed(
      { db: request.doors.store.sql, reader: request.reader, everybody },
      wanted,
      after,
      size,
    )
    const rows = found.changes.flatMap(({ row }) => row ?? [])
    const links = wantsRefs(info) ? await request.reader.links(rows.map((row) => row.id)) : null
    const items = found.changes.map((one) => ({
      node: {
        id: one.id,
        kind: one.kind,
        change: one.change,
        changedAt: instantText(one.at),
        entity: one.row && request.show(one.row, links),
      },
      position: positionText(one),
    }))
    const made = page(items, { next: found.more, previous: after !== null }, null)
    return { ...made, pageInfo: { ...made.pageInfo, endCursor: sealCursor(positionText(found.end)) } }
  }
}

// Private:

function requireOpen(request: RegistryRequest, where: Classified): void {
  const decision = request.decider.decide(where)
  if (decision.verdict === 'DENY') throw denied(where, decision.reason)
}
