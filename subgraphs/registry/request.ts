/** One request in the registry: the end user's rights, the reader within the row scope, and the only ways an entity is handed out. */
import { type FieldNode, type FragmentDefinitionNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql'
import { readAreaMap } from '../../access/areas-in-time.ts'
import type { AuditArchive } from '../../access/audit-archive.ts'
import type { Decider } from '../../access/decision.ts'
import type { RefSealer } from '../../access/local-ref.ts'
import type { AccessContext } from '../../access/principal.ts'
import type { HubStore } from '../../prisma/store.ts'
import type { Classified } from '../../schema/classification.ts'
import type { AreaMap } from '../../schema/area-map.ts'
import { parseInstant } from '../../schema/instant.ts'
import { openCursor, page, pageSize, type Page, type PageArguments } from '../kit/connection.ts'
import { denied, type GuardContext } from '../kit/guards.ts'
import type { EntityKind } from '../kit/identity.ts'
import { ReportCollector } from '../kit/report.ts'
import type { CorrectionDoors } from './corrections/doors.ts'
import type { EntryDoors } from './entries/doors.ts'
import type { CatalogueSource } from './graph/catalogue.ts'
import type { IndexSecrets } from './index-secrets.ts'
import { Reader, type EntityConditions, type EntityLinks, type ReadEntity } from './reader.ts'
import type { Exporter } from './rights/export.ts'
import { RowScopes } from './row-scope.ts'
import type { Linker } from './linker.ts'
import type { RowMates } from './row-mates.ts'
import { shownClass, type ShownEntity } from './shown.ts'

/** What fields (by coordinate) and departments are called in Chinese. */
export interface ChineseNames {
  readonly fields: ReadonlyMap<string, string>
  readonly departments: ReadonlyMap<string, string>
}

/** What stays the same over all requests. */
export interface RegistryDoors {
  readonly store: HubStore
  /** Audit records wherever they are: who looked at a person. */
  readonly archive: AuditArchive
  readonly secrets: IndexSecrets
  readonly linker: Linker
  readonly mates: RowMates
  readonly sealers: ReadonlyMap<string, RefSealer>
  /** Ids of grids by code: few, open to everybody, and kept until the next linking. */
  readonly gridIds: Map<string, string>
  readonly catalogue: CatalogueSource
  readonly names: () => ChineseNames
  /** Requests for correction: what departments declare, and the doors to them. */
  readonly corrections: CorrectionDoors
  /** Base data that is entered once: which departments keep what, and the doors to them. */
  readonly entries: EntryDoors
  /** Makes personal copies; null where no hub serves the whole graph. */
  readonly exporter: Exporter | null
}

/** A page whose total is counted only when somebody asks for it. */
export type CountedPage<T> = Omit<Page<T>, 'totalCount'> & { readonly totalCount: () => Promise<number> }

export class RegistryRequest implements GuardContext {
  readonly access: AccessContext
  readonly decider: Decider
  readonly report = new ReportCollector()
  readonly signal: AbortSignal
  readonly doors: RegistryDoors
  readonly reader: Reader
  private readonly batches = new Map<string, IdBatch>()

  constructor(doors: RegistryDoors, access: AccessContext, decider: Decider, signal: AbortSignal) {
    this.doors = doors
    this.access = access
    this.decider = decider
    this.signal = signal
    this.reader = new Reader(doors.store.sql, RowScopes.of(doors.store.sql, access, doors.mates))
  }

  /** The entities of these ids, in order; null for what is missing or out of reach. */
  async entities(
    kind: EntityKind,
    ids: readonly (string | null)[],
    info: GraphQLResolveInfo,
  ): Promise<(ShownEntity | null)[]> {
    const rows = await this.reader.byIds(
      kind,
      ids.filter((id) => id !== null),
    )
    const links = wantsRefs(info) ? await this.reader.links([...rows.values()].map((row) => row.id)) : null
    return ids.map((id) => {
      const row = id === null ? undefined : rows.get(id)
      return row ? this.show(row, links) : null
    })
  }

  /** One entity; all that are asked for in the same moment are read at once. */
  entity(kind: EntityKind, id: string | null, info: GraphQLResolveInfo): Promise<ShownEntity | null> {
    if (id === null) return Promise.resolve(null)
    const name = `${kind} ${wantsRefs(info) ? 'refs' : ''}`
    let batch = this.batches.get(name)
    if (!batch) {
      batch = new IdBatch((ids) => {
        this.batches.delete(name)
        return this.entities(kind, ids, info)
      })
      this.batches.set(name, batch)
    }
    return batch.load(id)
  }

  async page(
    kind: EntityKind,
    conditions: EntityConditions,
    args: PageArguments,
    info: GraphQLResolveInfo,
  ): Promise<CountedPage<ShownEntity>> {
    const size = pageSize(args)
    const after = openCursor(args.after)
    const rows = await this.reader.page(kind, conditions, after, size + 1)
    const shown = rows.slice(0, size)
    const links = wantsRefs(info) ? await this.reader.links(shown.map((row) => row.id)) : null
    const items = shown.map((row) => ({ node: this.show(row, links), position: row.id }))
    const made = page(items, { next: rows.length > size, previous: after !== null }, null)
    return { ...made, totalCount: () => this.reader.count(kind, conditions) }
  }

  /** Towns, villages and grids in time, as they are known now. */
  areaMap(): Promise<AreaMap> {
    return readAreaMap(this.doors.store.sql)
  }

  show(row: ReadEntity, links: ReadonlyMap<string, EntityLinks> | null): ShownEntity {
    const kind = row.kind as EntityKind
    if (kind === 'Person') this.report.person(row.id)
    return new (shownClass(kind))(row, this, links?.get(row.id) ?? null)
  }

  /** The person's id in the hub, for whoever reaches oneself only. */
  get ownId(): string | null {
    return this.access.rowScope === 'SELF' ? this.access.principal.personId : null
  }

  /** The same; throws FIELD_DENIED at the place for everybody else. */
  requireOneself(place: Classified): string {
    const { ownId } = this
    if (ownId === null) throw denied(place, 'OUT_OF_SCOPE')
    return ownId
  }

  /** Throws FILTER_DENIED unless the place may be read plainly: what is hidden must not be found out by asking. */
  requirePlain(place: Classified): void {
    const decision = this.decider.decide(place)
    if (decision.verdict === 'DENY') throw denied(place, decision.reason, 'FILTER_DENIED')
    if (decision.verdict === 'MASK') throw denied(place, 'NO_GRANT', 'FILTER_DENIED')
  }

  /** A value without a masked form: null where it is masked, and told as masked. */
  plainOnly<T>(place: Classified, value: T | null): T | null {
    if (this.decider.decide(place).verdict === 'ALLOW' || value === null) return value
    this.report.masked(place.coordinate)
    return null
  }

  readsPlainly(place: Classified): boolean {
    return this.decider.decide(place).verdict === 'ALLOW'
  }
}

/** Epoch ms of an instant that the scalar has accepted. */
export function epochOf(instant: string | null | undefined): number | undefined {
  return parseInstant(instant ?? '') ?? undefined
}

// Private:

/** Collects the ids of one turn. Small enough to need no package, and the reader behind it already answers in order. */
class IdBatch {
  private readonly ids: string[] = []
  private answer: Promise<(ShownEntity | null)[]> | null = null
  private readonly read: (ids: readonly string[]) => Promise<(ShownEntity | null)[]>

  constructor(read: (ids: readonly string[]) => Promise<(ShownEntity | null)[]>) {
    this.read = read
  }

  async load(id: string): Promise<ShownEntity | null> {
    const at = this.ids.push(id) - 1
    this.answer ??= new Promise((resolve) => process.nextTick(resolve)).then(() => this.read(this.ids))
    return (await this.answer)[at] ?? null
  }
}

const refsWanted = new WeakMap<readonly FieldNode[], boolean>()

/** Whether the selection asks for refs of departments: only then are links read. */
export function wantsRefs(info: GraphQLResolveInfo): boolean {
  const known = refsWanted.get(info.fieldNodes)
  if (known !== undefined) return known
  const found = info.fieldNodes.some(
    (node) => node.selectionSet !== undefined && selectsRef(node.selectionSet, info.fragments, new Set()),
  )
  refsWanted.set(info.fieldNodes, found)
  return found
}

function selectsRef(
  set: SelectionSetNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  seen: Set<string>,
): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === 'FragmentSpread') {
      const { value } = selection.name
      if (seen.has(value)) return false
      seen.add(value)
      const fragment = fragments[value]
      return fragment !== undefined && selectsRef(fragment.selectionSet, fragments, seen)
    }
    if (selection.kind === 'Field' && selection.name.value.endsWith('Ref')) return true
    return selection.selectionSet !== undefined && selectsRef(selection.selectionSet, fragments, seen)
  })
}
