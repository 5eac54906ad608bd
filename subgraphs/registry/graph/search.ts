/**
 * Search by text over names, addresses, titles and numbers. A kind whose searched field the request may not read plainly gives no hits:
 * what is hidden must not be found out by asking.
 */
import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Directive, Info, Int, Query, Resolver, createUnionType, registerEnumType } from 'type-graphql'
import type { Classified } from '../../../schema/classification.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { pageSize } from '../../kit/connection.ts'
import { entityKinds, type EntityKind } from '../../kit/identity.ts'
import {
  catalogue,
  classified,
  events,
  grids,
  houseAddress,
  managedObjects,
  organisations,
  place,
  population,
} from '../classified.ts'
import { searchForm } from '../refresh.ts'
import { wantsRefs, type RegistryRequest } from '../request.ts'
import type { ReadEntity } from '../reader.ts'
import type { ShownEntity } from '../shown.ts'
import { Event } from './event.ts'
import { Grid } from './grid.ts'
import { House } from './house.ts'
import { ManagedObject } from './managed-object.ts'
import { Organisation } from './organisation.ts'
import { Person } from './person.ts'

const MAX_TEXT = 50

export const EntityKindEnum = Object.fromEntries(entityKinds.map((kind) => [kind, kind])) as Record<
  EntityKind,
  EntityKind
>
registerEnumType(EntityKindEnum, {
  name: 'EntityKind',
  description: 'The kinds of entity of the graph.',
  valuesConfig: {
    Person: { description: '人' },
    House: { description: '房' },
    Event: { description: '事' },
    ManagedObject: { description: '物' },
    Organisation: { description: '组织' },
    Grid: { description: '网格' },
  },
})

export const SearchHit = createUnionType({
  name: 'SearchHit',
  description: 'What was found.',
  types: () => [Person, House, Event, ManagedObject, Organisation, Grid] as const,
  resolveType: (hit) => (hit as unknown as ShownEntity).$row.kind,
})

/** What is searched of each kind, and what one must be allowed to read plainly for it. */
const searched: readonly {
  readonly kind: EntityKind
  readonly by: 'searchName' | 'code'
  readonly place: Classified
}[] = [
  { kind: 'Person', by: 'searchName', place: place('Person.name', population) },
  { kind: 'House', by: 'searchName', place: place('House.address', houseAddress) },
  { kind: 'Event', by: 'code', place: place('Event.number', events) },
  { kind: 'Event', by: 'searchName', place: place('Event.title', events) },
  { kind: 'ManagedObject', by: 'code', place: place('ManagedObject.code', managedObjects) },
  { kind: 'ManagedObject', by: 'searchName', place: place('ManagedObject.name', managedObjects) },
  { kind: 'Organisation', by: 'searchName', place: place('Organisation.name', organisations) },
  { kind: 'Organisation', by: 'code', place: place('Organisation.creditCode', organisations) },
  { kind: 'Grid', by: 'searchName', place: place('Grid.name', grids) },
]

@Resolver()
export class SearchResolver {
  @Query(() => [SearchHit], {
    nullable: true,
    description:
      'Entities whose name, address, title or number begins with the text or holds it, kind by kind, within reach of the request (检索).',
  })
  @Directive(classified(catalogue))
  async search(
    @Arg('text', () => String, { description: 'One to fifty characters.' }) text: string,
    @Arg('kinds', () => [EntityKindEnum], { nullable: true, description: 'Only these kinds; all without it.' })
    kinds: EntityKind[] | null,
    @Arg('first', () => Int, { nullable: true, description: 'How many in all, at most 100; 20 without it.' })
    first: number | null,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object[]> {
    const wanted = text.trim()
    if (wanted === '' || [...wanted].length > MAX_TEXT)
      throw pentagraphError('BAD_USER_INPUT', { argument: 'text', max: MAX_TEXT })
    const size = pageSize({ first })
    const rows = new Map<string, ReadEntity>()
    for (const { kind, by, place: needed } of searched) {
      if (rows.size >= size) break
      if ((kinds && !kinds.includes(kind)) || !request.readsPlainly(needed)) continue
      const form = by === 'code' ? wanted.toUpperCase() : searchForm(kind, wanted)
      if (form === '') continue
      for (const row of await request.reader.search(kind, by, form, size - rows.size)) rows.set(row.id, row)
    }
    const links = wantsRefs(info) ? await request.reader.links([...rows.keys()]) : null
    return [...rows.values()].slice(0, size).map((row) => request.show(row, links))
  }
}
