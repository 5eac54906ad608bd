/**
 * Base data that is entered once (基础信息采集) in the graph, as its grid worker sees it: what is known of a house, a shop or an object of the own
 * grids, entering what is new, and what became of it at each department that keeps it.
 */
import { Arg, Args, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql'
import { BASE_DATA } from '../../../access/purposes.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { baseDataItems } from '../../kit/base-data-items.ts'
import { PageArgs } from '../../kit/connection-types.ts'
import { denied } from '../../kit/guards.ts'
import { entityKinds } from '../../kit/identity.ts'
import { baseData, baseDataProgress, classified, place } from '../classified.ts'
import { deliverEntry } from '../entries/deliver.ts'
import { formOf } from '../entries/form.ts'
import { readEntry, type EntryRow } from '../entries/ledger.ts'
import { countEntries, deliveriesByEntry, entriesOf, grouped } from '../entries/lists.ts'
import { recordBaseData, type EnteredEntity } from '../entries/record.ts'
import type { Golden } from '../golden.ts'
import type { CountedPage, RegistryRequest } from '../request.ts'
import { asking, isOfficer, onceOnly, paged, shownDelivery } from './base-data-shown.ts'
import { BaseDataEntry, BaseDataEntryConnection, BaseDataForm, BaseDataInput } from './base-data-types.ts'

const formPlace = place('Query.baseDataForm', baseData)
const recordPlace = place('Mutation.recordBaseData', baseData)

@Resolver(() => BaseDataForm)
export class BaseDataResolver {
  @Query(() => BaseDataForm, {
    nullable: true,
    description:
      'For a grid worker: what departments know of a house, an organisation or an object of the own grids; null when it is out of reach (采集前已有信息).',
  })
  @Directive(classified(baseData))
  async baseDataForm(
    @Arg('subject', () => ID, { description: 'Id of the house, organisation or object (采集对象).' }) subject: string,
    @Ctx() request: RegistryRequest,
  ): Promise<BaseDataForm | null> {
    if (!isWorker(request)) throw denied(formPlace, 'OUT_OF_SCOPE')
    const entity = await entityOf(request, subject)
    if (!entity) return null
    const { items, version } = await formOf(request, entity)
    const names = request.doors.names()
    const byItem = [...grouped(items, ({ item }) => item).values()]
    return {
      subject: entity.id,
      version,
      items: byItem.flatMap((known) => {
        const [first] = known
        if (!first) return []
        const list = first.target.kept.fields.get(first.item)?.spec.list
        return {
          item: first.item,
          name: baseDataItems[first.item].name,
          choices: list
            ? [...new Set(Object.values(list.values))].map((value) => ({ value, name: list.meanings[value] ?? value }))
            : null,
          known: known.map(({ item, target: { kept }, value, asOf, gap, reason }) => ({
            department: kept.department,
            departmentTitle: names.departments.get(kept.department) ?? null,
            field: kept.fields.get(item)?.coordinate ?? '',
            value,
            asOf,
            gap,
            reason,
            way: kept.written ? 'WRITE' : 'INSTRUCTION',
            writable: gap !== 'NOT_PERMITTED' && gap !== 'MASKED',
          })),
        }
      }),
    }
  }

  @Query(() => BaseDataEntryConnection, {
    nullable: true,
    description: 'What the caller entered, newest first (我的采集).',
  })
  @Directive(classified(baseDataProgress))
  async myBaseDataEntries(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() request: RegistryRequest,
  ): Promise<CountedPage<BaseDataEntry>> {
    const { sql } = request.doors.store
    const { subject } = request.access.principal
    const made = await paged(
      args,
      (after, size) => entriesOf(sql, subject, after, size),
      (rows) => shownEntries(request, rows),
    )
    return { ...made, totalCount: () => countEntries(sql, subject) }
  }

  @Query(() => BaseDataEntry, {
    nullable: true,
    description: 'One entry that concerns the caller: written, under way or refused at each department (采集结果).',
  })
  @Directive(classified(baseDataProgress))
  async baseDataEntry(
    @Arg('id', () => ID, { description: 'What both sides call it by (采集编号).' }) number: string,
    @Ctx() request: RegistryRequest,
  ): Promise<BaseDataEntry | null> {
    const row = await readEntry(request.doors.store.sql, number)
    const [shown] = row ? await shownEntries(request, [row]) : []
    const own = row?.worker === request.access.principal.subject
    return shown && (own || shown.deliveries.length > 0) ? shown : null
  }

  @Mutation(() => BaseDataEntry, {
    nullable: true,
    description:
      'Enters what is new of a house, a shop or an object of the own grids, once for all departments that keep it (录入基础信息).',
  })
  @Directive(classified(baseData))
  async recordBaseData(
    @Directive(classified(baseData))
    @Arg('input', () => BaseDataInput, { description: 'What is new (采集内容).' })
    input: BaseDataInput,
    @Arg('expectedVersion', () => String, { description: 'The version of the form that was shown (版本号).' })
    seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<BaseDataEntry | null> {
    if (!isWorker(request)) throw denied(recordPlace, 'OUT_OF_SCOPE')
    const { access, decider, doors, signal } = request
    const values = input.values.map(({ item, value }) => ({ item, value }))
    const given = { subject: input.subject, values, seen }
    const number = await recordBaseData(doors.entries, given, decider, asking(request, idempotencyKey), async () => {
      const entity = await entityOf(request, input.subject)
      if (!entity) throw pentagraphError('NOT_FOUND')
      return entity
    })
    await deliverEntry(doors.entries, number, access.at, signal)
    return this.baseDataEntry(number, request)
  }
}

// Private:

function isWorker({ access }: RegistryRequest): boolean {
  const { principal, purpose, rowScope } = access
  return purpose?.code === BASE_DATA && rowScope === 'GRIDS' && principal.roles.includes('grid-worker')
}

/** In one of the worker's grids, whatever else the row scope opens: organisations are public, entering them is not. */
async function entityOf(request: RegistryRequest, id: string): Promise<EnteredEntity | null> {
  const { doors, reader, access } = request
  const known = await doors.store.sql.selectFrom('Entity').select('kind').where('id', '=', id).executeTakeFirst()
  const kind = entityKinds.find((one) => one === known?.kind)
  if (kind === undefined || !doors.entries.kept.some((one) => one.kind === kind)) return null
  const row = (await reader.byIds(kind, [id])).get(id)
  if (!row || row.gridCode === null || !access.principal.grids.includes(row.gridCode)) return null
  const links = (await reader.links([row.id])).get(row.id)
  return { id: row.id, kind, gridCode: row.gridCode, golden: JSON.parse(row.golden) as Golden, links }
}

/** The worker has all deliveries of the own entry, an officer those of the own department. */
async function shownEntries(request: RegistryRequest, rows: readonly EntryRow[]): Promise<BaseDataEntry[]> {
  const numbers = rows.map(({ number }) => number)
  const deliveries = await deliveriesByEntry(request.doors.store.sql, numbers)
  return rows.map(({ number, worker, entityId, enteredAt }) => {
    const own = worker === request.access.principal.subject
    const some = (deliveries.get(number) ?? []).filter((row) => own || isOfficer(request, row))
    return {
      id: number,
      subject: entityId,
      enteredAt: instantText(enteredAt),
      deliveries: some.map((row) => shownDelivery(request, row, worker)),
    }
  })
}
